"""Power of a band as a unit sees it: squared envelope, averaged over what it sees."""

import mne
import numpy as np
from scipy.signal import hilbert

TRIALS_AT_ONCE = 16


def windowed_power(
    data: np.ndarray,
    sfreq: float,
    band: tuple[float, float],
    centres: np.ndarray,
    window: int,
) -> np.ndarray:
    """Mean squared envelope of a band in windows around some samples.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)
    sfreq : float
    band : tuple of float
        In Hz, for MNE's Butterworth filter of order 4, forwards and backwards.
    centres : array, shape (n_out,)
        Middles of the windows in samples, also between two of them.
    window : int
        Samples; what lies outside of the trial is left out of the mean.

    Returns
    -------
    array, shape (n_trials, n_chans, n_out)
    """
    n_times = data.shape[2]
    first = np.floor(centres - (window - 1) / 2 + 0.5).astype(int)
    start, stop = np.clip(first, 0, n_times - 1), np.clip(first + window, 1, n_times)
    done = []
    for at in range(0, len(data), TRIALS_AT_ONCE):
        part = data[at : at + TRIALS_AT_ONCE].astype(np.float64)
        filtered = mne.filter.filter_data(
            part, sfreq, *band, method="iir", verbose="ERROR"
        )
        power = np.square(np.abs(hilbert(filtered, axis=2)))
        sums = np.concatenate([np.zeros((*part.shape[:2], 1)), power.cumsum(2)], axis=2)
        done.append((sums[..., stop] - sums[..., start]) / (stop - start))
    return np.concatenate(done)


def correlations(units: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Pearson's correlation over trials and times of each unit with each channel.

    Parameters
    ----------
    units : array, shape (n_trials, n_units, n_out)
    power : array, shape (n_trials, n_chans, n_out)

    Returns
    -------
    array, shape (n_units, n_chans)
        0 where one of them does not vary.
    """
    one, other = (_standardised(values) for values in (units, power))
    return one @ other.T / one.shape[1]


def _standardised(values: np.ndarray) -> np.ndarray:
    """Turn (n_trials, n, n_out) into (n, all samples) of mean 0 and deviation 1."""
    flat = values.swapaxes(0, 1).reshape(values.shape[1], -1).astype(np.float64)
    flat -= flat.mean(axis=1, keepdims=True)
    spread = flat.std(axis=1, keepdims=True)
    # Rounding of float32 lets a constant unit seem to vary.
    size = np.abs(values).max() if values.size else 0.0
    varies = spread > 1e-7 * size
    return np.divide(flat, spread, out=np.zeros_like(flat), where=varies)
