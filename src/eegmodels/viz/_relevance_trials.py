"""Relevance of single trials side by side, with maps and the average of their class."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Relevance
from eegmodels.results._drawing import draws
from eegmodels.results._relevance_in_time import WIDTH, check_trial
from eegmodels.viz._maps import draw_maps, why_no_maps
from eegmodels.viz._relevance import draw_image, edges
from eegmodels.viz._relevance_topomap import title_of
from eegmodels.viz._style import check_axes, new_figure, styled
from eegmodels.viz._text import plain, seconds

MOST_TRIALS = 12
BESIDE = 3  # trials in a line
SHARE = 0.998  # of all samples that the colours of the images tell apart


@draws(Relevance, "plot_trials")
@styled
def plot_relevance_trials(
    relevance: Relevance,
    *,
    trials: list[int],
    times: Any,
    maps: Any,
    courses: Any = None,
    pick: str | None = None,
    axes: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw trials side by side: electrodes by time, and maps at some times below.

    All images share their colours, and so do all maps, so that a trial of which the
    network made little is pale; the 2 of 1000 samples that are largest have the
    colour of the limit. Titles give the class, and the probability of what
    the network took the trial for.

    Parameters
    ----------
    relevance : Relevance
    trials : list of int
        By position, from 0; at most 12.
    times : array, shape (n_trials, n_at)
        Of the maps, in seconds.
    maps : array, shape (n_trials, n_at, n_chans)
        Of each electrode in the 50 ms around each time. Without positions they are
        left out, and the figure says so.
    courses : list of ClassCourse | None
        For each trial the average of its class at one electrode, drawn over the
        image on a scale of its own that all trials share; a thin line marks its
        positive peak.
    pick : str | None
        Name of that electrode.
    axes : sequence of matplotlib Axes | None
        Trial by trial: one for the image, and one for each map that is drawn. No
        colour bars then.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``trials``, ``titles``, ``ch_names``, ``times``, ``data`` (n_trials, n_chans,
        n_times) with ``limit``; ``map_times`` (n_trials, n_at), ``maps`` with
        ``map_limit``, None where there are no maps, and ``reason`` why; ``courses``
        and ``peaks`` (n_trials,) in seconds, None where there are none.

    Raises
    ------
    ValueError
        No such trial, or more than 12; maps that do not fit; another number of axes.
    """
    marks, values = _check(relevance, trials, times, maps)
    reason = why_no_maps(relevance.info)
    n_at = 0 if reason else marks.shape[1]
    new = axes is None
    if new:
        axes = _new_axes(len(trials), n_at, len(relevance.ch_names))
    panels = np.array(check_axes(axes, len(trials) * (1 + n_at)), dtype=object)
    panels = panels.reshape(len(trials), 1 + n_at)
    data = relevance.data[trials]
    limit = float(np.quantile(np.abs(data), SHARE)) or 1.0
    titles = [_title(relevance, k) for k in trials]
    for k, ax in enumerate(panels[:, 0]):
        draw_image(ax, relevance, data[k], limit, small=True)
        ax.set_title(titles[k], loc="left", fontsize=9)
        ax.tick_params(labelleft=k % BESIDE == 0)
        if n_at:
            for mark in marks[k]:
                ax.axvline(mark, color="black", lw=0.7, ls=":")
    _draw_courses(panels[:, 0], relevance, courses, pick)
    map_limit = None
    if n_at:
        heads = panels[:, 1:].ravel()
        flat = values.reshape(len(heads), -1)
        map_limit = draw_maps(heads, flat, relevance.info)
        for ax, mark in zip(heads, marks.ravel(), strict=True):
            ax.set_title(seconds(mark), fontsize=8)
    figure = panels[0, 0].figure
    if new:
        _draw_bars(panels, relevance)
        _say(figure, relevance, trials, courses, pick, reason)
    return figure, {
        "trials": list(trials),
        "titles": titles,
        "ch_names": list(relevance.ch_names),
        "times": relevance.times,
        "data": data,
        "limit": limit,
        "map_times": marks,
        "maps": values if n_at else None,
        "map_limit": map_limit,
        "reason": reason,
        "courses": courses,
        "peaks": None if courses is None else np.array([c.peak for c in courses]),
    }


def _check(
    relevance: Relevance, trials: list[int], times: Any, maps: Any
) -> tuple[np.ndarray, np.ndarray]:
    if len(trials) > MOST_TRIALS:
        raise ValueError(
            f"{len(trials)} trials are too many for a figure, at most {MOST_TRIALS}. "
            "Give some of them (trials=[0, 3]), or average() them first."
        )
    for k in trials:
        check_trial(relevance, k)
    marks, values = np.asarray(times, dtype=float), np.asarray(maps, dtype=float)
    expected = (*marks.shape, len(relevance.ch_names))
    if marks.ndim != 2 or len(marks) != len(trials) or values.shape != expected:
        raise ValueError(
            f"times has shape {marks.shape} and maps {values.shape}; a row of times "
            f"for each of the {len(trials)} trials was expected, and as many maps of "
            f"{len(relevance.ch_names)} electrodes. Take relevance.at(times)."
        )
    return marks, values


