"""Head maps, by MNE: where the electrodes are and how a value spreads over them."""

from functools import cache
from typing import Any

import mne
import numpy as np
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import TransformedPath

from eegmodels._checks import some_names
from eegmodels.data import add_positions
from eegmodels.viz._style import DIVERGING, axes_or_new, new_figure, styled
from eegmodels.viz._text import plain

FEWEST = 4  # electrodes below which a surface between them is a guess
SHARES = (-0.75, -0.5, -0.25, 0.25, 0.5, 0.75)  # of the limit, where contours run
RADIUS = 0.095  # of the head that is drawn, in metres
NEAR = 0.55  # of the radius: where all places are as near to an electrode, all is seen
SHOWN = 0.35  # of the radius, around an electrode, where electrodes cover a part alone
# Front, back, left and right of the circle that is drawn as the head, with old names.
HORIZON = (("fpz",), ("oz",), ("t7", "t3"), ("t8", "t4"))


def why_no_maps(info: mne.Info | None) -> str | None:
    """Say in a sentence why head maps cannot be drawn; None where they can.

    Parameters
    ----------
    info : mne.Info | None
        Of the channels of a map.

    Returns
    -------
    str | None
    """
    if info is None:
        return "The data came as an array, which says nothing of electrodes."
    kinds = sorted(set(info.get_channel_types()))
    if kinds != ["eeg"]:
        return f"The channels are of type {', '.join(kinds)}; maps are for EEG alone."
    places = np.array([channel["loc"][:3] for channel in info["chs"]])
    known = np.isfinite(places).all(axis=1) & (places != 0).any(axis=1)
    if not known.all():
        without = [info["ch_names"][c] for c in np.flatnonzero(~known).tolist()]
        return (
            f"{len(without)} of {len(known)} electrodes have no known position: "
            f"{some_names(without)}."
        )
    if len(known) < FEWEST:
        return f"{len(known)} electrodes are too few; a map needs {FEWEST} or more."
    try:
        # Two electrodes at one place, all of them on a line: MNE says it best.
        draw_map(new_figure(1, 1).add_subplot(), np.arange(len(known)), info)
    except (ValueError, RuntimeError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        return f"MNE cannot draw a map of these positions: {said}."
    return None


def draw_map(
    ax: Any, values: np.ndarray, info: mne.Info, names: list[str] | None = None
) -> float:
    """Draw one map; return the limit of its colours, the same in both directions.

    Where electrodes cover a part of the head alone, their surroundings are drawn and
    the rest stays white.
    """
    limit = float(np.abs(values).max()) or 1.0
    upright = _upright(info)
    mne.viz.plot_topomap(
        values,
        upright,
        sphere=RADIUS,
        axes=ax,
        show=False,
        names=names,
        vlim=(-limit, limit),
        cmap=DIVERGING,
        contours=4 if names is None else 0,
        sensors="k.",
        res=64,
    )
    for points in ax.lines:
        if points.get_marker() == ".":
            points.set_markersize(1.8)
            seen = np.column_stack(points.get_data())
    if not _covers(upright):
        _clip_to_surroundings(ax, seen)
    return limit


def _clip_to_surroundings(ax: Any, places: np.ndarray) -> None:
    """Show a surface within a distance of electrodes (n_chans, 2) and no further."""
    around = [Path.circle(place, SHOWN * RADIUS) for place in places]
    shown = TransformedPath(Path.make_compound_path(*around), ax.transData)
    for part in (ax.images[0], *ax.collections):
        part.set_clip_path(shown)


def draw_maps(heads: Any, values: np.ndarray, info: mne.Info) -> float:
    """Draw maps (n_maps, n_chans) with shared limits; return the limit.

    Contours are at the same values in all of them, dashed where negative, so that
    signs can be told apart without colours.
    """
    limit = float(np.abs(values).max()) or 1.0
    for ax, value in zip(heads, values, strict=True):
        draw_map(ax, value, info)
        ax.images[0].set_clim(-limit, limit)
        for lines in list(ax.collections):  # at levels of this map alone
            lines.remove()
        _draw_contours(ax, limit)
    return limit


def _draw_contours(ax: Any, limit: float) -> None:
    image = ax.images[0]
    surface = np.ma.masked_invalid(image.get_array())
    levels = [
        share * limit
        for share in SHARES
        if surface.min() < share * limit < surface.max()
    ]
    if levels:
        left, right, bottom, top = image.get_extent()
        x = np.linspace(left, right, surface.shape[1])
        y = np.linspace(bottom, top, surface.shape[0])
        lines = ax.contour(x, y, surface, levels=levels, colors="k", linewidths=0.5)
        lines.set_clip_path(image.get_clip_path())


@styled
def plot_electrodes(info: mne.Info, *, ax: Any = None) -> tuple[Figure, dict[str, Any]]:
    """Draw a head with the name of each electrode at its place, nose up.

    Parameters
    ----------
    info : mne.Info
        Of EEG channels with positions.
    ax : matplotlib Axes | None

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``ch_names`` and ``positions``, shape (n_chans, 3), in metres.

    Raises
    ------
    ValueError
        If positions are missing; the message says which.
    """
    reason = why_no_maps(info)
    if reason is not None:
        raise ValueError(f"No map of the electrodes can be drawn. {reason}")
    figure, ax = axes_or_new(ax, 5.2, 5.2)
    names = [plain(name, 12) for name in info["ch_names"]]
    draw_map(ax, np.zeros(len(names)), info, names)
    size = 8 if len(names) <= 70 else 5
    for text, name in zip(ax.texts, names, strict=True):
        # Above its dot, so that neither hides the other.
        text.set_y(text.get_position()[1] + 0.025 * RADIUS)
        text.set(fontsize=size if len(name) <= 4 else size - 2, va="bottom", zorder=9)
        text.set_bbox({"fc": "white", "ec": "none", "alpha": 0.7, "pad": 0.3})
    return figure, {
        "ch_names": list(info["ch_names"]),
        "positions": np.array([channel["loc"][:3] for channel in info["chs"]]),
    }


def _covers(upright: mne.Info) -> bool:
    """Tell whether an electrode is near to each place of two rings around Cz."""
    places = np.array([channel["loc"][:3] for channel in upright["chs"]]) / RADIUS
    angle = np.arctan2(places[:, 1], places[:, 0])
    # As on the map: the distance from the vertex is the angle from it.
    radius = np.arccos(np.clip(places[:, 2], -1, 1)) / (np.pi / 2)
    seen = radius * np.exp(1j * angle)
    rings = np.outer([0.35, 0.75], np.exp(1j * np.pi / 4 * np.arange(8))).ravel()
    return bool(np.abs(seen - rings[:, None]).min(axis=1).max() < NEAR)


def _upright(info: mne.Info) -> mne.Info:
    """Turn and round the head so that its 10-20 horizon is the circle that is drawn.

    MNE draws the head about the origin of its coordinates, which lies between the
    ears: the forehead would be outside of the circle and the back of the head well
    inside. Here, as on a 10-20 chart, electrodes lie on a sphere whose equator runs
    through Fpz, T7, Oz and T8 (those of a template where the recording lacks one).
    """
    own = {channel["ch_name"].casefold(): channel["loc"][:3] for channel in info["chs"]}
    found = [next((own[n] for n in names if n in own), None) for names in HORIZON]
    known = [mark for mark in found if mark is not None]
    marks = np.array(known if len(known) == len(HORIZON) else _template_horizon())
    front, back, left, right = marks
    ahead = _unit(front - back)
    aside = right - left
    aside = _unit(aside - (aside @ ahead) * ahead)
    axes = np.array([aside, ahead, np.cross(aside, ahead)])
    turned = info.copy()
    for channel in turned["chs"]:
        place = axes @ (channel["loc"][:3] - marks.mean(axis=0))
        channel["loc"][:3] = RADIUS * _unit(place)
    return turned


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / (np.linalg.norm(vector) or 1.0)


@cache
def _template_horizon() -> tuple[np.ndarray, ...]:
    """Give the horizon of MNE's template, in head coordinates."""
    names = [names[0] for names in HORIZON]
    made = mne.create_info(names, 100.0, "eeg", verbose="ERROR")
    raw = add_positions(mne.io.RawArray(np.zeros((4, 1)), made, verbose="ERROR"))
    return tuple(channel["loc"][:3].copy() for channel in raw.info["chs"])
