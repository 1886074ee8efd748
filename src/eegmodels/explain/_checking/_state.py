"""The state of a network, to hold it against itself later."""

import json
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from eegmodels._backend import tensorflow_left_out


@dataclass(frozen=True)
class State:
    """What an explanation must leave as it was.

    Attributes
    ----------
    parts : dict
        By name in words; values compare with ``==``.
    """

    parts: dict[str, Any]

    def changed(self, now: "State") -> list[str]:
        """Name the parts that differ."""
        return [name for name, part in self.parts.items() if part != now.parts[name]]


@tensorflow_left_out()
def state_of(network: keras.Model) -> State:
    """Read the state of a network; arrays as bytes.

    BatchNorm's moving statistics are among the weights that no gradient trains.
    """
    layers = network.layers
    optimizer = getattr(network, "optimizer", None)
    return State(
        {
            "trained weights": _bytes(network.trainable_weights),
            "statistics and frozen weights": _bytes(network.non_trainable_weights),
            "trainable flags": [network.trainable, *(x.trainable for x in layers)],
            "mode": [getattr(x, "training", None) for x in (network, *layers)],
            "connections": [
                (len(x._inbound_nodes), len(x._outbound_nodes)) for x in layers
            ],
            "settings": json.dumps(network.get_config(), default=str),
            "compilation": [network.compiled, id(optimizer)],
            "optimizer": [] if optimizer is None else _bytes(optimizer.variables),
        }
    )


def _bytes(variables: Any) -> list[bytes]:
    return [np.array(variable.numpy()).tobytes() for variable in variables]
