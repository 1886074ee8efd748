"""How sure a drop of a score is: the same resamples of trials with and without."""

from collections.abc import Sequence

import numpy as np

from eegmodels.explain._judges import Judge

LEVEL = 0.95


def drop_intervals(
    judge: Judge,
    whole: np.ndarray,
    without: Sequence[np.ndarray],
    x: np.ndarray,
    n_bootstrap: int,
    random_state: int | None,
) -> np.ndarray:
    """Percentile intervals of the drop of a score, paired over trials.

    Nothing is run again: outputs of the trials that a resample draws are scored.

    Parameters
    ----------
    judge : Judge
    whole : array, shape (n_trials, n_units)
        Outputs of the whole network.
    without : sequence of array, shape (n_trials, n_units)
        Outputs without each set of filters.
    x : array, shape (n_trials, n_chans, n_times)
        For scorers that look at the data.
    n_bootstrap : int
        0: no intervals, all NaN.
    random_state : int | None

    Returns
    -------
    array, shape (n_sets, 2)
        Low and high end.
    """
    if n_bootstrap == 0:
        return np.full((len(without), 2), np.nan)
    draws = draw_trials(judge.strata, n_bootstrap, random_state)
    baseline = judge.resampled(whole, x, draws)
    edges = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    drops = (baseline - judge.resampled(outputs, x, draws) for outputs in without)
    return np.array([np.quantile(drop, edges) for drop in drops])


def draw_trials(
    strata: np.ndarray, n_resamples: int, random_state: int | None
) -> np.ndarray:
    """Draw trials with replacement, as many of each stratum as there are.

    Parameters
    ----------
    strata : array of int, shape (n_trials,)
    n_resamples : int
    random_state : int | None

    Returns
    -------
    array of int, shape (n_resamples, n_trials)
        Indices of trials.
    """
    rng = np.random.default_rng(random_state)
    draws = np.empty((n_resamples, len(strata)), dtype=np.intp)
    for kind in np.unique(strata):
        members = np.flatnonzero(strata == kind)
        draws[:, members] = rng.choice(members, (n_resamples, len(members)))
    return draws
