"""Values by band and electrode: maps of the head, or bars where there are none."""

from collections.abc import Sequence
from typing import Any

import mne
import numpy as np

from eegmodels.viz._maps import draw_maps
from eegmodels.viz._style import DIVERGING
from eegmodels.viz._text import plain

MOST_NAMES = 40  # electrodes whose names fit beside an image
UNSIGNED = "Greys"


def draw_values(
    axes: Sequence[Any],
    values: np.ndarray,
    info: mne.Info | None,
    ch_names: Sequence[str],
    *,
    signed: bool,
) -> float:
    """Draw one panel for each row of values with shared colours; return their limit.

    Parameters
    ----------
    axes : sequence of matplotlib Axes
    values : array, shape (n_panels, n_chans)
    info : mne.Info | None
        None: no positions, so electrodes are drawn as a column of cells.
    ch_names : sequence of str
    signed : bool
        Whether colours reach to both sides of zero; else from zero up.
    """
    if info is not None:
        limit = draw_maps(axes, values, info)
        images = [ax.images[0] for ax in axes]
    else:
        limit = float(np.abs(values).max()) or 1.0
        images = []
        for k, (ax, value) in enumerate(zip(axes, values, strict=True)):
            images.append(ax.imshow(value[:, None], aspect="auto"))
            ax.set_xticks([])
            names = [plain(name, 10) for name in ch_names]
            named = k == 0 and len(names) <= MOST_NAMES
            ax.set_yticks(range(len(names)) if named else [])
            if named:
                ax.set_yticklabels(names, fontsize=6)
    for image in images:
        image.set_cmap(DIVERGING if signed else UNSIGNED)
        image.set_clim(-limit if signed else 0, limit)
    return limit


def band_text(name: str, band: tuple[float, float]) -> str:
    """Write a band with its edges, once."""
    edges = f"{band[0]:g}-{band[1]:g} Hz"
    return plain(name) if name == edges else f"{plain(name, 14)}\n{edges}"