def _new_axes(n_trials: int, n_at: int, n_chans: int) -> list[Any]:
    """Make axes trial by trial: an image, and below it the maps."""
    beside, lines = min(BESIDE, n_trials), -(-n_trials // BESIDE)
    heights = [max(1.5, min(0.08 * n_chans, 5.0))] + [1.2] * (n_at > 0)
    high = 0.8 + lines * (sum(heights) + 0.85)
    figure = new_figure(2.1 + 2.8 * beside, high)
    each = max(n_at, 1)  # columns of one grid, so that bars find their place
    grid = figure.add_gridspec(
        lines * len(heights), beside * each, height_ratios=heights * lines
    )
    axes: list[Any] = []
    for k in range(n_trials):
        row, first = k // BESIDE * len(heights), k % BESIDE * each
        axes.append(figure.add_subplot(grid[row, first : first + each]))
        axes += [figure.add_subplot(grid[row + 1, first + j]) for j in range(n_at)]
    return axes


def _title(relevance: Relevance, k: int) -> str:
    """Say which trial it is, and what the network took it for."""
    n_averaged = relevance.settings.get("n_averaged")
    said = f"trial {k + 1}"
    if n_averaged is not None:
        said = f"mean of {n_averaged} trials"
    words = []
    if relevance.labels is not None:
        words.append(plain(relevance.labels[k], 14))
    if relevance.predicted is not None:
        taken = plain(relevance.predicted[k], 14)
        if words != [taken]:
            words.append(f"taken for {taken}")
    said = ": ".join([said, " ".join(words)]) if words else said
    if relevance.probability is not None:
        said += f", P = {relevance.probability[k]:.2f}"
    return said


def _draw_courses(
    axes: Any, relevance: Relevance, courses: Any, pick: str | None
) -> None:
    """Draw class averages over the images, all on one scale."""
    if courses is None:
        return
    most = 1.15 * max(float(np.abs(course.values).max()) for course in courses)
    last = len(axes) - 1
    for k, (ax, course) in enumerate(zip(axes, courses, strict=True)):
        twin = ax.twinx()
        twin.plot(course.times, course.values, color="white", lw=2.6)
        twin.plot(course.times, course.values, color="black", lw=1.3)
        twin.axvline(course.peak, color="black", lw=0.8)
        twin.set_xlim(*edges(relevance))
        twin.set_ylim(-most or -1, most or 1)
        outer = k % BESIDE == BESIDE - 1 or k == last
        twin.tick_params(labelright=outer)
        if outer:
            twin.set_ylabel(f"class mean at {plain(pick, 12)} (µV)", fontsize=8)
        twin.spines["right"].set_visible(True)


def _draw_bars(panels: Any, relevance: Relevance) -> None:
    """Draw the colour bars of images and, below them, of maps, in each line."""
    unit = relevance.unit
    for first in range(0, len(panels), BESIDE):
        line = panels[first : first + BESIDE]
        figure, image = line[0, 0].figure, line[0, 0].images[0]
        bar = figure.colorbar(image, ax=list(line[:, 0]), pad=0.02, extend="both")
        bar.set_label(f"Relevance\n({unit} per sample)", fontsize=8)
        if line.shape[1] > 1:
            heads = list(line[:, 1:].ravel())
            bar = figure.colorbar(heads[0].images[0], ax=heads, pad=0.02, aspect=12)
            bar.set_label(f"Relevance\n({unit} in {1000 * WIDTH:g} ms)", fontsize=8)


def _say(
    figure: Any,
    relevance: Relevance,
    trials: list[int],
    courses: Any,
    pick: str | None,
    reason: str | None,
) -> None:
    """Write what is explained above, and what else is to be known below."""
    width = figure.get_figwidth()
    said = title_of(relevance, [relevance.target[k] for k in trials])
    figure.suptitle(fill(said, int(13 * width)), fontsize=9)
    notes = []
    if courses is not None:
        notes.append(
            f"Black: average of the trial's class at {plain(pick, 12)}; the thin line "
            "marks its positive peak."
        )
    if reason:
        notes.append(f"No maps: {plain(reason, 400)}")
    text = "\n".join(fill(note, int(17 * width)) for note in notes)
    figure.supxlabel(text, fontsize=7, ha="left", x=0.01)
