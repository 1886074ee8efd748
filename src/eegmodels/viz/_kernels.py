"""Temporal kernels and what they let pass."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import TemporalKernels
from eegmodels.results._drawing import draws
from eegmodels.results._tuning import HALF_POWER
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
    kernel says nothing: the next layer standardises its output. The bar through the
    peak is its width at half power; the diamond on the axis is what the paper's count
    of cycles makes of the kernel.

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
        ``freqs``, ``response`` and ``weighted`` (shares), ``peak_hz``, ``band_hz``,
        ``cycles``, ``cycles_hz``, ``in_band``, ``pass_band``.
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
    cycles_hz = kernels.cycles_hz
    for k, (left, right) in zip(chosen, pairs, strict=True):
        draw_kernel(left, kernels, k)
        passed = None if weighted is None else weighted[k]
        _draw_response(right, kernels, response[k], passed)
        _mark_peak(right, kernels, k, response[k] if passed is None else passed)
        right.plot(
            cycles_hz[k],
            0,
            "D",
            ms=5,
            mfc="white",
            mec=BLUE,
            clip_on=False,
            zorder=5,
            label="cycles counted",
        )
    pairs[-1, 0].set_xlabel("Time relative to the output sample (s)")
    pairs[-1, 1].set_xlabel("Frequency (Hz)")
    lines = pairs[0, 1].get_legend_handles_labels()
    if new:
        pairs[0, 0].figure.legend(*lines, loc="outside upper right", ncols=6)
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
        "band_hz": kernels.band_hz,
        "cycles": kernels.cycles,
        "cycles_hz": cycles_hz,
        "in_band": kernels.in_band,
        "pass_band": kernels.pass_band,
    }


def _shares(curves: np.ndarray) -> np.ndarray:
    highest = curves.max(axis=1, keepdims=True)
    return curves / np.where(highest > 0, highest, 1)


def draw_kernel(ax: Any, kernels: TemporalKernels, k: int) -> None:
    ax.axhline(0, color=GREY, lw=0.6)
    ax.plot(kernels.times, kernels.kernels[k], color=BLUE, lw=1.2)
    cycles, hz = float(kernels.cycles[k]), float(kernels.cycles_hz[k])
    said = f"{cycles:g} cycles, {hz:.1f} Hz" if np.isfinite(hz) else "zeros"
    title = f"kernel {k + 1}: {said}"
    if kernels.one_course_share is not None:
        share = 100 * float(kernels.one_course_share[k])
        title = f"filter {k + 1}: {said}; course holds {share:.0f} %"
    ax.set_title(title, loc="left", fontsize=9)
    ax.set_ylabel("weight\n(no unit)", fontsize=7)
    ax.set_xlim(kernels.times[0], kernels.times[-1])
    most = float(np.abs(kernels.kernels[k]).max()) or 1.0
    ax.set_ylim(-1.1 * most, 1.1 * most)


def _draw_response(
    ax: Any, kernels: TemporalKernels, response: np.ndarray, weighted: np.ndarray | None
) -> None:
    shade_band(ax, kernels.pass_band, kernels.freqs)
    ax.plot(kernels.freqs, response, color=GREY, lw=1.2, ls="--", label="kernel")
    if weighted is not None:
        ax.plot(kernels.freqs, weighted, color=ORANGE, lw=1.5, label="kernel × data")
    ax.set_ylabel("amplitude\n(of max.)", fontsize=7)
    ax.set_xlim(0, float(kernels.freqs[-1]))
    ax.set_ylim(0, 1.15)


def _mark_peak(ax: Any, kernels: TemporalKernels, k: int, curve: np.ndarray) -> None:
    """Mark the peak and its width, and say both."""
    peak, (low, high) = float(kernels.peak_hz[k]), kernels.band_hz[k].tolist()
    if not np.isfinite(peak):
        ax.set_title("no peak: nothing passes", loc="left", fontsize=9)
        return
    at = int(np.argmin(np.abs(kernels.freqs - peak)))
    ax.plot(peak, curve[at], "kv", ms=6, label="peak")
    ends = [kernels.freqs[0] if np.isnan(low) else low]
    ends.append(kernels.freqs[-1] if np.isnan(high) else high)
    ax.plot(ends, [HALF_POWER] * 2, "k|-", ms=5, lw=1, label="width, half power")
    width = f"{high - low:.1f} wide"
    if np.isnan(high - low):
        width = "open below" if np.isnan(low) else "open above"
    where = ""
    if is_filtered(kernels.pass_band, kernels.freqs):
        inside = bool(kernels.in_band[k])
        where = ", in the pass band" if inside else ", OUTSIDE the pass band"
    ax.set_title(f"peak {peak:.1f} Hz, {width}{where}", loc="left", fontsize=9)
