"""Batch statistics of a temporal convolution, without its output.

The mean and variance of ``w_f * x_c`` over trials, channels and times are functions
of the kernel and of the second moments of the data (DESIGN of the package: exact fast
path). The moments are one Gram matrix of the framed data.
"""

from typing import Any

from keras import ops

from eegmodels.fast._frames import Framing, filter_signals


def filtered_moments(x: Any, kernels: Any) -> tuple[Any, Any]:
    """Mean and variance of each filtered signal over trials, channels and times.

    Parameters
    ----------
    x : tensor, shape (n_trials, n_chans, n_times)
    kernels : tensor, shape (n_kernels, kernel_length)

    Returns
    -------
    mean, variance : tensor, shape (n_kernels,)
        Of ``conv(x, kernel, 'same')``; the variance divides by the number of samples.

    Notes
    -----
    A common offset of the data would cancel catastrophically between the second
    moment and the squared mean. So the offset is taken out first and what it adds is
    computed on its own: it passes 'same' padding as a signal of its own, ``edge``.
    """
    offset = ops.mean(x)
    x = x - offset
    n_times = x.shape[-1]
    framing = Framing(n_times, kernels.shape[-1])
    toeplitz = framing.toeplitz(kernels)
    n_samples = ops.cast(ops.size(x), x.dtype)
    second = 0.0
    for windows, n_outputs in framing.windows(framing.pad(x)):
        columns = ops.reshape(windows, (-1, framing.window))
        gram = ops.matmul(ops.transpose(columns), columns)
        matrix = toeplitz[..., :n_outputs]
        second += ops.sum(ops.einsum("vw,fwl->fvl", gram, matrix) * matrix, (1, 2))
    # The mean over trials and channels, and a constant of one, pass the same filters.
    probes = ops.stack([ops.mean(x, axis=(0, 1)), ops.ones(n_times, dtype=x.dtype)])
    probes = ops.broadcast_to(probes, (1, kernels.shape[0], 2, n_times))
    average, edge = ops.unstack(filter_signals(probes, kernels)[0], axis=1)
    mean, mean_edge = ops.mean(average, axis=-1), ops.mean(edge, axis=-1)
    covariance = ops.mean(average * edge, axis=-1) - mean * mean_edge
    variance = (
        second / n_samples
        - ops.square(mean)
        + 2 * offset * covariance
        + ops.square(offset) * ops.var(edge, axis=-1)
    )
    return mean + offset * mean_edge, ops.maximum(variance, 0.0)
