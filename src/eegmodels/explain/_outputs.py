"""What a network ends in, and where its logits are.

A softmax or one sigmoid unit at the end is left out, fused with its layer or not: what
is explained is the logit before it. Without an activation the outputs are the logits.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from eegmodels.explain._rules import ACTIVATION_LAYERS, without_activation

# Layers at the end that do nothing at inference.
IDLE = (layers.Dropout, layers.GaussianDropout, layers.GaussianNoise)


@dataclass(frozen=True)
class Output:
    """The end of a network.

    Attributes
    ----------
    activation : str
        "softmax", "sigmoid" (one unit) or "linear".
    n_units : int
    chain : list of keras.Layer
        From behind the input to the logits; the last one a copy where its activation
        had to be left out.
    """

    activation: str
    n_units: int
    chain: list[Any]

    def of_units(self, weights: np.ndarray) -> np.ndarray:
        """Turn weights of the classes into weights of the units.

        One unit is the logit of class 1 against class 0: it speaks for class 1, its
        negative for class 0, and the contrast of the two is the unit itself.
        """
        if self.n_units > 1:
            return weights
        return np.sign(weights[:, 1:] - weights[:, :1]).astype(weights.dtype)

    def predicted(self, logits: np.ndarray) -> np.ndarray:
        """Index of the most likely class, of logits (n_trials, n_units)."""
        if self.n_units > 1:
            return logits.argmax(axis=1)
        return (logits[:, 0] > 0).astype(int)

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        """Turn outputs of the whole network into probabilities, in float64."""
        values = np.asarray(outputs, dtype=np.float64)
        if self.activation == "softmax":
            return values / values.sum(axis=1, keepdims=True)
        if self.activation == "linear":
            return self.probabilities_of_logits(values)
        return np.hstack([1 - values, values])

    def probabilities_of_logits(self, logits: np.ndarray) -> np.ndarray:
        """Turn logits (n_trials, n_units) into probabilities, in float64."""
        values = np.asarray(logits, dtype=np.float64)
        if self.n_units > 1:
            shifted = np.exp(values - values.max(axis=1, keepdims=True))
            return shifted / shifted.sum(axis=1, keepdims=True)
        values = 0.5 * (1 + np.tanh(values / 2))
        return np.hstack([1 - values, values])


def class_count(n_units: int) -> int:
    """Count the classes of a network: one unit stands for two, 0 and 1."""
    return max(2, int(n_units))


def find_output(network: keras.Model) -> Output:
    """Find the logits of a network.

    Raises
    ------
    ValueError
        If the network branches, or no logit is defined for its output.
    """
    chain = layer_chain(network)
    while len(chain) > 1 and _is_idle(chain[-1]):
        chain = chain[:-1]
    last = chain[-1]
    n_units = int(network.output_shape[-1])
    activation = _activation(last)
    if (
        len(network.output_shape) != 2
        or activation not in ("softmax", "sigmoid", "linear")
        or (activation == "sigmoid" and n_units > 1)
        or (activation == "softmax" and n_units == 1)
    ):
        raise ValueError(
            f"The network {network.name!r} ends in {last.name!r} with activation "
            f"{activation!r} and {n_units} outputs {network.output_shape}, for which "
            "no logit is defined. Expected are softmax over two or more classes, one "
            "sigmoid unit, or no activation (then the outputs are the logits); end "
            "the network in one of these."
        )
    if activation == "linear":
        return Output(activation, n_units, chain)
    if isinstance(last, (layers.Activation, layers.Softmax)):
        return Output(activation, n_units, chain[:-1])
    return Output(activation, n_units, [*chain[:-1], without_activation(last)])


def _is_idle(layer: Any) -> bool:
    bare = type(layer) is layers.Activation and _activation(layer) == "linear"
    return bare or type(layer) in IDLE


def _activation(layer: Any) -> str:
    if isinstance(layer, layers.Softmax):
        over_units = layer.axis in (-1, 1)
        return "softmax" if over_units else f"softmax over axis {layer.axis}"
    if type(layer) in (*ACTIVATION_LAYERS, layers.PReLU):
        return type(layer).__name__
    function = getattr(layer, "activation", None)
    if function is None:
        return "linear"
    return str(getattr(function, "__name__", type(function).__name__))


def layer_chain(network: keras.Model) -> list[Any]:
    """List the layers behind the input, each of which follows the one before.

    Raises
    ------
    ValueError
        If the network branches, a layer is used twice in it, or one is a network
        itself.
    """
    chain = [x for x in network.layers if not isinstance(x, layers.InputLayer)]
    reached = {id(network.inputs[0])}
    for layer in chain:
        if isinstance(layer, keras.Model):
            raise ValueError(
                f"The network {network.name!r} holds the network {layer.name!r}, "
                "whose layers are not its own. Explain that one, or build one network "
                "of the layers of both."
            )
        # A layer may have been called elsewhere too, as in a part of the network.
        after = {
            id(node.output_tensors[0])
            for node in layer._inbound_nodes
            if [id(tensor) in reached for tensor in node.input_tensors] == [True]
        }
        if not after:
            raise ValueError(
                f"The network {network.name!r} is no chain of layers: {layer.name!r} "
                "does not follow the layer before it. Networks with branches, or with "
                "a layer that is used twice, cannot be explained yet."
            )
        reached = after
    if id(network.outputs[0]) not in reached:
        raise ValueError(
            f"The network {network.name!r} is no chain of layers: its output is not "
            f"that of {chain[-1].name!r}, its last one. Networks with branches cannot "
            "be explained yet."
        )
    return chain
