"""Checks of arguments, worded alike everywhere.

Each message says which argument, what came, what was expected and what to do. A
leaf module: it imports nothing from the package.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np


def english_list(items: Iterable[Any], conjunction: str = "or") -> str:
    """Write items as ``'a', 'b' or 'c'``."""
    words = [repr(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def some_names(names: Sequence[str], most: int = 8) -> str:
    """Write the first names and count the rest, for messages of bearable length."""
    shown = ", ".join(str(name) for name in names[:most])
    rest = len(names) - most
    return f"{shown} and {rest} more" if rest > 0 else shown


def check_option(name: str, value: Any, options: Iterable[Any]) -> None:
    """Refuse a value that is not one of the options; offer the nearest."""
    options = list(options)
    if value in options:
        return
    hint = did_you_mean(value, options)
    raise ValueError(f"{name}={value!r} is not one of {english_list(options)}.{hint}")


def did_you_mean(value: Any, options: Iterable[Any]) -> str:
    """Offer the nearest option in a sentence; nothing where none is near."""
    names = {str(option).lower(): str(option) for option in options}
    given = str(value).lower()
    near = get_close_matches(given, names, n=1)
    near += [name for name in names if value and name.startswith(given)]
    return f" Did you mean {names[near[0]]!r}?" if near else ""


def check_whole(name: str, value: Any, *, low: int = 1) -> int:
    """Return a whole number that is at least ``low``."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(
            f"{name}={value!r} is of type {type(value).__name__}; give a whole "
            f"number of at least {low}."
        )
    if value < low:
        raise ValueError(f"{name}={value} is too small; give at least {low}.")
    return int(value)


def check_number(
    name: str,
    value: Any,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    closed: str = "both",
) -> float:
    """Return a finite number between two bounds.

    ``closed`` says which bounds belong to the range: ``"both"``, ``"left"``,
    ``"right"`` or ``"neither"``.
    """
    number_types = (int, float, np.integer, np.floating)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, number_types):
        raise TypeError(
            f"{name}={value!r} is of type {type(value).__name__}; give a number."
        )
    above = value >= low if closed in ("both", "left") else value > low
    below = value <= high if closed in ("both", "right") else value < high
    if not (np.isfinite(value) and above and below):
        left = "[" if closed in ("both", "left") else "("
        right = "]" if closed in ("both", "right") else ")"
        raise ValueError(
            f"{name}={value} is outside {left}{low:g}, {high:g}{right}; "
            "give a finite number inside it."
        )
    return float(value)


def check_finite(name: str, data: np.ndarray, ch_names: Sequence[str]) -> None:
    """Refuse NaN and infinite samples in (n_trials, n_chans, n_times); name where."""
    finite = np.isfinite(data)
    if finite.all():
        return
    bad = ~finite.all(axis=2)
    n_samples = int((~finite).sum())
    channels = [ch_names[c] for c in np.flatnonzero(bad.any(axis=0)).tolist()]
    first = int(np.flatnonzero(bad.any(axis=1))[0])
    raise ValueError(
        f"{name} contains NaN or infinity: {n_samples} samples in "
        f"{int(bad.any(axis=1).sum())} of {len(data)} trials (the first is trial "
        f"{first}), channels {some_names(channels)}. Drop those trials, or mark the "
        "channels as bad and leave them out."
    )


def check_not_flat(
    name: str,
    data: np.ndarray,
    ch_names: Sequence[str],
    trials: np.ndarray | None = None,
) -> None:
    """Refuse channels that hold one value throughout (n_trials, n_chans, n_times).

    ``trials``: look at these alone, by index.
    """
    first = data[:1] if trials is None else data[trials[:1]]
    if np.any(first != first[..., :1], axis=(0, 2)).all():
        return  # every channel varies within a trial
    data = data if trials is None else data[trials]
    flat = np.ptp(data, axis=(0, 2)) == 0
    if not flat.any():
        return
    channels = [ch_names[c] for c in np.flatnonzero(flat).tolist()]
    raise ValueError(
        f"{name} has {len(channels)} flat channels, constant in all {len(data)} "
        f"trials: {some_names(channels)}. Was the electrode connected? Mark them as "
        "bad (info['bads']), interpolate them, or leave them out."
    )
