"""Spectra of temporal kernels, and the frequencies of flickering stimuli."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import StimulusTuning
from eegmodels.results._drawing import draws
from eegmodels.viz._style import (
    BLUE,
    DASHES,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    check_axes,
    new_figure,
    styled,
)

NAMED = 40  # kernels up to which each row has its name
EDGE = 1.1  # of the highest line, where the axis of frequencies ends
OF_HARMONIC = (BLUE, ORANGE, GREEN, PURPLE)


@draws(StimulusTuning)
@styled
def plot_stimulus_tuning(
    tuning: StimulusTuning, *, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw the response of each kernel, sorted by peak, below that of all together.

    Each row is a share of its own maximum. Lines are stimuli and their harmonics. A
    dot is a peak on a line, a cross a peak beside all of them.

    Parameters
    ----------
    tuning : StimulusTuning
    axes : sequence of 2 matplotlib Axes | None
        Of the mean and of the rows.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``order`` (kernels from the first row to the last), ``freqs``, ``response``
        (n_temporal, n_freqs) in that order, as shares, ``mean`` (n_freqs,) over
        kernels, ``lines``, ``peak_hz`` and ``hits`` in that order, ``reading``.
    """
    order = tuning.order
    highest = tuning.response.max(axis=1, keepdims=True)
    shares = (tuning.response / np.where(highest > 0, highest, 1))[order]
    new = axes is None
    if new:
        height = 2.6 + 0.16 * min(max(len(order), 8), NAMED)
        figure = new_figure(7.6, height)
        axes = figure.subplots(
            2, 1, sharex=True, height_ratios=[1, max(1.4, height - 3.2)]
        )
    above, below = check_axes(axes, 2)
    mean = shares.mean(axis=0)
    _draw_rows(below, tuning, order, shares)
    above.plot(tuning.freqs, mean, color="black", lw=1.3, label="mean of the kernels")
    above.set_ylim(0, 1.05 * float(mean.max()) or 1.0)
    above.set_ylabel("mean response\n(of max.)", fontsize=8)
    _draw_lines(above, below, tuning)
    end = min(float(tuning.freqs[-1]), EDGE * float(np.nanmax(tuning.lines)))
    below.set_xlim(0, max(end, 1.05 * float(np.nanmax([*tuning.peak_hz, 0]))))
    below.set_xlabel("Frequency (Hz)")
    handles, labels = above.get_legend_handles_labels()
    dots, names = below.get_legend_handles_labels()
    if new:
        above.figure.legend(
            [*handles, *dots], [*labels, *names], loc="outside upper center", ncols=3
        )
        text = fill(tuning.reading, int(17 * above.figure.get_figwidth()))
        above.figure.supxlabel(text, fontsize=7, ha="left", x=0.01)
    return above.figure, {
        "order": order,
        "freqs": tuning.freqs,
        "response": shares,
        "mean": mean,
        "lines": tuning.lines,
        "peak_hz": tuning.peak_hz[order],
        "hits": tuning.hits[order],
        "reading": tuning.reading,
    }


def _draw_rows(
    ax: Any, tuning: StimulusTuning, order: list[int], shares: np.ndarray
) -> None:
    rows = np.arange(len(order))
    image = ax.pcolormesh(
        tuning.freqs,
        rows,
        shares,
        cmap="Greys",
        vmin=0,
        vmax=1,
        shading="nearest",
        rasterized=True,
    )
    on, peak = tuning.hits[order], tuning.peak_hz[order]
    beside = ~on & np.isfinite(peak)
    look = {"ls": "", "ms": 5, "zorder": 6}
    ax.plot(
        peak[on],
        rows[on],
        "o",
        mfc="white",
        mec="black",
        label="peak on a line",
        **look,
    )
    ax.plot(
        peak[beside], rows[beside], "x", mec=ORANGE, mew=1.8, label="peak beside",
        **look,
    )  # fmt: skip
    ax.set_ylim(len(order) - 0.5, -0.5)
    if len(order) <= NAMED:
        ax.set_yticks(rows, labels=[tuning.names[k] for k in order], fontsize=7)
    ax.set_ylabel("kernels, by peak")
    bar = ax.figure.colorbar(image, ax=ax, pad=0.01, aspect=25, shrink=0.8)
    bar.set_label("response (of max.)", fontsize=7)
    bar.ax.tick_params(labelsize=7)


def _draw_lines(above: Any, below: Any, tuning: StimulusTuning) -> None:
    """Draw a line for each stimulus and harmonic; write the stimuli above."""
    for h, hertz in enumerate(tuning.lines.T):
        look = {
            "color": OF_HARMONIC[min(h, len(OF_HARMONIC) - 1)],
            "ls": DASHES[min(h, len(DASHES) - 1)],
        }
        label = "stimulus" if h == 0 else f"{h + 1} x stimulus"
        for hz in hertz[np.isfinite(hertz)].tolist():
            above.axvline(hz, lw=1.2, **look, label=label)
            below.axvline(hz, lw=0.8, alpha=0.7, **look)
            label = "_"
    top = above.get_ylim()[1]
    for hz in tuning.stimuli.tolist():
        above.text(
            hz, top, f" {hz:g}", rotation=90, va="bottom", ha="center", fontsize=6,
            color=GREY,
        )  # fmt: skip
