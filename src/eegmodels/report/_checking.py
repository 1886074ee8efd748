"""Checks of a run: do the numbers add up, does a seed matter, do settings fit."""

from typing import Any

import mne
import numpy as np
from sklearn.base import clone

from eegmodels.estimator import EEGClassifier
from eegmodels.explain import METHODS, spatial_filters, temporal_kernels
from eegmodels.report._explaining import Explanation
from eegmodels.results import CrossValidation

ALIKE = 0.8  # absolute cosine
FEWEST_STEPS = 500  # BatchNorm's moving statistics, momentum 0.99, need them


def check_run(
    classifier: EEGClassifier,
    epochs: mne.BaseEpochs,
    labels: np.ndarray,
    score: CrossValidation,
    explanation: Explanation,
) -> list[dict[str, Any]]:
    """Check residuals, the seed, and the settings against the data.

    Parameters
    ----------
    classifier : EEGClassifier
        Fitted to all trials.
    epochs : mne.Epochs
    labels : array, shape (n_trials,)
    score : CrossValidation
        Of the same settings.
    explanation : Explanation
        With all approaches.

    Returns
    -------
    list of dict
        ``name``, ``found`` and ``expected`` in words, and whether it is ``ok``.
    """
    return [
        check_residual(explanation),
        _seed(classifier, epochs, labels, explanation),
        *_resolution(classifier, explanation),
        _band(classifier),
        _steps(classifier, len(labels)),
        _last_pass(classifier, score),
        _balance(labels),
    ]


def check_residual(explanation: Explanation) -> dict[str, Any]:
    """Check that the relevances of each trial add up."""
    found = explanation.relevance
    assert found is not None
    largest, limit = found.largest_residual, METHODS[found.method].tolerance
    return {
        "name": "Relevances add up",
        "found": f"largest residual {largest:.1g} of the range of the logits, over "
        f"{len(found.data)} trials",
        "expected": f"below {limit:g} ({found.method} is complete)",
        "ok": bool(largest < limit),
    }


def _seed(
    classifier: EEGClassifier,
    epochs: mne.BaseEpochs,
    labels: np.ndarray,
    explanation: Explanation,
) -> dict[str, Any]:
    """Train once more from another seed; look for the costliest filter there."""
    seed = int(classifier.random_state) + 1
    other = clone(classifier).set_params(random_state=seed).fit(epochs, labels)
    assert explanation.filters is not None
    f, d = explanation.ranked[0]
    pattern = explanation.filters.patterns[f, d]
    patterns = spatial_filters(other, epochs).patterns
    cosines = np.abs(_unit(patterns) @ _unit(pattern))
    best = np.unravel_index(cosines.argmax(), cosines.shape)
    cosine = float(cosines[best])
    peaks = ""
    if explanation.kernels is not None:
        peak = temporal_kernels(other, epochs).peak_of(int(best[0]), int(best[1]))
        peaks = f" (peaks {peak:.1f} and {explanation.kernels.peak_of(f, d):.1f} Hz)"
    return {
        "name": "Another seed finds it too",
        "found": f"a network of seed {seed} has a filter whose pattern has a cosine of "
        f"{cosine:.2f} with that of the costliest filter{peaks}",
        "expected": f"at least {ALIKE:g}; one other seed shows gross chance alone",
        "ok": cosine >= ALIKE,
    }


def _unit(values: np.ndarray) -> np.ndarray:
    size = np.linalg.norm(values, axis=-1, keepdims=True)
    return values / np.where(size > 0, size, 1)


def _resolution(
    classifier: EEGClassifier, explanation: Explanation
) -> list[dict[str, Any]]:
    if explanation.kernels is None:
        return []
    seconds = explanation.kernels.kernels.shape[1] / explanation.kernels.sfreq
    info: Any = classifier.data_spec_.info
    low = float(info["highpass"])
    fits = low <= 0 or low * seconds >= 1
    return [
        {
            "name": "Kernels are long enough",
            "found": f"{seconds:.2f} s, a cycle of {1 / seconds:.1f} Hz; the data "
            f"begin at {low:g} Hz",
            "expected": "a cycle of the lowest frequency of the pass band, where there "
            "is one",
            "ok": bool(fits),
        }
    ]


def _band(classifier: EEGClassifier) -> dict[str, Any]:
    info: Any = classifier.data_spec_.info
    low, high, half = info["highpass"], info["lowpass"], info["sfreq"] / 2
    return {
        "name": "Pass band fits the rate",
        "found": f"{low:g} to {high:g} Hz at {info['sfreq']:g} Hz",
        "expected": f"edges in order, the upper one no more than {half:g} Hz",
        "ok": bool(low < high <= half * (1 + 1e-6)),
    }


def _steps(classifier: EEGClassifier, n_trials: int) -> dict[str, Any]:
    training = n_trials * (1 - (classifier.validation_fraction or 0))
    n = classifier.n_epochs * int(np.ceil(training / classifier.batch_size))
    return {
        "name": "Enough training steps",
        "found": f"{n} ({classifier.n_epochs} passes)",
        "expected": f"at least {FEWEST_STEPS}: the moving statistics of BatchNorm "
        "forget their start by 1 % a step",
        "ok": n >= FEWEST_STEPS,
    }


def _last_pass(classifier: EEGClassifier, score: CrossValidation) -> dict[str, Any]:
    kept = [history.best_epoch + 1 for history in score.histories]
    late = sum(k > 0.97 * classifier.n_epochs for k in kept)
    return {
        "name": "Training had ended",
        "found": f"in {late} of {len(kept)} folds the kept pass is among the last 3 %",
        "expected": "none; otherwise the loss may still have been falling",
        "ok": late == 0,
    }


def _balance(labels: np.ndarray) -> dict[str, Any]:
    _, counts = np.unique(labels, return_counts=True)
    return {
        "name": "Classes are balanced",
        "found": f"{counts.min()} to {counts.max()} trials a class",
        "expected": "no class more than twice another; otherwise read the confusion "
        "matrix, and set class_weight",
        "ok": bool(counts.max() <= 2 * counts.min()),
    }
