"""From trials to a page: check, score, train, explain, draw, write."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import mne
from sklearn.base import clone

from eegmodels._docs import fill_docs
from eegmodels._files import make_folder, replacing
from eegmodels.baselines import csp_lda
from eegmodels.data import Preset
from eegmodels.estimator import EEGClassifier
from eegmodels.evaluate import chance_bound, chance_level, cross_validate
from eegmodels.explain import spatial_filters, temporal_kernels
from eegmodels.report._figures import draw_pictures
from eegmodels.report._page import build_page
from eegmodels.report._result import Outcome, ReportResult, Task, scores_of
from eegmodels.report._summarize import summarize
from eegmodels.report._task import make_task

Progress = Callable[[str, int, int], None]
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
    with _folder(output) as folder:
        task = make_task(
            epochs,
            y,
            classifier,
            n_folds=n_folds,
            picks=picks,
            source=source,
            title=title,
        )
        steps = _Steps(progress, n_folds + 4)
        outcome = _compute(task, folder, steps)
        return _write(outcome, folder, steps)


def _compute(task: Task, folder: Path, steps: "_Steps") -> Outcome:
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
    )
    fitted = clone(task.classifier).fit(epochs, labels)
    fitted.save(folder / "model.keras")
    steps.next("Explaining the network and drawing")
    chance = chance_level(labels)
    return Outcome(
        task=task,
        network=network,
        reference=reference,
        chance=chance,
        chance_bound=chance_bound(len(labels), chance),
        classifier=fitted,
        kernels=temporal_kernels(fitted, epochs),
        filters=spatial_filters(fitted, epochs),
    )


def _write(outcome: Outcome, folder: Path, steps: "_Steps") -> ReportResult:
    summary = summarize(outcome)
    page = build_page(summary, draw_pictures(outcome))
    steps.next("Writing the page")
    result = ReportResult(
        report=folder / "report.html",
        model=folder / "model.keras",
        scores=scores_of(outcome),
        summary=summary,
    )
    with replacing(result.report) as temporary:
        page.save(temporary, overwrite=True, open_browser=False, verbose="ERROR")
    with replacing(folder / "scores.json") as temporary:
        text = json.dumps(result.to_json(), indent=2, allow_nan=False)
        temporary.write_text(text + "\n", encoding="utf-8")
    steps.next("Done")
    return result


class _Steps:
    """Count steps and tell a callback of each."""

    def __init__(self, callback: Progress | None, total: int) -> None:
        self.callback = callback
        self.done = 0
        self.total = total

    def begin(self, text: str) -> None:
        if self.callback is not None:
            self.callback(text, self.done, self.total)

    def next(self, text: str) -> None:
        self.done += 1
        self.begin(text)


@contextmanager
def _folder(output: str | os.PathLike[str]) -> Iterator[Path]:
    """Make a folder; if the block fails, take away what was made and stayed empty."""
    wanted = Path(output)
    new = [path for path in (wanted, *wanted.parents) if not path.exists()]
    folder = make_folder(wanted)
    try:
        yield folder
    except BaseException:
        with suppress(OSError):  # not empty: something whole was written
            for path in new:
                path.rmdir()
        raise
