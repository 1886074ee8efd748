"""Second moments of framed trials, once for a whole data set.

Mean and variance of ``w * x`` are functions of the kernel and of the moments of the
K-sample frames of ``x``. They do not depend on the weights, so a training computes
them once for each trial and averages them over each batch.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

LARGEST = 2**29  # bytes of all trials' moments, above which a batch makes its own


@dataclass(frozen=True)
class FrameMoments:
    """Moments of the frames of trials, as a temporal convolution needs them.

    Of a batch they are the mean over its trials.

    Attributes
    ----------
    second : array, shape (n_trials, kernel_length, kernel_length)
        Mean over channels and times of the product of two samples of a frame, of the
        data less ``offset``, and with what the offset adds to a variance.
    first : array, shape (n_trials, kernel_length)
        Mean frame of the data less ``offset``.
    constant : array, shape (kernel_length,)
        Mean frame of a signal that is ``offset`` throughout.
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
        mean = ops.matmul(kernels, self.first)
        product = ops.matmul(kernels, self.second)
        variance = ops.sum(product * kernels, axis=-1) - ops.square(mean)
        return mean + ops.matmul(kernels, self.constant), ops.maximum(variance, 0.0)


def moments_pay(n_chans: int, n_times: int, kernel_length: int) -> bool:
    """Whether a trial's moments are no larger than the trial itself."""
    return kernel_length**2 <= n_chans * n_times


def frame_moments(x: np.ndarray, kernel_length: int) -> FrameMoments:
    """Compute the moments of each trial in float64, from lagged products.

    Parameters
    ----------
    x : array, shape (n_trials, n_chans, n_times)
    kernel_length : int
        Of a convolution with 'same' padding.

    Returns
    -------
    FrameMoments
        In the precision of ``x``.

    Notes
    -----
    ``R[j + 1, k + 1]`` sees the same products as ``R[j, k]`` but for one at either end
    of the trial, so the first row, which is the autocorrelation, and the samples at the
    ends give all of it. The offset common to all data is taken out before products are
    formed, because it would cancel between the second moment and the squared mean.
    """
    offset = float(np.mean(x, dtype=np.float64))
    first, second = [], []
    edge = _frame_mean(np.ones((1, 1, x.shape[-1])), kernel_length)[0]
    ones = np.ones((1, x.shape[-1]))
    flat = _products(ones, ones, kernel_length) - np.outer(edge, edge)
    for trial in x:
        values = trial.astype(np.float64) - offset
        mean = _frame_mean(values[None], kernel_length)[0]
        whole = _products(values, values, kernel_length)
        if offset != 0.0:
            average = values.mean(axis=0, keepdims=True)
            cross = _products(average, ones, kernel_length) - np.outer(mean, edge)
            whole = whole + offset * (cross + cross.T) + offset**2 * flat
        first.append(mean.astype(x.dtype))
        second.append(whole.astype(x.dtype))
    constant = (offset * edge).astype(x.dtype)
    return FrameMoments(np.array(second), np.array(first), constant)


def _padded(x: np.ndarray, kernel_length: int) -> np.ndarray:
    before = (kernel_length - 1) // 2
    around = (before, kernel_length - 1 - before)
    return np.pad(x, [(0, 0)] * (x.ndim - 1) + [around])


def _frame_mean(x: np.ndarray, kernel_length: int) -> np.ndarray:
    """Mean of each sample of a frame over channels and times, (n, kernel_length)."""
    n_times = x.shape[-1]
    sums = np.cumsum(_padded(x.mean(axis=1), kernel_length), axis=-1)
    sums = np.pad(sums, [(0, 0), (1, 0)])
    return (sums[:, n_times:] - sums[:, :-n_times]) / n_times


def _products(a: np.ndarray, b: np.ndarray, kernel_length: int) -> np.ndarray:
    """Mean over rows and times of ``a[t + j] b[t + k]``, for all j and k.

    ``a`` and ``b`` are (n_rows, n_times), padded with zeros as 'same' does.
    """
    n_rows, n_times = a.shape
    same = a is b
    a, b = _padded(a, kernel_length), _padded(b, kernel_length)
    result = np.empty((kernel_length, kernel_length))
    inside = slice(0, n_times)
    for lag in range(kernel_length):
        later = slice(lag, lag + n_times)
        result[0, lag] = np.vdot(a[:, inside], b[:, later])
        mirrored = result[0, lag] if same else np.vdot(a[:, later], b[:, inside])
        result[lag, 0] = mirrored
    left = a[:, : kernel_length - 1].T @ b[:, : kernel_length - 1]
    right = a[:, n_times : n_times + kernel_length - 1].T
    right = right @ b[:, n_times : n_times + kernel_length - 1]
    change = right - left
    for row in range(1, kernel_length):
        result[row, 1:] = result[row - 1, :-1] + change[row - 1]
    return result / (n_rows * n_times)
