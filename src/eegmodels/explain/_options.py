"""Options of a method or of a named baseline: known by its record, checked by name."""

from collections.abc import Callable, Mapping
from typing import Any

from eegmodels._checks import check_number, check_whole, did_you_mean, english_list
from eegmodels.explain._methods import Method

ARGUMENTS = ("method", "target", "baseline", "info", "layout")


def _seed(name: str, value: Any) -> int | None:
    return None if value is None else check_whole(name, value, low=0)


def _positive(name: str, value: Any) -> float:
    return check_number(name, value, low=0, closed="neither")


# Those that are not here need the trials, and are checked where these are known.
CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "epsilon": _positive,
    "n_draws": check_whole,
    "n_nodes": check_whole,
    "n_samples": check_whole,
    "noise": _positive,
    "random_state": _seed,
}


def sort_options(
    given: Mapping[str, Any],
    method: Method,
    baseline: str,
    of_baseline: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give each option to the method or to the baseline, and fill in defaults.

    Parameters
    ----------
    given : dict
        What the caller passed.
    method : Method
    baseline : str
        Name of the baseline, for messages.
    of_baseline : dict
        Its options with their defaults.

    Returns
    -------
    dict
        Options of the method.
    dict
        Options of the baseline.

    Raises
    ------
    TypeError
        An option that neither has, or of another type.
    ValueError
        A value out of range.
    """
    known = {**method.options, **of_baseline}
    for name in given:
        if name not in known:
            takes = _says(f"method {method.name!r}", method.options)
            if of_baseline:
                takes += f" {_says(f'baseline {baseline!r}', of_baseline)}"
            raise TypeError(
                f"{name}={given[name]!r} is no option here. {takes}"
                f"{did_you_mean(name, [*known, *ARGUMENTS])}"
            )
    checked = {
        name: CHECKS[name](name, value) if name in CHECKS else value
        for name, value in {**known, **given}.items()
    }
    return (
        {name: checked[name] for name in method.options},
        {name: checked[name] for name in of_baseline},
    )


def _says(what: str, options: Mapping[str, Any]) -> str:
    if not options:
        return f"The {what} has no options."
    names = english_list(options, "and")
    return f"The {what} has the options {names}; give those, or leave it out."
