"""Walks that are kept, so that a network is compiled once for many explanations.

Kept with a network is what was made of its layers, never of its weights: those are read
at each call. What the layers are is compared at each call too.
"""

from typing import Any
from weakref import WeakKeyDictionary

import keras

from eegmodels._backend import tensorflow_left_out
from eegmodels.explain._layout import Layout
from eegmodels.explain._slopes import Slopes
from eegmodels.explain._walk import Walk

AT_MOST = 4  # walks of one network; the oldest goes first
_KEPT: WeakKeyDictionary[Any, dict[Any, Walk]] = WeakKeyDictionary()


def find_walk(network: keras.Model, slopes: Slopes, layout: Layout) -> Walk:
    """Give the walk of a network, made anew where its layers have changed.

    Parameters
    ----------
    network : keras.Model
    slopes : Slopes
    layout : Layout

    Raises
    ------
    UnsupportedLayerError, ValueError
        As ``Walk``.
    """
    known = _layers_of(network)
    if known is None:
        return Walk(network, slopes, layout)
    key = (slopes, tuple(layout.axes), known)
    kept = _KEPT.setdefault(network, {})
    if key in kept:
        return kept[key]
    walk = Walk(network, slopes, layout)
    own = {id(variable) for variable in network.variables}
    if all(id(variable) in own for variable in walk.variables):  # else copies
        while len(kept) >= AT_MOST:
            del kept[next(iter(kept))]
        kept[key] = walk
    return walk


@tensorflow_left_out()
def _layers_of(network: keras.Model) -> Any:
    """Say what the layers are; None where that cannot be told.

    A layer of a user may hold anything, and two functions may share their name.
    """
    if not all(type(x).__module__.startswith("keras.") for x in network.layers):
        return None
    functions = [getattr(layer, "activation", None) for layer in network.layers]
    try:
        return network.to_json(), tuple(functions)
    except (NotImplementedError, TypeError, ValueError):
        return None
