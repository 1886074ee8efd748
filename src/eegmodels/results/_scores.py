"""What a cross-validation returns: predictions on held-out trials and their score."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eegmodels.results._plain import NOT_SAVED
from eegmodels.results._saving import Saved
from eegmodels.results._tables import Tabled


@dataclass(frozen=True)
class Interval(Saved):
    """An estimate with its confidence interval."""

    estimate: float
    low: float
    high: float
    level: float = 0.95

    def __str__(self) -> str:
        return f"{self.estimate:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True)
class History(Saved):
    """The course of one training, a value for each pass over the data.

    Attributes
    ----------
    loss, accuracy : list of float
        On the training trials, with dropout, averaged over the pass. No accuracies of
        a regressor.
    val_loss, val_accuracy : list of float
        On the validation trials; empty without validation.
    best_epoch : int
        Index of the pass whose weights were kept.
    """

    loss: list[float]
    accuracy: list[float]
    val_loss: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)
    best_epoch: int = -1


@dataclass(frozen=True)
class CrossValidation(Saved, Tabled):
    """Held-out predictions of one method, and what they are worth.

    Attributes
    ----------
    method : str
        Name of the method, for captions.
    classes : array, shape (n_classes,)
    y_true, y_pred : array, shape (n_trials,)
        In the order of the trials; each trial was predicted once, by the network
        that did not see it.
    probabilities : array, shape (n_trials, n_classes)
    fold : array of int, shape (n_trials,)
        The fold in which a trial was held out.
    accuracy : Interval
        Share of correct trials; Clopper-Pearson interval.
    auc : Interval
        Area under the ROC curve, for more than two classes the mean of one against
        rest; pairs are compared within folds only; bootstrap interval.
    confusion : array of int, shape (n_classes, n_classes)
        True class by row, predicted class by column.
    fold_accuracy : array, shape (n_folds,)
    histories : list of History
        Of each fold, where the method has them.
    estimators : list
        Fitted copy of each fold, where they were kept. ``save`` leaves them out; each
        has a ``save`` of its own.
    settings : dict
        Splitter, number of folds, numbers of bootstrap samples and seed.
    """

    method: str
    classes: np.ndarray
    y_true: np.ndarray
    y_pred: np.ndarray
    probabilities: np.ndarray
    fold: np.ndarray
    accuracy: Interval
    auc: Interval
    confusion: np.ndarray
    fold_accuracy: np.ndarray
    histories: list[History] = field(default_factory=list)
    estimators: list[Any] = field(default_factory=list, repr=False, metadata=NOT_SAVED)
    settings: dict[str, Any] = field(default_factory=dict)

    def table(self) -> list[dict[str, Any]]:
        """List the trials, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``trial`` (from 0), ``fold``, ``true``, ``predicted``, ``correct``, and for
            each class its probability, such as ``p(left)``.
        """
        true, predicted = self.y_true.tolist(), self.y_pred.tolist()
        names = [f"p({name})" for name in self.classes.tolist()]
        return [
            {
                "trial": k,
                "fold": int(self.fold[k]),
                "true": true[k],
                "predicted": predicted[k],
                "correct": true[k] == predicted[k],
                **dict(zip(names, self.probabilities[k].tolist(), strict=True)),
            }
            for k in range(len(true))
        ]

    def _attrs(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "accuracy": str(self.accuracy),
            "auc": str(self.auc),
        }
