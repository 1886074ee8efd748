"""Whether the relevances of a part add up to what the logit loses without it."""

from collections.abc import Callable

import numpy as np

from eegmodels.explain._checking._examined import Examined, Finding, too_few
from eegmodels.explain._checking._likeness import mean_of, moved

WINDOWS = (0.1, 0.2, 0.3, 0.4, 0.5)  # of a trial's length, at one electrode
SAMPLES = (0.01, 0.1, 0.5)  # of all samples of a trial

Make = Callable[[float, tuple[int, ...], np.random.Generator], np.ndarray]


def sensitivity(examined: Examined) -> Finding:
    """Correlate sums of relevance with losses of the logit, over random parts.

    Judged are windows at one electrode: neighbouring samples of EEG say the same, and
    a single one of them replaced is a spike that no recording has. The same relevance
    moved to other places is the control.
    """
    if examined.question.method.is_slope:
        words = "Slopes are no shares of the logit, so their sums predict no loss."
        return Finding(None, words, {})
    rng = examined.rng("sensitivity")
    control = moved(examined.data, rng)
    windows, elsewhere = _all_sizes(examined, control, WINDOWS, _window, rng)
    samples, _ = _all_sizes(examined, control, SAMPLES, _scattered, rng)
    own = mean_of(windows.mean(axis=0), rng)
    other = mean_of(elsewhere.mean(axis=0), rng)
    gain = mean_of((windows - elsewhere).mean(axis=0), rng)
    numbers = {
        "window_sizes": np.array(WINDOWS),
        "windows": windows.mean(axis=1),
        "control": elsewhere.mean(axis=1),
        "sample_sizes": np.array(SAMPLES),
        "samples": samples.mean(axis=1),
        "of_trials": windows.mean(axis=0),
        "gain": (gain.value, gain.low, gain.high),
    }
    words = (
        "Over windows at one electrode, sums of relevance correlate with losses of "
        f"the logit by {own}; moved to other places by {other}."
    )
    few = too_few(examined)
    if few:
        return Finding(None, words + few, numbers)
    if gain.low > 0 and own.low > 0:
        return Finding(True, words, numbers)
    words += " So they do not say what the logit loses."
    return Finding(False, words, numbers)


def _all_sizes(
    examined: Examined,
    control: np.ndarray,
    sizes: tuple[float, ...],
    make: Make,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Correlations of relevance and of the control, each (n_sizes, n_trials)."""
    shape = examined.data.shape[1:]
    found = []
    for size in sizes:
        parts = np.array([make(size, shape, rng) for _ in range(examined.n_subsets)])
        losses = _losses(examined, parts)
        sums = [
            np.einsum("nct,pct->np", data, parts, dtype=np.float64)
            for data in (examined.data, control)
        ]
        found.append([_correlation(one, losses) for one in sums])
    own, other = np.moveaxis(np.array(found), 1, 0)
    return own, other


def _losses(examined: Examined, parts: np.ndarray) -> np.ndarray:
    """Replace each part by the baseline; the loss of the logit, (n_trials, n_parts)."""
    x, x0 = examined.question.x, examined.x0
    left = examined.outputs(lambda k: np.where(parts[k], x0, x), len(parts))
    return examined.logit[:, None] - left


def _window(
    size: float, shape: tuple[int, ...], rng: np.random.Generator
) -> np.ndarray:
    """Choose neighbouring samples of one electrode."""
    n_chans, n_times = shape
    length = max(1, round(size * n_times))
    start = rng.integers(n_times - length + 1)
    part = np.zeros(shape, dtype=bool)
    part[rng.integers(n_chans), start : start + length] = True
    return part


def _scattered(
    size: float, shape: tuple[int, ...], rng: np.random.Generator
) -> np.ndarray:
    """Choose samples anywhere."""
    n_samples = int(np.prod(shape))
    part = np.zeros(n_samples, dtype=bool)
    part[rng.permutation(n_samples)[: max(1, round(size * n_samples))]] = True
    return part.reshape(shape)


def _correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pearson's correlation along the last axis; 0 where one does not vary."""
    centred = [values - values.mean(axis=-1, keepdims=True) for values in (one, other)]
    product = np.linalg.norm(centred[0], axis=-1) * np.linalg.norm(centred[1], axis=-1)
    covariance = (centred[0] * centred[1]).sum(axis=-1)
    return covariance / np.where(product > 0, product, np.inf)
