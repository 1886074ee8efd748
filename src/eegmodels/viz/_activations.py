"""What filters give for each class: averages, power by time and frequency, maps."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import ClassAverages, SpatialFilters, TimeFrequency
from eegmodels.results._drawing import draws
from eegmodels.viz._maps import draw_map, why_no_maps
from eegmodels.viz._style import (
    COLOURS,
    DASHES,
    DIVERGING,
    GREY,
    check_axes,
    chosen_rows,
    new_figure,
    styled,
)
from eegmodels.viz._text import plain

SEQUENTIAL = "viridis"


@draws(ClassAverages)
@styled
def plot_activations(
    averages: ClassAverages,
    *,
    power: TimeFrequency | None = None,
    spatial: SpatialFilters | None = None,
    rows: Any = None,
    axes: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw a row for each filter: averages, power, and the maps of that filter.

    Each panel has limits of its own. In the panel of power, what lies outside of the
    dotted lines is affected by the ends of the epoch.

    Parameters
    ----------
    averages : ClassAverages
        Of a stage with a time axis.
    power : TimeFrequency | None
        Its difference between two classes is drawn; its power where there is none.
    spatial : SpatialFilters | None
        Maps of the same filters, weight and pattern. Without positions they are left
        out, and the figure says so.
    rows : list of int | None
        Filters to draw, by position. None: the first 16.
    axes : sequence of matplotlib Axes | None
        Row by row: 1, and 1 more with power, and 2 more with maps.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``rows``, ``names``, ``times``, ``mean``, ``low``, ``high`` (n_classes, n_rows,
        n_times), ``classes``, ``unit``; ``power_kind`` ("difference", "power" or
        None), ``power`` (n_rows, n_freqs, n_times), ``power_limits`` (n_rows,),
        ``contrast``, ``freqs``, ``left_out_hz``; ``filters`` and ``patterns``
        (n_rows, n_chans), None where there is no map, and ``reason`` why.

    Raises
    ------
    ValueError
        A stage without time axis; a row that does not exist; other filters in
        ``power`` or ``spatial``; another number of axes.
    """
    chosen = _check(averages, power, spatial, rows)
    reason = why_no_maps(spatial.info) if spatial is not None else "no maps were given."
    maps = None if spatial is None or reason else _in_order(spatial, chosen)
    widths = [2.4] + [2.2] * (power is not None) + [1.0, 1.0] * (maps is not None)
    new = axes is None
    if new:
        figure = new_figure(0.8 + 1.5 * sum(widths), 1.1 + 1.6 * len(chosen))
        grid = {"width_ratios": widths}
        axes = figure.subplots(
            len(chosen), len(widths), squeeze=False, gridspec_kw=grid
        )
    flat = check_axes(axes, len(chosen) * len(widths))
    panels = np.array(flat, dtype=object).reshape(len(chosen), len(widths))
    drawn_power = None if power is None else _chosen_power(power, chosen)
    limits = []
    for place, row in enumerate(chosen):
        _draw_averages(panels[place, 0], averages, row)
        if power is not None and drawn_power is not None:
            limits.append(_draw_power(panels[place, 1], power, drawn_power[place]))
        if spatial is not None and maps is not None:
            _draw_maps(panels[place, -2:], spatial, maps, place)
    _finish(panels, averages, power, len(chosen), reason if spatial else None)
    return panels[0, 0].figure, {
        "rows": chosen,
        "names": [averages.names[row] for row in chosen],
        "times": averages.times,
        "mean": averages.mean[:, chosen],
        "low": averages.low[:, chosen],
        "high": averages.high[:, chosen],
        "classes": averages.classes,
        "unit": averages.unit,
        "power_kind": None if power is None else _kind(power),
        "power": drawn_power,
        "power_limits": np.array(limits),
        "contrast": None if power is None else power.contrast,
        "freqs": None if power is None else power.freqs,
        "left_out_hz": None if power is None else power.left_out_hz,
        "filters": None if maps is None else maps[0],
        "patterns": None if maps is None else maps[1],
        "reason": None if maps is not None else reason,
    }


def _check(
    averages: ClassAverages,
    power: TimeFrequency | None,
    spatial: SpatialFilters | None,
    rows: Any,
) -> list[int]:
    if averages.times is None:
        raise ValueError(
            f"The stage {averages.stage!r} has no time axis, so there is no course to "
            "draw; its averages are in .mean."
        )
    n = len(averages.names)
    if power is not None and power.names != averages.names:
        raise ValueError("power has other filters than averages; take both of a stage.")
    if spatial is not None and np.prod(spatial.filters.shape[:2]) != n:
        raise ValueError(
            f"spatial has {np.prod(spatial.filters.shape[:2])} filters and averages "
            f"{n}; take both of a stage."
        )
    return chosen_rows(rows, n, "filters")


