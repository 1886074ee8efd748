"""Relevance of one trial: by electrode and time, its sum, and maps at some times."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Relevance
from eegmodels.results._drawing import draws
from eegmodels.results._relevance_in_time import check_trial
from eegmodels.viz._maps import draw_maps, why_no_maps
from eegmodels.viz._style import BLUE, DIVERGING, GREY, check_axes, new_figure, styled
from eegmodels.viz._text import plain, seconds

MANY = 32  # electrodes beyond which their names are small


@draws(Relevance)
@styled
def plot_relevance(
    relevance: Relevance,
    *,
    trial: int = 0,
    times: Any = None,
    maps: Any = None,
    axes: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw the relevance of a trial by electrode and time, its sum, and maps.

    Electrodes stand in the order of the recording. Colours reach to the largest
    absolute value, the same for and against; those of the maps are shared by them.

    Parameters
    ----------
    relevance : Relevance
    trial : int
        By position, from 0.
    times : array, shape (n_at,) | None
        Seconds of the maps; marked in the other panels.
    maps : array, shape (n_at, n_chans) | None
        Logits of each electrode in the 50 ms around each time, as
        ``relevance.at(times)[trial]`` gives them. Without positions they are left
        out, and the figure says so.
    axes : sequence of matplotlib Axes | None
        One for the sum, one for the image, and one for each map that is drawn.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``trial``, ``target``, ``ch_names``, ``times``, ``data`` (n_chans, n_times)
        with ``limit``, ``net`` (n_times,), ``map_times`` (n_at,), ``maps`` (n_at,
        n_chans) with ``map_limit``, None where there are no maps, and ``reason`` why;
        ``logit``, ``baseline_logit``, ``residual``, ``n_averaged`` (None for a trial).

    Raises
    ------
    ValueError
        No such trial; maps that do not fit times and electrodes; another number of
        axes.
    """
    trial = check_trial(relevance, trial)
    marks, values = check_maps(relevance, times, maps)
    reason = "no maps were given." if values is None else why_no_maps(relevance.info)
    drawn = None if reason else values
    n_maps = 0 if drawn is None else len(drawn)
    panels = _new_axes(relevance, n_maps) if axes is None else axes
    curve, ax, *heads = check_axes(panels, 2 + n_maps)
    data, net = relevance.data[trial], relevance.by_time[trial]
    _draw_net(curve, relevance, net)
    limit = float(np.abs(data).max()) or 1.0
    _add_bar(ax, draw_image(ax, relevance, data, limit), relevance)
    for panel in (curve, ax):
        for mark in marks:
            panel.axvline(mark, color="black", lw=0.7, ls=":")
    map_limit = None if drawn is None else _draw_maps(heads, relevance, marks, drawn)
    figure = ax.figure
    curve.set_title(title(relevance, trial), loc="left", fontsize=9)
    if values is not None and reason:
        text = fill(f"No maps: {plain(reason, 400)}", 140)  # it names electrodes
        figure.supxlabel(text, fontsize=7, ha="left", x=0.01)
    return figure, {
        "trial": trial,
        "target": relevance.target[trial],
        "ch_names": list(relevance.ch_names),
        "times": relevance.times,
        "data": data,
        "limit": limit,
        "net": net,
        "map_times": marks,
        "maps": drawn,
        "map_limit": map_limit,
        "reason": reason,
        "logit": float(relevance.logit[trial]),
        "baseline_logit": float(relevance.baseline_logit[trial]),
        "residual": float(relevance.residual[trial]),
        "n_averaged": relevance.settings.get("n_averaged"),
    }


def check_maps(
    relevance: Relevance, times: Any, maps: Any
) -> tuple[np.ndarray, np.ndarray | None]:
    """Give times and maps as arrays, and refuse maps of another shape."""
    marks = np.atleast_1d(np.asarray([] if times is None else times, dtype=float))
    if maps is None:
        return marks, None
    values = np.asarray(maps, dtype=float)
    expected = (len(marks), len(relevance.ch_names))
    if values.shape != expected or len(marks) == 0:
        raise ValueError(
            f"maps has shape {values.shape}; {expected} was expected, a row for each "
            "of times and a column for each electrode. Take relevance.at(times)[trial]."
        )
    return marks, values


