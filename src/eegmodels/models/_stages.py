"""The stages of a network: its layers, grouped by what weighs their input."""

from collections.abc import Iterable
from typing import Any

import keras
from keras import layers

from eegmodels._checks import check_option

OPENING = (
    layers.Conv2D,
    layers.DepthwiseConv2D,
    layers.SeparableConv2D,
    layers.Dense,
)
# They only lay out what the next stage takes in.
READYING = (layers.Permute, layers.Flatten, layers.Reshape)


def stages(network: keras.Model) -> dict[str, list[str]]:
    """Group the layers of a network by stage, under the names ``freeze`` takes.

    A convolution or a dense layer opens a stage and gives it its name; normalisation,
    activation, pooling and dropout behind it belong to it.

    Parameters
    ----------
    network : keras.Model
        Layers one after another, as in the networks of this package.

    Returns
    -------
    dict
        From the name of a stage to the names of its layers, in the network's order.

    Raises
    ------
    TypeError
        If ``network`` is no Keras model.

    Examples
    --------
    >>> from eegmodels.models import ShallowConvNet, stages
    >>> list(stages(ShallowConvNet(n_chans=3, n_times=128, n_outputs=2)))
    ['temporal', 'spatial', 'dense']
    """
    if not isinstance(network, keras.Model):
        raise TypeError(
            f"network is a {type(network).__name__}; give a keras.Model, of a fitted "
            "EEGClassifier its model_."
        )
    found: dict[str, list[str]] = {}
    current: list[str] = []
    waiting: list[str] = []
    for layer in network.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        if isinstance(layer, OPENING):
            current = found[layer.name] = [*waiting, layer.name]
            waiting = []
        elif isinstance(layer, READYING) or not found:
            waiting.append(layer.name)
        else:
            current.append(layer.name)
    return found


def check_freeze(network: keras.Model, freeze: Any) -> list[str]:
    """Check which stages are to be frozen; give the names of their layers."""
    if isinstance(freeze, str):
        freeze = [freeze]
    if not isinstance(freeze, Iterable):
        raise TypeError(
            f"freeze={freeze!r} is of type {type(freeze).__name__}; give the name of a "
            "stage or a list of names, () to train all."
        )
    groups, wanted = stages(network), list(freeze)
    for name in wanted:
        check_option("freeze", name, groups)
    if set(wanted) == set(groups):
        raise ValueError(
            f"freeze={wanted!r} holds all stages, so there would be nothing to train. "
            "Leave one out; a network that is not to be trained needs no freeze."
        )
    return [name for stage in groups if stage in wanted for name in groups[stage]]
