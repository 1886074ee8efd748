"""Several estimators fitted at once, as the folds of a cross-validation are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from eegmodels.estimator._base import NetworkEstimator
from eegmodels.fast import fit_many


def fit_together(
    estimators: Sequence[NetworkEstimator],
    Xs: Sequence[Any],
    ys: Sequence[Any],
    *,
    callback: Callable[[int], None] | None = None,
) -> None:
    """Fit each estimator on its own data, all of them at once where that is faster.

    Each becomes what ``estimator.fit(X, y)`` makes of it.

    Parameters
    ----------
    estimators : sequence of EEGClassifier | EEGRegressor
        Different objects; fitted in place.
    Xs, ys : sequence
        What ``fit`` takes, for each estimator.
    callback : callable | None
        Called as ``callback(n_done)`` for each network that is trained.

    Raises
    ------
    ValueError, TypeError
        As ``fit``; then none of them is fitted.
    """
    begun = [
        estimator._begin(X, y)
        for estimator, X, y in zip(estimators, Xs, ys, strict=True)
    ]
    histories: dict[int, Any] = {}
    for course in dict.fromkeys(part.course for part in begun):
        alike = [k for k, part in enumerate(begun) if part.course == course]
        before = len(histories)
        found = fit_many(
            [begun[k].training for k in alike],
            course,
            progress=estimators[alike[0]].verbose,
            callback=None if callback is None else partial(_tell, callback, before),
        )
        histories |= dict(zip(alike, found, strict=True))
    for k, estimator in enumerate(estimators):
        estimator._end(begun[k], histories[k])


def _tell(callback: Callable[[int], None], before: int, n_done: int) -> None:
    callback(before + n_done)