def _new_axes(relevance: Relevance, n_maps: int) -> list[Any]:
    """Make a figure whose rows have room for every electrode's name."""
    heights = [0.9, _height(len(relevance.ch_names))]
    if n_maps:
        heights.append(min(1.7, 0.4 + 7 / n_maps))
    figure = new_figure(8.2, sum(heights) + 1.2 + 0.5 * (n_maps > 0))
    grid = figure.add_gridspec(len(heights), 1, height_ratios=heights)
    made = [figure.add_subplot(grid[0]), figure.add_subplot(grid[1])]
    if n_maps:
        below = grid[2].subgridspec(1, n_maps)
        made += [figure.add_subplot(below[k]) for k in range(n_maps)]
    return made


def _height(n_chans: int) -> float:
    """Give the height of the image in inches, by the names beside it."""
    return max(2.0, (0.17 if n_chans <= MANY else 0.115) * n_chans)


def _draw_net(ax: Any, relevance: Relevance, net: np.ndarray) -> None:
    ax.axhline(0, color=GREY, lw=0.6)
    ax.plot(relevance.times, net, color=BLUE, lw=1)
    ax.set_xlim(*edges(relevance))
    ax.set_ylabel(f"sum\n({relevance.unit} per\nsample)", fontsize=7)
    ax.tick_params(labelbottom=False)


def draw_image(
    ax: Any,
    relevance: Relevance,
    data: np.ndarray,
    limit: float,
    *,
    small: bool = False,
) -> Any:
    """Draw electrodes by time, in colours up to a limit; return the image."""
    n_chans = len(data)
    image = ax.imshow(
        data,
        cmap=DIVERGING,
        vmin=-limit,
        vmax=limit,
        aspect="auto",
        interpolation="nearest",
        extent=(*edges(relevance), n_chans - 0.5, -0.5),
    )
    size = 7 if n_chans <= MANY else 5.5
    ax.set_yticks(
        range(n_chans),
        labels=[plain(name, 12) for name in relevance.ch_names],
        fontsize=min(size, 4.5) if small and n_chans > MANY else size,
    )
    ax.tick_params(axis="y", length=2, pad=2)
    ax.set_xlabel("Time after the event (s)", fontsize=8 if small else 9)
    return image


def _add_bar(ax: Any, image: Any, relevance: Relevance) -> None:
    """Name the electrodes' axis, and add the bar of the colours."""
    ax.set_ylabel("Electrode")
    ax.figure.colorbar(
        image,
        ax=ax,
        label=f"Relevance ({relevance.unit} per sample)",
        pad=0.01,
        aspect=_height(len(relevance.ch_names)) / 0.13,
        fraction=0.04,
    )


def edges(relevance: Relevance) -> tuple[float, float]:
    """Give the outer edges of the first and the last sample."""
    times = relevance.times
    n = len(times)
    half = float(times[-1] - times[0]) / (n - 1) / 2 if n > 1 else 0.5
    return float(times[0]) - half, float(times[-1]) + half


def _draw_maps(
    heads: list[Any], relevance: Relevance, marks: np.ndarray, values: np.ndarray
) -> float:
    """Draw maps with shared limits; return the limit."""
    limit = draw_maps(heads, values, relevance.info)
    for ax, mark in zip(heads, marks, strict=True):
        ax.set_title(seconds(mark), fontsize=8)
    heads[-1].figure.colorbar(
        heads[-1].images[0],
        ax=heads,
        label=f"Relevance\n({relevance.unit} in 50 ms)",
        pad=0.01,
        aspect=12,
    )
    return limit


def title(relevance: Relevance, trial: int) -> str:
    """Say what is explained, of which trial, and how far it adds up."""
    target = relevance.target[trial]
    if isinstance(target, tuple):
        target = " against ".join(plain(name) for name in target)
        word = "difference of logits"
    elif relevance.explains == "output":
        target, word = f"output {target + 1}", "output"
    else:
        target, word = plain(target), "logit"
    n_averaged = relevance.settings.get("n_averaged")
    which = f"trial {trial + 1}" if n_averaged is None else f"mean of {n_averaged}"
    which += "" if n_averaged is None else " trials"
    method, logit = plain(relevance.method), f"{word} {relevance.logit[trial]:.3g}"
    if relevance.settings.get("per_unit"):  # slopes: no baseline, no sum
        return f"Relevance for {target}, {which} ({method})\n{logit}"
    return (
        f"Relevance for {target}, {which} ({method}, baseline "
        f"{plain(relevance.baseline, 40)})\n{logit} (of the baseline "
        f"{relevance.baseline_logit[trial]:.3g}), residual "
        f"{relevance.residual[trial]:.1e}"
        + ("" if relevance.complete else ", which the method leaves")
    )
