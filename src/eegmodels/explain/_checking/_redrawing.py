"""Layers whose weights are drawn anew, by their own initialisers, in a copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from eegmodels._backend import tensorflow_left_out
from eegmodels.explain._drawn_anew import drawn_anew


@dataclass(frozen=True)
class Redrawn:
    """A network whose layers from the output down to ``layer`` were drawn anew.

    Attributes
    ----------
    layer : str
    network : keras.Model
        One copy, which goes on changing: use it before the next one is asked for.
    changed : float
        Share of the layer's numbers that are others than before.
    same : list of str
        Its arrays of which none is.
    """

    layer: str
    network: keras.Model
    changed: float
    same: list[str]


def redrawn_from_the_end(
    network: keras.Model, rng: np.random.Generator
) -> Iterator[Redrawn]:
    """Draw the layers of a copy anew, one after another from the output down.

    Gains, offsets and statistics of BatchNorm begin as constants and go back to these,
    as biases do. A constraint, such as a max-norm, plays no part: weights are set as
    they are drawn, as at the start of a training.

    Parameters
    ----------
    network : keras.Model
        Left as it is.
    rng : numpy.random.Generator

    Yields
    ------
    Redrawn
        For each layer that has weights.
    """
    copy = copy_of(network)
    for layer in reversed(copy.layers):
        if not layer.weights:
            continue
        before = layer.get_weights()
        layer.set_weights(fresh_weights(layer, rng))
        after = layer.get_weights()
        differ = [old != new for old, new in zip(before, after, strict=True)]
        yield Redrawn(
            layer=str(layer.name),
            network=copy,
            changed=float(np.concatenate([d.ravel() for d in differ]).mean()),
            same=[
                str(variable.name)
                for variable, d in zip(layer.weights, differ, strict=True)
                if not d.any()
            ],
        )


@tensorflow_left_out()
def copy_of(network: keras.Model) -> keras.Model:
    """Copy a network with its weights; layers are new ones."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    return copy


def fresh_weights(layer: Any, rng: np.random.Generator) -> list[np.ndarray]:
    """Draw weights as the layer's own initialisers do, from other seeds."""
    fresh = drawn_anew(layer, rng)
    fresh.build(layer.input.shape)
    return fresh.get_weights()
