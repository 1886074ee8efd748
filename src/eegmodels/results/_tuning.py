"""What a kernel is tuned to: gain, width of its peak, and the cycles that one sees."""

import numpy as np

HALF_POWER = np.sqrt(0.5)  # of an amplitude; -3 dB
VISIBLE = 0.1  # share of the largest weight that a half-wave must reach to be seen
N_FFT = 4096  # points of a spectrum of which only the maximum counts


def gains(kernels: np.ndarray) -> np.ndarray:
    """Largest gain of each kernel over all frequencies; a sine's amplitude times that.

    Parameters
    ----------
    kernels : array, shape (n_kernels, n_samples)

    Returns
    -------
    array, shape (n_kernels,)
    """
    n_fft = max(N_FFT, 8 * kernels.shape[1])
    return np.abs(np.fft.rfft(kernels, n_fft)).max(axis=1)


def peaks(freqs: np.ndarray, curves: np.ndarray) -> np.ndarray:
    """Frequency of the maximum of each curve; NaN where a curve is zero throughout."""
    return np.where(curves.any(axis=1), freqs[curves.argmax(axis=1)], np.nan)


def half_power_edges(freqs: np.ndarray, curves: np.ndarray) -> np.ndarray:
    """Frequencies on both sides of the maximum where power falls to half of it.

    Parameters
    ----------
    freqs : array, shape (n_freqs,)
        In Hz.
    curves : array, shape (n_curves, n_freqs)
        Amplitudes.

    Returns
    -------
    array, shape (n_curves, 2)
        The nearest ones, interpolated between points; NaN on a side where the curve
        ends before.
    """
    edges = np.full((len(curves), 2), np.nan)
    for k, curve in enumerate(curves):
        top, half = int(curve.argmax()), HALF_POWER * curve.max()
        below = np.flatnonzero(curve < half)
        left, right = below[below < top], below[below > top]
        if len(left):
            edges[k, 0] = _crossing(freqs, curve, left[-1], left[-1] + 1, half)
        if len(right):
            edges[k, 1] = _crossing(freqs, curve, right[0], right[0] - 1, half)
    return edges


def _crossing(
    freqs: np.ndarray, curve: np.ndarray, low: int, high: int, value: float
) -> float:
    """Where the line from a point below ``value`` to its neighbour reaches it."""
    share = (value - curve[low]) / (curve[high] - curve[low])
    return float(freqs[low] + share * (freqs[high] - freqs[low]))


def visible_cycles(kernels: np.ndarray) -> np.ndarray:
    """Count the cycles that one would see in each kernel.

    A half-wave is a run of weights of one sign; it is seen if its largest weight is at
    least a tenth of the kernel's largest. A cycle is two changes of sign from one
    half-wave that is seen to the next.

    Parameters
    ----------
    kernels : array, shape (n_kernels, n_samples)

    Returns
    -------
    array, shape (n_kernels,)
        In halves; NaN for a kernel of zeros, which has none to count.
    """
    counts = np.full(len(kernels), np.nan)
    for k, kernel in enumerate(kernels):
        if kernel.any():
            seen = kernel[np.abs(kernel) >= VISIBLE * np.abs(kernel).max()]
            counts[k] = np.count_nonzero(np.diff(np.sign(seen))) / 2
    return counts