def _in_order(
    spatial: SpatialFilters, chosen: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    n_chans = spatial.filters.shape[2]
    return (
        spatial.filters.reshape(-1, n_chans)[chosen],
        spatial.patterns.reshape(-1, n_chans)[chosen],
    )


def _kind(power: TimeFrequency) -> str:
    return "power" if power.difference is None else "difference"


def _chosen_power(power: TimeFrequency, chosen: list[int]) -> np.ndarray:
    values = power.power[0] if power.difference is None else power.difference
    return values[chosen]


def _draw_averages(ax: Any, averages: ClassAverages, row: int) -> None:
    ax.axhline(0, color=GREY, lw=0.6)
    for k, name in enumerate(averages.classes):
        colour, dash = COLOURS[k % len(COLOURS)], DASHES[k % len(DASHES)]
        label = f"{plain(name)} (n = {averages.n_trials[k]})"
        times = averages.times
        ax.plot(times, averages.mean[k, row], dash, color=colour, lw=1.2, label=label)
        low, high = averages.low[k, row], averages.high[k, row]
        ax.fill_between(times, low, high, color=colour, alpha=0.2, lw=0)
    ax.set_title(plain(averages.names[row], 40), loc="left", fontsize=9)
    ax.set_ylabel("activation\n(arbitrary)", fontsize=7)
    ax.set_xlim(averages.times[0], averages.times[-1])  # type: ignore[index]


def _draw_power(ax: Any, power: TimeFrequency, values: np.ndarray) -> float:
    """Draw one panel; return the limit of its colours."""
    limit = float(np.abs(values).max()) or 1.0
    # Around zero: a difference, or power against a baseline, but for a plain ratio.
    signed = power.contrast or power.mode not in (None, "ratio")
    low, colours = (-limit, DIVERGING) if signed else (0, SEQUENTIAL)
    image = ax.pcolormesh(
        power.times,
        power.freqs,
        values,
        cmap=colours,
        vmin=low,
        vmax=limit,
        shading="nearest",
        rasterized=True,
    )
    ax.set_yscale("log", base=2)
    ticks = power.freqs[:: max(1, len(power.freqs) // 5)]
    ax.set_yticks(ticks, labels=[f"{hz:.3g}" for hz in ticks])
    ax.minorticks_off()
    for side in (power.times[0] + power.edge_s, power.times[-1] - power.edge_s):
        ax.plot(side, power.freqs, ":", color="black", lw=1)
    if power.baseline is not None:
        bottom = ax.get_xaxis_transform()
        ax.plot(power.baseline, (0, 0), color="black", lw=4, transform=bottom)
    ax.set_xlim(power.times[0], power.times[-1])
    ax.set_ylabel("Hz", fontsize=7)
    bar = ax.figure.colorbar(image, ax=ax, pad=0.02, aspect=12)
    bar.ax.tick_params(labelsize=6)
    return limit


def _draw_maps(
    pair: Any,
    spatial: SpatialFilters,
    maps: tuple[np.ndarray, np.ndarray],
    place: int,
) -> None:
    for ax, values, word in zip(pair, maps, ("filter", "pattern"), strict=True):
        draw_map(ax, values[place], spatial.info)
        ax.set_title(word, fontsize=8)


def _finish(
    panels: Any,
    averages: ClassAverages,
    power: TimeFrequency | None,
    n_rows: int,
    reason: str | None,
) -> None:
    """Name what is common to all rows: axes, classes, and what is missing."""
    first, last = panels[0], panels[-1]
    last[0].set_xlabel("Time after the event (s)")
    if averages.stage:
        first[0].legend(loc="best", fontsize=7)
    notes = [f"Bands: {100 * averages.level:g} % ({averages.method})."]
    if n_rows < len(averages.names):
        notes.append(f"{n_rows} of {len(averages.names)} filters.")
    if power is not None:
        last[1].set_xlabel("Time after the event (s)")
        title = "power of all trials"
        if power.contrast is not None:
            title = " − ".join(plain(name, 12) for name in power.contrast)
        first[1].set_title(f"power: {title}", fontsize=9)
        if power.baseline is not None:
            notes.append(
                f"Power of each class: {plain(power.unit, 80)} "
                f"({plain(power.baseline_text, 60)}, the black bar)."
            )
        if power.left_out_hz:
            hz = ", ".join(f"{f:.3g}" for f in power.left_out_hz)
            notes.append(f"Left out, do not fit the epoch: {hz} Hz.")
    if reason is not None:
        notes.append(f"No maps: {plain(reason, 400)}")
    first[0].figure.supxlabel("\n".join(notes), fontsize=7, ha="left", x=0.01)
