"""Relevance as maps of the head: a row for each class or trial, a column a time."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Relevance
from eegmodels.results._drawing import draws
from eegmodels.results._grouping import group_text, method_text
from eegmodels.viz._maps import draw_maps, why_no_maps
from eegmodels.viz._style import check_axes, new_figure, styled
from eegmodels.viz._text import plain, seconds

MOST_ROWS = 12  # beyond which maps are too many for a page


@draws(Relevance, "plot_topomap")
@styled
def plot_relevance_topomap(
    relevance: Relevance,
    *,
    times: Any,
    maps: Any,
    rows: list[Any],
    counts: list[int],
    width: float,
    of_trial: bool = False,
    axes: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw maps of the relevance at some times, all with the same colours.

    Heads from above, nose up; colours reach to the largest absolute value of all
    maps, the same for and against. Dots are electrodes.

    Parameters
    ----------
    relevance : Relevance
        Says what is drawn: unit, method, positions of the electrodes.
    times : array, shape (n_at,)
        In seconds.
    maps : array, shape (n_rows, n_at, n_chans)
        Of each electrode, summed over ``width`` around each time.
    rows : list
        Names of the rows: classes, or the trial by position.
    counts : list of int
        Trials that a row averages.
    width : float
        Seconds that a map adds up.
    of_trial : bool
        Whether the row is a trial and no average.
    axes : sequence of matplotlib Axes | None
        One for each map, row by row.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``rows``, ``counts``, ``times``, ``maps``, ``limit`` of the colours,
        ``ch_names``, ``unit``.

    Raises
    ------
    ValueError
        Electrodes without positions; maps that do not fit; more than 12 rows;
        another number of axes.
    """
    values, marks = _check(relevance, times, maps, rows)
    refuse_without_maps(relevance)
    n_rows, n_at = values.shape[:2]
    if axes is None:
        figure = new_figure(1.7 + 1.45 * n_at, 0.75 + 1.45 * n_rows)
        axes = figure.subplots(n_rows, n_at, squeeze=False)
    panels = np.array(check_axes(axes, n_rows * n_at), dtype=object)
    panels = panels.reshape(n_rows, n_at)
    flat = values.reshape(n_rows * n_at, -1)
    limit = draw_maps(panels.ravel(), flat, relevance.info)
    for ax, mark in zip(panels[0], marks, strict=True):
        ax.set_title(seconds(mark), fontsize=9)
    for ax, name, count in zip(panels[:, 0], rows, counts, strict=True):
        word = plain(group_text(name, relevance.settings))
        label = f"{word}\n(n = {count})"
        if of_trial:
            label = f"trial {name + 1}" if count == 1 else f"mean of\n{count} trials"
        ax.set_ylabel(label, fontsize=9)
    figure = panels[0, 0].figure
    add_bar(figure, list(panels.flat), relevance, width)
    said = title_of(relevance, [relevance.target[rows[0]]] if of_trial else None)
    figure.suptitle(fill(said, int(13 * figure.get_figwidth())), fontsize=9)
    return figure, {
        "rows": list(rows),
        "counts": list(counts),
        "times": marks,
        "maps": values,
        "limit": limit,
        "ch_names": list(relevance.ch_names),
        "unit": relevance.unit,
    }


def title_of(relevance: Relevance, targets: list[Any] | None) -> str:
    """Say what is explained; None: in all trials."""
    words = [
        group_text(name, relevance.settings)
        for name in (relevance.target if targets is None else targets)
    ]
    common = plain(words[0], 60) if len(set(words)) == 1 else _each(relevance)
    method = method_text(
        plain(relevance.method), plain(relevance.baseline, 40), relevance.settings
    )
    return f"Relevance for {common} ({method})"


def _each(relevance: Relevance) -> str:
    """Say what is explained where it differs between trials."""
    kinds = (("true", relevance.labels), ("predicted", relevance.predicted))
    for word, classes in kinds:
        if classes is not None and classes.tolist() == relevance.target:
            return f"the {word} class of each trial"
    return "the target of each trial"


def _check(
    relevance: Relevance, times: Any, maps: Any, rows: list[Any]
) -> tuple[np.ndarray, np.ndarray]:
    marks = np.atleast_1d(np.asarray(times, dtype=float))
    values = np.asarray(maps, dtype=float)
    expected = (len(rows), len(marks), len(relevance.ch_names))
    if values.shape != expected:
        raise ValueError(
            f"maps has shape {values.shape}; {expected} was expected: rows, times, "
            "electrodes. Take relevance.at(times)."
        )
    if len(rows) > MOST_ROWS:
        raise ValueError(
            f"{len(rows)} rows of maps are too many for a figure, at most {MOST_ROWS}. "
            "Average over fewer groups (by=), or draw them one after another (trial=)."
        )
    return values, marks


def refuse_without_maps(relevance: Relevance) -> None:
    """Refuse in words what cannot be drawn as a head."""
    reason = why_no_maps(relevance.info)
    if reason is not None:
        raise ValueError(
            f"No maps of the head can be drawn. {reason} .plot() draws electrodes by "
            "time without them; positions come with Epochs that have a montage, or "
            "with info=."
        )


def add_bar(figure: Any, heads: list[Any], relevance: Relevance, width: float) -> None:
    """Add the one colour bar of maps that add up ``width`` seconds."""
    figure.colorbar(
        heads[0].images[0],
        ax=heads,
        label=f"Relevance\n({relevance.unit} in {1000 * width:g} ms)",
        pad=0.02,
        aspect=14,
        shrink=0.85 if len(heads) > 1 else 0.7,
    )
