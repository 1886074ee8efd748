"""Checks of relevances at a glance: what was passed, and the curves behind it."""

from collections.abc import Callable
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from eegmodels.results import Checks
from eegmodels.results._drawing import draws
from eegmodels.viz._style import (
    BAND,
    BLUE,
    GREY,
    ORANGE,
    check_axes,
    new_figure,
    styled,
)
from eegmodels.viz._text import plain

MARKS = {True: "✓", False: "✗", None: "–"}
PANELS = ("list", "deletion", "insertion", "cascade", "sensitivity", "agreement")


@draws(Checks)
@styled
def plot_checks(checks: Checks, *, axes: Any = None) -> tuple[Figure, dict[str, Any]]:
    """Draw the list of checks, and a panel for each that has a curve or a matrix.

    Deletion and insertion: the mean logit over trials by the order of relevance, by its
    reverse, and the range of random orders. Cascade and sensitivity: correlations, with
    the bound or the control that they are held against. Agreement: with sign below the
    diagonal, by size alone above it.

    Parameters
    ----------
    checks : Checks
    axes : sequence of matplotlib Axes | None
        Six, in the order of the panels.

    Returns
    -------
    figure : matplotlib Figure
    numbers : dict
        ``panels``, their names in order; ``marks``, by name of the check; ``drawn``,
        the numbers of each panel whose check was run; ``verdict``, which stands above.

    Raises
    ------
    ValueError
        Another number of axes.
    """
    verdict = checks.verdict.splitlines()[0]
    if axes is None:
        figure = new_figure(10.5, 6.2)
        axes = figure.subplots(2, 3)
        figure.suptitle(fill(plain(verdict, 300), 125), fontsize=9, x=0.01, ha="left")
    panels = dict(zip(PANELS, check_axes(axes, len(PANELS)), strict=True))
    output = str(checks.settings.get("explains", "logit"))
    drawn = {}
    for name, ax in panels.items():
        if name == "list":
            _draw_list(ax, checks)
            continue
        numbers = checks[name].numbers if name in checks else {}
        mark = f"{MARKS[checks[name].passed]} " if name in checks else ""
        ax.set_title(f"{mark}{name}", fontsize=9, loc="left")
        if numbers:
            DRAWINGS[name](ax, numbers, output)
            drawn[name] = numbers
        else:
            why = "cannot be judged" if name in checks else "not run"
            ax.text(0.5, 0.5, why, ha="center", color=GREY, transform=ax.transAxes)
            ax.set_axis_off()
    return panels["list"].figure, {
        "panels": list(PANELS),
        "marks": {check.name: MARKS[check.passed] for check in checks.checks},
        "drawn": drawn,
        "verdict": verdict,
    }


def _draw_list(ax: Any, checks: Checks) -> None:
    ax.set_axis_off()
    ax.set_title(f"{plain(checks.method)}, {checks.n_trials} trials", loc="left")
    for k, check in enumerate(checks.checks):
        y = 1 - (k + 0.5) / max(len(checks.checks), 9)
        weight = "bold" if check.passed is False else "normal"
        ax.text(0.02, y, MARKS[check.passed], va="center", fontsize=11)
        ax.text(0.12, y, plain(check.name), va="center", fontsize=9, weight=weight)
    text = "✓ passed   ✗ failed   – not judged"
    ax.text(0.02, -0.04, text, va="center", fontsize=8, color=GREY)


def _draw_curve(ax: Any, numbers: dict[str, Any], output: str) -> None:
    fractions, random = 100 * numbers["fractions"], numbers["random"]
    low, high = random.min(axis=0), random.max(axis=0)
    ax.fill_between(fractions, low, high, color=BAND, lw=0)
    mean = random.mean(axis=0)
    ax.plot(fractions, mean, "--", color=GREY, label="random orders")
    ax.plot(
        fractions, numbers["curve"], "-o", ms=3, color=BLUE, label="most relevant first"
    )
    reverse = numbers["reverse"]
    ax.plot(fractions, reverse, ":", color=ORANGE, label="least relevant first")
    ax.set_ylabel(f"Mean {output} of the target", fontsize=8)
    ax.legend(fontsize=7)


