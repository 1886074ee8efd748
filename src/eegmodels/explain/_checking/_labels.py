"""Whether relevances change when the network learns labels that mean nothing."""

from typing import Any

import mne
import numpy as np
from sklearn.base import clone

from eegmodels.estimator import EEGClassifier
from eegmodels.explain._checking._cascade import ALIKE
from eegmodels.explain._checking._examined import Examined, Finding, too_few
from eegmodels.explain._checking._likeness import mean_of, rank_correlation
from eegmodels.explain._subject import Subject


def labels(examined: Examined) -> Finding:
    """Train on shuffled labels, and once more on the true ones, and compare.

    Two trainings on the same labels differ too, so relevances of the second true one
    are what those of the shuffled one are held against.
    """
    why_not = _why_not(examined)
    if why_not:
        return Finding(None, f"Not run: {why_not}", {})
    known = examined.whole.labels
    assert known is not None
    rng = examined.rng("labels")
    shuffled = known[rng.permutation(len(known))]
    seeds = rng.integers(2**31, size=2).tolist()
    found = [
        rank_correlation(examined.data, _explained(examined, given, seed))
        for given, seed in zip((shuffled, known), seeds, strict=True)
    ]
    wrong, again = (mean_of(values, rng) for values in found)
    gain = mean_of(found[1] - found[0], rng)
    numbers = {
        "shuffled": found[0],
        "again": found[1],
        "gain": (gain.value, gain.low, gain.high),
        "kept_labels": float(np.mean(shuffled == known)),
        "limit": ALIKE,
    }
    words = (
        "With the network's own, relevances of a trial correlate by "
        f"{wrong} after a training on shuffled labels, and by {again} after another on "
        "the true ones."
    )
    if wrong.value >= ALIKE:
        words += " They hang on the trials more than on what was learned."
        return Finding(False, words, numbers)
    few = too_few(examined)
    if few:
        return Finding(None, words + few, numbers)
    if gain.low > 0:
        return Finding(True, words, numbers)
    words += " So trainings on the same labels are no more alike: it cannot be judged."
    return Finding(None, words, numbers)


def _why_not(examined: Examined) -> str:
    """Say why there can be no training; "" if there can."""
    subject, known = examined.whole.subject, examined.whole.labels
    if not examined.retrain:
        return "retrain=False."
    if not isinstance(subject.estimator, EEGClassifier):
        return (
            "a network must be trained for it, and only an EEGClassifier says how. "
            "Give one."
        )
    if known is None:
        return "the classes of the trials are not known. Give y."
    there, counts = np.unique(known, return_counts=True)
    missing = [name for name in subject.classes if name not in there.tolist()]
    if missing or counts.min() < 2:
        return (
            "each class of the model needs two trials or more, and there are "
            f"{counts.tolist()} of {there.tolist()}. Give more trials."
        )
    return ""


def _explained(examined: Examined, y: np.ndarray, seed: int) -> np.ndarray:
    """Train a network as the first one was, and ask it the same question."""
    subject = examined.whole.subject
    trained = _trained(subject, examined, y, seed)
    factors = trained.factors_ / subject.factors
    question = examined.question.put_to(trained.model_, factors)
    data = question.answer()[0]
    if question.method.is_slope:  # per unit of what the first network sees
        return data * factors[:, None]
    return data


def _trained(subject: Subject, examined: Examined, y: np.ndarray, seed: int) -> Any:
    estimator = clone(subject.estimator)
    estimator.set_params(random_state=seed, verbose=False)
    epochs, picks = examined.epochs, subject.ch_names
    if not isinstance(epochs, mne.BaseEpochs) and not isinstance(epochs, list):
        # What came as an array is matched by place, and has no rate of its own.
        if estimator.preset is None:
            estimator.set_params(sfreq=subject.sfreq)
        return estimator.fit(examined.whole.trials.data, y)
    return estimator.fit(epochs, y, picks=picks)
