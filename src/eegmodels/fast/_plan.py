"""Which layers of a network are computed another way, step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from keras import layers

from eegmodels.fast._blocks import (
    framed_convolution,
    framed_separable,
    merged_opening,
    spatial_first,
)
from eegmodels.fast._pooling import is_pooled, pooled


@dataclass(frozen=True)
class Step:
    """One step of the fast forward pass: the layers it stands for and its function."""

    layers: tuple[Any, ...]
    run: Callable[..., Any]


def steps_of(network: Any) -> tuple[Step, ...] | None:
    """Give the steps of a network; None where it runs as plain Keras does."""
    find = getattr(network, "_steps", None)
    return None if find is None else find()


def plan(chain: list[Any]) -> list[Step]:
    """Cut a chain of layers into steps; layers without a faster way stay as they are.

    Parameters
    ----------
    chain : list of keras.Layer
        The layers of a functional model without branches, input layer left out.
    """
    steps, k = [], 0
    while k < len(chain):
        if is_spatial_first(chain[k : k + 3]):
            steps.append(Step(tuple(chain[k : k + 3]), spatial_first))
        elif is_merged(chain[k : k + 2]):
            steps.append(Step(tuple(chain[k : k + 2]), merged_opening))
        elif is_framed_separable(chain[k]):
            steps.append(Step((chain[k],), framed_separable))
        elif is_framed(chain[k]):
            steps.append(Step((chain[k],), framed_convolution))
        elif is_pooled(chain[k]):
            steps.append(Step((chain[k],), pooled))
        else:
            steps.append(Step((chain[k],), as_it_is))
        k += len(steps[-1].layers)
    return steps


def is_spatial_first(chain: list[Any]) -> bool:
    """Whether three layers are the opening block of EEGNet."""
    kinds = (layers.Conv2D, layers.BatchNormalization, layers.DepthwiseConv2D)
    if len(chain) < 3 or any(
        type(a) is not b for a, b in zip(chain, kinds, strict=True)
    ):
        return False
    temporal, norm, spatial = chain
    return bool(
        _is_plain(temporal, "same")
        and temporal.kernel_size[0] == 1
        and temporal.groups == 1
        and temporal.input.shape[-1] == 1
        and norm.axis in (-1, 3)
        and not getattr(norm, "renorm", False)  # not in every Keras 3
        and norm.activity_regularizer is None
        and not norm.synchronized
        and _is_plain(spatial, "valid")
        and spatial.kernel_size == (temporal.input.shape[1], 1)
    )


def is_merged(chain: list[Any]) -> bool:
    """Whether two layers are the opening of DeepConvNet and ShallowConvNet."""
    if [type(layer) for layer in chain] != [layers.Conv2D, layers.Conv2D]:
        return False
    temporal, spatial = chain
    return bool(
        all(_is_plain(layer, "valid", bias=True) for layer in chain)
        and temporal.kernel_size[0] == 1
        and temporal.input.shape[-1] == 1
        and temporal.groups == spatial.groups == 1
        and spatial.kernel_size == (temporal.input.shape[1], 1)
    )


def is_spatial_only(chain: list[Any]) -> bool:
    """Whether the first layer mixes all electrodes, before anything over time."""
    if not chain:
        return False
    layer = chain[0]
    return bool(
        type(layer) is layers.Conv2D
        and _is_plain(layer, "valid", bias=True)
        and layer.kernel_size == (layer.input.shape[1], 1)
        and layer.input.shape[-1] == 1
        and layer.groups == 1
    )


def is_framed_separable(layer: Any) -> bool:
    """Whether a layer is a separable convolution over time alone."""
    return bool(
        type(layer) is layers.SeparableConv2D
        and _is_plain(layer, "same")
        and layer.kernel_size[0] == 1
        and layer.depth_multiplier == 1
        and _n_rows(layer) == 1
    )


def is_framed(layer: Any) -> bool:
    """Whether a layer is a convolution over time alone, of signals without rows."""
    return bool(
        type(layer) is layers.Conv2D
        and _is_plain(layer, "valid", bias=True)
        and layer.kernel_size[0] == 1
        and layer.groups == 1
        and _n_rows(layer) == 1
    )


def _n_rows(layer: Any) -> int | None:
    """Rows of a layer's input; None of a layer that stands alone, as a copy does."""
    try:
        return int(layer.input.shape[1])
    except AttributeError:
        return None


def _is_plain(layer: Any, padding: str, *, bias: bool = False) -> bool:
    """Whether a convolution is linear, of full precision and stride 1.

    ``bias`` allows one.
    """
    return bool(
        layer.padding == padding
        and tuple(layer.strides) == (1, 1)
        and tuple(layer.dilation_rate) == (1, 1)
        and (bias or not layer.use_bias)
        and layer.activation.__name__ == "linear"
        and layer.activity_regularizer is None
        and layer.data_format == "channels_last"
        and layer.compute_dtype == layer.variable_dtype
        and layer.compute_dtype in ("float32", "float64")
    )


def as_it_is(layer: Any, x: Any, training: bool) -> Any:
    """Call a layer that has no faster way."""
    # Keras's stateless_call opens no context from which a layer could learn it.
    if "training" in signature(layer.call).parameters:
        return layer(x, training=training)
    return layer(x)
