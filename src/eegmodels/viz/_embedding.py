"""Trials in a plane: a mark for each, of another shape for each group."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Embedding
from eegmodels.results._drawing import draws
from eegmodels.viz._style import COLOURS, GREY, axes_or_new, note_below, styled
from eegmodels.viz._text import plain

MARKERS = ("o", "^", "s", "D", "v", "P", "X", "<", ">", "*", "p", "h")
# Every second group is hollow: shape and filling tell groups apart without colours.


@draws(Embedding)
@styled
def plot_embedding(
    embedding: Embedding, *, ax: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw a mark for each trial; axes have neither unit nor direction.

    Parameters
    ----------
    embedding : Embedding
    ax : matplotlib Axes | None

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``coordinates`` (n_trials, 2), ``groups`` (names in the legend), ``counts``,
        ``reading``, which stands below.
    """
    new = ax is None
    figure, ax = axes_or_new(ax, 5.6, 4.6)
    places, labels = embedding.coordinates, embedding.labels
    groups: list[tuple[str, Any]] = [("all trials", np.ones(len(places), dtype=bool))]
    if labels is not None:
        groups = [(plain(name), labels == name) for name in embedding.classes]
    for k, (name, chosen) in enumerate(groups):
        colour = GREY if labels is None else COLOURS[k % len(COLOURS)]
        ax.scatter(
            *places[chosen].T,
            s=26,
            marker=MARKERS[k % len(MARKERS)],
            facecolors="none" if k % 2 else colour,
            edgecolors=colour,
            linewidths=1.1,
            label=f"{name} (n = {int(chosen.sum())})",
        )
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_aspect("equal", adjustable="datalim")
    ax.set_xlabel("t-SNE 1 (no unit)", fontsize=8)
    ax.set_ylabel("t-SNE 2 (no unit)", fontsize=8)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=7)
    if new:
        text = f"{embedding.reading} Distances between clusters mean nothing."
        note_below(figure, text)
    return figure, {
        "coordinates": places,
        "groups": [name for name, _ in groups],
        "counts": [int(chosen.sum()) for _, chosen in groups],
        "reading": embedding.reading,
    }
