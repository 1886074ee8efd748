"""What a trial is held against: baselines by name, numbers and arrays."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eegmodels._checks import did_you_mean, english_list
from eegmodels.explain._shuffled import phase_shuffled
from eegmodels.explain._targets import class_index


@dataclass(frozen=True)
class Given:
    """What a named baseline is made of.

    Attributes
    ----------
    x : array, shape (n_trials, n_chans, n_times)
        As the network sees them.
    times : array, shape (n_times,) | None
        Seconds after the event; None where they are not known.
    classes : list | None
        In the order of the columns of ``weights``; None of a regressor.
    labels : array, shape (n_trials,) | None
        True classes.
    weights : array, shape (n_trials, n_classes)
        1 for the class to explain, -1 for one that it is held against.
    """

    x: np.ndarray
    times: np.ndarray | None
    classes: list[Any] | None
    labels: np.ndarray | None
    weights: np.ndarray


@dataclass(frozen=True)
class Chosen:
    """One or more baselines of each trial, as the network sees them.

    ``at(k)`` gives the k-th of ``n``: (n_trials or 1, n_chans, n_times), made when it
    is asked for.
    """

    name: str
    n: int
    at: Callable[[int], np.ndarray]


@dataclass(frozen=True)
class Baseline:
    """One named baseline.

    Attributes
    ----------
    name, summary, misleads : str
    options : dict
        Names of its options in ``relevance``, with their defaults.
    make : callable
        ``make(given, **options)``: how many there are, and a function of k that gives
        the k-th, (n_trials or 1, n_chans, n_times).
    """

    name: str
    summary: str
    misleads: str
    make: Callable[..., tuple[int, Callable[[int], np.ndarray]]]
    options: dict[str, Any] = field(default_factory=dict)


def _one(values: np.ndarray) -> tuple[int, Callable[[int], np.ndarray]]:
    return 1, lambda k: values


def _zero(given: Given) -> tuple[int, Callable[[int], np.ndarray]]:
    return _one(np.zeros((1, *given.x.shape[1:])))


def _channel_mean(given: Given) -> tuple[int, Callable[[int], np.ndarray]]:
    mean = given.x.mean(axis=(0, 2), keepdims=True, dtype=np.float64)
    return _one(np.broadcast_to(mean, (1, *given.x.shape[1:])))


def _pre_stimulus(given: Given) -> tuple[int, Callable[[int], np.ndarray]]:
    if given.times is None:
        raise ValueError(
            "baseline='pre-stimulus' needs to know when the event was, and an array "
            "does not say it: give Epochs."
        )
    before = given.times < -1e-9
    if not before.any():
        raise ValueError(
            "baseline='pre-stimulus': the trials have no samples before the event, "
            f"they begin at {given.times[0]:g} s. Cut them (and train) with tmin below "
            "0, or give another baseline."
        )
    mean = given.x[:, :, before].mean(axis=2, keepdims=True, dtype=np.float64)
    return _one(np.broadcast_to(mean, given.x.shape))


def _class_mean(given: Given) -> tuple[int, Callable[[int], np.ndarray]]:
    if given.classes is None or given.labels is None:
        raise ValueError(
            "baseline='class-mean' needs the true classes of the trials: give y, or "
            "Epochs whose event_id has them; a regressor has no classes."
        )
    of = np.array([class_index(k, given.classes, "y") for k in given.labels.tolist()])
    against = given.weights < 0  # of a contrast
    single = ~against.any(axis=1)
    against[single] = given.weights[single] == 0
    there = np.isin(np.arange(len(given.classes)), of)
    without = ~(against & there).any(axis=1)
    if without.any():
        others = [given.classes[k] for k in np.flatnonzero(against[without][0])]
        raise ValueError(
            "baseline='class-mean' is the mean trial of the other classes, and there "
            f"is no trial of {english_list(others)} here. Give trials of all classes, "
            "or another baseline."
        )
    means = np.zeros((len(given.classes), *given.x.shape[1:]))
    for k in np.flatnonzero(there):
        means[k] = given.x[of == k].mean(axis=0, dtype=np.float64)
    shares = (against & there).astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    return _one(np.einsum("nk,kct->nct", shares, means))


def _phase_shuffled(
    given: Given, *, n_draws: int, random_state: int | None
) -> tuple[int, Callable[[int], np.ndarray]]:
    return n_draws, phase_shuffled(given.x, n_draws, random_state)


BASELINES = {
    baseline.name: baseline
    for baseline in (
        Baseline(
            "zero",
            "no signal at all, at the network's input",
            "where zero is far from any trial, and at the singularity of a logarithm",
            _zero,
        ),
        Baseline(
            "channel-mean",
            "mean of each channel over all samples of the given trials",
            "in filtered data, where it is next to zero",
            _channel_mean,
        ),
        Baseline(
            "class-mean",
            "mean trial of the class that the target is held against: for a contrast "
            "its second class, else all other classes, each counting alike",
            "where classes differ in what is not locked to the event: a mean hides it",
            _class_mean,
        ),
        Baseline(
            "pre-stimulus",
            "mean of the samples before the event, of each trial and channel",
            "where the trial was prepared by subtracting it: then it is zero",
            _pre_stimulus,
        ),
        Baseline(
            "phase-shuffled",
            "the trial itself with the phases of its frequencies drawn anew, the same "
            "for all channels: spectrum and covariance stay, what is locked in time "
            "goes; relevances of several draws are averaged",
            "where classes differ in power: it stays",
            _phase_shuffled,
            {"n_draws": 8, "random_state": 0},
        ),
    )
}


def baseline_options(baseline: Any) -> tuple[str, dict[str, Any]]:
    """Name a baseline and give the options that it has; none but named ones do.

    Raises
    ------
    ValueError
        A name that does not exist.
    """
    if not isinstance(baseline, str):
        return "array", {}
    if baseline not in BASELINES:
        raise ValueError(
            f"baseline={baseline!r} is neither a number nor an array nor one of "
            f"{english_list(BASELINES)}.{did_you_mean(baseline, BASELINES)}"
        )
    return baseline, BASELINES[baseline].options


def find_baseline(
    baseline: Any, given: Given, factors: np.ndarray, options: dict[str, Any]
) -> Chosen:
    """Make the baseline that the network sees, and name it.

    Parameters
    ----------
    baseline : str | float | array
        A name; 0: zero at the network's input. A number or an array is in the user's
        units.
    given : Given
    factors : array, shape (n_chans,)
        From the user's unit to what the network sees.
    options : dict
        Of a named baseline.

    Raises
    ------
    ValueError
        Another shape; samples that are no finite numbers; a named baseline for which
        something is missing.
    """
    if isinstance(baseline, str):
        n, make = BASELINES[baseline].make(given, **options)
        return Chosen(baseline, n, lambda k: make(k).astype(given.x.dtype))
    values, name = _check_values(baseline, given.x.shape)

    def seen(k: int) -> np.ndarray:
        return (values[k] * factors[:, None]).astype(given.x.dtype)

    return Chosen(name, len(values), seen)


def _check_values(baseline: Any, shape: tuple[int, ...]) -> tuple[np.ndarray, str]:
    """Bring values to (n_baselines, n_trials or 1, n_chans, n_times); name them."""
    try:
        if baseline is None or isinstance(
            baseline, bool
        ):  # NumPy makes numbers of them
            raise TypeError(f"a {type(baseline).__name__} is no number")
        values = np.asarray(baseline, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"baseline={baseline!r} is neither a number nor an array; give 0.0, an "
            f"array of shape {shape[1:]} in the unit of the data, or one of "
            f"{english_list(BASELINES)}."
        ) from error
    n_trials = shape[0]
    of_trials = values.ndim < 4 or values.shape[1] in (1, n_trials)
    of_samples = values.ndim == 0 or values.shape[-2:] == shape[1:]
    known = values.ndim in (0, 2, 3, 4)
    if not (known and of_trials and of_samples) or values.size == 0:
        raise ValueError(
            f"baseline has shape {values.shape}; expected a number, {shape[1:]} "
            f"(n_chans, n_times), (n_baselines, {shape[1]}, {shape[2]}) for several "
            f"whose relevances are averaged, or (n_baselines, {shape[0]}, {shape[1]}, "
            f"{shape[2]}) where each trial has its own."
        )
    if values.ndim == 3 and len(values) == n_trials > 1:
        raise ValueError(
            f"baseline has shape {values.shape} and there are {n_trials} trials: one "
            "for each trial, or several for all that are averaged? Give baseline[None] "
            "for the former, baseline[:, None] for the latter."
        )
    if not np.isfinite(values).all():
        raise ValueError("baseline contains NaN or infinity; give finite samples.")
    if values.ndim == 0:
        full = np.broadcast_to(values, (1, 1, *shape[1:]))
        return full, f"{float(values):g}"
    name = f"array of {values.shape}"
    if values.ndim == 2:
        return values[None, None], name
    full = values[:, None] if values.ndim == 3 else values
    return full, name if len(full) == 1 else f"mean over {len(full)} arrays"
