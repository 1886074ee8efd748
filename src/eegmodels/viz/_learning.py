"""The course of the trainings, fold by fold."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from eegmodels.results import CrossValidation, History
from eegmodels.viz._style import BLUE, ORANGE, check_axes, new_figure, styled

COLUMNS = 5


@styled
def plot_learning_curves(
    score: CrossValidation, *, axes: Any = None
) -> tuple[Figure, dict[str, Any]]:
    """Draw training and validation loss by pass, for each fold, and the kept pass.

    Parameters
    ----------
    score : CrossValidation
        With histories, one for each fold.
    axes : sequence of matplotlib Axes | None
        One for each fold.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``loss`` and ``val_loss`` (lists for each fold, in nats) and ``kept_pass``,
        counted from 1.

    Raises
    ------
    ValueError
        If the method has no histories, or there is another number of axes.
    """
    histories = score.histories
    if not histories:
        raise ValueError(
            f"{score.method!r} has no training histories, so there is no curve to "
            "draw; only methods that train in passes have them."
        )
    new = axes is None
    if new:
        n_rows = -(-len(histories) // COLUMNS)
        n_columns = min(len(histories), COLUMNS)
        figure = new_figure(1 + 1.9 * n_columns, 0.6 + 1.9 * n_rows)
        grid = figure.subplots(n_rows, n_columns, sharey=True, squeeze=False)
        flat = list(grid.flat)
        for ax in flat[len(histories) :]:
            ax.set_axis_off()
        axes = flat[: len(histories)]
    axes = check_axes(axes, len(histories))
    for k, (ax, history) in enumerate(zip(axes, histories, strict=True)):
        _draw(ax, history)
        ax.set_title(f"fold {k + 1} (kept: {history.best_epoch + 1})", fontsize=9)
        if k % COLUMNS == 0:
            ax.set_ylabel("Cross-entropy (nats)")
    for ax in axes:  # after all are drawn, because they may share the axis
        ax.set_ylim(0, _top(histories))
    if new:
        lines = axes[0].get_legend_handles_labels()
        axes[0].figure.legend(*lines, loc="outside upper right", ncols=3)
    else:
        axes[0].legend(loc="best")
    return axes[0].figure, {
        "loss": [history.loss for history in histories],
        "val_loss": [history.val_loss for history in histories],
        "kept_pass": [history.best_epoch + 1 for history in histories],
    }


def _draw(ax: Any, history: History) -> None:
    passes = np.arange(1, len(history.loss) + 1)
    ax.plot(passes, history.loss, color=BLUE, lw=0.9, label="training")
    if history.val_loss:
        ax.plot(
            passes, history.val_loss, "--", color=ORANGE, lw=1.3, label="validation"
        )
    kept = history.best_epoch
    ax.axvline(kept + 1, color="black", lw=0.8, ls=":")
    curve = history.val_loss or history.loss
    ax.plot(kept + 1, curve[kept], "k*", ms=8, label="kept pass")
    ax.set_xlabel("Pass over the data")
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))


def _top(histories: list[History]) -> float:
    """Find the upper end of the axis: a single spike must not flatten the rest."""
    losses = np.concatenate([[*h.loss, *h.val_loss] for h in histories])
    first = max(history.loss[0] for history in histories)
    return 1.05 * float(min(losses[np.isfinite(losses)].max(), 3 * first))
