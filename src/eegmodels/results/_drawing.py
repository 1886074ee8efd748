"""Records that can be drawn, though nothing here knows how.

Results lie below ``eegmodels.viz``, which draws them. So ``viz`` registers its
functions here, and a record asks for the one of its own type.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

PLOTTERS: dict[type, Callable[..., Any]] = {}

Plotter = TypeVar("Plotter", bound=Callable[..., Any])


def draws(kind: type) -> Callable[[Plotter], Plotter]:
    """Register a function that draws records of one type; a decorator.

    Parameters
    ----------
    kind : type
        Of the record, the function's first argument.

    Returns
    -------
    callable
        Gives the function back as it is.
    """

    def register(function: Plotter) -> Plotter:
        PLOTTERS[kind] = function
        return function

    return register


def draw(record: Any, *args: Any, **options: Any) -> Any:
    """Draw a record by the function that is registered for its type.

    Parameters
    ----------
    record : object
        Of a type for which ``eegmodels.viz`` has a function.
    *args, **options
        As that function takes them.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        What was drawn.
    """
    if type(record) not in PLOTTERS:
        import_module("eegmodels.viz")  # registers all that it draws
    return PLOTTERS[type(record)](record, *args, **options)
