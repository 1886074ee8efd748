"""Whether the logit falls when what is relevant is taken out, and rises when put in."""

import numpy as np

from eegmodels._checks import english_list
from eegmodels.explain._checking._examined import Examined, Finding, too_few
from eegmodels.explain._checking._likeness import mean_of, moved

N_STEPS = 10


def deletion(examined: Examined) -> Finding:
    """Replace samples by the baseline, those that speak most for the target first."""
    return _judged(examined, "deletion", sign=1)


def insertion(examined: Examined) -> Finding:
    """Put samples into the baseline, those that speak most for the target first."""
    return _judged(examined, "insertion", sign=-1)


def _judged(examined: Examined, name: str, sign: int) -> Finding:
    """Compare the order of relevance with its reverse, and with random ones.

    ``sign`` is that of a gain: 1 where the curve of relevance should run below. Holes
    that follow an oscillation are no noise: they can move the logit by themselves, to
    one class whatever the relevance says. The reversed order makes such holes too.
    """
    rng = examined.rng(name)
    start, end = examined.question.x, examined.x0
    if name == "insertion":
        start, end = end, start
    by = examined.order_by
    curve, reverse = (_curve(examined, values, start, end) for values in (by, -by))
    random = np.array(
        [_curve(examined, moved(by, rng), start, end) for _ in range(examined.n_random)]
    )
    area = _area(sign * (random.mean(axis=0) - curve))
    between = _area(sign * (reverse - curve))
    mean, order = mean_of(area, rng), mean_of(between, rng)
    behind = _behind(examined, area, rng)
    numbers = {
        "fractions": np.linspace(0, 1, N_STEPS + 1),
        "curve": curve.mean(axis=0),
        "reverse": reverse.mean(axis=0),
        "random": random.mean(axis=1),
        "area_of_trials": area,
        "area": (mean.value, mean.low, mean.high),
        "between_of_trials": between,
        "between": (order.value, order.low, order.high),
        "not_above_random": behind,
    }
    place = "below" if sign == 1 else "above"
    whole = float(np.abs(examined.logit - examined.baseline_logit).mean())
    words = (
        f"The logit runs {place} that of the reversed order by {order}, and {place} "
        f"that of {examined.n_random} random orders by {mean}, on average over the way "
        f"(in {(area > 0).sum()} of {len(area)} trials); from trial to baseline it "
        f"changes by {whole:.2g}."
    )
    few = too_few(examined)
    if few:
        return Finding(None, words + few, numbers)
    if order.low <= 0:
        words += " So the order of relevance does no better than another."
        return Finding(False, words, numbers)
    if behind:
        words += (
            f" Not better than random are trials of {english_list(behind, 'and')}. The "
            "order is right, since its reverse is worse, but such holes move the logit "
            "by themselves, so random orders are no measure here."
        )
        return Finding(None, words, numbers)
    return Finding(True, words, numbers)


def _behind(
    examined: Examined, area: np.ndarray, rng: np.random.Generator
) -> list[str]:
    """Name what is explained in trials that are not better than random.

    Holes that move the logit to one class would pass in its trials alone.
    """
    groups: dict[str, list[int]] = {}
    for k, name in enumerate(examined.question.targets.names):
        groups.setdefault(str(name), []).append(k)
    return [name for name, own in groups.items() if mean_of(area[own], rng).low <= 0]


def _area(gain: np.ndarray) -> np.ndarray:
    """Average over the way, (n_trials,), of (n_trials, n_steps + 1)."""
    return np.trapezoid(gain, dx=1 / N_STEPS, axis=1)


def _curve(
    examined: Examined, by: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    """Go from one signal to another, sample by sample, the largest of ``by`` first.

    Returns
    -------
    array, shape (n_trials, n_steps + 1)
        The logit after each tenth of the samples.
    """
    n_trials, n_samples = len(by), by[0].size
    order = np.argsort(-by.reshape(n_trials, -1), axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(n_samples)[None], axis=1)
    place = place.reshape(by.shape)
    counts = np.round(np.linspace(0, n_samples, N_STEPS + 1)).astype(int)
    return examined.outputs(
        lambda k: np.where(place < counts[k], end, start), len(counts)
    )
