"""Targets of a regression: real numbers, one or several for each trial."""

from typing import Any

import mne
import numpy as np


def as_targets(y: Any, n_trials: int) -> np.ndarray:
    """Turn ``y`` into numbers, or say what is wrong with it.

    Parameters
    ----------
    y : array-like, shape (n_trials,) or (n_trials, n_targets)
    n_trials : int
        Number of trials in X.

    Returns
    -------
    array of float64, shape (n_trials,) or (n_trials, n_targets)

    Raises
    ------
    ValueError
        Text, complex numbers, NaN or infinity, another number of axes or of trials.
    """
    values = _as_numbers(y)
    if values.ndim not in (1, 2) or 0 in values.shape[1:]:
        raise ValueError(
            f"y has shape {values.shape}; expected one number for each trial, shape "
            f"({n_trials},), or several, shape ({n_trials}, n_targets)."
        )
    if len(values) != n_trials:
        raise ValueError(
            f"y has {len(values)} values and X has {n_trials} trials; they must match. "
            "Epochs that were dropped need their values dropped too (epochs.selection "
            "says which were kept)."
        )
    finite = np.isfinite(values)
    if not finite.all():
        bad = np.flatnonzero(~finite.reshape(n_trials, -1).all(axis=1))
        raise ValueError(
            f"Input y contains NaN or infinity in {len(bad)} of {n_trials} trials, "
            f"the first is trial {bad[0]}. Drop these trials."
        )
    return values


def no_targets(X: Any) -> str:
    """Say what to do where no targets came, for a message."""
    what = f"X is a {type(X).__name__} without values to predict"
    if isinstance(X, mne.BaseEpochs) or _holds_epochs(X):
        what = "X is Epochs, whose events are marks and no values to predict"
    return (
        f"{what}. EEGRegressor requires y to be passed, but the target y is None: give "
        "one number for each trial, such as a column of epochs.metadata."
    )


def _holds_epochs(X: Any) -> bool:
    return isinstance(X, (list, tuple)) and any(
        isinstance(part, mne.BaseEpochs) for part in X
    )


def _as_numbers(y: Any) -> np.ndarray:
    try:
        given = np.asarray(y)
    except ValueError as error:  # rows of different lengths
        raise ValueError(
            f"y is no array of numbers ({error}); give shape (n_trials,) or "
            "(n_trials, n_targets)."
        ) from error
    texts = given.dtype.kind in "US" or (
        given.dtype.kind == "O" and any(isinstance(v, (str, bytes)) for v in given.flat)
    )
    if texts:
        raise ValueError(
            f"y holds text, such as {str(given.flat[0])!r}; an EEGRegressor predicts "
            "real numbers. Turn it into numbers, or take an EEGClassifier for classes."
        )
    if given.dtype.kind not in "biufO":
        raise ValueError(
            f"y holds values of type {given.dtype}; an EEGRegressor predicts real "
            "numbers. Give floats."
        )
    try:
        return given.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"y holds values that are no real numbers ({error}); give floats."
        ) from error
