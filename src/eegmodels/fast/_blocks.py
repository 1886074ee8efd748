"""The layers of a network that are computed another way, with the same result.

Each function takes the user's layers with their weights and does what calling them
one after another does: outputs, gradients and moving statistics.
"""

from typing import Any

from keras import ops

from eegmodels.fast._convolution import convolve
from eegmodels.fast._frames import filter_signals
from eegmodels.fast._moments import FrameMoments, filtered_moments
from eegmodels.fast._once import transposed_once


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
    return transposed_once(filtered)[:, None] + shifts


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


def _update_moving(norm: Any, mean: Any, variance: Any) -> None:
    rest = 1.0 - norm.momentum
    norm.moving_mean.assign(norm.moving_mean * norm.momentum + mean * rest)
    norm.moving_variance.assign(norm.moving_variance * norm.momentum + variance * rest)
