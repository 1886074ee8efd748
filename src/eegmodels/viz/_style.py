"""One look for all figures, whatever the user's matplotlibrc says.

Colours are those of Okabe and Ito, which colour-blind readers tell apart; lines and
markers differ too, so that a figure survives a black-and-white printer.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from textwrap import fill
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.figure import Figure

from eegmodels._checks import check_whole
from eegmodels.viz._text import plain

P = ParamSpec("P")
Drawn = TypeVar("Drawn")

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, GREY = "#56B4E9", "#6B6B6B"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, "#000000")
DASHES = ("-", "--", "-.", ":")
BAND = "#E8E8E8"
DIVERGING = "RdBu_r"

STYLE: dict[str, Any] = {
    "axes.grid": False,
    "axes.labelsize": 9,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "contour.negative_linestyle": "dashed",
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "text.parse_math": True,  # ``plain`` relies on it
    "text.usetex": False,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
}


def styled(function: Callable[P, Drawn]) -> Callable[P, Drawn]:
    """Draw in the look of this module and leave matplotlib's settings as they were."""

    @wraps(function)
    def drawing(*args: P.args, **kwargs: P.kwargs) -> Drawn:
        with mpl.rc_context(STYLE):
            return function(*args, **kwargs)

    return drawing


def new_figure(width: float, height: float) -> Figure:
    """Make a figure of a size in inches that no window and no list knows of."""
    return Figure(figsize=(width, height), layout="constrained")


def note_below(figure: Figure, text: str) -> None:
    """Write a sentence or two under a figure, as wide as it is."""
    wrapped = fill(plain(text, 700), int(17 * figure.get_figwidth()))
    figure.supxlabel(wrapped, fontsize=7, ha="left", x=0.01)


def axes_or_new(ax: Any, width: float, height: float) -> tuple[Figure, Any]:
    """Give the figure and axes to draw in, new ones where none are given."""
    if ax is None:
        ax = new_figure(width, height).add_subplot()
    return ax.figure, ax


def check_axes(axes: Any, n_needed: int) -> list[Any]:
    """List the given axes, and refuse another number than is needed."""
    flat = list(getattr(axes, "flat", axes))
    if len(flat) != n_needed:
        raise ValueError(
            f"axes has {len(flat)} axes; this figure needs {n_needed}. Make them with "
            "figure.subplots, or leave axes out."
        )
    return flat


def is_filtered(band: Sequence[float] | None, freqs: Any) -> bool:
    """Tell whether a pass band leaves out any of the frequencies."""
    return band is not None and (band[0] > freqs[0] or band[1] < freqs[-1])


def shade_band(ax: Any, band: Sequence[float] | None, freqs: Any) -> None:
    """Shade a pass band in Hz behind a spectrum, where there was a filter."""
    if band is not None and is_filtered(band, freqs):
        low, high = max(band[0], freqs[0]), min(band[1], freqs[-1])
        ax.axvspan(low, high, color=BAND, lw=0, zorder=0, label="pass band")


MOST = 16  # kernels or filters that are drawn unless others are asked for


def chosen_rows(rows: Any, n: int, what: str) -> list[int]:
    """Check which of ``n`` are to be drawn; None: the first ones."""
    if rows is None:
        return list(range(min(n, MOST)))
    chosen = [check_whole("rows", row, low=0) for row in rows]
    if not chosen:
        raise ValueError(f"rows is empty; give at least one of the {what}.")
    if max(chosen) >= n:
        raise ValueError(f"rows has {max(chosen)}; the {what} are 0 to {n - 1}.")
    return chosen
