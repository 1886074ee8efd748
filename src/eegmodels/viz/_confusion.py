"""What was taken for what."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import CrossValidation
from eegmodels.viz._style import check_axes, new_figure, styled
from eegmodels.viz._text import plain

MANY = 6  # classes beyond which a cell holds one number only


@styled
def plot_confusion(
    scores: Sequence[CrossValidation], *, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw a confusion matrix for each method: trials, and share of the true class.

    Parameters
    ----------
    scores : sequence of CrossValidation
        Of the same classes.
    axes : sequence of matplotlib Axes | None
        One for each method.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``methods``, ``classes``, and for each method ``counts`` and ``share``, both
        (n_classes, n_classes) with the true class by row.
    """
    names = [plain(name, 18) for name in scores[0].classes]
    longest = max(len(name) for name in names)
    upright = len(names) <= 3 and longest <= 10
    if axes is None:
        # Names take room on the left and, where they do not fit, below.
        side = 0.65 * len(names)
        width = 0.6 + side + 0.08 * longest
        height = 1.0 + side + (0 if upright else 0.08 * longest)
        figure = new_figure(max(width, 2.4) * len(scores), max(height, 2.2))
        axes = figure.subplots(1, len(scores), squeeze=False)
    axes = check_axes(axes, len(scores))
    shares = [_draw(ax, score) for ax, score in zip(axes, scores, strict=True)]
    for ax in axes:
        ax.set_xticks(range(len(names)), labels=names, rotation=0 if upright else 90)
        ax.set_yticks(range(len(names)), labels=names)
    numbers = {
        "methods": [score.method for score in scores],
        "classes": [str(name) for name in scores[0].classes],
        "counts": [score.confusion for score in scores],
        "share": shares,
    }
    return axes[0].figure, numbers


def _draw(ax: Any, score: CrossValidation) -> np.ndarray:
    counts = np.asarray(score.confusion)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    n = len(counts)
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(n, n):
        number = f"{counts[row, column]}"
        text = number if n > MANY else f"{number}\n{100 * share[row, column]:.0f} %"
        ax.text(
            column,
            row,
            text,
            ha="center",
            va="center",
            color="white" if share[row, column] > 0.55 else "black",
            fontsize=9 if n <= MANY else 7,
        )
    ax.set_xlabel("Predicted class")
    ax.set_ylabel("True class")
    ax.set_title(plain(score.method, 32))
    ax.spines[:].set_visible(False)
    return share
