"""Spatial filters and patterns: maps, or a table where positions are missing."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import SpatialFilters, TemporalKernels
from eegmodels.results._drawing import draws
from eegmodels.viz._kernels import draw_kernel
from eegmodels.viz._maps import draw_map, why_no_maps
from eegmodels.viz._style import (
    DIVERGING,
    check_axes,
    chosen_rows,
    new_figure,
    styled,
)
from eegmodels.viz._text import plain

BESIDE = 3  # filters in a line, where they have no kernel of their own
FAINT = 0.25  # share of the maximum below which a cell shows no sign


@draws(SpatialFilters)
@styled
def plot_spatial_filters(
    spatial: SpatialFilters,
    *,
    peak_hz: Any = None,
    kernels: TemporalKernels | None = None,
    rows: Any = None,
    axes: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw filters and patterns: a row for each temporal kernel.

    Each map has colour limits of its own, symmetric about zero, which stand above
    it. Where an electrode has no position there is a table by electrode name. Signs
    and sizes are drawn as they come: fix them by ``spatial.standardised()``.

    Parameters
    ----------
    spatial : SpatialFilters
    peak_hz : array, shape (n_temporal,) | None
        Peak of each temporal kernel, to name the rows; of a merged opening that of
        each filter.
    kernels : TemporalKernels | None
        Of the same network: each is drawn in seconds before its maps, and gives
        ``peak_hz``. Only for maps, and for an opening with temporal kernels.
    rows : sequence of int | None
        Which temporal kernels, or which filters where they have no kernel of their
        own, counted from 0. None: the first 16.
    axes : sequence of matplotlib Axes | None
        For maps two for each filter that is drawn, one after another, and with
        ``kernels`` one before those of each kernel; for a table 2.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``kind`` ("maps" or "table"), ``reason`` (why there is a table, or None),
        ``places`` (pairs of kernel and filter that are drawn, from 0); of all filters
        ``filters``, ``patterns`` (n_temporal, n_spatial, n_chans), their symmetric
        ``filter_limits`` and ``pattern_limits`` (n_temporal, n_spatial),
        ``units`` of filters and patterns, and ``reading``, which stands below.

    Raises
    ------
    ValueError
        Kernels of another network, or where filters have none; a row that does not
        exist; another number of axes.
    """
    if kernels is not None:
        _check_kernels(spatial, kernels)
        peak_hz = kernels.peak_hz if peak_hz is None else peak_hz
    filters, patterns, units = _in_units(spatial)
    n_temporal, n_spatial, _ = filters.shape
    if spatial.opening == "temporal-spatial":
        chosen = chosen_rows(rows, n_temporal, "kernels")
        places = [(f, d) for f in chosen for d in range(n_spatial)]
    else:
        places = [(0, d) for d in chosen_rows(rows, n_spatial, "filters")]
    reason = why_no_maps(spatial.info)
    both = {"filters": filters, "patterns": patterns}
    if reason is None:
        figure = _maps(spatial, places, both, units, peak_hz, kernels, axes)
    else:
        figure = _table(spatial, places, both, units, axes)
    if axes is None:
        text = spatial.reading
        if spatial.is_standardised:
            text += " SD: standard deviation of the filter's output on these data."
        if len(places) < n_temporal * n_spatial:
            text += f" Drawn: {len(places)} of {n_temporal * n_spatial} filters."
        text = fill(text, int(18 * figure.get_figwidth()))
        figure.supxlabel(text, fontsize=7, ha="left", x=0.01)
    return figure, {
        "kind": "maps" if reason is None else "table",
        "reason": reason,
        "places": places,
        **both,
        "filter_limits": np.abs(filters).max(axis=2),
        "pattern_limits": np.abs(patterns).max(axis=2),
        "units": units,
        "reading": spatial.reading,
    }


def _in_units(spatial: SpatialFilters) -> tuple[np.ndarray, np.ndarray, tuple]:
    units = ("per unit of X", "unit of X")
    filters, patterns = spatial.filters, spatial.patterns
    if spatial.info is not None:
        filters, patterns, units = 1e-6 * filters, 1e6 * patterns, ("per µV", "µV")
    if spatial.is_standardised:
        units = (f"SD {units[0]}", f"{units[1]} per SD")
    return filters, patterns, units


def _check_kernels(spatial: SpatialFilters, kernels: TemporalKernels) -> None:
    n = len(spatial.filters)
    if spatial.opening != "temporal-spatial" or len(kernels.kernels) != n:
        raise ValueError(
            f"kernels holds {len(kernels.kernels)} kernels; the filters (opening "
            f"{spatial.opening!r}) belong to {n}. Take both of one network that opens "
            "as EEGNet does, or draw kernels.plot() beside this."
        )


