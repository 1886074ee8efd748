"""Accuracies beside each other and beside chance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import CrossValidation
from eegmodels.viz._style import BLUE, GREY, ORANGE, axes_or_new, styled
from eegmodels.viz._text import plain

MARKERS = ("o", "s", "D", "^")


@styled
def plot_scores(
    scores: Sequence[CrossValidation],
    *,
    chance: float,
    bound: float,
    ax: Any = None,
) -> tuple[Figure, dict[str, Any]]:
    """Draw the accuracy of each method with its interval, its folds, and chance.

    Parameters
    ----------
    scores : sequence of CrossValidation
        Of the same trials.
    chance : float
        Share of the largest class.
    bound : float
        Accuracy that a guesser seldom exceeds.
    ax : matplotlib Axes | None

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``methods``, ``accuracy``, ``low``, ``high``, ``folds`` (a list of accuracies
        for each method), ``chance``, ``bound``.
    """
    figure, ax = axes_or_new(ax, 6.4, 1.2 + 0.75 * len(scores))
    _draw_chance(ax, chance, bound)
    for row, score in enumerate(scores):
        _draw_method(ax, row, score)
    ax.set_yticks(
        range(len(scores)), labels=[plain(score.method, 32) for score in scores]
    )
    ax.set_ylim(len(scores) - 0.5, -0.5)
    lowest = min(chance, *(min(s.accuracy.low, s.fold_accuracy.min()) for s in scores))
    start = max(0, np.floor(10 * lowest - 1) / 10)
    ax.set_xlim(start - 0.02, 1.02)  # markers at the ends are seen whole
    ax.set_xticks(np.arange(start, 1.01, 0.1))
    ax.set_xlabel("Accuracy on held-out trials (share of trials)")
    numbers = {
        "methods": [score.method for score in scores],
        "accuracy": [score.accuracy.estimate for score in scores],
        "low": [score.accuracy.low for score in scores],
        "high": [score.accuracy.high for score in scores],
        "folds": [score.fold_accuracy.tolist() for score in scores],
        "chance": chance,
        "bound": bound,
    }
    return figure, numbers


def _draw_chance(ax: Any, chance: float, bound: float) -> None:
    ax.axvline(chance, color=GREY, ls=":", lw=1.3)
    ax.axvline(bound, color="black", ls="--", lw=1.1)
    above = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate(
        f"chance {chance:.2f} ", (chance, 1), (0, 3), ha="right", fontsize=8, **above
    )
    ax.annotate(f" 95 % bound {bound:.2f}", (bound, 1), (0, 3), fontsize=8, **above)


def _draw_method(ax: Any, row: int, score: CrossValidation) -> None:
    colour = (BLUE, ORANGE)[row % 2]
    accuracy = score.accuracy
    ax.plot([accuracy.low, accuracy.high], [row, row], color=colour, lw=2.5)
    ax.plot(accuracy.estimate, row, MARKERS[row % len(MARKERS)], color=colour, ms=8)
    # Folds of equal accuracy would hide each other: each has its own height.
    heights = row + 0.14 + 0.22 * np.linspace(0, 1, len(score.fold_accuracy))
    ax.plot(score.fold_accuracy, heights, "o", mfc="none", mec=colour, ms=4, mew=1)
    text = f"{accuracy.estimate:.2f}  [{accuracy.low:.2f}, {accuracy.high:.2f}]"
    middle = (accuracy.low + accuracy.high) / 2
    ax.annotate(
        text,
        (min(middle, 0.92), row),
        (0, 8),
        textcoords="offset points",
        ha="center",
        fontsize=9,
        bbox={"fc": "white", "ec": "none", "pad": 0.5},
    )
