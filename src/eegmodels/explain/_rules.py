"""What each kind of layer is for an explanation: affine, element-wise, or unknown.

At inference an affine layer passes a difference of inputs through unchanged in form;
an element-wise one gets the slope of the method. A layer that is neither has no rule
and is refused, never passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import layers

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
            "pooling without padding have one."
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


def rule_of(layer: Any) -> Rule:
    """Give the rule of a layer.

    Raises
    ------
    UnsupportedLayerError
        If it has none.
    """
    if type(layer) in ACTIVATION_LAYERS:
        return Rule(None, layer)
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
    if _name(layer) == "linear":
        return Rule(layer, None)
    return Rule(without_activation(layer), _elementwise(layer))


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