def _maps(
    spatial: SpatialFilters,
    places: list[tuple[int, int]],
    both: dict[str, np.ndarray],
    units: tuple,
    peak_hz: Any,
    kernels: TemporalKernels | None,
    axes: Any,
) -> Figure:
    of_kernels = spatial.opening == "temporal-spatial"
    n_beside = both["filters"].shape[1] if of_kernels else min(BESIDE, len(places))
    n_lines = -(-len(places) // n_beside)
    n_first = 0 if kernels is None else 1
    if axes is None:
        figure = new_figure(
            1.0 + 2 * n_beside * 1.75 + 2.4 * n_first, 0.8 + 1.85 * n_lines
        )
        grid = figure.subplots(
            n_lines,
            2 * n_beside + n_first,
            squeeze=False,
            width_ratios=[1.4] * n_first + [1.0] * (2 * n_beside),
        )
        used = 2 * len(places) + n_first * n_lines
        for ax in grid.flat[used:]:
            ax.set_axis_off()
        axes = list(grid.flat[:used])
    flat = check_axes(axes, 2 * len(places) + n_first * n_lines)
    if kernels is not None:
        step = 2 * n_beside + 1
        _draw_kernels(flat[::step], kernels, [f for f, d in places if d == 0])
        flat = [ax for k, ax in enumerate(flat) if k % step]
    pairs = np.array(flat, dtype=object).reshape(-1, 2)
    for k, ((f, d), pair) in enumerate(zip(places, pairs, strict=True)):
        for ax, kind, unit in zip(pair, ("filters", "patterns"), units, strict=True):
            limit = draw_map(ax, both[kind][f, d], spatial.info)
            ax.set_title(f"{kind[:-1]} {d + 1}: ±{limit:.2g} {unit}", fontsize=7)
        if of_kernels and k % n_beside == 0:
            hertz = "" if peak_hz is None else f"\n{peak_hz[f]:.1f} Hz"
            label = f"kernel {f + 1}{hertz}{_collinear(spatial, f)}"
            pair[0].set_ylabel(label, fontsize=9)
        elif not of_kernels and peak_hz is not None:
            pair[0].set_ylabel(f"{peak_hz[d]:.1f} Hz", fontsize=9)
    figure = pairs[0, 0].figure
    image = pairs[0, 0].images[0]
    bar = figure.colorbar(
        image,
        ax=list(pairs.flat),
        location="bottom",
        ticks=[image.norm.vmin, 0, image.norm.vmax],
        shrink=0.45,
        aspect=40,
        pad=0.01,
    )
    bar.ax.set_xticklabels(["− limit of the map", "0", "+ limit of the map"])
    return figure


def _draw_kernels(axes: Any, kernels: TemporalKernels, chosen: list[int]) -> None:
    """Draw kernels in seconds, with one scale of time below them all."""
    for ax, f in zip(axes, chosen, strict=True):
        draw_kernel(ax, kernels, f)
        ax.tick_params(labelbottom=f == chosen[-1])
    axes[-1].set_xlabel("Time relative to\nthe output sample (s)")


def _collinear(spatial: SpatialFilters, k: int) -> str:
    """Say how much the outputs of a kernel's filters have in common."""
    off = spatial.correlation[k][~np.eye(spatial.correlation.shape[1], dtype=bool)]
    if len(off) == 0:
        return ""
    return f"\n|r| {'up to ' if len(off) > 2 else ''}{np.abs(off).max():.2f}"


def _table(
    spatial: SpatialFilters,
    places: list[tuple[int, int]],
    both: dict[str, np.ndarray],
    units: tuple,
    axes: Any,
) -> Figure:
    n_chans = both["filters"].shape[2]
    of_kernels = spatial.opening == "temporal-spatial"
    if axes is None:
        width = 2.2 + 2 * max(1.6, 0.3 * len(places))
        figure = new_figure(width, 1.9 + 0.19 * max(n_chans, 6))
        axes = figure.subplots(1, 2, sharey=True)
    pair = check_axes(axes, 2)
    labels = [f"{f + 1}.{d + 1}" if of_kernels else f"{d + 1}" for f, d in places]
    image = None
    for ax, kind, unit in zip(pair, ("filters", "patterns"), units, strict=True):
        values = np.array([both[kind][place] for place in places]).T
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
        ax.set_xlabel(f"{'kernel.filter' if of_kernels else 'filter'}, ± limit")
    pair[0].set_yticks(
        range(n_chans), labels=[plain(name, 16) for name in spatial.ch_names]
    )
    pair[0].set_ylabel("Electrode")
    figure = pair[0].figure
    figure.colorbar(image, ax=pair, label="Share of the column's limit", aspect=40)
    return figure
