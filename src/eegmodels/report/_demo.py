"""The whole path on a simulated recording, beside the truth that was planted."""

import os
from dataclasses import dataclass
from typing import Any

import mne

from eegmodels.data import (
    Preset,
    SimulatedRecording,
    describe_recording,
    epochs_from_recording,
    simulate_recording,
)
from eegmodels.estimator import EEGClassifier
from eegmodels.explain import recovery
from eegmodels.report._folder import output_folder
from eegmodels.report._page import SECTIONS
from eegmodels.report._picture import Picture, as_picture
from eegmodels.report._result import Outcome, ReportResult
from eegmodels.report._run import compute, n_steps, write
from eegmodels.report._steps import Progress, Steps
from eegmodels.report._task import make_task
from eegmodels.results import Recovery

# In the beta band, apart from the alpha rhythm that both classes share. The window is
# 0.4 of the trial, and long enough to hold the frequency to less than a hertz.
PLANTED_HZ = 20.0
WINDOW = (1.0, 2.2)
TRIAL_SECONDS = 3.0
PROCESSING = Preset(
    name="demo",
    l_freq=4.0,
    h_freq=40.0,
    sfreq=128.0,
    tmin=0.0,
    tmax=TRIAL_SECONDS,
    reference="the simulation of eegmodels",
)


@dataclass(frozen=True)
class DemoResult:
    """A report, and what its explanations found of the planted source.

    Attributes
    ----------
    result : ReportResult
    recovery : Recovery
    """

    result: ReportResult
    recovery: Recovery

    def to_json(self) -> dict[str, Any]:
        """Give plain values for JSON.

        Returns
        -------
        dict
            ``accuracy``, ``planted_hz``, ``found_hz``, ``pattern_cosine``,
            ``filter_cosine`` (absolute), ``relevance_in_window`` (share of absolute
            relevance, all electrodes, held-out trials of the planted class),
            ``window_share``, ``residual`` (largest absolute one over the range of the
            logits), ``response_hz``, ``snr_db``, ``seed`` and ``report``.
        """
        found = self.recovery
        return {
            "accuracy": self.result.scores["accuracy"],
            "planted_hz": found.planted_hz,
            "found_hz": found.found_hz,
            "pattern_cosine": found.pattern_cosine,
            "filter_cosine": found.filter_cosine,
            "relevance_in_window": found.relevance_in_window,
            "window_share": found.window_share,
            "residual": self.result.summary["relevance"]["largest_residual"],
            "response_hz": found.response_hz,
            "snr_db": found.settings["snr_db"],
            "seed": self.result.scores["seed"],
            "report": str(self.result.report),
        }


def run_demo(
    *,
    output: str | os.PathLike[str] = "eegmodels-demo",
    n_trials: int = 100,
    n_epochs: int = 100,
    n_folds: int = 5,
    snr_db: float = 0.0,
    random_state: int = 0,
    progress: Progress | None = None,
) -> DemoResult:
    """Report on a simulated recording, and hold it against the planted truth.

    In one of two classes a source beneath C3 emits bursts of 20 Hz, in the same 1.2
    of 3 seconds of each trial; all else is the same in both. Nothing is downloaded.

    Parameters
    ----------
    output : path-like
        Folder, as in ``run_report``.
    n_trials : int
        Even.
    n_epochs, n_folds : int
        Of the training; ``n_epochs`` are passes over the data.
    snr_db : float
        As in ``eegmodels.data.simulate_recording``.
    random_state : int
        Seed of the simulation and of all trainings.
    progress : callable | None
        As in ``run_report``.

    Returns
    -------
    DemoResult

    Raises
    ------
    OSError, TypeError, ValueError
        As ``run_report`` and ``simulate_recording``.
    """
    with output_folder(output) as folder:
        truth = simulate_recording(
            n_trials=n_trials,
            planted_hz=PLANTED_HZ,
            window=WINDOW,
            trial_seconds=TRIAL_SECONDS,
            snr_db=snr_db,
            random_state=random_state,
        )
        with mne.use_log_level("WARNING"):
            epochs = epochs_from_recording(truth.raw, preset=PROCESSING)
        task = make_task(
            epochs,
            None,
            EEGClassifier(
                preset=PROCESSING,
                n_epochs=n_epochs,
                verbose=False,
                random_state=random_state,
            ),
            n_folds=n_folds,
            picks=None,
            source={
                **describe_recording(truth.raw, epochs),
                "citation": "simulated with eegmodels.data.simulate_recording",
            },
            title="EEGNet on a simulated recording with a planted source",
        )
        steps = Steps(progress, n_steps(n_folds))
        outcome = compute(task, folder, steps)
        found = _recovery(truth, outcome)
        result = write(
            outcome,
            folder,
            steps,
            sections=_with_truth(),
            extra={"truth": _told(truth, found)},
            pictures=[_picture(found)],
        )
        return DemoResult(result, found)


