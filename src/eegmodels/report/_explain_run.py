"""A page that explains a network which is already trained."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_option
from eegmodels.estimator import EEGClassifier, software
from eegmodels.explain import METHODS
from eegmodels.report._checking import check_residual
from eegmodels.report._explaining import APPROACHES, Explanation, explain_classifier
from eegmodels.report._figures_inside import draw_explanation
from eegmodels.report._folder import output_folder, write_json, write_page
from eegmodels.report._page import SECTIONS, build_page
from eegmodels.report._steps import Progress, Steps
from eegmodels.report._summarize import preset_name
from eegmodels.report._summarize_inside import summarize_explanation
from eegmodels.viz import visible


@dataclass(frozen=True)
class ExplainResult:
    """Where the page is, and its numbers.

    Attributes
    ----------
    page : Path
        ``explanation.html``.
    summary : dict
        Every number and text of the page.
    explanation : Explanation
        The results themselves.
    """

    page: Path
    summary: dict[str, Any]
    explanation: Explanation

    def to_json(self) -> dict[str, Any]:
        """Give plain values for JSON: the path, and what was found."""
        keys = ("n_trials", "accuracy", "findings", "kernels", "filters", "ablation")
        return {
            "page": str(self.page),
            **{key: self.summary[key] for key in (*keys, "relevance", "checks")},
        }


def run_explanation(
    classifier: EEGClassifier,
    epochs: mne.BaseEpochs,
    *,
    output: str | os.PathLike[str] = "eegmodels-explanation",
    approaches: Sequence[str] = APPROACHES,
    method: str = "deeplift",
    title: str | None = None,
    progress: Progress | None = None,
) -> ExplainResult:
    """Explain a fitted classifier on trials: one page, and its numbers as JSON.

    Parameters
    ----------
    classifier : EEGClassifier
        Fitted.
    epochs : mne.Epochs
        Prepared as its training data. Where their events are its classes, the true
        classes are explained, else the predicted ones.
    output : path-like
        Folder for ``explanation.html`` and ``explanation.json``; made where it is
        missing, and taken away again if nothing comes of it.
    approaches : sequence of str
        Of ``"activations"``, ``"kernels"`` and ``"relevance"``.
    method : str
        Of relevance, a name from ``eegmodels.explain.METHODS``.
    title : str | None
        Heading of the page.
    progress : callable | None
        Called as ``progress(text, done, total)`` at each step.

    Returns
    -------
    ExplainResult

    Raises
    ------
    OSError
        An output folder that cannot be written.
    TypeError, ValueError
        Data that do not fit the model; an approach or a method that does not exist; a
        regressor.
    """
    if not isinstance(classifier, EEGClassifier):
        raise TypeError(
            f"classifier is a {type(classifier).__name__}; the page shows classes, so "
            "give a fitted EEGClassifier. The calls of eegmodels.explain take an "
            "EEGRegressor too."
        )
    check_option("method", method, METHODS)
    for name in approaches:
        check_option("approach", name, APPROACHES)
    if not approaches:
        raise ValueError(f"approaches is empty; give some of {', '.join(APPROACHES)}.")
    with output_folder(output) as folder:
        trials = classifier.check_input(epochs)
        labels = trials.labels
        if labels is not None and not np.isin(labels, classifier.classes_).all():
            labels = None  # other marks, such as a cue
        steps = Steps(progress, 3)
        steps.begin("Explaining the network")
        found = explain_classifier(
            classifier, epochs, labels, approaches=approaches, method=method
        )
        summary = _summary(classifier, epochs, labels, found, title)
        steps.next("Drawing")
        wanted = ("explained", *[key for key in APPROACHES if key in approaches])
        if summary["checks"]:
            wanted += ("checks",)
        titles = {"explained": "What is explained", **SECTIONS}
        page = build_page(
            summary, draw_explanation(found), {key: titles[key] for key in wanted}
        )
        steps.next("Writing the page")
        result = ExplainResult(folder / "explanation.html", summary, found)
        write_page(page, result.page)
        write_json(result.to_json(), folder / "explanation.json")
        steps.next("Done")
        return result


def _summary(
    classifier: EEGClassifier,
    epochs: mne.BaseEpochs,
    labels: np.ndarray | None,
    found: Explanation,
    title: str | None,
) -> dict[str, Any]:
    accuracy = None
    if labels is not None:
        accuracy = float((classifier.predict(epochs) == labels).mean())
    return {
        "title": visible(title) if title else "EEG network explained",
        "network": classifier.model,
        "classes": [visible(name) for name in classifier.classes_],
        "n_trials": len(epochs),
        "accuracy": accuracy,
        "description": str(classifier.model_.describe()),
        "versions": software(),
        "checks": [check_residual(found)] if _adds_up(found) else [],
        **summarize_explanation(found, preset_name(classifier.preset)),
    }


def _adds_up(found: Explanation) -> bool:
    """Whether there is a relevance whose method promises to add up."""
    return found.relevance is not None and found.relevance.complete
