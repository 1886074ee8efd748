"""Temporal kernels and what they let pass."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import TemporalKernels
from eegmodels.results._drawing import draws
from eegmodels.viz._style import (
    BLUE,
    GREY,
    ORANGE,
    check_axes,
    chosen_rows,
    is_filtered,
    new_figure,
    shade_band,
    styled,
)


@draws(TemporalKernels)
@styled
def plot_temporal_kernels(
    kernels: TemporalKernels, *, rows: Any = None, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw each kernel in seconds and, beside it, its frequency response in Hz.

    Curves of the response are shares of their own maximum, because the size of a
    kernel says nothing: the next layer standardises its output.

    Parameters
    ----------
    kernels : TemporalKernels
    rows : sequence of int | None
        Which kernels, counted from 0. None: the first 16.
    axes : array of matplotlib Axes, shape (n_rows, 2) | None

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``rows``, which kernels are drawn; of all kernels ``times``, ``kernels``,
        ``freqs``, ``response`` and ``weighted`` (shares), ``peak_hz``, ``in_band``,
        ``pass_band``.
    """
    chosen = chosen_rows(rows, len(kernels.kernels), "kernels")
    n = len(chosen)
    new = axes is None
    if new:
        figure = new_figure(8.2, 0.7 + 1.05 * n)
        axes = figure.subplots(n, 2, sharex="col", squeeze=False)
    pairs = np.array(check_axes(axes, 2 * n), dtype=object).reshape(n, 2)
    response = _shares(kernels.response)
    weighted = None if kernels.weighted is None else _shares(kernels.weighted)
    for k, (left, right) in zip(chosen, pairs, strict=True):
        draw_kernel(left, kernels, k)
        _draw_response(
            right, kernels, k, response[k], None if weighted is None else weighted[k]
        )
    pairs[-1, 0].set_xlabel("Time relative to the output sample (s)")
    pairs[-1, 1].set_xlabel("Frequency (Hz)")
    lines = pairs[0, 1].get_legend_handles_labels()
    if new:
        pairs[0, 0].figure.legend(*lines, loc="outside upper right", ncols=4)
    else:
        pairs[0, 1].legend(*lines, loc="upper right", ncols=2, fontsize=7)
    if n < len(kernels.kernels) and new:
        text = f"{n} of {len(kernels.kernels)} kernels"
        pairs[0, 0].figure.text(0.01, 0.995, text, va="top", fontsize=8)
    return pairs[0, 0].figure, {
        "rows": chosen,
        "times": kernels.times,
        "kernels": kernels.kernels,
        "freqs": kernels.freqs,
        "response": response,
        "weighted": weighted,
        "peak_hz": kernels.peak_hz,
        "in_band": kernels.in_band,
        "pass_band": kernels.pass_band,
    }


def _shares(curves: np.ndarray) -> np.ndarray:
    highest = curves.max(axis=1, keepdims=True)
    return curves / np.where(highest > 0, highest, 1)


def draw_kernel(ax: Any, kernels: TemporalKernels, k: int) -> None:
    ax.axhline(0, color=GREY, lw=0.6)
    ax.plot(kernels.times, kernels.kernels[k], color=BLUE, lw=1.2)
    title = f"kernel {k + 1}"
    if kernels.one_course_share is not None:
        share = 100 * float(kernels.one_course_share[k])
        title = f"filter {k + 1}: best single course, {share:.0f} % of the kernel"
    ax.set_title(title, loc="left", fontsize=9)
    ax.set_ylabel("weight\n(no unit)", fontsize=7)
    ax.set_xlim(kernels.times[0], kernels.times[-1])
    most = float(np.abs(kernels.kernels[k]).max()) or 1.0
    ax.set_ylim(-1.1 * most, 1.1 * most)


def _draw_response(
    ax: Any,
    kernels: TemporalKernels,
    k: int,
    response: np.ndarray,
    weighted: np.ndarray | None,
) -> None:
    shade_band(ax, kernels.pass_band, kernels.freqs)
    ax.plot(kernels.freqs, response, color=GREY, lw=1.2, ls="--", label="kernel")
    curve = response
    if weighted is not None:
        curve = weighted
        ax.plot(kernels.freqs, weighted, color=ORANGE, lw=1.5, label="kernel × data")
    peak = float(kernels.peak_hz[k])
    at = int(np.argmin(np.abs(kernels.freqs - peak)))
    ax.plot(peak, curve[at], "kv", ms=6, label="peak")
    where = ""
    if is_filtered(kernels.pass_band, kernels.freqs):
        inside = bool(kernels.in_band[k])
        where = ", in the pass band" if inside else ", OUTSIDE the pass band"
    ax.set_title(f"peak {peak:.1f} Hz{where}", loc="left", fontsize=9)
    ax.set_ylabel("amplitude\n(of max.)", fontsize=7)
    ax.set_xlim(0, float(kernels.freqs[-1]))
    ax.set_ylim(0, 1.15)
