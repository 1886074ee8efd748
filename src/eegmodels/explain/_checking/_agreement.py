"""Whether other methods say the same."""

import numpy as np

from eegmodels._checks import some_names
from eegmodels.explain._checking._cascade import ALIKE
from eegmodels.explain._checking._examined import Examined, Finding
from eegmodels.explain._checking._likeness import ranks
from eegmodels.explain._methods import METHODS, Method


def agreement(examined: Examined) -> Finding:
    """Correlate the relevances of all methods that fit, over channels and times.

    Slopes are compared by size alone: their sign is that of a change, no contribution.
    """
    chosen = examined.question.method.name
    methods = [
        METHODS[name] for name in METHODS if name == chosen or _fits(name, examined)
    ]
    names = [method.name for method in methods]
    data = [_relevances(examined, method) for method in methods]
    signed = _matrix([ranks(values) for values in data])
    absolute = _matrix([ranks(np.abs(values)) for values in data])
    for k, method in enumerate(methods):
        if method.is_slope:
            signed[k] = signed[:, k] = np.nan
    numbers = {"methods": names, "signed": signed, "absolute": absolute, "limit": ALIKE}
    own = names.index(chosen)
    others = [k for k in range(len(names)) if k != own and np.isfinite(signed[own, k])]
    if not others:
        words = (
            f"{chosen} has no other method beside it that can be compared with sign; "
            f"by size alone: {_list(names, absolute[own], own)}."
        )
        return Finding(None, words, numbers)
    pairs = [f"{names[k]} {signed[own, k]:.2f}" for k in others]
    words = f"Rank correlation of a trial's relevances with: {some_names(pairs)}."
    apart = [names[k] for k in others if signed[own, k] < ALIKE]
    if apart:
        words += f" Apart (below {ALIKE:g}): {some_names(apart)}."
    passed = bool(np.median(signed[own, others]) >= ALIKE)
    if not passed:
        words += " What is said hangs on the method: do not rest on one."
    return Finding(passed, words, numbers)


def _fits(name: str, examined: Examined) -> bool:
    """Whether a method gives a map of samples against the same baseline."""
    method, against = METHODS[name], examined.question.against
    if "occlude" in method.options:  # one number for a whole part
        return False
    return method.baseline != "zero" or not np.any(against.at(0))


def _relevances(examined: Examined, method: Method) -> np.ndarray:
    if method.name == examined.question.method.name:
        return examined.data
    seeded = "random_state" in method.options
    options = {"random_state": examined.random_state} if seeded else {}
    return examined.question.by(method, **options).answer()[0]


def _matrix(parts: list[np.ndarray]) -> np.ndarray:
    """Mean over trials of the correlation of each pair, of centred ranks."""
    return np.array([[np.mean((a * b).sum(axis=1)) for b in parts] for a in parts])


def _list(names: list[str], values: np.ndarray, own: int) -> str:
    pairs = zip(names, values, strict=True)
    shown = [f"{name} {value:.2f}" for k, (name, value) in enumerate(pairs) if k != own]
    return some_names(shown)
