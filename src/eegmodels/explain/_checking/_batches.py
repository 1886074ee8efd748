"""Whether the relevance of a trial hangs on the trials beside it, or on the call."""

import numpy as np

from eegmodels.explain._checking._examined import Examined, Finding

ALONE = 4  # trials that are asked about one by one
TOLERANCE = 1e-5  # of a trial's largest relevance: what float32 may lose


def batches(examined: Examined) -> Finding:
    """Ask again: the same, in reversed order, some trials one by one, half of them."""
    question, data = examined.question, examined.data
    n_trials = len(data)
    back = np.arange(n_trials)[::-1]
    half = np.arange(0, n_trials, 2)
    alone = np.unique(np.linspace(0, n_trials - 1, min(ALONE, n_trials)).astype(int))
    found = {
        "asked again": (data, question.answer()[0]),
        "reversed order": (data[back], question.about(back).answer()[0]),
        "every second trial": (data[half], question.about(half).answer()[0]),
        "one by one": (
            data[alone],
            np.concatenate([question.about([k]).answer()[0] for k in alone]),
        ),
    }
    largest = {name: _difference(*pair) for name, pair in found.items()}
    worst = max(largest, key=lambda name: largest[name])
    words = (
        f"Asked again, in reversed order, by halves and one by one, relevances differ "
        f"by {largest[worst]:.1g} of a trial's largest at most"
    )
    numbers = {"largest_difference": largest, "tolerance": TOLERANCE}
    if largest[worst] <= TOLERANCE:
        return Finding(True, f"{words}.", numbers)
    return Finding(
        False,
        f"{words} ({worst}): the network is run as in training, or the method mixes "
        "trials.",
        numbers,
    )


def _difference(data: np.ndarray, other: np.ndarray) -> float:
    """Largest difference, as a share of the largest relevance of its trial."""
    size = np.abs(data).max(axis=(1, 2))
    difference = np.abs(data.astype(np.float64) - other).max(axis=(1, 2))
    return float((difference / np.where(size > 0, size, 1)).max())
