"""Power spectral density of the trials."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.viz._style import COLOURS, DASHES, axes_or_new, shade_band, styled
from eegmodels.viz._text import plain

DEPTH = 60.0  # dB below the maximum; a stop band reaches much deeper


@styled
def plot_spectrum(
    freqs: np.ndarray,
    median: np.ndarray,
    *,
    groups: Sequence[Any],
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
    pass_band: tuple[float, float] | None = None,
    ax: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw spectra of groups of trials, each a line, with their spread over channels.

    Parameters
    ----------
    freqs : array, shape (n_freqs,)
        In Hz.
    median : array, shape (n_groups, n_freqs)
        Power spectral density in dB, relative to 1 µV²/Hz.
    groups : sequence, length n_groups
        Names of the groups.
    low, high : array, shape (n_freqs,) | None
        Edges of the spread over channels, in dB.
    pass_band : tuple of float | None
        In Hz; shaded.
    ax : matplotlib Axes | None

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``freqs``, ``median`` (by name of the group), ``low``, ``high``,
        ``pass_band``, ``ylim``.
    """
    figure, ax = axes_or_new(ax, 6.8, 3.2)
    shade_band(ax, pass_band, freqs)
    if low is not None and high is not None:
        ax.fill_between(
            freqs, low, high, color="#9FB8C8", alpha=0.6, lw=0, label="channels 10-90 %"
        )
    for k, (name, line) in enumerate(zip(groups, median, strict=True)):
        ax.plot(
            freqs,
            line,
            color=COLOURS[k % len(COLOURS)],
            ls=DASHES[k % len(DASHES)],
            lw=1.6,
            label=plain(name),
        )
    edges = median if high is None else np.vstack([median, high])
    top = float(np.max(edges)) + 3
    bottom = max(float(np.min(median if low is None else low)) - 3, top - DEPTH)
    ax.set_ylim(bottom, top)
    ax.set_xlim(float(freqs[0]), float(freqs[-1]))
    ax.set_xlabel("Frequency (Hz)")
    ax.set_ylabel("Power spectral density\n(dB re 1 µV²/Hz)")
    ax.legend(loc="upper right", ncols=1 + len(groups) // 8)
    numbers = {
        "freqs": freqs,
        "median": dict(zip([str(name) for name in groups], median, strict=True)),
        "low": low,
        "high": high,
        "pass_band": pass_band,
        "ylim": (bottom, top),
    }
    return figure, numbers
