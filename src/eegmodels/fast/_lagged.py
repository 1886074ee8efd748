"""Products of the samples of a frame, averaged over all frames of a signal.

``R[j, k]``, the mean of ``a[t + j] b[t + k]`` over all t, sees the same products as
``R[j + 1, k + 1]`` but for one at either end. So the first row, which is the
correlation at each lag, and the samples at both ends give all of it.

Every function takes arrays of NumPy or tensors, with the module ``xp`` that computes on
them (``numpy`` or ``keras.ops``), and pads with zeros as a 'same' convolution does.
"""

from typing import Any

import numpy as np
from scipy import fft


def frame_mean(x: Any, kernel_length: int, xp: Any) -> Any:
    """Mean over times of each sample of a frame.

    Parameters
    ----------
    x : array, shape (n, n_times)

    Returns
    -------
    array, shape (n, kernel_length)
    """
    n_times = x.shape[-1]
    start = np.arange(n_times)[:, None] + _padding(kernel_length)[0]
    start = start - np.arange(kernel_length)  # of the frame that has a sample there
    seen = (start >= 0) & (start < n_times)
    return xp.matmul(x, _constant(seen / n_times, x, xp))


def lagged_products(a: Any, b: Any, kernel_length: int, xp: Any) -> Any:
    """Mean over rows and times of ``a[t + j] b[t + k]``, for j <= k; zero elsewhere.

    Parameters
    ----------
    a, b : array, shape (n, n_rows, n_times)

    Returns
    -------
    array, shape (n, kernel_length, kernel_length)
    """
    n_times = a.shape[-1]
    n_rows = xp.sum(xp.ones_like(a[0, :, 0]))  # TensorFlow's graph may not know it
    around = [(0, 0), (0, 0), _padding(kernel_length)]
    a, b = xp.pad(a, around), xp.pad(b, around)
    by_lag = _correlations(a[..., :n_times], b, kernel_length, xp)
    ends = slice(None, kernel_length - 1), slice(n_times, n_times + kernel_length - 1)
    left, right = (
        xp.matmul(xp.swapaxes(a[..., end], 1, 2), b[..., end]) for end in ends
    )
    change = _skewed(right - left, xp)  # (n, K - 1, K - 1), by first sample and lag
    before_it = _constant(np.tri(kernel_length, kernel_length - 1, -1), a, xp)
    change = xp.matmul(before_it, change)
    change = xp.pad(change, [(0, 0), (0, 0), (0, 1)])
    return _upright(by_lag[:, None] + change, xp) / (n_rows * n_times)


def _padding(kernel_length: int) -> tuple[int, int]:
    """Zeros that 'same' padding puts before and after a signal, as Keras does."""
    before = (kernel_length - 1) // 2
    return before, kernel_length - 1 - before


def symmetric(upper: Any, xp: Any) -> Any:
    """Fill the part below the diagonal of matrices (n, k, k) from that above."""
    above = _constant(np.triu(np.ones(upper.shape[1:]), 1), upper, xp)
    return upper + xp.swapaxes(upper * above, 1, 2)


def _correlations(a: Any, b: Any, kernel_length: int, xp: Any) -> Any:
    """Sum over rows and times of ``a[t] b[t + lag]``, (n, kernel_length).

    ``a`` is (n, n_rows, n_times), ``b`` has ``kernel_length - 1`` samples more. Blocks
    of one times windows of the other hold every product, the lags on diagonals.
    """
    if xp is np:
        return _by_spectra(a, b, kernel_length)
    n_times, total = a.shape[-1], 0.0
    length = max(kernel_length, 16)
    for start in range(0, n_times, length):
        block = a[..., start : start + length]
        window = b[..., start : start + block.shape[-1] + kernel_length - 1]
        product = xp.matmul(xp.swapaxes(block, 1, 2), window)
        total = total + xp.sum(_skewed(product, xp)[..., :kernel_length], axis=1)
    return total


def _by_spectra(a: np.ndarray, b: np.ndarray, kernel_length: int) -> np.ndarray:
    """Do the same in the frequency domain, for arrays of NumPy."""
    size = fft.next_fast_len(b.shape[-1], real=True)  # b is longer: none wraps around
    spectra = [fft.rfft(part, size) for part in (a, b)]
    together = np.einsum("nrf,nrf->nf", spectra[0].conj(), spectra[1])
    return fft.irfft(together, size)[:, :kernel_length]


def _skewed(matrix: Any, xp: Any) -> Any:
    """Shift row i left by i: ``[i, d]`` is ``matrix[i, i + d]``, zeros follow."""
    n, n_rows, width = matrix.shape
    matrix = xp.pad(matrix, [(0, 0), (0, 0), (0, n_rows)])
    flat = xp.reshape(matrix, (n, n_rows * (width + n_rows)))
    flat = xp.pad(flat, [(0, 0), (0, n_rows)])
    return xp.reshape(flat, (n, n_rows, width + n_rows + 1))[..., :width]


def _upright(skewed: Any, xp: Any) -> Any:
    """Shift row i right by i, and cut what leaves the square."""
    n, size, _ = skewed.shape
    flat = xp.reshape(xp.pad(skewed, [(0, 0), (0, 0), (0, size)]), (n, -1))
    flat = flat[:, : size * (2 * size - 1)]
    return xp.reshape(flat, (n, size, 2 * size - 1))[..., :size]


def _constant(values: np.ndarray, like: Any, xp: Any) -> Any:
    if xp is np:
        return values
    return xp.convert_to_tensor(values, dtype=like.dtype)
