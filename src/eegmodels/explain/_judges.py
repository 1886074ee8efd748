"""How good the outputs of a network are: a score, and a log-likelihood.

A judge knows the truth of the trials. It takes outputs, so that networks that differ in
a filter are judged alike, by any scorer of scikit-learn.
"""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import mne
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import get_scorer

from eegmodels._checks import english_list, some_names
from eegmodels.estimator import EEGRegressor
from eegmodels.explain._outputs import Output, find_output
from eegmodels.explain._quick_scores import (
    OF_CLASSES,
    OF_TWO_CLASSES,
    OF_VALUES,
    Quick,
    counts_of,
)
from eegmodels.explain._subject import Subject


class Judge(Protocol):
    """Turns outputs, (n_trials, n_units), into score and mean log-likelihood.

    The data ``x`` that gave them are for scorers which look at them.
    """

    @property
    def scorer(self) -> str:
        """Name of the scorer."""
        ...

    @property
    def strata(self) -> np.ndarray:
        """Groups of trials whose sizes resamples keep, (n_trials,)."""
        ...

    def __call__(self, outputs: np.ndarray, x: np.ndarray) -> tuple[float, float]: ...

    def resampled(
        self, outputs: np.ndarray, x: np.ndarray, draws: np.ndarray
    ) -> np.ndarray:
        """Score each row of trials in ``draws``, (n_resamples, n_trials)."""
        ...


@dataclass(frozen=True)
class OfClasses:
    """Judge classes; ``codes`` (n_trials,) are the true ones, as indices."""

    output: Output
    classes: list[Any]
    codes: np.ndarray
    score: Any
    scorer: str
    quick: Quick | None = None

    @property
    def strata(self) -> np.ndarray:
        """The classes: each resample has as many trials of them."""
        return self.codes

    def resampled(
        self, outputs: np.ndarray, x: np.ndarray, draws: np.ndarray
    ) -> np.ndarray:
        """Score each row of trials in ``draws``, (n_resamples, n_trials)."""
        if self.quick is not None:
            found = self.output.probabilities(outputs)
            return self.quick(self.codes, found, counts_of(draws))
        return np.array(
            [replace(self, codes=self.codes[k])(outputs[k], x[k])[0] for k in draws]
        )

    def __call__(self, outputs: np.ndarray, x: np.ndarray) -> tuple[float, float]:
        """Score probabilities of the classes."""
        found = self.output.probabilities(outputs)
        true = found[np.arange(len(found)), self.codes]
        likely = np.log(np.maximum(true, 1e-30)).mean()
        fixed = _FixedClasses(found, np.array(self.classes))
        scored = self.score(fixed, x, fixed.classes_[self.codes])
        return float(scored), float(likely)


@dataclass(frozen=True)
class OfValues:
    """Judge predicted values; ``y`` are the true ones, in the user's unit."""

    regressor: EEGRegressor
    y: np.ndarray
    score: Any
    scorer: str
    quick: Quick | None = None

    @property
    def strata(self) -> np.ndarray:
        """Zeros: values make no groups."""
        return np.zeros(len(self.y), dtype=int)

    def resampled(
        self, outputs: np.ndarray, x: np.ndarray, draws: np.ndarray
    ) -> np.ndarray:
        """Score each row of trials in ``draws``, (n_resamples, n_trials)."""
        if self.quick is not None:
            columns = self.y.reshape(outputs.shape)
            return self.quick(columns, self._values(outputs), counts_of(draws))
        return np.array(
            [replace(self, y=self.y[k])(outputs[k], x[k])[0] for k in draws]
        )

    def _values(self, outputs: np.ndarray) -> np.ndarray:
        """Turn outputs into values in the unit of y, (n_trials, n_targets)."""
        values = np.asarray(outputs, dtype=np.float64) * self.regressor.target_scale_
        return values + self.regressor.target_mean_

    def __call__(self, outputs: np.ndarray, x: np.ndarray) -> tuple[float, float]:
        """Score values in the unit of y."""
        outputs = np.asarray(outputs, dtype=np.float64)
        columns = self.y.reshape(outputs.shape)
        mean, scale = self.regressor.target_mean_, self.regressor.target_scale_
        z = (columns - mean) / scale - outputs
        likely = (-0.5 * z**2 - np.log(scale * np.sqrt(2 * np.pi))).sum(axis=1)
        fixed = _FixedValues(self._values(outputs).reshape(self.y.shape))
        try:
            scored = self.score(fixed, x, self.y)
        except (AttributeError, ValueError) as error:
            raise ValueError(
                f"scoring={self.scorer!r} does not score an EEGRegressor ({error}); "
                "give a scorer of real numbers, such as 'r2' or "
                "'neg_mean_absolute_error', or a callable."
            ) from error
        return float(scored), float(likely.mean())


