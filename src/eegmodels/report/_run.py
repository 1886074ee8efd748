"""From trials to a page: check, score, train, explain, draw, write."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import mne
from sklearn.base import clone

from eegmodels._docs import fill_docs
from eegmodels.baselines import csp_lda
from eegmodels.data import Preset
from eegmodels.estimator import EEGClassifier
from eegmodels.evaluate import chance_bound, chance_level, cross_validate
from eegmodels.report._checking import check_run
from eegmodels.report._explaining import explain_classifier, held_out_relevance
from eegmodels.report._figures_inside import draw_explanation
from eegmodels.report._figures_scores import draw_scores
from eegmodels.report._folder import output_folder, write_json, write_page
from eegmodels.report._page import SECTIONS, build_page
from eegmodels.report._picture import Picture
from eegmodels.report._result import Outcome, ReportResult, Task, scores_of
from eegmodels.report._steps import Progress, Steps
from eegmodels.report._summarize import summarize
from eegmodels.report._task import make_task

REFERENCE = "CSP + LDA"


@fill_docs
def run_report(
    epochs: mne.BaseEpochs,
    *,
    output: str | os.PathLike[str] = "eegmodels-report",
    y: Any = None,
    model: str = "EEGNet",
    model_params: dict[str, Any] | None = None,
    preset: str | Preset | None = None,
    scaling: str | None = "global",
    n_epochs: int = 300,
    batch_size: int = 16,
    learning_rate: float = 1e-3,
    n_folds: int = 5,
    random_state: int = 0,
    source: Any = None,
    title: str | None = None,
    picks: Any = None,
    progress: Progress | None = None,
) -> ReportResult:
    """Score a network on trials beside CSP + LDA, and show what it learned.

    Writes ``report.html`` (one page, also without JavaScript), ``model.keras`` (the
    network trained on all trials) and ``scores.json``, each whole or not at all.
    All input is checked before anything is trained.

    Parameters
    ----------
    epochs : mne.Epochs
        In volts. They are left as they are.
    output : path-like
        Folder; made where it is missing, and taken away again if nothing comes of it.
    %(y)s
    model : str
        Name of a network in ``eegmodels.models.ARCHITECTURES``.
    model_params : dict | None
        Further arguments of the network.
    %(preset)s
        The epochs are brought to it, for both methods. None: as they are.
    scaling : "global" | "channel" | None
        As in ``EEGClassifier``.
    n_epochs, batch_size, learning_rate : int, int, float
        Of the training; ``n_epochs`` are passes over the data.
    n_folds : int
        Contiguous blocks of each class, each tested once.
    random_state : int
        Seed of all trainings.
    source : dict | str | None
        Where the trials come from: what ``describe_recording`` gave, or a name.
    title : str | None
        Heading of the page.
    picks : str | list | None
        Channels as in MNE. None: the good EEG channels.
    progress : callable | None
        Called as ``progress(text, done, total)`` at each step.

    Returns
    -------
    ReportResult
        ``.report`` and ``.model`` (paths), ``.scores``, ``.summary``, ``.to_json()``.

    Raises
    ------
    OSError
        An output folder that cannot be written.
    TypeError, ValueError
        Input that cannot be used: no Epochs, fewer than two classes, fewer trials of
        a class than folds, NaN, flat channels, too few samples for the network.
    """
    classifier = EEGClassifier(
        model,
        model_params=model_params,
        preset=preset,
        scaling=scaling,
        n_epochs=n_epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        verbose=False,
        random_state=random_state,
    )
    with output_folder(output) as folder:
        task = make_task(
            epochs,
            y,
            classifier,
            n_folds=n_folds,
            picks=picks,
            source=source,
            title=title,
        )
        steps = Steps(progress, n_steps(n_folds))
        outcome = compute(task, folder, steps)
        return write(outcome, folder, steps)


def n_steps(n_folds: int) -> int:
    """Count the steps of ``compute`` and ``write``."""
    return n_folds + 6


def compute(task: Task, folder: Path, steps: Steps) -> Outcome:
    """Score both methods, train on all trials, keep that model, explain it."""
    epochs, labels = task.epochs, task.labels
    name, n_folds = task.classifier.model, task.n_folds
    steps.begin(f"Scoring {REFERENCE} in {n_folds} folds")
    reference = cross_validate(csp_lda(), epochs, labels, cv=n_folds, method=REFERENCE)
    steps.next(f"Training {name}, fold 1 of {n_folds}")
    network = cross_validate(
        task.classifier,
        epochs,
        labels,
        cv=n_folds,
        method=name,
        callback=lambda done, total: steps.next(
            f"Training {name}, fold {done + 1} of {total}"
            if done < total
            else f"Training {name} on all {len(labels)} trials"
        ),
        keep_estimators=True,
    )
    fitted = clone(task.classifier).fit(epochs, labels)
    fitted.save(folder / "model.keras")
    steps.next("Explaining the network")
    found = explain_classifier(
        fitted,
        epochs,
        labels,
        held_out=held_out_relevance(network, epochs, labels),
    )
    steps.next(f"Checking: {name} from another seed")
    checks = check_run(fitted, epochs, labels, network, found)
    steps.next("Drawing")
    chance = chance_level(labels)
    return Outcome(
        task=task,
        network=network,
        reference=reference,
        chance=chance,
        chance_bound=chance_bound(len(labels), chance),
        classifier=fitted,
        explanation=found,
        checks=checks,
    )


def write(
    outcome: Outcome,
    folder: Path,
    steps: Steps,
    *,
    sections: Mapping[str, str] = SECTIONS,
    extra: Mapping[str, Any] | None = None,
    pictures: Sequence[Picture] = (),
) -> ReportResult:
    """Draw and write the page; more sections come with their texts and pictures."""
    summary = {**summarize(outcome), **(extra or {})}
    drawn = [
        *draw_scores(outcome),
        *draw_explanation(outcome.explanation),
        *pictures,
    ]
    page = build_page(summary, drawn, sections)
    steps.next("Writing the page")
    result = ReportResult(
        report=folder / "report.html",
        model=folder / "model.keras",
        scores=scores_of(outcome),
        summary=summary,
    )
    write_page(page, result.report)
    write_json(result.to_json(), folder / "scores.json")
    steps.next("Done")
    return result
