"""How alike two relevances of a trial are, and what a mean over trials is worth.

Only electrodes and samples count: a map that is interpolated to a head has a large part
outside of it, where any two maps agree.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

N_RESAMPLES = 1000
LEVEL = 0.95


def ranks(data: np.ndarray) -> np.ndarray:
    """Rank the samples of each trial, centred and of length 1; zeros of a flat one.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)

    Returns
    -------
    array, shape (n_trials, n_chans * n_times)
    """
    flat = rankdata(data.reshape(len(data), -1), axis=1)
    flat -= flat.mean(axis=1, keepdims=True)
    size = np.linalg.norm(flat, axis=1, keepdims=True)
    return flat / np.where(size > 0, size, 1)


def rank_correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Spearman's correlation over channels and times, of each trial.

    Parameters
    ----------
    one, other : array, shape (n_trials, n_chans, n_times)

    Returns
    -------
    array, shape (n_trials,)
        0 where one of the two is the same everywhere.
    """
    return np.einsum("nk,nk->n", ranks(one), ranks(other))


@dataclass(frozen=True)
class Mean:
    """A mean over trials and its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2g} [{self.low:.2g}, {self.high:.2g}]"


def mean_of(values: np.ndarray, rng: np.random.Generator) -> Mean:
    """Take the mean over trials, and percentiles of it over resamples of trials."""
    draws = rng.integers(len(values), size=(N_RESAMPLES, len(values)))
    edges = [50 * (1 - LEVEL), 50 * (1 + LEVEL)]
    low, high = np.percentile(values[draws].mean(axis=1), edges)
    return Mean(float(values.mean()), float(low), float(high))


def moved(data: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Move each trial's relevance to other places: a control of the same make.

    Electrodes change places at random and the course is rolled in time by a random
    number of samples, so values and smoothness stay and the places go.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (n_trials, n_chans, n_times)
    """
    n_chans, n_times = data.shape[1:]
    return np.stack(
        [
            np.roll(trial[rng.permutation(n_chans)], rng.integers(n_times), axis=1)
            for trial in data
        ]
    )
