"""What each kind of layer is for an explanation: affine, element-wise, or unknown.

At inference an affine layer passes a difference of inputs through unchanged in form;
an element-wise one gets the slope of the method. A layer that is neither has no rule
and is refused, never passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import layers

from eegmodels._backend import tensorflow_left_out
from eegmodels._checks import check_option
from eegmodels.explain._probing import misfit
from eegmodels.models import log, square

AFFINE = (
    layers.AveragePooling1D,
    layers.AveragePooling2D,
    layers.BatchNormalization,
    layers.Conv1D,
    layers.Conv2D,
    layers.Cropping1D,
    layers.Cropping2D,
    layers.Dense,
    layers.DepthwiseConv1D,
    layers.DepthwiseConv2D,
    layers.Dropout,
    layers.Flatten,
    layers.GaussianDropout,
    layers.GaussianNoise,
    layers.GlobalAveragePooling1D,
    layers.GlobalAveragePooling2D,
    layers.Permute,
    layers.Reshape,
    layers.SeparableConv1D,
    layers.SeparableConv2D,
    layers.SpatialDropout1D,
    layers.SpatialDropout2D,
    layers.ZeroPadding1D,
    layers.ZeroPadding2D,
)
# Activations of Keras that map each number by itself; softmax does not.
ELEMENTWISE = (
    "celu",
    "elu",
    "exponential",
    "gelu",
    "hard_sigmoid",
    "hard_tanh",
    "leaky_relu",
    "log_sigmoid",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "softplus",
    "softsign",
    "tanh",
)
# Element-wise functions of this package's networks, known by themselves, not by name.
FUNCTIONS = (square, log)
POOLS = (layers.MaxPooling2D,)
ACTIVATION_LAYERS = (layers.ELU, layers.LeakyReLU, layers.ReLU)
KINDS = ("affine", "elementwise")
_REGISTERED: dict[type, str] = {}  # layers of users, and their kind


class UnsupportedLayerError(ValueError):
    """A layer for which no rule is known.

    Parameters
    ----------
    layer : keras.Layer
    why : str
        What of it is the reason, for the message.

    Attributes
    ----------
    layer : str
        Name of the layer.
    """

    def __init__(self, layer: Any, why: str = "") -> None:
        self.layer = layer.name
        kind = type(layer).__name__
        super().__init__(
            f"The layer {layer.name!r} ({kind}{why}) has no rule for relevance, and "
            "passing over it would give wrong numbers without a sign. Affine layers, "
            "element-wise activations of Keras and of eegmodels.models, and max "
            "pooling without padding have one; eegmodels.explain.register_rule gives "
            "one to a layer of your own."
        )


@dataclass(frozen=True)
class Rule:
    """How one layer is walked.

    ``affine`` is run first (None: nothing before the activation), then ``activation``
    gets the method's slope (None: the layer is affine). ``pool`` is a layer that takes
    the largest of a window, which has a rule of its own.
    """

    affine: Any
    activation: Callable[[Any], Any] | None
    pool: Any = None


def register_rule(layer_class: type, rule: str) -> None:
    """Say how a layer of your own is walked, so that a relevance can pass it.

    A rule that does not fit its layer would give wrong numbers, so ``relevance`` tries
    the layer on random numbers first and refuses it where it is seen to be another.

    Parameters
    ----------
    layer_class : type
        A class of ``keras.Layer``, known by itself: subclasses of it have no rule. It
        is registered for this session; once more replaces the rule.
    rule : "affine" | "elementwise"
        What the layer does at inference. "affine": a linear map and an offset, within
        each trial, before the ``activation`` where it has one. "elementwise": a
        function of each number by itself, with a derivative.

    Raises
    ------
    TypeError
        No class of layers.
    ValueError
        Another rule; a layer that has one in this package.

    Examples
    --------
    >>> import keras
    >>> from eegmodels import explain
    >>> class Halved(keras.layers.Layer):
    ...     def call(self, inputs):
    ...         return inputs / 2
    >>> explain.register_rule(Halved, "affine")
    """
    if not (isinstance(layer_class, type) and issubclass(layer_class, layers.Layer)):
        raise TypeError(
            f"layer_class={layer_class!r} is no class of layers; give a subclass of "
            "keras.Layer itself, not one made of it."
        )
    check_option("rule", rule, KINDS)
    known = (*AFFINE, *ACTIVATION_LAYERS, *POOLS, layers.Activation)
    if layer_class in known:
        raise ValueError(
            f"layer_class={layer_class.__name__} of Keras has a rule already, which "
            "is exact. Register a layer of your own."
        )
    _REGISTERED[layer_class] = rule


def rule_of(layer: Any) -> Rule:
    """Give the rule of a layer.

    Raises
    ------
    UnsupportedLayerError
        If it has none.
    """
    if type(layer) in ACTIVATION_LAYERS:
        return Rule(None, layer)
    if type(layer) in _REGISTERED:
        return _registered(layer, _REGISTERED[type(layer)])
    if type(layer) is layers.Activation:
        return Rule(None, _elementwise(layer))
    if type(layer) in POOLS:
        if layer.padding != "valid" or layer.data_format != "channels_last":
            raise UnsupportedLayerError(
                layer, f", padding {layer.padding!r}, {layer.data_format!r}"
            )
        return Rule(None, None, layer)
    if type(layer) not in AFFINE:
        raise UnsupportedLayerError(layer)
    return _affine(layer)


def _affine(layer: Any) -> Rule:
    if _name(layer) == "linear":
        return Rule(layer, None)
    return Rule(without_activation(layer), _elementwise(layer))


def _registered(layer: Any, kind: str) -> Rule:
    """Give the rule of a layer of a user, if it is what it was registered as."""
    rule = _affine(layer) if kind == "affine" else Rule(None, layer)
    wrong = misfit(rule.affine or layer, kind)
    if wrong:
        raise UnsupportedLayerError(layer, f", registered as {kind!r}: {wrong}")
    return rule


def _name(layer: Any) -> str:
    return getattr(getattr(layer, "activation", None), "__name__", "linear")


def _elementwise(layer: Any) -> Callable[[Any], Any] | None:
    if _name(layer) == "linear":
        return None
    if layer.activation in FUNCTIONS:
        return layer.activation
    if _name(layer) not in ELEMENTWISE:
        raise UnsupportedLayerError(layer, f" with activation {_name(layer)!r}")
    return layer.activation


@tensorflow_left_out()
def without_activation(layer: Any) -> Any:
    """Copy a layer with its weights, its activation left out.

    Parameters
    ----------
    layer : keras.Layer
        Left as it is.

    Returns
    -------
    keras.Layer
    """
    config = {**layer.get_config(), "activation": "linear"}
    copy = type(layer).from_config(config)
    copy.build(layer.input.shape)
    copy.set_weights(layer.get_weights())
    return copy
