"""Predictions on held-out trials, fold by fold, and what they are worth."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import mne
import numpy as np
from sklearn.base import clone
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import BaseCrossValidator, check_cv

from eegmodels._checks import check_whole, some_names
from eegmodels._docs import fill_docs
from eegmodels.data import as_trials
from eegmodels.estimator import EEGClassifier, fit_together
from eegmodels.evaluate._auc import within_fold_auc
from eegmodels.evaluate._chance import accuracy_interval
from eegmodels.evaluate._splitters import BlockwiseKFold
from eegmodels.results import CrossValidation, History

_LEVEL = 0.95
_N_BOOTSTRAP = 2000
_BOOTSTRAP_SEED = 0


@fill_docs
def cross_validate(
    estimator: Any,
    X: Any,
    y: Any = None,
    *,
    cv: Any = 5,
    method: str | None = None,
    callback: Callable[[int, int], None] | None = None,
    keep_estimators: bool = False,
) -> CrossValidation:
    """Predict each trial by a copy of the estimator that did not see it.

    Parameters
    ----------
    estimator : scikit-learn classifier with ``predict_proba``
        An unfitted one will do; it is copied for each fold and not changed.
    %(X)s
    %(y)s
    cv : int | splitter | iterable of (train, test)
        A whole number is the number of folds of ``BlockwiseKFold``. Each trial must
        be tested exactly once. A splitter that needs groups is given as its splits,
        ``cv=splitter.split(X, y, groups)``.
    method : str | None
        Name of the method for captions. None: the names of the estimator's classes.
    callback : callable | None
        Called for each fold that is trained, as ``callback(n_done, n_folds)``.
    keep_estimators : bool
        Keep the fitted copy of each fold, to explain trials that it did not see.

    Returns
    -------
    CrossValidation
        Predictions in the order of the trials, accuracy and AUC with 95 % intervals,
        confusion matrix, and the training histories where the method has them. A
        class that a training fold lacks has probability 0 in that fold.

    Raises
    ------
    ValueError
        Trials or labels that ``as_trials`` refuses, an array without labels, fewer
        than two classes, fewer trials of a class than folds, a splitter that does
        not test each trial once, or probabilities that are not finite.
    TypeError
        If the estimator has no ``predict_proba``.
    """
    _check_predicts_probabilities(estimator)
    X = _loaded(X)
    labels = _labels(X, y)
    classes = _check_classes(labels)
    splitter = _as_splitter(cv)
    folds = _splits(splitter, labels)
    y_pred = np.empty(len(labels), dtype=classes.dtype)
    probabilities = np.zeros((len(labels), len(classes)))
    fold = np.empty(len(labels), dtype=int)
    histories: list[History] = []
    estimators: list[Any] = []
    for k, fitted in enumerate(_fitted(estimator, X, labels, folds, callback)):
        test = folds[k][1]
        held_out = _take(X, test)
        y_pred[test] = fitted.predict(held_out)
        columns = np.searchsorted(classes, fitted.classes_)
        probabilities[np.ix_(test, columns)] = _probabilities(fitted, held_out, k)
        fold[test] = k
        histories += _history(fitted)
        if keep_estimators:
            estimators.append(fitted)
    scored = _scored(
        method or _method_name(estimator),
        classes,
        labels,
        y_pred,
        probabilities,
        fold,
        histories,
        splitter,
    )
    return replace(scored, estimators=estimators)


def _fitted(
    estimator: Any,
    X: Any,
    labels: np.ndarray,
    folds: list[tuple[np.ndarray, np.ndarray]],
    callback: Callable[[int, int], None] | None,
) -> Iterator[Any]:
    """Fit a copy for each fold; networks of all folds are trained at once."""

    def tell(n_done: int) -> None:
        if callback is not None:
            callback(n_done, len(folds))

    if getattr(type(estimator), "fit", None) is EEGClassifier.fit:
        copies = [clone(estimator) for _ in folds]
        parts = [train for train, _ in folds]
        fit_together(
            copies,
            [_take(X, part) for part in parts],
            [labels[part] for part in parts],
            callback=tell,
        )
        yield from copies
        return
    for k, (train, _) in enumerate(folds):
        yield clone(estimator).fit(_take(X, train), labels[train])
        tell(k + 1)


def _scored(
    method: str,
    classes: np.ndarray,
    y_true: np.ndarray,
    y_pred: np.ndarray,
    probabilities: np.ndarray,
    fold: np.ndarray,
    histories: list[History],
    splitter: BaseCrossValidator,
) -> CrossValidation:
    right = y_pred == y_true
    n_folds = int(fold.max()) + 1
    return CrossValidation(
        method=method,
        classes=classes,
        y_true=y_true,
        y_pred=y_pred,
        probabilities=probabilities,
        fold=fold,
        accuracy=accuracy_interval(int(right.sum()), len(right), _LEVEL),
        auc=within_fold_auc(
            y_true,
            probabilities,
            fold,
            classes=classes,
            n_bootstrap=_N_BOOTSTRAP,
            level=_LEVEL,
            random_state=_BOOTSTRAP_SEED,
        ),
        confusion=confusion_matrix(y_true, y_pred, labels=classes),
        fold_accuracy=np.array([right[fold == k].mean() for k in range(n_folds)]),
        histories=histories,
        settings={
            "splitter": repr(splitter),
            "n_folds": n_folds,
            "n_bootstrap": _N_BOOTSTRAP,
            "bootstrap_seed": _BOOTSTRAP_SEED,
        },
    )


def _check_predicts_probabilities(estimator: Any) -> None:
    if not hasattr(estimator, "predict_proba"):
        raise TypeError(
            f"estimator={estimator!r} has no predict_proba, which the AUC needs; wrap "
            "it in sklearn.calibration.CalibratedClassifierCV, or use a classifier "
            "that gives probabilities."
        )


def _loaded(X: Any) -> Any:
    # Epochs that are still on disk count trials that will be dropped on loading.
    if isinstance(X, mne.BaseEpochs) and not X.preload:
        with mne.use_log_level("WARNING"):
            return X.copy().load_data()
    return X


def _labels(X: Any, y: Any) -> np.ndarray:
    labels = as_trials(X, y).labels
    if labels is None:
        raise ValueError(
            "y=None and X is an array, which brings no labels; give y with one label "
            "for each trial, or X as mne.Epochs with event_id."
        )
    if len(labels) != len(X):
        raise ValueError(
            f"X is a list of {len(X)} Epochs with {len(labels)} trials; in a list each "
            "holds one trial. Join them with mne.concatenate_epochs."
        )
    return labels


def _check_classes(labels: np.ndarray) -> np.ndarray:
    classes = np.unique(labels)
    if len(classes) < 2:
        raise ValueError(
            f"All {len(labels)} trials are of one class, {classes[0]!s}; at least two "
            "classes are needed. Look at the event_id that made the epochs, or at y."
        )
    return classes


def _as_splitter(cv: Any) -> BaseCrossValidator:
    # A text has both of these attributes too.
    if not isinstance(cv, str) and (hasattr(cv, "split") or hasattr(cv, "__iter__")):
        return check_cv(cv)
    return BlockwiseKFold(check_whole("cv", cv, low=2))


def _splits(
    splitter: BaseCrossValidator, labels: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """List all splits before any training, and refuse those that make no score."""
    # A splitter needs the number of trials, not the trials.
    folds = list(splitter.split(np.zeros((len(labels), 1)), labels))
    n_tests = np.zeros(len(labels), dtype=int)
    for k, (train, test) in enumerate(folds):
        np.add.at(n_tests, test, 1)
        if len(np.intersect1d(train, test)) > 0:
            raise ValueError(
                f"cv={splitter!r} tests fold {k} on trials that it trains on; the "
                "trials of a fold must be one or the other."
            )
        present = np.unique(labels[train])
        if len(present) < 2:
            raise ValueError(
                f"The training trials of fold {k} are all of class "
                f"{some_names(list(present))}; at least two classes are needed. Use "
                "BlockwiseKFold, which keeps each class in each fold."
            )
    wrong = np.flatnonzero(n_tests != 1)
    if len(wrong) > 0:
        raise ValueError(
            f"cv={splitter!r} tests {len(wrong)} of {len(labels)} trials not exactly "
            f"once (trial {wrong[0]}: {n_tests[wrong[0]]} times). Use a splitter whose "
            "test folds together are all trials, such as BlockwiseKFold."
        )
    return folds


def _take(X: Any, index: np.ndarray) -> Any:
    if isinstance(X, mne.BaseEpochs):
        return X[index]
    if isinstance(X, (list, tuple)):
        return [X[i] for i in index]
    return np.asarray(X)[index]


def _probabilities(fitted: Any, held_out: Any, k: int) -> np.ndarray:
    probabilities = np.asarray(fitted.predict_proba(held_out), dtype=float)
    if not np.isfinite(probabilities).all():
        raise ValueError(
            f"predict_proba gave NaN or infinity in fold {k}; the training of that "
            "fold diverged. Lower the learning rate, or look at its trials."
        )
    return probabilities


def _history(fitted: Any) -> list[History]:
    """Return the training history, if any, of an estimator however wrapped."""
    while True:
        history = getattr(fitted, "history_", None)
        if isinstance(history, History):
            return [history]
        if hasattr(fitted, "best_estimator_"):
            fitted = fitted.best_estimator_
        elif getattr(fitted, "steps", None):
            fitted = fitted.steps[-1][1]
        else:
            return []


def _method_name(estimator: Any) -> str:
    """Name the classes of the estimator or, for a pipeline, of its steps."""
    steps = getattr(estimator, "steps", None)
    if not steps:
        return type(estimator).__name__
    names = [type(step).__name__.lstrip("_") for _, step in steps]
    return " + ".join(name for name in names if name != "FunctionTransformer")