def _with_truth() -> dict[str, str]:
    first, *rest = SECTIONS.items()
    return dict([first, ("truth", "The planted truth"), *rest])


def _recovery(truth: SimulatedRecording, outcome: Outcome) -> Recovery:
    there = outcome.explanation
    assert there.kernels
    assert there.filters
    assert there.ablation
    assert there.relevance
    return recovery(
        truth,
        kernels=there.kernels,
        filters=there.filters,
        ablation=there.ablation,
        relevance=there.relevance,
    )


def _told(truth: SimulatedRecording, found: Recovery) -> dict[str, Any]:
    """Lay out truth and finding for the page."""
    f, d = found.judged
    return {
        "planted_at": truth.planted_at,
        "planted_class": truth.planted_class,
        "snr_db": truth.snr_db,
        "kernel": f + 1,
        "filter": d + 1,
        "rows": [
            {
                "what": "Frequency",
                "planted": f"{found.planted_hz:g} Hz",
                "found": f"{found.found_hz:.1f} Hz",
                "expected": "within 1 Hz",
                "ok": abs(found.found_hz - found.planted_hz) <= 1,
            },
            {
                "what": "Pattern",
                "planted": f"topography of a source beneath {truth.planted_at}",
                "found": f"cosine {found.pattern_cosine:.3f}",
                "expected": "at least 0.95",
                "ok": found.pattern_cosine >= 0.95,
            },
            {
                "what": "Filter",
                "planted": "the same",
                "found": f"cosine {found.filter_cosine:.3f}",
                "expected": "less than the pattern: a filter is no map",
                "ok": found.filter_cosine < found.pattern_cosine,
            },
            {
                "what": "Relevance in the window",
                "planted": f"{found.window[0]:g} to {found.window[1]:g} s, "
                f"{found.window_share:.2f} of the epoch",
                "found": f"{found.relevance_in_window:.2f} of all",
                "expected": "more than its share of the epoch",
                "ok": found.relevance_in_window > found.window_share,
            },
        ],
    }


def _picture(found: Recovery) -> Picture:
    figure, numbers = found.plot()
    return as_picture(
        figure,
        numbers,
        key="truth",
        section="truth",
        alt="Planted topography, found pattern and filter, spectrum, relevance.",
        caption="Top: the planted topography, and pattern and filter of the costliest "
        "filter; nose up, each with limits of its own, signs turned to agree. Bottom "
        "left: what passes that filter's kernel (response times the data's spectrum) "
        "and its response alone, as shares of their maxima, against Hz. Bottom right: "
        "absolute relevance summed over electrodes, mean over held-out trials, in "
        "logits for each sample, against seconds.",
        caution="A simulation flatters every method: no artefacts, stationary Gaussian "
        "signals, a source that is as strong as all else together. What passes a "
        "kernel peaks where the data do: most kernels would peak at this frequency.",
    )
