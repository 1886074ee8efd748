"""A planted truth drawn beside what was found of it."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Recovery
from eegmodels.results._drawing import draws
from eegmodels.viz._maps import draw_map
from eegmodels.viz._style import (
    BAND,
    BLUE,
    GREY,
    ORANGE,
    check_axes,
    new_figure,
    styled,
)


@draws(Recovery)
@styled
def plot_recovery(
    recovery: Recovery, *, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw three maps, what passes the kernel, and when relevance comes.

    Maps have signs turned so that they agree with the planted one, and limits of
    their own.

    Parameters
    ----------
    recovery : Recovery
    axes : sequence of 5 matplotlib Axes | None
        Three maps, spectrum, course.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``maps`` (3, n_chans; as drawn, each as a share of its largest value),
        ``freqs``, ``weighted`` and ``response`` (shares of their maxima), ``times``,
        ``course``, ``other_course``, ``window``.
    """
    if axes is None:
        figure = new_figure(9.2, 5.6)
        grid = figure.add_gridspec(2, 6, height_ratios=[1, 1.05])
        axes = [figure.add_subplot(grid[0, 2 * k : 2 * k + 2]) for k in range(3)]
        axes += [figure.add_subplot(grid[1, :3]), figure.add_subplot(grid[1, 3:])]
    panels = check_axes(axes, 5)
    maps = _signed_maps(recovery)
    titles = (
        "planted topography",
        f"found pattern, cosine {recovery.pattern_cosine:.2f}",
        f"found filter, cosine {recovery.filter_cosine:.2f}",
    )
    for ax, values, title in zip(panels[:3], maps, titles, strict=True):
        draw_map(ax, values, recovery.info)
        ax.set_title(title)
    weighted = recovery.weighted / recovery.weighted.max()
    response = recovery.response / recovery.response.max()
    _draw_spectrum(panels[3], recovery, weighted, response)
    _draw_course(panels[4], recovery)
    return panels[0].figure, {
        "maps": maps,
        "freqs": recovery.freqs,
        "weighted": weighted,
        "response": response,
        "times": recovery.times,
        "course": recovery.course,
        "other_course": recovery.other_course,
        "window": recovery.window,
    }


def _signed_maps(recovery: Recovery) -> np.ndarray:
    maps = [recovery.topography, recovery.pattern, recovery.filter]
    return np.array(
        [
            (-1 if values @ recovery.topography < 0 else 1)
            * values
            / (np.abs(values).max() or 1.0)
            for values in maps
        ]
    )


def _draw_spectrum(
    ax: Any, recovery: Recovery, weighted: np.ndarray, response: np.ndarray
) -> None:
    freqs = recovery.freqs
    planted = f"planted: {recovery.planted_hz:g} Hz"
    ax.axvline(recovery.planted_hz, color=GREY, ls=":", label=planted)
    found = f"what passes the kernel: {recovery.found_hz:.1f} Hz"
    ax.plot(freqs, weighted, color=ORANGE, label=found)
    alone = f"its response alone: {recovery.response_hz:.1f} Hz"
    ax.plot(freqs, response, color=BLUE, ls="--", label=alone)
    ax.set(xlabel="Frequency (Hz)", ylabel="Amplitude (share of maximum)")
    ax.set(xlim=(0, freqs[-1]), ylim=(0, 1.45))
    ax.set_yticks([0, 0.5, 1])
    ax.legend(loc="upper right")


def _draw_course(ax: Any, recovery: Recovery) -> None:
    ax.axvspan(*recovery.window, color=BAND, lw=0, label="planted window")
    ax.plot(recovery.times, recovery.course, color=ORANGE, label="planted class")
    top = recovery.course.max()
    if recovery.other_course is not None:
        ax.plot(
            recovery.times, recovery.other_course, color=BLUE, ls="--", label="others"
        )
        top = max(top, recovery.other_course.max())
    ax.set(xlabel="Time after the cue (s)", ylabel="|Relevance| (logits per sample)")
    ax.set(xlim=(recovery.times[0], recovery.times[-1]), ylim=(0, 1.45 * top))
    share = f"{100 * recovery.relevance_in_window:.0f} % inside"
    length = f"{100 * recovery.window_share:.0f} % of the epoch"
    ax.set_title(f"{share} the window, which is {length}", fontsize=9)
    ax.legend(loc="upper right", ncols=3, columnspacing=1.0)
