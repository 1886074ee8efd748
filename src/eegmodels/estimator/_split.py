"""Which trials train and which validate."""

import math

import numpy as np

from eegmodels._checks import check_number


def split_validation(
    labels: np.ndarray, fraction: float | None
) -> tuple[np.ndarray, np.ndarray]:
    """Set the last trials of each class, in recording order, apart for validation.

    Neighbours in time are alike, so a random choice would validate on what was as
    good as seen.

    Parameters
    ----------
    labels : array, shape (n_trials,)
    fraction : float | None
        Share of each class's trials, rounded half up. 0 or None: no validation.

    Returns
    -------
    training, validation : array of int
        Indices in recording order.

    Raises
    ------
    ValueError
        If a class has too few trials to give one and keep one.
    """
    everything = np.arange(len(labels))
    if fraction is None or fraction == 0:
        return everything, everything[:0]
    check_number("validation_fraction", fraction, low=0, high=1, closed="left")
    held: list[np.ndarray] = []
    for label in np.unique(labels):
        trials = np.flatnonzero(labels == label)
        held.append(trials[-_n_held(len(trials), fraction, f"Class {label!r}") :])
    validation = np.sort(np.concatenate(held))
    return np.setdiff1d(everything, validation), validation


def split_last(n_trials: int, fraction: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Set the last trials, in recording order, apart for validation.

    Parameters
    ----------
    n_trials : int
    fraction : float | None
        Share of the trials, rounded half up. 0 or None: no validation.

    Returns
    -------
    training, validation : array of int
        Indices in recording order.

    Raises
    ------
    ValueError
        If there are too few trials to give one and keep one.
    """
    everything = np.arange(n_trials)
    if fraction is None or fraction == 0:
        return everything, everything[:0]
    check_number("validation_fraction", fraction, low=0, high=1, closed="left")
    n_held = _n_held(n_trials, fraction, "X")
    return everything[:-n_held], everything[-n_held:]


def _n_held(n_trials: int, fraction: float, whose: str) -> int:
    """Count the trials that validate; refuse to leave none, or to take none."""
    n_held = math.floor(fraction * n_trials + 0.5)
    if 1 <= n_held < n_trials:
        return n_held
    raise ValueError(
        f"{whose} has {n_trials} trials, too few to set "
        f"validation_fraction={fraction:g} of them apart: that makes {n_held}, and at "
        "least one must validate and one train. Give more trials, another "
        "validation_fraction, or validation_fraction=0 for training without validation."
    )


def class_weights(
    labels: np.ndarray, classes: np.ndarray, weights: object
) -> np.ndarray:
    """Weight of each trial in the loss.

    Parameters
    ----------
    labels : array, shape (n_trials,)
    classes : array, shape (n_classes,)
    weights : dict | "balanced" | None
        Weight by class label; "balanced": inverse to the class's share, mean 1.

    Returns
    -------
    array, shape (n_trials,)
    """
    if weights is None:
        return np.ones(len(labels))
    if isinstance(weights, str) and weights == "balanced":
        counts = {c: int((labels == c).sum()) for c in classes.tolist()}
        share = {c: len(labels) / (len(classes) * n) for c, n in counts.items()}
        return np.array([share[label] for label in labels.tolist()])
    if not isinstance(weights, dict):
        raise TypeError(
            f"class_weight={weights!r} is of type {type(weights).__name__}; give a "
            "dict from class label to weight, 'balanced' or None."
        )
    known = classes.tolist()
    if set(weights) != set(known):
        raise ValueError(
            f"class_weight names the classes {sorted(map(str, weights))}; the data "
            f"have {sorted(map(str, known))}. Give one weight for each class."
        )
    for label, weight in weights.items():
        check_number(f"class_weight[{label!r}]", weight, low=0)
    return np.array([float(weights[label]) for label in labels.tolist()])
