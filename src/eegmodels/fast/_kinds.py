"""What is compiled for a network serves all networks of its kind.

A kind is an architecture with its sizes: folds and seeds of a study are of one. The
compiled function takes the state of a network as an argument, so a copy without a name
stands for all of them, and no user's network is kept alive.
"""

import json
from collections.abc import Callable
from typing import Any

import keras

from eegmodels._backend import tensorflow_left_out


class Kept:
    """Things that were made for kinds of networks; the oldest goes first."""

    def __init__(self, at_most: int) -> None:
        self.at_most = at_most
        self.made: dict[Any, Any] = {}

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """Give what was made for a key, made now if there is nothing."""
        if key not in self.made:
            value = make()
            while len(self.made) >= self.at_most:
                self.made.pop(next(iter(self.made)))
            self.made[key] = value
        return self.made[key]


@tensorflow_left_out()
def same_kind(network: keras.Model) -> str:
    """Describe a network but for its names and seeds: equal ones share a program.

    Of a plain chain: its layers say all. Layers one by one, because Keras takes ten
    times as long over the configuration of the whole.
    """
    described = [
        (type(layer).__name__, layer.trainable, _without_names(layer.get_config()))
        for layer in network.layers
    ]
    return json.dumps(described, default=str)


@tensorflow_left_out()
def template_of(network: keras.Model) -> Any:
    """Copy the layers of a network, without its weights."""
    template = keras.models.clone_model(network)
    if hasattr(network, "fast"):
        template.fast = network.fast
    for ours, theirs in zip(template.layers, network.layers, strict=True):
        ours.trainable = theirs.trainable
    return template


def is_of_keras(network: keras.Model) -> bool:
    """Whether layers and activations are Keras's or this package's own.

    A layer of a user may hold anything, and two functions may share their name: what
    describes them does not tell one from another.
    """
    functions = [getattr(layer, "activation", None) for layer in network.layers]
    parts = [type(layer) for layer in network.layers]
    parts += [function for function in functions if function is not None]
    homes = [str(getattr(part, "__module__", "")).split(".")[0] for part in parts]
    return set(homes) <= {"keras", "eegmodels"}


def _without_names(config: Any) -> Any:
    if isinstance(config, dict):
        return {
            key: _without_names(value)
            for key, value in config.items()
            if key not in ("seed", "name", "kernel_initializer", "config_version")
        }
    if isinstance(config, (list, tuple)):
        return [_without_names(value) for value in config]
    return config
