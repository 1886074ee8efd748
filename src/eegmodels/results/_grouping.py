"""Trials in groups: by true class, by predicted class, by target, or by any names."""

from typing import Any

import numpy as np

from eegmodels._checks import check_option

GROUPINGS = ("class", "predicted", "target")


def group_names(relevance: Any, by: Any) -> list[Any]:
    """Name the group of each trial.

    Parameters
    ----------
    relevance : Relevance
    by : "class" | "predicted" | "target" | array-like, shape (n_trials,) | None
        None: the true class where it is known, else what is explained.

    Returns
    -------
    list
        A name for each trial.

    Raises
    ------
    ValueError
        Classes that are not known; names of another number of trials.
    """
    if by is None:
        by = "target" if relevance.labels is None else "class"
    if not isinstance(by, str):
        return _given(by, len(relevance.data))
    check_option("by", by, GROUPINGS)
    if by == "target":
        return list(relevance.target)
    values = relevance.labels if by == "class" else relevance.predicted
    if values is None:
        word = "true" if by == "class" else "predicted"
        raise ValueError(
            f"by={by!r}: the {word} classes of these trials are not known. Give "
            "by='target', what is explained of each trial, or a name for each trial."
        )
    return list(values.tolist())


def _given(by: Any, n_trials: int) -> list[Any]:
    if isinstance(by, np.ndarray):
        by = by.tolist()
    if not isinstance(by, (list, tuple)) or len(by) != n_trials:
        found = f"has {len(by)} names" if hasattr(by, "__len__") else f"is {by!r}"
        raise ValueError(
            f"by {found}; give one name for each of the {n_trials} trials, or one of "
            f"{', '.join(map(repr, GROUPINGS))}."
        )
    return list(by)


def positions(names: list[Any]) -> dict[Any, list[int]]:
    """Positions of the trials of each group, in the order in which groups appear."""
    groups: dict[Any, list[int]] = {}
    for k, name in enumerate(names):
        groups.setdefault(name, []).append(k)
    return groups


def only(values: list[Any]) -> Any:
    """Give the value that all have in common; None where they differ."""
    return values[0] if all(value == values[0] for value in values) else None


def group_text(name: Any, settings: dict[str, Any]) -> str:
    """Write a class, a contrast of two, or the output of a regressor."""
    if isinstance(name, tuple):
        return " against ".join(str(part) for part in name)
    if settings.get("explains") == "output" and isinstance(name, int):
        return f"output {name + 1}"
    return str(name)


def method_text(method: str, baseline: str, settings: dict[str, Any]) -> str:
    """Write a method with its baseline; slopes have none."""
    return method if settings.get("per_unit") else f"{method}, baseline {baseline}"
