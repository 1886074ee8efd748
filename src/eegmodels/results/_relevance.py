"""Which sample of which electrode spoke for a class, trial by trial."""

from dataclasses import dataclass, field, replace
from typing import Any

import mne
import numpy as np


@dataclass(frozen=True)
class Relevance:
    """Relevance of each sample, in logits, with the check of its own axiom.

    Attributes
    ----------
    data : array, shape (n_trials, n_chans, n_times)
        Positive: speaks for the target against the baseline; negative: against it.
    residual : array, shape (n_trials,)
        ``sum(data) - (logit - baseline_logit)``: how far the relevances are from
        adding up. Zero to float precision for a complete method.
    logit, baseline_logit : array, shape (n_trials,)
        What is explained: the logit of the target, before softmax, for the trial and
        for the baseline; for a contrast the difference of two logits.
    target : list
        The class explained in each trial, or a pair of classes for a contrast.
    labels : array, shape (n_trials,) | None
        True classes where they are known.
    method, baseline : str
        Names of what was done.
    complete : bool
        Whether the method promises a residual of zero.
    ch_names : list of str
    times : array, shape (n_times,)
        Seconds after the event; from 0 for arrays.
    info : mne.Info | None
    settings : dict
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

    @property
    def largest_residual(self) -> float:
        """Largest absolute residual, as a share of the range of the logits."""
        logits = np.concatenate([self.logit, self.baseline_logit])
        spread = float(np.ptp(logits))
        worst = float(np.abs(self.residual).max())
        return worst / spread if spread > 0 else worst

    def average(self) -> dict[Any, "Relevance"]:
        """Average over the trials of each class.

        Returns
        -------
        dict
            A ``Relevance`` of one trial for each true class, where labels are known,
            else for each class explained.
        """
        known = self.target if self.labels is None else self.labels.tolist()
        groups: dict[Any, list[int]] = {}
        for k, label in enumerate(known):
            groups.setdefault(label, []).append(k)
        return {label: self._mean(chosen) for label, chosen in groups.items()}

    def _mean(self, chosen: list[int]) -> "Relevance":
        def mean(values: np.ndarray) -> np.ndarray:
            return values[chosen].mean(axis=0, keepdims=True)

        return replace(
            self,
            data=mean(self.data),
            residual=mean(self.residual),
            logit=mean(self.logit),
            baseline_logit=mean(self.baseline_logit),
            target=[self.target[chosen[0]]],
            labels=None if self.labels is None else self.labels[chosen[:1]],
            settings={**self.settings, "n_averaged": len(chosen)},
        )
