"""The layers that EEGNet and its SSVEP variant have in common."""

from typing import Any

from keras import constraints, layers

from eegmodels._checks import check_number, check_whole
from eegmodels.models._blocks import (
    LAST,
    Seeds,
    assemble,
    check_dropout,
    check_shape,
    dropout,
    head,
)
from eegmodels.models._lengths import Span, check_long_enough, chosen, scaled
from eegmodels.models._network import Network

FIRST_POOL, SECOND_POOL, SEPARABLE = 4, 8, 16


def build_eegnet(
    name: str,
    given: dict[str, Any],
    *,
    reference_sfreq: float,
    reference_kernel: int,
) -> Network:
    """Build the chain of temporal, spatial and separable convolution.

    Parameters
    ----------
    name : str
    given : dict
        Arguments as the user gave them; ``norm_rate`` may be missing.
    reference_sfreq : float
        Rate at which the lengths hold.
    reference_kernel : int
        Length of the temporal kernels at that rate.
    """
    sizes = _sizes(name, given, reference_sfreq, reference_kernel)
    kind, rate = given["dropout_type"], given["dropout_rate"]
    check_dropout(rate, kind)
    norm_rate = given.get("norm_rate")
    if norm_rate is not None:
        check_number("norm_rate", norm_rate, low=0, closed="neither")
    seeds = Seeds(given["seed"])
    chain = [
        layers.Conv2D(
            sizes["F1"],
            (1, sizes["kernel_length"]),
            padding="same",
            use_bias=False,
            kernel_initializer=seeds.glorot(),
            data_format=LAST,
            name="temporal",
        ),
        layers.BatchNormalization(name="temporal_norm"),
        layers.DepthwiseConv2D(
            (sizes["n_chans"], 1),
            depth_multiplier=sizes["D"],
            use_bias=False,
            depthwise_initializer=seeds.glorot(),
            depthwise_constraint=constraints.MaxNorm(1.0),
            data_format=LAST,
            name="spatial",
        ),
        layers.BatchNormalization(name="spatial_norm"),
        layers.Activation("elu", name="spatial_elu"),
        layers.AveragePooling2D(
            (1, sizes["first_pool"]), data_format=LAST, name="spatial_pool"
        ),
        dropout(kind, rate, seeds, "spatial_dropout"),
        layers.SeparableConv2D(
            sizes["F2"],
            (1, sizes["separable_length"]),
            padding="same",
            use_bias=False,
            depthwise_initializer=seeds.glorot(),
            pointwise_initializer=seeds.glorot(),
            data_format=LAST,
            name="separable",
        ),
        layers.BatchNormalization(name="separable_norm"),
        layers.Activation("elu", name="separable_elu"),
        layers.AveragePooling2D(
            (1, sizes["second_pool"]), data_format=LAST, name="separable_pool"
        ),
        dropout(kind, rate, seeds, "separable_dropout"),
        *head(sizes, norm_rate, seeds),
    ]
    arguments = {**sizes, "dropout_rate": rate, "dropout_type": kind}
    if "norm_rate" in given:
        arguments["norm_rate"] = norm_rate
    return assemble(name, chain, arguments)


def _sizes(
    name: str, given: dict[str, Any], reference_sfreq: float, reference_kernel: int
) -> dict[str, Any]:
    """Check the sizes and put numbers in place of None."""
    sizes = check_shape(given, reference_sfreq)
    rate = sizes["sfreq"]
    for key in ("F1", "D"):
        sizes[key] = check_whole(key, given[key])
    defaults = {
        "kernel_length": scaled(reference_kernel, rate, reference_sfreq),
        "separable_length": SEPARABLE,
        "first_pool": scaled(FIRST_POOL, rate, reference_sfreq),
        "second_pool": SECOND_POOL,
    }
    for key, default in defaults.items():
        sizes[key] = chosen(key, given[key], default)
    sizes["F2"] = chosen("F2", given["F2"], sizes["F1"] * sizes["D"])
    first, second = sizes["first_pool"], sizes["second_pool"]
    spans = (
        Span("kernel", sizes["kernel_length"], padded=True),
        Span("pool", first, first),
        Span("kernel", sizes["separable_length"], padded=True),
        Span("pool", second, second),
    )
    shape = sizes["n_chans"], sizes["n_times"]
    check_long_enough(name, *shape, spans, "first_pool, second_pool")
    return sizes
