"""Relevance of a trial as a course for each electrode, with maps above it."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch

from eegmodels.results import Relevance
from eegmodels.results._drawing import draws
from eegmodels.results._relevance_in_time import WIDTH, check_trial
from eegmodels.viz._maps import draw_maps
from eegmodels.viz._relevance import check_maps, title
from eegmodels.viz._relevance_topomap import (
    add_bar,
    refuse_without_maps,
)
from eegmodels.viz._style import COLOURS, DASHES, GREY, check_axes, new_figure, styled
from eegmodels.viz._text import plain, seconds


@draws(Relevance, "plot_joint")
@styled
def plot_relevance_joint(
    relevance: Relevance,
    *,
    trial: int = 0,
    times: Any,
    maps: Any,
    named: Any = (),
    axes: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw the course of each electrode, and maps at some times above it.

    Parameters
    ----------
    relevance : Relevance
    trial : int
        By position, from 0.
    times : array, shape (n_at,)
        Seconds of the maps; each is tied to its time in the panel of the courses.
    maps : array, shape (n_at, n_chans)
        Of each electrode in the 50 ms around each time.
    named : list of int
        Electrodes in colour, with their names; the others are grey.
    axes : sequence of matplotlib Axes | None
        One for the courses, and one for each map.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``trial``, ``target``, ``ch_names``, ``named``, ``times``, ``data`` (n_chans,
        n_times), ``map_times`` (n_at,), ``maps`` (n_at, n_chans), ``map_limit``.

    Raises
    ------
    ValueError
        Electrodes without positions; no such trial; maps that do not fit times and
        electrodes; another number of axes.
    """
    trial = check_trial(relevance, trial)
    marks, values = check_maps(relevance, times, () if maps is None else maps)
    assert values is not None  # maps that are given are checked, not left out
    refuse_without_maps(relevance)
    if axes is None:
        axes = _new_axes(len(marks))
    curves, *heads = check_axes(axes, 1 + len(marks))
    data = relevance.data[trial]
    _draw_courses(curves, relevance, data, list(named))
    limit = draw_maps(heads, values, relevance.info)
    figure = curves.figure
    for ax, mark in zip(heads, marks, strict=True):
        ax.set_title(seconds(mark), fontsize=9)
        _tie(figure, ax, curves, float(mark))
    add_bar(figure, heads, relevance, WIDTH)
    figure.suptitle(title(relevance, trial), fontsize=9, ha="left", x=0.02)
    return figure, {
        "trial": trial,
        "target": relevance.target[trial],
        "ch_names": list(relevance.ch_names),
        "named": [relevance.ch_names[c] for c in named],
        "times": relevance.times,
        "data": data,
        "map_times": marks,
        "maps": values,
        "map_limit": limit,
    }


def _new_axes(n_maps: int) -> list[Any]:
    figure = new_figure(max(7.4, 1.5 + 1.4 * n_maps), 4.8)
    grid = figure.add_gridspec(2, 1, height_ratios=(1.0, 1.5))
    curves, above = figure.add_subplot(grid[1]), grid[0].subgridspec(1, n_maps)
    return [curves, *(figure.add_subplot(above[k]) for k in range(n_maps))]


def _draw_courses(
    ax: Any, relevance: Relevance, data: np.ndarray, named: list[int]
) -> None:
    """Draw a line for each electrode, those with a name last, over the others."""
    times = relevance.times
    ax.axhline(0, color="black", lw=0.6)
    for c, course in enumerate(data):
        if c not in named:
            ax.plot(times, course, color=GREY, lw=0.5, alpha=0.6)
    for k, c in enumerate(named):
        ax.plot(
            times,
            data[c],
            DASHES[k % len(DASHES)],
            color=COLOURS[k % len(COLOURS)],
            lw=1.5,
            label=plain(relevance.ch_names[c], 12),
        )
    if len(named) < len(data):
        ax.plot([], [], color=GREY, lw=0.5, label=f"{len(data) - len(named)} others")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), title="Electrode")
    if len(times) > 1:
        ax.set_xlim(times[0], times[-1])
    ax.set_xlabel("Time after the event (s)")
    ax.set_ylabel(f"Relevance\n({relevance.unit} per sample)")


def _tie(figure: Any, head: Any, curves: Any, mark: float) -> None:
    """Mark a time in the courses, and tie it to its map."""
    curves.axvline(mark, color="black", lw=0.7, ls=":")
    line = ConnectionPatch(
        xyA=(0.5, 0.0),
        coordsA=head.transAxes,
        xyB=(mark, 1.0),
        coordsB=curves.get_xaxis_transform(),
        color="black",
        lw=0.7,
        ls=":",
    )
    line.set_in_layout(False)
    figure.add_artist(line)
