"""What a network loses without each of its filters."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Ablation
from eegmodels.results._drawing import draws
from eegmodels.viz._style import BLUE, GREY, ORANGE, check_axes, new_figure, styled
from eegmodels.viz._text import plain


@draws(Ablation)
@styled
def plot_ablation(
    ablation: Ablation, *, names: Any = None, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw the drop of the score without each filter, and that of the likelihood.

    The costliest filter stands above. A bar to the left of zero belongs to a filter
    without which the network does better.

    Parameters
    ----------
    ablation : Ablation
    names : list of str | None
        Of the filters, kernel by kernel. None: as ``Ablation.name_of`` gives them.
    axes : sequence of matplotlib Axes | None
        Two.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``ranking`` (pairs of temporal and spatial, from 0), and in this order
        ``names``, ``drop`` and ``log_likelihood_drop``, shape (n_filters,);
        ``baseline``, ``log_likelihood``, ``scorer``, ``n_trials``.

    Raises
    ------
    ValueError
        Another number of names or axes.
    """
    order = ablation.ranking
    labels = _names(ablation, names)
    if axes is None:
        figure = new_figure(8.2, 1.2 + 0.24 * max(len(order), 3))
        axes = figure.subplots(1, 2)
    left, right = check_axes(axes, 2)
    drop = np.array([ablation.drop[at] for at in order])
    fall = np.array([ablation.log_likelihood_drop[at] for at in order])
    scorer = plain(ablation.scorer)
    _draw_bars(left, drop)
    _draw_bars(right, fall)
    left.set_yticks(range(len(order)), labels=[plain(labels[at], 32) for at in order])
    right.set_yticks(range(len(order)), labels=[])
    left.set_xlabel(f"Drop of {scorer} without the filter")
    right.set_xlabel("Drop of the mean log-likelihood (nats)")
    left.set_title(
        f"{scorer} {ablation.baseline:.3f} with all filters, "
        f"{ablation.n_trials} trials",
        fontsize=9,
        loc="left",
    )
    right.set_title(
        f"log-likelihood {ablation.log_likelihood:.3f} nats with all filters",
        fontsize=9,
        loc="left",
    )
    return left.figure, {
        "ranking": order,
        "names": [labels[at] for at in order],
        "drop": drop,
        "log_likelihood_drop": fall,
        "baseline": ablation.baseline,
        "log_likelihood": ablation.log_likelihood,
        "scorer": ablation.scorer,
        "n_trials": ablation.n_trials,
    }


def _names(ablation: Ablation, names: Any) -> dict[tuple[int, int], str]:
    """Name each filter, by its temporal and its spatial index."""
    places = list(np.ndindex(*ablation.drop.shape))
    if names is None:
        names = [ablation.name_of(f, d) for f, d in places]
    names = [str(name) for name in names]
    if len(names) != len(places):
        raise ValueError(
            f"names has {len(names)} names; the network has {len(places)} filters. "
            "Give one for each, kernel by kernel, or leave names out."
        )
    return {(f, d): name for (f, d), name in zip(places, names, strict=True)}


def _draw_bars(ax: Any, values: np.ndarray) -> None:
    colours = [BLUE if value >= 0 else ORANGE for value in values]
    ax.barh(range(len(values)), values, color=colours, height=0.7)
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_ylim(len(values) - 0.4, -0.6)
    ax.margins(x=0.05)
