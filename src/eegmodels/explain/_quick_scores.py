"""Scores of many resamples at once: scorers of scikit-learn, written as weighted means.

A resample is given by how often each trial was drawn. Scorers that are not here are
called once for each resample, which gives the same numbers more slowly.
"""

from collections.abc import Callable

import numpy as np


def counts_of(draws: np.ndarray) -> np.ndarray:
    """Count how often each resample drew each trial; both (n_resamples, n_trials)."""
    n_resamples, n_trials = draws.shape
    places = draws + n_trials * np.arange(n_resamples)[:, None]
    counts = np.bincount(places.ravel(), minlength=draws.size)
    return counts.reshape(draws.shape).astype(np.float64)


def _accuracy(codes: np.ndarray, p: np.ndarray, counts: np.ndarray) -> np.ndarray:
    right = p.argmax(axis=1) == codes
    return counts @ right.astype(np.float64) / counts.sum(axis=1)


def _balanced_accuracy(
    codes: np.ndarray, p: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    shares = [
        _accuracy(codes[own], p[own], counts[:, own])
        for own in (codes == k for k in np.unique(codes))
    ]
    return np.mean(shares, axis=0)


def _neg_log_loss(codes: np.ndarray, p: np.ndarray, counts: np.ndarray) -> np.ndarray:
    least = np.finfo(np.float64).eps
    true = np.clip(p[np.arange(len(p)), codes], least, 1 - least)
    return counts @ np.log(true) / counts.sum(axis=1)


def _roc_auc(codes: np.ndarray, p: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Share of pairs of trials that are in order; ties count half."""
    scores = p[:, 1]
    order = np.argsort(scores, kind="stable")
    starts = np.unique(scores[order], return_index=True)[1]
    counts, positive = counts[:, order], codes[order] == 1
    above = np.add.reduceat(counts * positive, starts, axis=1)
    below = np.add.reduceat(counts * ~positive, starts, axis=1)
    lower = np.cumsum(below, axis=1) - below
    pairs = above.sum(axis=1) * below.sum(axis=1)
    return (above * (lower + below / 2)).sum(axis=1) / pairs


def _r2(y: np.ndarray, found: np.ndarray, counts: np.ndarray) -> np.ndarray:
    n = counts.sum(axis=1, keepdims=True)
    centred = y - y.mean(axis=0)  # so that the difference below keeps its digits
    total = counts @ centred**2 - (counts @ centred) ** 2 / n
    return (1 - counts @ (y - found) ** 2 / total).mean(axis=1)


def _neg_mean_absolute_error(
    y: np.ndarray, found: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    return -(counts @ np.abs(y - found).mean(axis=1)) / counts.sum(axis=1)


def _neg_mean_squared_error(
    y: np.ndarray, found: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    return -(counts @ ((y - found) ** 2).mean(axis=1)) / counts.sum(axis=1)


# Each takes the truth, (n_trials,) of class indices or (n_trials, n_targets); what the
# network says, probabilities (n_trials, n_classes) or values; and how often a resample
# drew each trial, (n_resamples, n_trials). It gives (n_resamples,).
Quick = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

OF_CLASSES: dict[str, Quick] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "neg_log_loss": _neg_log_loss,
}
OF_TWO_CLASSES: dict[str, Quick] = {**OF_CLASSES, "roc_auc": _roc_auc}
OF_VALUES: dict[str, Quick] = {
    "r2": _r2,
    "neg_mean_absolute_error": _neg_mean_absolute_error,
    "neg_mean_squared_error": _neg_mean_squared_error,
}
