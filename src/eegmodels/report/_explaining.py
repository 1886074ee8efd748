"""What the three approaches say of one classifier, computed and not yet drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import mne
import numpy as np

from eegmodels.estimator import EEGClassifier
from eegmodels.explain import (
    ablation,
    activations,
    relevance,
    spatial_filters,
    temporal_kernels,
)
from eegmodels.results import (
    Ablation,
    ClassAverages,
    CrossValidation,
    Relevance,
    SpatialFilters,
    TemporalKernels,
    TimeFrequency,
)

APPROACHES = ("activations", "kernels", "relevance")
MOST_CLASSES = 4  # whose relevance is drawn


@dataclass(frozen=True)
class Explanation:
    """Results of the approaches; None where one was not asked for.

    Attributes
    ----------
    averages, power : ClassAverages, TimeFrequency | None
        Approach 1: signals behind the spatial filters.
    kernels, filters : TemporalKernels, SpatialFilters | None
        Approach 2; the filters are also there for the maps of approach 1. No kernels
        where the network has none, as EEGNetV1.
    shows_filters : bool
        Whether approach 2 was asked for.
    ablation : Ablation | None
        None too where the classes of the trials are not known.
    relevance : Relevance | None
        Approach 3, of each trial.
    of_class : dict
        Its average for each class.
    examples : list of int
        A trial of each class, that with the median logit.
    held_out : bool
        Whether each trial's relevance is that of a network that had not seen it.
    """

    averages: ClassAverages | None = None
    power: TimeFrequency | None = None
    kernels: TemporalKernels | None = None
    filters: SpatialFilters | None = None
    shows_filters: bool = False
    ablation: Ablation | None = None
    relevance: Relevance | None = None
    of_class: dict[Any, Relevance] | None = None
    examples: Sequence[int] = ()
    held_out: bool = False

    @property
    def ranked(self) -> list[tuple[int, int]]:
        """Filters (temporal, spatial), the costliest first; else in their order."""
        if self.ablation is not None:
            return self.ablation.ranking
        if self.filters is None:
            return []
        return list(np.ndindex(self.filters.filters.shape[:2]))


def explain_classifier(
    classifier: EEGClassifier,
    epochs: mne.BaseEpochs,
    labels: np.ndarray | None = None,
    *,
    approaches: Sequence[str] = APPROACHES,
    held_out: Relevance | None = None,
    method: str = "deeplift",
) -> Explanation:
    """Compute the approaches for a fitted classifier.

    Parameters
    ----------
    classifier : EEGClassifier
    epochs : mne.Epochs
    labels : array, shape (n_trials,) | None
        Classes of the trials; None where they are not known.
    approaches : sequence of str
        Of ``APPROACHES``.
    held_out : Relevance | None
        From ``held_out_relevance``; None: that of the classifier itself.
    method : str
        Of that of the classifier itself, from ``eegmodels.explain.METHODS``.
    """
    parts: dict[str, Any] = {
        "filters": spatial_filters(classifier, epochs),
        "shows_filters": "kernels" in approaches,
    }
    if labels is not None and set(approaches) & {"activations", "kernels"}:
        parts["ablation"] = ablation(classifier, epochs, labels)  # it ranks filters
    if "kernels" in approaches and parts["filters"].opening != "spatial":
        parts["kernels"] = temporal_kernels(classifier, epochs)
    if "activations" in approaches:
        signals = activations(classifier, epochs, labels)
        parts |= {"averages": signals.average(), "power": signals.time_frequency()}
    if "relevance" in approaches:
        found = held_out or relevance(classifier, epochs, labels, method=method)
        parts |= {
            "relevance": found,
            "of_class": _in_order(found.average(), classifier.classes_.tolist()),
            "examples": _examples(found, classifier.classes_.tolist()),
            "held_out": held_out is not None,
        }
    return Explanation(**parts)


def _in_order(of_class: dict[Any, Relevance], classes: list[Any]) -> dict:
    return {name: of_class[name] for name in classes if name in of_class}


def held_out_relevance(
    score: CrossValidation, epochs: mne.BaseEpochs, labels: np.ndarray
) -> Relevance:
    """Explain each trial by the network of its fold, which had not seen it."""
    parts, order = [], []
    for k, fitted in enumerate(score.estimators):
        chosen = np.flatnonzero(score.fold == k)
        parts.append(relevance(fitted, epochs[chosen], labels[chosen]))
        order.append(chosen)
    back = np.argsort(np.concatenate(order))
    targets = [target for part in parts for target in part.target]

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])[back]

    return replace(
        parts[0],
        data=joined("data"),
        residual=joined("residual"),
        logit=joined("logit"),
        baseline_logit=joined("baseline_logit"),
        target=[targets[k] for k in back],
        labels=joined("labels"),
        predicted=joined("predicted"),
        probability=joined("probability"),
        settings={
            **parts[0].settings,
            "n_networks": len(parts),
            "n_trials": len(back),
        },
    )


def _examples(found: Relevance, classes: list[Any]) -> list[int]:
    """Choose the trial of each class whose logit is the middle one of its class."""
    known = found.target if found.labels is None else found.labels.tolist()
    chosen = []
    for name in classes:
        own = [k for k, label in enumerate(known) if label == name]
        if own:
            chosen.append(sorted(own, key=lambda k: found.logit[k])[len(own) // 2])
    return chosen