def find_judge(
    subject: Subject, scoring: Any, epochs: Any, labels: np.ndarray | None
) -> Judge:
    """Make the judge of a network's outputs for trials whose truth is known.

    Parameters
    ----------
    subject : Subject
    scoring : str | callable | None
        None: "accuracy", for a regressor "r2".
    epochs : mne.Epochs | array
        As the user gave them, for messages.
    labels : array | None
        Of the checked trials.

    Raises
    ------
    ValueError
        No labels; labels that are no classes of the model; no such scorer; a network
        without defined logits.
    """
    if scoring is None:
        scoring = "accuracy" if subject.regressor is None else "r2"
    score, name = _scorer(scoring, subject.regressor is not None)
    if labels is None:
        raise ValueError(no_labels(subject, epochs))
    if subject.regressor is not None:
        quick = OF_VALUES.get(name) if isinstance(scoring, str) else None
        return OfValues(subject.regressor, labels, score, name, quick)
    codes = _codes(subject, labels)
    output = find_output(subject.network)
    classes = subject.classes
    known = OF_TWO_CLASSES if len(classes) == 2 else OF_CLASSES
    quick = known.get(name) if isinstance(scoring, str) else None
    return OfClasses(output, classes, codes, score, name, quick)


class _FixedClasses(ClassifierMixin, BaseEstimator):
    """Predictions that are known already, in the form that scorers ask for."""

    def __init__(self, probabilities: np.ndarray, classes: np.ndarray) -> None:
        self.probabilities = probabilities
        self.classes = classes
        self.classes_ = classes

    def predict_proba(self, X: Any) -> np.ndarray:
        """Give the known probabilities."""
        return self.probabilities

    def predict(self, X: Any) -> np.ndarray:
        """Give the most probable class."""
        return self.classes_[self.probabilities.argmax(axis=1)]


class _FixedValues(RegressorMixin, BaseEstimator):
    """Predicted values that are known already."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def predict(self, X: Any) -> np.ndarray:
        """Give the known values."""
        return self.values


def _scorer(scoring: Any, of_values: bool) -> tuple[Any, str]:
    if callable(scoring):
        return scoring, str(getattr(scoring, "__name__", scoring))
    try:
        return get_scorer(scoring), str(scoring)
    except (TypeError, ValueError) as error:
        names = "'accuracy', 'balanced_accuracy', 'roc_auc' or 'neg_log_loss'"
        if of_values:
            names = "'r2' or 'neg_mean_absolute_error'"
        raise ValueError(
            f"scoring={scoring!r} is no scorer of scikit-learn; give a name such as "
            f"{names}, or a callable."
        ) from error


def _codes(subject: Subject, labels: np.ndarray) -> np.ndarray:
    """Turn labels into output indices, or say what is wrong with them."""
    classes = subject.classes
    unknown = [name for name in np.unique(labels).tolist() if name not in classes]
    if unknown:
        kind = "output indices" if subject.estimator is None else "classes"
        shown = some_names([repr(name) for name in unknown])
        raise ValueError(
            f"y has labels that are no {kind} of the model: {shown}. Expected "
            f"{english_list(classes)}."
        )
    return np.array([classes.index(name) for name in labels.tolist()])


def no_labels(subject: Subject, epochs: Any) -> str:
    """Say whose labels are missing, and how to give them."""
    if subject.regressor is not None:
        return (
            "y is None; an EEGRegressor is scored against the true values: give y, one "
            "number for each trial and target. Epochs have none."
        )
    if subject.estimator is None:
        last = subject.classes[-1]
        return f"y is None; for a keras.Model give y, output indices from 0 to {last}."
    if isinstance(epochs, mne.BaseEpochs):
        found = english_list(sorted(epochs.event_id), "and")
        return (
            f"The Epochs have labels {found}, which are not all classes of the model; "
            f"expected {english_list(subject.classes)}. Select them, or give y."
        )
    return "y is None and epochs have no labels; give y, one label for each trial."
