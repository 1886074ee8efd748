"""Where two classes differ: t of each filter, and the significant clusters."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import ClusterTest
from eegmodels.results._drawing import draws
from eegmodels.viz._style import (
    BAND,
    BLUE,
    DIVERGING,
    GREY,
    check_axes,
    chosen_rows,
    new_figure,
    styled,
)
from eegmodels.viz._text import plain

BESIDE = 4  # panels in a line


@draws(ClusterTest)
@styled
def plot_clusters(
    test: ClusterTest, *, rows: Any = None, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw t by time and frequency for each filter; of signals by time alone.

    Outlines are around clusters with a p value of at most ``alpha``; of signals their
    times are shaded. All panels share the limits.

    Parameters
    ----------
    test : ClusterTest
    rows : list of int | None
        Filters to draw, by position. None: the first 16.
    axes : sequence of matplotlib Axes | None
        One for each filter.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``rows``, ``names``, ``statistic`` (n_rows, ...), ``outlined`` (n_rows, ...,
        bool), ``limit`` of the colours or of the axis, ``p`` (list of dict of cluster
        number and p value, for each row), ``times``, ``freqs``, ``reading``.

    Raises
    ------
    ValueError
        A row that does not exist; another number of axes.
    """
    chosen = chosen_rows(rows, len(test.names), "filters")
    new = axes is None
    if new:
        beside = min(BESIDE, len(chosen))
        lines = -(-len(chosen) // beside)
        figure = new_figure(max(5.2, 1.2 + 2.3 * beside), 1.7 + 1.8 * lines)
        grid = figure.subplots(
            lines, beside, squeeze=False, sharex=True, sharey=True
        ).ravel()
        for ax in grid[len(chosen) :]:
            ax.set_axis_off()
        axes = grid[: len(chosen)]
    panels = check_axes(axes, len(chosen))
    limit = float(np.abs(test.statistic[chosen]).max()) or 1.0
    passed = np.flatnonzero(test.significant) + 1
    outlined = np.isin(test.cluster[chosen], passed)
    image = None
    for ax, row, mask in zip(panels, chosen, outlined, strict=True):
        if test.freqs is None:
            _draw_course(ax, test, row, mask, limit)
        else:
            image = _draw_map(ax, test, row, mask, limit)
    own = [
        {
            int(k): float(test.p_values[k - 1])
            for k in passed
            if test.filters[k - 1] == row
        }
        for row in chosen
    ]
    for ax, row, values in zip(panels, chosen, own, strict=True):
        least = f", p = {min(values.values()):.2g}" if values else ""
        ax.set_title(f"{plain(test.names[row], 28)}{least}", fontsize=8, loc="left")
    _finish(panels, test, image, len(chosen), new)
    return panels[0].figure, {
        "rows": chosen,
        "names": [test.names[row] for row in chosen],
        "statistic": test.statistic[chosen],
        "outlined": outlined,
        "limit": limit,
        "p": own,
        "times": test.times,
        "freqs": test.freqs,
        "reading": test.reading,
    }


def _draw_map(ax: Any, test: ClusterTest, row: int, mask: Any, limit: float) -> Any:
    assert test.freqs is not None
    image = ax.pcolormesh(
        test.times,
        test.freqs,
        test.statistic[row],
        cmap=DIVERGING,
        vmin=-limit,
        vmax=limit,
        shading="nearest",
        rasterized=True,
    )
    _outline(ax, test.times, test.freqs, mask)
    ax.set_yscale("log", base=2)
    ticks = test.freqs[:: max(1, len(test.freqs) // 5)]
    ax.set_yticks(ticks, labels=[f"{hz:.3g}" for hz in ticks])
    ax.minorticks_off()
    return image


def _outline(ax: Any, times: np.ndarray, freqs: np.ndarray, mask: np.ndarray) -> None:
    """Draw the border of a mask along the edges of its cells."""
    x, y = _edges(times), _edges(freqs)
    padded = np.pad(mask, 1).astype(int)
    lines = []
    for i, j in zip(*np.nonzero(np.diff(padded, axis=1)), strict=True):
        if 1 <= i <= len(freqs):
            lines.append(([x[j], x[j]], [y[i - 1], y[i]]))
    for i, j in zip(*np.nonzero(np.diff(padded, axis=0)), strict=True):
        if 1 <= j <= len(times):
            lines.append(([x[j - 1], x[j]], [y[i], y[i]]))
    for across, up in lines:
        ax.plot(across, up, "-", color="black", lw=1.1, solid_capstyle="round")


def _edges(centres: np.ndarray) -> np.ndarray:
    """Borders between neighbouring cells, as ``pcolormesh`` places them."""
    if len(centres) == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    between = (centres[1:] + centres[:-1]) / 2
    first, last = 2 * centres[0] - between[0], 2 * centres[-1] - between[-1]
    return np.concatenate([[first], between, [last]])


def _draw_course(ax: Any, test: ClusterTest, row: int, mask: Any, limit: float) -> None:
    for start, stop in _runs(mask):
        half = (test.times[1] - test.times[0]) / 2 if len(test.times) > 1 else 0.5
        ax.axvspan(test.times[start] - half, test.times[stop] + half, color=BAND, lw=0)
    ax.axhline(0, color=GREY, lw=0.6)
    for side in (-test.threshold, test.threshold):
        ax.axhline(side, color=GREY, lw=0.8, ls=":")
    ax.plot(test.times, test.statistic[row], color=BLUE, lw=1.2)
    ax.set_ylim(-1.05 * limit, 1.05 * limit)


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and last position of each stretch that is true."""
    steps = np.diff(np.pad(mask, 1).astype(int))
    starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1) - 1
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def _finish(panels: Any, test: ClusterTest, image: Any, n_rows: int, new: bool) -> None:
    figure = panels[0].figure
    first, second = (plain(name, 14) for name in test.contrast)
    said = f"t, {first} − {second}"
    panels[0].set_xlim(test.times[0], test.times[-1])
    if image is not None:
        figure.colorbar(image, ax=list(panels), label=said, aspect=25, pad=0.02)
        panels[0].set_ylabel("Hz")
    else:
        panels[0].set_ylabel(said)
    if not new:
        return
    for ax in panels[-min(BESIDE, n_rows) :]:
        ax.set_xlabel("Time after the event (s)", fontsize=8)
        ax.tick_params(labelbottom=True)
    text = plain(test.reading, 600)
    if n_rows < len(test.names):
        text += f" Drawn: {n_rows} of {len(test.names)} filters."
    if test.left_out_hz:
        hz = ", ".join(f"{f:.3g}" for f in test.left_out_hz)
        text += f" Left out, do not fit the epoch: {hz} Hz."
    width = int(17 * figure.get_figwidth())
    figure.supxlabel(fill(text, width), fontsize=7, ha="left", x=0.01)
