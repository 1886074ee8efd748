"""Records that can be drawn, though nothing here knows how.

Results lie below ``eegmodels.viz``, which draws them. So ``viz`` registers its
functions here, and a record asks for the one of its own type.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

PLOTTERS: dict[tuple[type, str], Callable[..., Any]] = {}

Plotter = TypeVar("Plotter", bound=Callable[..., Any])


def draws(kind: type, form: str = "plot") -> Callable[[Plotter], Plotter]:
    """Register a function that draws records of one type; a decorator.

    Parameters
    ----------
    kind : type
        Of the record, the function's first argument.
    form : str
        Which of its figures: the name of the method that draws it.

    Returns
    -------
    callable
        Gives the function back as it is.
    """

    def register(function: Plotter) -> Plotter:
        PLOTTERS[kind, form] = function
        return function

    return register


def draw(record: Any, *args: Any, form: str = "plot", **options: Any) -> Any:
    """Draw a record by the function that is registered for its type.

    Parameters
    ----------
    record : object
        Of a type for which ``eegmodels.viz`` has a function.
    *args, **options
        As that function takes them.
    form : str
        Which of its figures.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        What was drawn.
    """
    if (type(record), form) not in PLOTTERS:
        import_module("eegmodels.viz")  # registers all that it draws
    return PLOTTERS[type(record), form](record, *args, **options)
