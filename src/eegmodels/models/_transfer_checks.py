"""What is refused when a network is to start from a trained one."""

from typing import Any

import numpy as np

from eegmodels._checks import check_number, some_names
from eegmodels.models._network import Network
from eegmodels.results import TransferredLayer

# The layer whose kernel has a row for each electrode, and the one before the outputs.
SPATIAL, HEAD = "spatial", "dense"
# Arguments with which the weights keep their shapes and their meaning.
FREE = ("dropout_rate", "dropout_type", "norm_rate", "output_activation", "reg_rate")


def design_of(source: Any) -> tuple[str, dict[str, Any]]:
    """Give the name and the arguments with which a network was built."""
    if not isinstance(source, Network):
        raise TypeError(
            f"source is a {type(source).__name__}; give a network of "
            "eegmodels.models: of a fitted EEGClassifier its model_, of a file what "
            "load_network opens."
        )
    design = source.design
    if "model" not in design or "arguments" not in design:
        raise ValueError(
            f"source, a network named {source.name!r}, does not know how it was built "
            "(its design is empty), as after a save by plain Keras. Build it with "
            "eegmodels.models and set its weights."
        )
    return design["model"], dict(design["arguments"])


def check_rate(sfreq: float | None, built: float) -> None:
    """Refuse another sampling rate than that of the source, in Hz."""
    if sfreq is None:
        return
    if not np.isclose(check_number("sfreq", sfreq, low=0, closed="neither"), built):
        raise ValueError(
            f"sfreq={sfreq:g} Hz, but the source was trained at {built:g} Hz: the same "
            "kernels would last another time and mean other frequencies. Resample "
            f"the data (epochs.resample({built:g}))."
        )


def checked_arguments(
    name: str, before: dict[str, Any], given: dict[str, Any]
) -> dict[str, Any]:
    """Refuse what would not fit the weights; give what may be set anew."""
    for key, value in given.items():
        if key not in before:
            raise TypeError(
                f"{name} has no argument {key!r}; it was built with "
                f"{some_names(list(before), most=20)}."
            )
        if key in FREE or value is None or _plain(value) == _plain(before[key]):
            continue
        what_to_do = f"Leave {key} out, or train a new network."
        if key == "n_chans":
            what_to_do = "Say which channels they are: ch_names and source_ch_names."
        raise ValueError(
            f"{key}={value!r} differs from the source, which was built with "
            f"{key}={before[key]!r}: its weights would not fit or mean something else. "
            f"{what_to_do}"
        )
    return {key: given[key] for key in given if key in FREE}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def same_layer(source: Network, layer: Any) -> Any:
    """Find the layer of the source that is meant; refuse one of another shape."""
    kinds = {known.name: known for known in source.layers}
    known = kinds.get(layer.name)
    shapes = [] if known is None else [tuple(w.shape) for w in known.weights]
    wanted = [tuple(w.shape) for w in layer.weights]
    if layer.name == SPATIAL and shapes:  # rows are taken by channel
        shapes[0], wanted[0] = shapes[0][1:], wanted[0][1:]
    if layer.name != HEAD and shapes != wanted:
        raise ValueError(
            f"source has weights of shapes {shapes} in layer {layer.name!r}; by its "
            f"design they are {wanted}. It was changed after it was built: build it "
            "with eegmodels.models and set its weights."
        )
    return known


def check_reused(layers: list[TransferredLayer]) -> None:
    """Refuse to freeze a layer of which something starts afresh."""
    for layer in layers:
        if layer.frozen and layer.start != "reused":
            raise ValueError(
                f"freeze holds the stage {layer.stage!r}, whose layer {layer.name!r} "
                f"starts afresh ({layer.detail}) and would never be trained. Leave "
                f"{layer.stage!r} out of freeze."
            )
