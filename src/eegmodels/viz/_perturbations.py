"""What a network is sensitive to: a spectrum and maps of bands for each output."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import PerturbationCorrelation
from eegmodels.results._drawing import draws
from eegmodels.results._grouping import group_text
from eegmodels.viz._band_maps import band_text, draw_values
from eegmodels.viz._maps import why_no_maps
from eegmodels.viz._style import (
    BAND,
    BLUE,
    GREY,
    ORANGE,
    check_axes,
    chosen_rows,
    new_figure,
    note_below,
    styled,
)
from eegmodels.viz._text import plain


@draws(PerturbationCorrelation)
@styled
def plot_perturbations(
    found: PerturbationCorrelation, *, rows: Any = None, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw a row for each output: size by frequency, then trained and untrained maps.

    The size is the root mean square over electrodes; bands are shaded. All maps share
    their colours; of several untrained networks the first is drawn as maps, and the
    spectra of all.

    Parameters
    ----------
    found : PerturbationCorrelation
    rows : list of int | None
        Outputs to draw, by position. None: the first 16.
    axes : sequence of matplotlib Axes | None
        Row by row: 1, and 2 for each band.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``rows``, ``outputs``, ``freqs``, ``size`` (n_rows, n_freqs), ``untrained_size``
        (n_untrained, n_rows, n_freqs), ``maps`` and ``untrained_maps`` (n_rows,
        n_bands, n_chans), ``limit`` of the colours, ``reason`` (why no heads, or None).

    Raises
    ------
    ValueError
        A row that does not exist; another number of axes.
    """
    chosen = chosen_rows(rows, len(found.outputs), "outputs")
    reason = why_no_maps(found.info)
    n_bands = len(found.bands)
    new = axes is None
    if new:
        figure = new_figure(3.4 + 2.5 * n_bands, 1.3 + 1.75 * len(chosen))
        axes = figure.subplots(
            len(chosen),
            1 + 2 * n_bands,
            squeeze=False,
            gridspec_kw={"width_ratios": [2.2] + [1.0] * (2 * n_bands)},
        )
    flat = check_axes(axes, len(chosen) * (1 + 2 * n_bands))
    panels = np.array(flat, dtype=object).reshape(len(chosen), -1)
    size = np.sqrt(np.square(found.correlation[chosen]).mean(axis=1))
    other = np.sqrt(np.square(found.untrained[:, chosen]).mean(axis=2))
    for place, ax in enumerate(panels[:, 0]):
        _draw_size(ax, found, size[place], other[:, place])
    maps = found.by_band[chosen]
    without = found.untrained_by_band[0][chosen]
    both = np.stack([maps, without], axis=2)  # a band's two maps side by side
    heads = panels[:, 1:].ravel()
    limit = draw_values(
        list(heads),
        both.reshape(len(heads), -1),
        found.info if reason is None else None,
        found.ch_names,
        signed=True,
    )
    _finish(panels, found, chosen, reason, new)
    return panels[0, 0].figure, {
        "rows": chosen,
        "outputs": [found.outputs[row] for row in chosen],
        "freqs": found.freqs,
        "size": size,
        "untrained_size": other,
        "maps": maps,
        "untrained_maps": without,
        "limit": limit,
        "reason": reason,
    }


def _draw_size(
    ax: Any, found: PerturbationCorrelation, size: np.ndarray, other: np.ndarray
) -> None:
    for low, high in found.bands:
        ax.axvspan(low, high, fc=BAND, ec="white", lw=1, zorder=0)
    ax.axhline(found.chance, color=GREY, ls=":", lw=1, label="no influence")
    for k, course in enumerate(other):
        label = "untrained" if k == 0 else None
        ax.plot(found.freqs, course, "--", color=ORANGE, lw=1, label=label)
    ax.plot(found.freqs, size, color=BLUE, lw=1.4, label="trained")
    ax.set_ylim(bottom=0)
    ax.set_xlim(found.freqs[0], found.freqs[-1])
    ax.set_ylabel("rms of r over\nelectrodes", fontsize=7)


def _finish(
    panels: Any,
    found: PerturbationCorrelation,
    chosen: list[int],
    reason: str | None,
    new: bool,
) -> None:
    for ax, row in zip(panels[:, 0], chosen, strict=True):
        name = plain(group_text(found.outputs[row], found.settings))
        ax.set_title(f"more of: {name}", loc="left", fontsize=9)
    panels[-1, 0].set_xlabel("Frequency (Hz)")
    panels[0, 0].legend(fontsize=6)
    for b, (name, band) in enumerate(zip(found.band_names, found.bands, strict=True)):
        text = band_text(name, band)
        panels[0, 1 + 2 * b].set_title(f"{text}\ntrained", fontsize=7)
        panels[0, 2 + 2 * b].set_title(f"{text}\nuntrained", fontsize=7)
    figure = panels[0, 0].figure
    figure.colorbar(
        panels[0, 1].images[0],
        ax=list(panels.ravel()),
        label="r of amplitude\nand output",
        aspect=20,
        pad=0.02,
    )
    if not new:
        return
    text = found.reading
    if len(found.untrained) > 1:
        text += f" Untrained maps: the first of {len(found.untrained)} networks."
    if reason is not None:
        text += f" No maps of the head: {reason}"
    note_below(figure, text)
