"""Spatial filters and patterns: maps, or a table where positions are missing."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import SpatialFilters
from eegmodels.results._drawing import draws
from eegmodels.viz._maps import draw_map, why_no_maps
from eegmodels.viz._style import DIVERGING, check_axes, new_figure, styled
from eegmodels.viz._text import plain

FAINT = 0.25  # share of the maximum below which a cell shows no sign


@draws(SpatialFilters)
@styled
def plot_spatial_filters(
    spatial: SpatialFilters, *, peak_hz: Any = None, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw filters and patterns: a row for each temporal kernel.

    Each map has colour limits of its own, symmetric about zero, which stand above
    it. Where an electrode has no position there is a table by electrode name.

    Parameters
    ----------
    spatial : SpatialFilters
    peak_hz : array, shape (n_temporal,) | None
        Peak of each temporal kernel, to name the rows.
    axes : sequence of matplotlib Axes | None
        For maps n_temporal * n_spatial * 2, row by row; for a table 2.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``kind`` ("maps" or "table"), ``reason`` (why there is a table, or None),
        ``filters``, ``patterns`` (n_temporal, n_spatial, n_chans), their symmetric
        ``filter_limits`` and ``pattern_limits`` (n_temporal, n_spatial),
        ``units`` of filters and patterns, and ``reading``, which stands below.
    """
    filters, patterns, units = _in_units(spatial)
    reason = why_no_maps(spatial.info)
    both = {"filters": filters, "patterns": patterns}
    if reason is None:
        figure = _maps(spatial, both, units, peak_hz, axes)
    else:
        figure = _table(spatial, both, units, axes)
    if axes is None:
        text = fill(spatial.reading, int(18 * figure.get_figwidth()))
        figure.supxlabel(text, fontsize=7, ha="left", x=0.01)
    return figure, {
        "kind": "maps" if reason is None else "table",
        "reason": reason,
        **both,
        "filter_limits": np.abs(filters).max(axis=2),
        "pattern_limits": np.abs(patterns).max(axis=2),
        "units": units,
        "reading": spatial.reading,
    }


def _in_units(spatial: SpatialFilters) -> tuple[np.ndarray, np.ndarray, tuple]:
    if spatial.info is None:
        return spatial.filters, spatial.patterns, ("per unit of X", "unit of X")
    return 1e-6 * spatial.filters, 1e6 * spatial.patterns, ("per µV", "µV")


def _maps(
    spatial: SpatialFilters,
    both: dict[str, np.ndarray],
    units: tuple,
    peak_hz: Any,
    axes: Any,
) -> Figure:
    n_temporal, n_spatial, _ = both["filters"].shape
    if axes is None:
        figure = new_figure(1.0 + 2 * n_spatial * 1.75, 0.8 + 1.85 * n_temporal)
        axes = figure.subplots(n_temporal, 2 * n_spatial, squeeze=False)
    grid = np.array(check_axes(axes, 2 * n_temporal * n_spatial), dtype=object)
    grid = grid.reshape(n_temporal, n_spatial, 2)
    for k, d in np.ndindex(n_temporal, n_spatial):
        for side, (kind, word) in enumerate(
            (("filters", "filter"), ("patterns", "pattern"))
        ):
            ax = grid[k, d, side]
            limit = draw_map(ax, both[kind][k, d], spatial.info)
            ax.set_title(f"{word} {d + 1}: ±{limit:.2g} {units[side]}", fontsize=8)
    for k in range(n_temporal):
        label = f"kernel {k + 1}" + (
            "" if peak_hz is None else f"\n{peak_hz[k]:.1f} Hz"
        )
        grid[k, 0, 0].set_ylabel(label + _collinear(spatial, k), fontsize=9)
    figure = grid[0, 0, 0].figure
    image = grid[0, 0, 0].images[0]
    bar = figure.colorbar(
        image,
        ax=list(grid.flat),
        location="bottom",
        ticks=[image.norm.vmin, 0, image.norm.vmax],
        shrink=0.45,
        aspect=40,
        pad=0.01,
    )
    bar.ax.set_xticklabels(["− limit of the map", "0", "+ limit of the map"])
    return figure


def _collinear(spatial: SpatialFilters, k: int) -> str:
    """Say how much the outputs of a kernel's filters have in common."""
    off = spatial.correlation[k][~np.eye(spatial.correlation.shape[1], dtype=bool)]
    if len(off) == 0:
        return ""
    return f"\n|r| {'up to ' if len(off) > 2 else ''}{np.abs(off).max():.2f}"


def _table(
    spatial: SpatialFilters, both: dict[str, np.ndarray], units: tuple, axes: Any
) -> Figure:
    n_temporal, n_spatial, n_chans = both["filters"].shape
    if axes is None:
        width = 2.2 + 2 * max(1.6, 0.3 * n_temporal * n_spatial)
        figure = new_figure(width, 1.9 + 0.19 * max(n_chans, 6))
        axes = figure.subplots(1, 2, sharey=True)
    pair = check_axes(axes, 2)
    labels = [f"{k + 1}.{d + 1}" for k, d in np.ndindex(n_temporal, n_spatial)]
    image = None
    for ax, kind, unit in zip(pair, ("filters", "patterns"), units, strict=True):
        values = both[kind].reshape(-1, n_chans).T
        limits = np.abs(values).max(axis=0)
        share = values / np.where(limits > 0, limits, 1)
        image = ax.imshow(share, cmap=DIVERGING, vmin=-1, vmax=1, aspect="auto")
        for row, column in zip(*np.nonzero(share < -FAINT), strict=True):
            colour = "white" if share[row, column] < -0.7 else "black"
            ax.text(
                column, row, "−", ha="center", va="center", fontsize=7, color=colour
            )
        ticks = [f"{a}  ±{b:.2g}" for a, b in zip(labels, limits, strict=True)]
        ax.set_xticks(range(len(ticks)), labels=ticks, rotation=90)
        ax.set_title(f"{kind} (limits: {unit})")
        ax.set_xlabel("kernel.filter, ± limit")
    pair[0].set_yticks(
        range(n_chans), labels=[plain(name, 16) for name in spatial.ch_names]
    )
    pair[0].set_ylabel("Electrode")
    figure = pair[0].figure
    figure.colorbar(image, ax=pair, label="Share of the column's limit", aspect=40)
    return figure
