"""The layers of a network that are computed another way, with the same result.

Each function takes the user's layers with their weights and does what calling them
one after another does: outputs, gradients and moving statistics.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from keras import layers, ops

from eegmodels.fast._convolution import convolve
from eegmodels.fast._frames import filter_signals
from eegmodels.fast._moments import FrameMoments, filtered_moments
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


def spatial_first(
    temporal: Any,
    norm: Any,
    spatial: Any,
    x: Any,
    training: bool,
    moments: FrameMoments | None = None,
) -> Any:
    """Temporal convolution, BatchNorm and spatial convolution, spatial part first.

    All three are linear but for the batch statistics, so
    ``sum_c v[c] (a (w * x[c]) + b) = (a w) * (sum_c v[c] x[c]) + b sum_c v[c]``:
    n_temporal x n_spatial signals are convolved in place of n_chans x n_temporal.

    Parameters
    ----------
    temporal, norm, spatial : Conv2D, BatchNormalization, DepthwiseConv2D
    x : tensor, shape (n_trials, n_chans, n_times, 1) or (n_trials, n_times, n_chans)
    training : bool
    moments : FrameMoments | None
        Of this batch, where they are known beforehand.

    Returns
    -------
    tensor, shape (n_trials, 1, n_times, n_temporal * n_spatial)
    """
    x = _time_first(x)
    kernels = ops.transpose(temporal.kernel[0, :, 0, :])  # n_temporal, kernel_length
    weights = spatial.kernel[:, 0]  # n_chans, n_temporal, n_spatial
    if training and norm.trainable:
        if moments is None:
            mean, variance = filtered_moments(ops.swapaxes(x, 1, 2), kernels)
        else:
            mean, variance = moments.filtered(kernels)
        _update_moving(norm, mean, variance)
    else:
        mean, variance = norm.moving_mean, norm.moving_variance
    gain = ops.rsqrt(variance + norm.epsilon)
    if norm.gamma is not None:
        gain = gain * norm.gamma
    shift = -mean * gain
    if norm.beta is not None:
        shift = shift + norm.beta
    n_times, (_, n_temporal, n_spatial) = x.shape[1], weights.shape
    signals = ops.einsum("btc,cfd->fdbt", x, weights)
    signals = ops.reshape(signals, (n_temporal, -1, n_times))
    filtered = filter_signals(signals, kernels * gain[:, None])
    filtered = ops.reshape(filtered, (n_temporal * n_spatial, -1, n_times))
    shifts = ops.reshape(shift[:, None] * ops.sum(weights, axis=0), (-1,))
    return ops.transpose(filtered, (1, 2, 0))[:, None] + shifts


def framed_separable(layer: Any, x: Any, training: bool) -> Any:
    """Apply SeparableConv2D over time: framed depthwise part, then the pointwise one.

    ``x`` is (n_trials, 1, n_times, n_signals).
    """
    del training
    signals = ops.transpose(x[:, 0], (2, 0, 1))
    kernels = ops.transpose(layer.depthwise_kernel[0, :, :, 0])
    filtered = filter_signals(signals, kernels)
    mixed = ops.einsum("sbt,so->bto", filtered, layer.pointwise_kernel[0, 0])
    return mixed[:, None]


def framed_convolution(layer: Any, x: Any, training: bool) -> Any:
    """Apply Conv2D over time; ``x`` is (n_trials, 1, n_times, n_signals)."""
    del training
    outputs = convolve(x[:, 0], layer.kernel[0])
    return (outputs + layer.bias if layer.use_bias else outputs)[:, None]


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


def merged_kernel(temporal: Any, spatial: Any) -> tuple[Any, Any]:
    """Merge two linear convolutions, over time and over channels, into one.

    Returns
    -------
    kernel : tensor, shape (kernel_length, n_chans, n_outputs)
    bias : tensor, shape (n_outputs,)
    """
    over_time, over_chans = temporal.kernel[0, :, 0, :], spatial.kernel[:, 0]
    kernel = ops.einsum("kf,cfo->kco", over_time, over_chans)
    bias = ops.zeros(kernel.shape[-1], dtype=kernel.dtype)
    if temporal.use_bias:
        bias = bias + ops.einsum("cfo,f->o", over_chans, temporal.bias)
    if spatial.use_bias:
        bias = bias + spatial.bias
    return kernel, bias


def merged_opening(temporal: Any, spatial: Any, x: Any, training: bool) -> Any:
    """Convolutions over time and over channels, as one over both.

    Nothing stands between them in DeepConvNet and ShallowConvNet:
    ``W[k, c, o] = sum_f t[k, f] s[c, f, o]`` gives what the two give, without the
    array trials x channels x times x filters.

    Parameters
    ----------
    temporal, spatial : Conv2D
    x : tensor, shape (n_trials, n_chans, n_times, 1) or (n_trials, n_times, n_chans)
    training : bool

    Returns
    -------
    tensor, shape (n_trials, 1, n_times - kernel_length + 1, n_outputs)
    """
    del training
    kernel, bias = merged_kernel(temporal, spatial)
    return (convolve(_time_first(x), kernel) + bias)[:, None]


def _time_first(x: Any) -> Any:
    """Give the trials as (n_trials, n_times, n_chans), as products want them."""
    return x if len(x.shape) == 3 else ops.swapaxes(x[..., 0], 1, 2)


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


def _update_moving(norm: Any, mean: Any, variance: Any) -> None:
    rest = 1.0 - norm.momentum
    norm.moving_mean.assign(norm.moving_mean * norm.momentum + mean * rest)
    norm.moving_variance.assign(norm.moving_variance * norm.momentum + variance * rest)
