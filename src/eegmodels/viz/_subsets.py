"""What a network loses without each subset of its filters, by size."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels._checks import check_whole
from eegmodels.results import FilterSubsets
from eegmodels.results._drawing import draws
from eegmodels.viz._style import BLUE, GREY, ORANGE, check_axes, new_figure, styled
from eegmodels.viz._text import plain


@draws(FilterSubsets)
@styled
def plot_filter_subsets(
    subsets: FilterSubsets, *, most: int = 16, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw the drop of the score without each subset, a panel for each size.

    The costliest subset stands above. A whisker is the interval over trials; a cross
    is the sum of the drops of the filters one by one, so a dot far to the right of its
    cross belongs to filters that stand in for one another.

    Parameters
    ----------
    subsets : FilterSubsets
    most : int
        Subsets of a size that are drawn, the costliest ones.
    axes : sequence of matplotlib Axes | None
        One for each size.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``sizes``, shape (n_panels,); for each panel in lists ``names``, ``drop``,
        ``low``, ``high`` and ``drop_of_singles``, in the order of the rows;
        ``n_subsets``, how many of that size there are; ``baseline``, ``scorer``,
        ``n_trials``.

    Raises
    ------
    TypeError, ValueError
        ``most`` is no whole number of at least 1; another number of axes.
    """
    most = check_whole("most", most)
    sizes = np.unique(subsets.sizes)
    rows = [[k for k in subsets.order if subsets.sizes[k] == size] for size in sizes]
    shown = [of_size[:most] for of_size in rows]
    if axes is None:
        n_lines = max(3, *(len(of_size) for of_size in shown))
        figure = new_figure(1.6 + 2.6 * len(sizes), 1.4 + 0.22 * n_lines)
        axes = figure.subplots(1, len(sizes), sharex=True, squeeze=False)
    panels = check_axes(axes, len(sizes))
    singles = subsets.drop_of_singles
    n_lines = max(len(of_size) for of_size in shown)
    for ax, size, of_size, all_of in zip(panels, sizes, shown, rows, strict=True):
        _draw_panel(ax, subsets, of_size, singles if size > 1 else None)
        ax.set_ylim(n_lines - 0.4, -0.6)
        title = f"without {size} filter{'s' if size > 1 else ''}"
        if len(of_size) < len(all_of):
            title += f", {len(of_size)} of {len(all_of)}"
        ax.set_title(title, fontsize=9, loc="left")
    _explain(panels, subsets)
    return panels[0].figure, {
        "sizes": sizes,
        "names": [[subsets.name_of(k) for k in of_size] for of_size in shown],
        "drop": [subsets.drop[of_size] for of_size in shown],
        "low": [subsets.low[of_size] for of_size in shown],
        "high": [subsets.high[of_size] for of_size in shown],
        "drop_of_singles": [singles[of_size] for of_size in shown],
        "n_subsets": [len(all_of) for all_of in rows],
        "baseline": subsets.baseline,
        "scorer": subsets.scorer,
        "n_trials": subsets.n_trials,
    }


def _draw_panel(
    ax: Any, subsets: FilterSubsets, rows: list[int], singles: np.ndarray | None
) -> None:
    places = np.arange(len(rows))
    drop, low, high = (x[rows] for x in (subsets.drop, subsets.low, subsets.high))
    ax.axvline(0, color=GREY, lw=0.8, zorder=0)
    ax.hlines(places, low, high, color=BLUE, lw=1.4)
    ax.plot(drop, places, "o", ms=4.5, color=BLUE, label="drop")
    if singles is not None:
        ax.plot(
            singles[rows],
            places,
            "x",
            ms=4.5,
            color=ORANGE,
            label="sum of the filters one by one",
        )
    ax.set_yticks(places, labels=[subsets.name_of(k) for k in rows], fontsize=7)


def _explain(panels: list[Any], subsets: FilterSubsets) -> None:
    """Say what the axes hold: once for all panels."""
    scorer = plain(subsets.scorer)
    of_kernels = subsets.opening == "temporal-spatial"
    panels[0].set_ylabel("kernel.filter" if of_kernels else "filter")
    for ax in panels:
        ax.set_xlabel(f"Drop of {scorer}", fontsize=8)
    text = (
        f"{scorer} {subsets.baseline:.3f} with all filters, {subsets.n_trials} trials"
    )
    level = subsets.settings.get("level")
    if level is not None and np.isfinite(subsets.low).any():
        text += f"; lines: {level:.0%} intervals over trials"
    if len(panels) > 1:
        text += "; ×: sum of the filters one by one"
    panels[0].figure.supxlabel(plain(text, 200), fontsize=7, ha="left", x=0.01)
