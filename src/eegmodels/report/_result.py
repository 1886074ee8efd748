"""What a report is made of, and what it gives back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mne
import numpy as np

from eegmodels.data import Trials
from eegmodels.estimator import EEGClassifier
from eegmodels.report._explaining import Explanation
from eegmodels.results import CrossValidation


@dataclass(frozen=True)
class Task:
    """Checked input of a report: nothing in it can fail for the data's sake.

    Attributes
    ----------
    epochs : mne.Epochs
        Brought to the preset; of the channels in use and the bad ones.
    trials : Trials
        The same as arrays, with labels.
    classifier : EEGClassifier
        Unfitted.
    n_folds : int
    title : str
    source : dict | str | None
        What ``describe_recording`` gave, or a name.
    """

    epochs: mne.BaseEpochs
    trials: Trials
    classifier: EEGClassifier
    n_folds: int
    title: str
    source: Any

    @property
    def labels(self) -> np.ndarray:
        """Label of each trial."""
        assert self.trials.labels is not None
        return self.trials.labels


@dataclass(frozen=True)
class Outcome:
    """All that was computed for a page.

    Attributes
    ----------
    task : Task
    network, reference : CrossValidation
        On the same folds.
    chance, chance_bound : float
    classifier : EEGClassifier
        Fitted to all trials.
    explanation : Explanation
        Of that classifier, with all approaches.
    checks : list of dict
        From ``check_run``.
    """

    task: Task
    network: CrossValidation
    reference: CrossValidation
    chance: float
    chance_bound: float
    classifier: EEGClassifier
    explanation: Explanation
    checks: list[dict[str, Any]]


@dataclass(frozen=True)
class ReportResult:
    """Where the page and the model are, and the scores that the page shows.

    Attributes
    ----------
    report, model : Path
        ``report.html`` and ``model.keras``.
    scores : dict
        What ``scores.json`` holds, without the paths.
    summary : dict
        Every number and text of the page.
    """

    report: Path
    model: Path
    scores: dict[str, Any]
    summary: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Give plain values for JSON: two paths and the scores.

        Returns
        -------
        dict
            ``report``, ``model``, ``accuracy``, ``accuracy_interval`` ([low, high],
            95 %), ``auc``, ``auc_interval``, ``chance`` (share of the largest class),
            ``chance_bound`` (95 %, binomial), ``reference_accuracy``,
            ``reference_interval``, ``reference_auc`` (CSP + LDA on the same folds),
            ``n_trials``, ``classes``, ``n_folds``, ``seed``. An AUC that is not
            defined is None.
        """
        return {"report": str(self.report), "model": str(self.model), **self.scores}


def scores_of(outcome: Outcome) -> dict[str, Any]:
    """Give the scores as plain JSON types."""
    network, reference = outcome.network, outcome.reference
    return {
        "accuracy": float(network.accuracy.estimate),
        "accuracy_interval": [network.accuracy.low, network.accuracy.high],
        "auc": _number(network.auc.estimate),
        "auc_interval": [_number(network.auc.low), _number(network.auc.high)],
        "chance": outcome.chance,
        "chance_bound": outcome.chance_bound,
        "reference_accuracy": float(reference.accuracy.estimate),
        "reference_interval": [reference.accuracy.low, reference.accuracy.high],
        "reference_auc": _number(reference.auc.estimate),
        "n_trials": len(network.y_true),
        "classes": network.classes.tolist(),
        "n_folds": outcome.task.n_folds,
        "seed": outcome.task.classifier.random_state,
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
