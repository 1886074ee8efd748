"""Power spectrum of the trials, as the page shows it."""

from dataclasses import dataclass

import mne
import numpy as np

VOLTS2_TO_DB = 120.0  # 1 V² is 1e12 µV²


@dataclass(frozen=True)
class Spectrum:
    """Power spectral densities in dB relative to 1 µV²/Hz.

    Attributes
    ----------
    freqs : array, shape (n_freqs,)
    median : array, shape (n_groups, n_freqs)
        Over channels, of the mean over the trials of a class.
    low, high : array, shape (n_freqs,)
        10 and 90 % of the channels, over all trials.
    groups : list of str
        Classes.
    """

    freqs: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    groups: list[str]


def power_spectrum(
    epochs: mne.BaseEpochs, labels: np.ndarray, ch_names: list[str]
) -> Spectrum:
    """Estimate the spectrum of each class by Welch's method over whole trials."""
    n_times = len(epochs.times)
    made = epochs.compute_psd(
        method="welch",
        picks=ch_names,
        n_fft=n_times,
        n_per_seg=n_times,
        fmin=0,
        fmax=np.inf,
        exclude=(),
        verbose="ERROR",
    )
    density, freqs = made.get_data(picks=ch_names, return_freqs=True)
    # The mean over a trial (0 Hz) says nothing where there is no DC coupling.
    density, freqs = density[..., 1:], freqs[1:]
    classes = np.unique(labels)
    by_class = np.stack([density[labels == c].mean(axis=0) for c in classes])
    low, high = np.percentile(density.mean(axis=0), [10, 90], axis=0)
    return Spectrum(
        freqs=freqs,
        median=_decibels(np.median(by_class, axis=1)),
        low=_decibels(low),
        high=_decibels(high),
        groups=[str(c) for c in classes],
    )


def _decibels(density: np.ndarray) -> np.ndarray:
    floor = np.finfo(np.float64).tiny
    return 10 * np.log10(np.maximum(density, floor)) + VOLTS2_TO_DB
