"""Networks as they were before any training: what a map is held against."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from eegmodels._backend import tensorflow_left_out
from eegmodels.explain._drawn_anew import drawn_anew


def check_untrained(untrained: Any, network: keras.Model) -> None:
    """Refuse what is neither a number of networks nor one of the same shapes.

    Raises
    ------
    TypeError, ValueError
        Anything else; no network at all; a network of other shapes.
    """
    if isinstance(untrained, keras.Model):
        shapes = [(m.input_shape, m.output_shape) for m in (untrained, network)]
        if shapes[0] != shapes[1]:
            raise ValueError(
                f"untrained takes {shapes[0][0]} to {shapes[0][1]}; the model takes "
                f"{shapes[1][0]} to {shapes[1][1]}. Give a network that was built as "
                "the model was, or the number of networks to draw."
            )
        return
    whole = isinstance(untrained, (int, np.integer)) and not isinstance(untrained, bool)
    if not whole:
        raise TypeError(
            f"untrained={untrained!r} is of type {type(untrained).__name__}; give a "
            "number of networks to draw, such as 1, or a keras.Model."
        )
    if untrained < 1:
        raise ValueError(
            f"untrained={untrained} is too small; a map without one of an untrained "
            "network says little, so give at least 1."
        )


def untrained_networks(
    untrained: Any, network: keras.Model, random_state: int | None
) -> Iterator[keras.Model]:
    """Build networks like one whose weights are drawn anew.

    Each layer draws as it did when the network was built, from another seed. The
    statistics of BatchNorm are those that it starts with, 0 and 1. The network itself
    stays as it is.

    Parameters
    ----------
    untrained : int | keras.Model
        How many, or the one to take.
    network : keras.Model
    random_state : int | None

    Yields
    ------
    keras.Model
        Plain and functional.
    """
    if isinstance(untrained, keras.Model):
        yield untrained
        return
    rng = np.random.default_rng(random_state)

    for _ in range(untrained):
        with tensorflow_left_out():
            other = keras.models.clone_model(
                network, clone_function=lambda layer: drawn_anew(layer, rng)
            )
        yield other