def _draw_deletion(ax: Any, numbers: dict[str, Any], output: str) -> None:
    _draw_curve(ax, numbers, output)
    ax.set_xlabel("Samples replaced by the baseline (%)", fontsize=8)


def _draw_insertion(ax: Any, numbers: dict[str, Any], output: str) -> None:
    _draw_curve(ax, numbers, output)
    ax.set_xlabel("Samples put into the baseline (%)", fontsize=8)


def _draw_cascade(ax: Any, numbers: dict[str, Any], output: str) -> None:
    del output
    names = ["none", *(plain(name, 18) for name in numbers["layers"])]
    places = np.arange(len(names))
    limit = numbers["limit"]
    ax.axhspan(-limit, limit, color=BAND, lw=0, zorder=0)
    ax.axhline(0, color=GREY, lw=0.8, zorder=0)
    for key, form, label in (
        ("signed", "-o", "with sign"),
        ("absolute", "--s", "by size alone"),
    ):
        colour = BLUE if key == "signed" else ORANGE
        values = [1.0, *numbers[key]]
        ax.plot(places, values, form, ms=3.5, color=colour, label=label)
    ax.set_xticks(places, labels=names, rotation=40, ha="right", fontsize=7)
    ax.set_xlabel("Layers drawn anew, down to", fontsize=8)
    ax.set_ylabel("Rank correlation", fontsize=8)
    ax.set_ylim(min(-0.55, *numbers["signed"]) - 0.05, 1.08)
    ax.legend(fontsize=7)


def _draw_sensitivity(ax: Any, numbers: dict[str, Any], output: str) -> None:
    sizes = 100 * numbers["window_sizes"]
    ax.axhline(0, color=GREY, lw=0.8, zorder=0)
    ax.plot(sizes, numbers["windows"], "-o", ms=4, color=BLUE, label="relevance")
    ax.plot(
        sizes, numbers["control"], "--s", ms=4, color=ORANGE, label="moved elsewhere"
    )
    ax.set_ylim(min(-0.3, *numbers["control"], *numbers["windows"]) - 0.05, 1.08)
    ax.set_xlabel("Window at one electrode (% of the trial)", fontsize=8)
    ax.set_ylabel(f"Correlation with loss of {output}", fontsize=8)
    ax.legend(fontsize=7)


def _draw_agreement(ax: Any, numbers: dict[str, Any], output: str) -> None:
    del output
    names = [plain(name.replace("_", " "), 20) for name in numbers["methods"]]
    signed, absolute = numbers["signed"], numbers["absolute"]
    lower = np.tril(np.ones_like(signed, dtype=bool), -1)
    shown = np.where(lower, signed, absolute)
    np.fill_diagonal(shown, np.nan)
    ax.imshow(shown, cmap="Greys", vmin=0, vmax=1)
    for i, j in zip(*np.nonzero(np.isfinite(shown)), strict=True):
        colour = "white" if shown[i, j] > 0.55 else "black"
        text = f"{shown[i, j]:.2f}".replace("-", "−")
        ax.text(j, i, text, ha="center", va="center", color=colour, fontsize=7)
    ax.set_xticks(range(len(names)), labels=names, rotation=40, ha="right", fontsize=7)
    ax.set_yticks(range(len(names)), labels=names, fontsize=7)
    ax.set_xlabel("below: with sign; above: by size", fontsize=7)
    ax.set_ylabel("Rank correlation", fontsize=8)


DRAWINGS: dict[str, Callable[[Any, dict[str, Any], str], None]] = {
    "deletion": _draw_deletion,
    "insertion": _draw_insertion,
    "cascade": _draw_cascade,
    "sensitivity": _draw_sensitivity,
    "agreement": _draw_agreement,
}
