"""Which bands a stage follows, and where: trained, untrained, and the difference."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import EnvelopeCorrelation
from eegmodels.results._drawing import draws
from eegmodels.viz._band_maps import band_text, draw_values
from eegmodels.viz._maps import why_no_maps
from eegmodels.viz._style import check_axes, new_figure, note_below, styled

ROWS = ("trained", "untrained", "difference")


@draws(EnvelopeCorrelation)
@styled
def plot_envelopes(
    found: EnvelopeCorrelation, *, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw maps of the mean absolute correlation, a column for each band.

    Trained and untrained share their colours, from zero up; the difference has colours
    of its own, about zero.

    Parameters
    ----------
    found : EnvelopeCorrelation
    axes : sequence of matplotlib Axes | None
        Row by row: trained, untrained, difference; one for each band.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``trained``, ``untrained`` and ``difference`` (n_bands, n_chans), ``limit`` and
        ``difference_limit`` of the colours, ``reason`` (why no heads, or None).

    Raises
    ------
    ValueError
        Another number of axes.
    """
    reason = why_no_maps(found.info)
    n_bands = len(found.bands)
    new = axes is None
    if new:
        figure = new_figure(max(4.4, 1.8 + 1.7 * n_bands), 6.0)
        axes = figure.subplots(len(ROWS), n_bands, squeeze=False)
    panels = np.array(check_axes(axes, len(ROWS) * n_bands), dtype=object)
    panels = panels.reshape(len(ROWS), n_bands)
    info = found.info if reason is None else None
    above = np.concatenate([found.mean_absolute, found.untrained_mean_absolute])
    limit = draw_values(
        list(panels[:2].ravel()), above, info, found.ch_names, signed=False
    )
    other = draw_values(
        list(panels[2]), found.difference, info, found.ch_names, signed=True
    )
    figure = panels[0, 0].figure
    for ax, name, band in zip(panels[0], found.band_names, found.bands, strict=True):
        ax.set_title(band_text(name, band), fontsize=8)
    for ax, word in zip(panels[:, 0], ROWS, strict=True):
        ax.set_ylabel(word, fontsize=9)
    for part, label in (
        (panels[:2], "mean |r|"),
        (panels[2:], "difference of mean |r|"),
    ):
        bar = figure.colorbar(part[0, 0].images[0], ax=list(part.ravel()), aspect=18)
        bar.set_label(label, fontsize=8)
    if new:
        text = found.reading
        if len(found.untrained) > 1:
            text += f" Untrained: mean of {len(found.untrained)} networks."
        if reason is not None:
            text += f" No maps of the head: {reason}"
        note_below(figure, text)
    return figure, {
        "trained": found.mean_absolute,
        "untrained": found.untrained_mean_absolute,
        "difference": found.difference,
        "limit": limit,
        "difference_limit": other,
        "reason": reason,
    }
