"""Which sample of which electrode spoke for a class or a value, trial by trial."""

from dataclasses import dataclass, field, replace
from typing import Any

import mne
import numpy as np

from eegmodels.results._grouping import group_names, only, positions
from eegmodels.results._relevance_exports import Exports
from eegmodels.results._relevance_trials import Examples
from eegmodels.results._saving import Saved

SEVERAL = "several classes"  # the target of an average over trials that differ in it

# Fields with a value for each trial.
EACH = (
    "residual",
    "logit",
    "baseline_logit",
    "target",
    "labels",
    "predicted",
    "probability",
)


@dataclass(frozen=True)
class Relevance(Examples, Exports, Saved):
    """Relevance of each sample, in logits, with the check of its own axiom.

    Of a regressor the output takes the logit's place, and all is in the unit of y.

    Attributes
    ----------
    data : array, shape (n_trials, n_chans, n_times)
        Positive: speaks for the target against the baseline; negative: against it.
    residual : array, shape (n_trials,)
        ``sum(data) - (logit - baseline_logit)``: how far the relevances are from
        adding up. Zero to float precision for a complete method; NaN of slopes (as of
        saliency), which have nothing to add up to.
    logit, baseline_logit : array, shape (n_trials,)
        What is explained: the logit of the target, before softmax, for the trial and
        for the baseline; for a contrast the difference of two logits; of a regressor
        the predicted value.
    target : list
        The class explained in each trial, or a pair of classes for a contrast; of a
        regressor the index of the output.
    labels : array, shape (n_trials,) | None
        True classes where they are known; None of a regressor.
    method, baseline : str
        Names of what was done.
    complete : bool
        Whether the method promises a residual of zero.
    ch_names : list of str
    times : array, shape (n_times,)
        Seconds after the event; from 0 for arrays.
    info : mne.Info | None
    settings : dict
        Where it comes from: network, options of the method, versions of packages.
    predicted : array, shape (n_trials,) | None
        Class with the largest logit; None of a regressor.
    probability : array, shape (n_trials,) | None
        Of the predicted class, as the network gives it; None of a regressor.
    """

    data: np.ndarray
    residual: np.ndarray
    logit: np.ndarray
    baseline_logit: np.ndarray
    target: list[Any]
    labels: np.ndarray | None
    method: str
    baseline: str
    complete: bool
    ch_names: list[str]
    times: np.ndarray
    info: mne.Info | None
    settings: dict[str, Any] = field(default_factory=dict)
    predicted: np.ndarray | None = None
    probability: np.ndarray | None = None

    @property
    def largest_residual(self) -> float:
        """Largest absolute residual, as a share of the range of the logits."""
        logits = np.concatenate([self.logit, self.baseline_logit])
        spread = float(np.ptp(logits))
        worst = float(np.abs(self.residual).max())
        return worst / spread if spread > 0 else worst

    def average(self, by: Any = None) -> dict[Any, "Relevance"]:
        """Average over the trials of each class, or of any groups.

        Parameters
        ----------
        by : "class" | "predicted" | "target" | array-like, shape (n_trials,) | None
            True class, class with the largest logit, what is explained, or a name
            for each trial, such as its session. None: the true class where it is
            known, else what is explained.

        Returns
        -------
        dict
            A ``Relevance`` of one trial for each group; ``.settings["n_averaged"]``
            counts its trials. ``.target`` is "several classes" where they differ in
            what is explained, and ``.labels`` None where they differ in that.

        Raises
        ------
        ValueError
            Classes that are not known; names of another number of trials.
        """
        groups = positions(group_names(self, by))
        return {name: self._mean(chosen) for name, chosen in groups.items()}

    def _mean(self, chosen: list[int]) -> "Relevance":
        def mean(values: np.ndarray) -> np.ndarray:
            return values[chosen].mean(axis=0, keepdims=True)

        def common(values: np.ndarray | None) -> np.ndarray | None:
            same = values is not None and only(values[chosen].tolist()) is not None
            return values[chosen[:1]] if same else None  # type: ignore[index]

        target = only([self.target[k] for k in chosen])
        return replace(
            self,
            data=mean(self.data),
            residual=mean(self.residual),
            logit=mean(self.logit),
            baseline_logit=mean(self.baseline_logit),
            target=[SEVERAL if target is None else target],
            labels=common(self.labels),
            predicted=common(self.predicted),
            probability=None if self.probability is None else mean(self.probability),
            settings={**self.settings, "n_averaged": len(chosen) * self._n_averaged},
        )

    def check_shapes(self) -> None:
        """Refuse arrays that do not fit one another.

        Raises
        ------
        ValueError
            If one does not; it is named.
        """
        n_trials, n_chans, n_times = self.data.shape
        expected = {
            "ch_names": n_chans,
            "times": n_times,
            **dict.fromkeys(EACH, n_trials),
        }
        for name, length in expected.items():
            value = getattr(self, name)
            if value is not None and len(value) != length:
                raise ValueError(
                    f"{name} has {len(value)} values; data of shape "
                    f"{self.data.shape} needs {length}"
                )
        if self.info is not None and len(self.info["ch_names"]) != n_chans:
            raise ValueError(f"info has other channels than the {n_chans} of data")
