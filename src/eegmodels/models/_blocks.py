"""Pieces that the networks share: sizes, seeded layers, the assembly of a chain.

Every layer that knows of axes is told "channels_last", so that Keras's global
``image_data_format`` has no influence.
"""

from collections.abc import Iterable
from typing import Any

from keras import Input, Model, constraints, initializers, layers

from eegmodels._checks import check_number, check_option, check_whole
from eegmodels.models._network import Network, as_network

LAST = "channels_last"
DROPOUTS = {"Dropout": layers.Dropout, "SpatialDropout2D": layers.SpatialDropout2D}
OUTPUTS = ("softmax", "linear")


class Seeds:
    """Seeds for the layers of one network, all drawn from one.

    Without a seed each layer draws its own. Keras's global seed is not touched.
    """

    def __init__(self, seed: int | None) -> None:
        self.base = None if seed is None else check_whole("seed", seed, low=0)
        self.count = 0

    def next(self) -> int | None:
        """Give the next layer's seed."""
        self.count += 1
        # Keras keeps seeds in 32 bits, on PyTorch with a sign.
        return None if self.base is None else (self.base * 1000 + self.count) % 2**31

    def glorot(self) -> Any:
        """Initialise as Keras does by default, from the next seed."""
        return initializers.GlorotUniform(self.next())


def check_shape(given: dict[str, Any], reference_sfreq: float) -> dict[str, Any]:
    """Check the arguments that every network has; ``sfreq`` becomes a number."""
    rate = reference_sfreq
    if given["sfreq"] is not None:
        rate = check_number("sfreq", given["sfreq"], low=0, closed="neither")
    check_option("output_activation", given["output_activation"], OUTPUTS)
    fewest = 2 if given["output_activation"] == "softmax" else 1
    return {
        "n_chans": check_whole("n_chans", given["n_chans"]),
        "n_times": check_whole("n_times", given["n_times"]),
        "n_outputs": check_whole("n_outputs", given["n_outputs"], low=fewest),
        "sfreq": rate,
        "output_activation": given["output_activation"],
    }


def check_dropout(rate: Any, kind: Any = "Dropout") -> None:
    """Refuse a rate outside [0, 1) and an unknown kind of dropout."""
    check_number("dropout_rate", rate, low=0, high=1, closed="left")
    check_option("dropout_type", kind, DROPOUTS)


def dropout(kind: str, rate: float, seeds: Seeds, name: str) -> Any:
    """Build Dropout or SpatialDropout2D."""
    axes = {"data_format": LAST} if kind == "SpatialDropout2D" else {}
    return DROPOUTS[kind](rate, seed=seeds.next(), name=name, **axes)


def head(sizes: dict[str, Any], norm_rate: float | None, seeds: Seeds) -> list[Any]:
    """Build the end of every network: flatten, dense (the logits), softmax.

    ``norm_rate`` is the max-norm of the weights of each output; None: no bound.
    """
    bound = None if norm_rate is None else constraints.MaxNorm(norm_rate)
    chain = [
        layers.Flatten(data_format=LAST, name="flatten"),
        layers.Dense(
            sizes["n_outputs"],
            kernel_initializer=seeds.glorot(),
            kernel_constraint=bound,
            name="dense",
        ),
    ]
    if sizes["output_activation"] == "softmax":
        chain.append(layers.Activation("softmax", name="softmax"))
    return chain


def assemble(name: str, chain: Iterable[Any], arguments: dict[str, Any]) -> Network:
    """Connect layers one after another and make a network of them."""
    inputs = Input((arguments["n_chans"], arguments["n_times"], 1), name="eeg")
    tensor = inputs
    for layer in chain:
        tensor = layer(tensor)
    design = {"model": name, "arguments": arguments}
    return as_network(Model(inputs, tensor, name=name), design)
