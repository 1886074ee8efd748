"""A network's filters beside those of CSP: a matrix, and pairs of maps."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from eegmodels._checks import check_whole
from eegmodels.results import FilterComparison
from eegmodels.results._drawing import draws
from eegmodels.viz._maps import draw_map, why_no_maps
from eegmodels.viz._style import ORANGE, new_figure, styled
from eegmodels.viz._text import plain

ALPHA = 0.05
BESIDE = 3  # pairs of maps in a line; 4 make two lines of 2
MOST_NAMES = 40  # beyond which rows and columns are numbered by matplotlib


@draws(FilterComparison)
@styled
def plot_filter_comparison(
    comparison: FilterComparison, *, most: int = 6, ax: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw the absolute correlation of all pairs, and maps of the assigned ones.

    A frame marks an assigned pair, a star one whose p value, corrected for all pairs,
    is at most 0.05. Maps of a pair stand one above the other, that of the network
    above; the sign of a CSP map is turned so that the two agree. Each map has colour
    limits of its own, symmetric about zero.

    Parameters
    ----------
    comparison : FilterComparison
    most : int
        Pairs that are drawn as maps, the most alike ones.
    ax : matplotlib Axes | None
        For the matrix, and then it alone is drawn.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``correlations`` (n_filters, n_csp), ``assignment`` (n_pairs, 2), ``starred``
        (n_filters, n_csp), ``pairs`` (those drawn as maps), ``signs`` of their CSP
        maps, ``reason`` (why there are no maps, or None), and ``reading``, which stands
        below.

    Raises
    ------
    TypeError, ValueError
        ``most`` is no whole number of at least 1.
    """
    most = check_whole("most", most)
    reason = why_no_maps(comparison.info)
    drawn = most if reason is None and ax is None else 0
    pairs = comparison.assignment[:drawn]
    signs = [_sign(comparison, i, j) for i, j in pairs]
    if ax is None:
        figure, ax = _arrange(comparison, pairs, signs)
    else:
        figure = ax.figure
    starred = comparison.p_values <= ALPHA
    _draw_matrix(ax, comparison, starred)
    return figure, {
        "correlations": comparison.correlations,
        "assignment": comparison.assignment,
        "starred": starred,
        "pairs": pairs,
        "signs": np.array(signs),
        "reason": reason,
        "reading": comparison.reading,
    }


def _arrange(
    comparison: FilterComparison, pairs: Any, signs: list[float]
) -> tuple[Figure, Any]:
    """Make a figure, draw the maps in its right part, and give axes for the matrix."""
    n_rows, n_columns = comparison.correlations.shape
    n_beside = _beside(len(pairs))
    n_lines = -(-len(pairs) // n_beside)
    wide = 2.4 + 0.34 * min(max(n_columns, 6), 24)
    high = 2.2 + 0.19 * min(max(n_rows, 8), MOST_NAMES)
    beside = 1.7 * n_beside * (len(pairs) > 0)
    figure = new_figure(wide + beside, max(high, 2.9 * n_lines))
    ratios = [wide, beside] if len(pairs) else [wide]
    parts = figure.subfigures(1, len(ratios), width_ratios=ratios, squeeze=False)[0]
    if len(pairs):
        _draw_pairs(parts[1], comparison, pairs, signs)
    text = (
        f"{comparison.reading} More, less: power in trials of that class against the "
    )
    text = fill(f"{text}rest.", int(18 * figure.get_figwidth()))
    figure.supxlabel(text, fontsize=7, ha="left", x=0.01)
    return figure, parts[0].subplots()


def _beside(n_pairs: int) -> int:
    """Count the pairs in a line, so that few places stay empty."""
    return 2 if n_pairs == 4 else max(1, min(BESIDE, n_pairs))


def _sign(comparison: FilterComparison, i: int, j: int) -> float:
    own, other = comparison.maps[i], comparison.csp_maps[j]
    return -1.0 if (own - own.mean()) @ (other - other.mean()) < 0 else 1.0


def _draw_matrix(ax: Any, comparison: FilterComparison, starred: np.ndarray) -> None:
    found = comparison.correlations
    image = ax.imshow(found, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for i, j in comparison.assignment:
        ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, fill=False, ec=ORANGE, lw=1.6))
    for i, j in zip(*np.nonzero(starred), strict=True):
        colour = "white" if found[i, j] > 0.55 else "black"
        ax.text(j, i, "*", ha="center", va="center", color=colour, fontsize=10)
    for axis, names, turn in (
        (ax.yaxis, comparison.names, 0),
        (ax.xaxis, comparison.csp_names, 90),
    ):
        if len(names) <= MOST_NAMES:
            labels = [plain(name, 32) for name in names]
            axis.set_ticks(range(len(names)), labels=labels, fontsize=7, rotation=turn)
    ax.set_xlabel("CSP component", fontsize=8)
    ax.set_ylabel("network", fontsize=8)
    bands = " and ".join(f"{low:g}-{high:g}" for low, high in comparison.bands)
    title = f"{comparison.of}, CSP at {plain(bands, 40)} Hz"
    ax.set_title(title, fontsize=9, loc="left")
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.7, aspect=25)
    bar.set_label("|r| over electrodes", fontsize=8)


def _draw_pairs(
    figure: Any, comparison: FilterComparison, pairs: Any, signs: list[float]
) -> None:
    n_beside = _beside(len(pairs))
    n_lines = -(-len(pairs) // n_beside)
    grid = figure.subplots(2 * n_lines, n_beside, squeeze=False)
    for ax in grid.flat:
        ax.set_axis_off()
    for k, ((i, j), sign) in enumerate(zip(pairs, signs, strict=True)):
        line, column = divmod(k, n_beside)
        own, other = grid[2 * line : 2 * line + 2, column]
        draw_map(own, comparison.maps[i], comparison.info)
        draw_map(other, sign * comparison.csp_maps[j], comparison.info)
        own.set_title(f"network: {plain(comparison.names[i])}", fontsize=7)
        number = f"|r| {comparison.correlations[i, j]:.2f}"
        number += f", p = {comparison.p_values[i, j]:.3g}"
        name = plain(comparison.csp_names[j], 28)
        other.set_title(f"{number}\nCSP: {name}", fontsize=7)
