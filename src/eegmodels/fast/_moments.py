"""Second moments of the frames of trials, from which a convolution's statistics follow.

Mean and variance of ``w * x`` over channels and times are functions of the kernel and
of the moments of the K-sample frames of ``x`` (DESIGN of the package: exact fast path).
They do not depend on the weights: a training computes them once for each trial, in
float64, and averages them over each batch; where that would take more room than the
trials themselves, they are computed for each batch.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

from eegmodels.fast._lagged import frame_mean, lagged_products, symmetric

LARGEST = 2**29  # bytes of all trials' moments, above which a batch makes its own
AT_ONCE = 2**18  # numbers of the trials whose moments are computed together


@dataclass(frozen=True)
class FrameMoments:
    """Moments of the frames of trials, as a temporal convolution needs them.

    Of a batch they are the mean over its trials.

    Attributes
    ----------
    second : array, shape (n_trials, kernel_length + 1, kernel_length + 1)
        Mean over channels and times of the product of two samples of a frame. Each
        channel is taken less its own mean, with what that mean adds where the padding
        begins; the last row and column are for the mean less that of all data.
    first : array, shape (n_trials, kernel_length + 1)
        Mean of the same frame.
    constant : array, shape (2, kernel_length)
        Mean frame of a signal that is one throughout, and of one that is the mean of
        all data.
    """

    second: Any
    first: Any
    constant: Any

    def of_batch(self, chosen: Any) -> "FrameMoments":
        """Average over some of the trials, by index."""
        return FrameMoments(
            ops.mean(ops.take(self.second, chosen, axis=0), axis=0),
            ops.mean(ops.take(self.first, chosen, axis=0), axis=0),
            self.constant,
        )

    def filtered(self, kernels: Any) -> tuple[Any, Any]:
        """Mean and variance of each filtered signal; kernels (n_kernels, length)."""
        of_constant = ops.matmul(kernels, ops.transpose(self.constant))
        kernels = ops.concatenate([kernels, of_constant[:, :1]], axis=1)
        mean = ops.matmul(kernels, self.first)
        product = ops.matmul(kernels, self.second)
        variance = ops.sum(product * kernels, axis=-1) - ops.square(mean)
        return mean + of_constant[:, 1], ops.maximum(variance, 0.0)


def moments_pay(n_chans: int, n_times: int, kernel_length: int) -> bool:
    """Whether a trial's moments are no larger than the trial itself."""
    return kernel_length**2 <= n_chans * n_times


def frame_moments(x: np.ndarray, kernel_length: int) -> FrameMoments:
    """Compute the moments of each trial in float64.

    Parameters
    ----------
    x : array, shape (n_trials, n_chans, n_times)
    kernel_length : int
        Of a convolution with 'same' padding.

    Returns
    -------
    FrameMoments
        In the precision of ``x``.
    """
    offset = np.float64(np.mean(x, dtype=np.float64))
    at_once = max(1, AT_ONCE // x[0].size)
    parts = [
        _moments(x[k : k + at_once].astype(np.float64), offset, kernel_length, np)
        for k in range(0, len(x), at_once)
    ]
    second, first = (
        np.concatenate(p).astype(x.dtype) for p in zip(*parts, strict=True)
    )
    edge = frame_mean(np.ones((1, x.shape[-1])), kernel_length, np)[0]
    constant = np.stack([edge, offset * edge])
    return FrameMoments(second, first, constant.astype(x.dtype))


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
    """
    n_times, kernel_length = x.shape[-1], kernels.shape[-1]
    rows = ops.reshape(x, (1, -1, n_times))
    offset = ops.mean(x)
    second, first = _moments(rows, offset, kernel_length, ops)
    edge = frame_mean(np.ones((1, n_times)), kernel_length, np)[0]
    edge = ops.convert_to_tensor(edge, dtype=x.dtype)
    constant = ops.stack([edge, offset * edge])
    return FrameMoments(second[0], first[0], constant).filtered(kernels)


def _moments(x: Any, offset: Any, kernel_length: int, xp: Any) -> tuple[Any, Any]:
    """Give ``second`` and ``first`` of trials (n_trials, n_rows, n_times).

    ``xp`` is NumPy or ``keras.ops``. The mean of each row is taken out before products
    are formed, because it would cancel in a kernel that sums to zero; what it adds to a
    variance, at the edges and between rows, is added on its own.
    """
    own = xp.mean(x, axis=2, keepdims=True)
    x, apart = x - own, own - offset
    second = symmetric(lagged_products(x, x, kernel_length, xp), xp)
    # Mean over rows, plain and with the offsets as weights: one product, one pass.
    weights = xp.concatenate([xp.ones_like(apart), apart], axis=2)
    weights = xp.swapaxes(weights, 1, 2) / xp.sum(xp.ones_like(apart[0]))
    over_rows = xp.matmul(weights, x)
    by_mean = over_rows[:, 1] + offset * over_rows[:, 0]
    wide, ones = by_mean[:, None], xp.ones_like(by_mean)[:, None]
    cross = lagged_products(wide, ones, kernel_length, xp)
    cross = symmetric(cross + lagged_products(ones, wide, kernel_length, xp), xp)
    # Of a signal that is one throughout: exact, whatever the precision of the data.
    one = np.ones((1, 1, x.shape[-1]))
    edge = frame_mean(one[0], kernel_length, np)
    flat = symmetric(lagged_products(one, one, kernel_length, np), np)
    flat = flat - _outer(edge, edge)
    if xp is not np:
        edge, flat = (
            xp.convert_to_tensor(part, dtype=x.dtype) for part in (edge, flat)
        )
    by_mean = frame_mean(by_mean, kernel_length, xp)
    cross = cross - _outer(by_mean, edge) - _outer(edge, by_mean)
    second = second + cross + xp.mean(own**2, axis=1, keepdims=True) * flat
    frames = frame_mean(over_rows, kernel_length, xp)
    first, with_apart = frames[:, 0], frames[:, 1, :, None]
    last = xp.swapaxes(with_apart, 1, 2), xp.mean(apart**2, axis=1, keepdims=True)
    second = xp.concatenate(
        [
            xp.concatenate([second, with_apart], axis=2),
            xp.concatenate(last, axis=2),
        ],
        axis=1,
    )
    return second, xp.concatenate([first, xp.mean(apart, axis=1)], axis=1)


def _outer(a: Any, b: Any) -> Any:
    return a[..., :, None] * b[..., None, :]
