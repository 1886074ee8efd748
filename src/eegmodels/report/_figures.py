"""The figures of a page, each with its caption and with how it may mislead."""

import base64
import io
import warnings
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure

from eegmodels.report._result import Outcome
from eegmodels.report._spectrum import power_spectrum
from eegmodels.viz import (
    plot_confusion,
    plot_electrodes,
    plot_learning_curves,
    plot_scores,
    plot_spatial_filters,
    plot_spectrum,
    plot_temporal_kernels,
)

DPI = 110


@dataclass(frozen=True)
class Picture:
    """A figure as the page shows it.

    Attributes
    ----------
    key : str
        Name within the page; its HTML id is ``figure-<key>``.
    section : str
    png : str
        The image, in base64.
    width : int
        In pixels.
    alt, caption, caution : str
        Plain text: what is seen, what it shows and in which units, how it misleads.
    numbers : dict
        What was drawn.
    """

    key: str
    section: str
    png: str
    width: int
    alt: str
    caption: str
    caution: str
    numbers: dict[str, Any] = field(repr=False)


def draw_pictures(outcome: Outcome) -> list[Picture]:
    """Draw all figures of a page, in its order."""
    pictures = [
        _spectrum(outcome),
        _scores(outcome),
        _confusion(outcome),
        _learning(outcome),
        _kernels(outcome),
        _filters(outcome),
    ]
    if pictures[-1].numbers["kind"] == "maps":
        pictures.append(_electrodes(outcome))
    return pictures


def _spectrum(outcome: Outcome) -> Picture:
    task = outcome.task
    made = power_spectrum(task.epochs, task.labels, task.trials.ch_names)
    band = outcome.kernels.pass_band
    figure, numbers = plot_spectrum(
        made.freqs,
        made.median,
        groups=made.groups,
        low=made.low,
        high=made.high,
        pass_band=band,
    )
    return _picture(
        figure,
        numbers,
        key="spectrum",
        section="data",
        alt="Power spectral density of the trials of each class against frequency.",
        caption="Power spectral density of the trials (Welch's method, each trial one "
        "segment), in dB relative to 1 µV²/Hz against Hz. Lines: median over channels "
        "for each class. Blue area: the middle 80 % of the channels, over all trials. "
        "Grey, where there was a filter: pass band.",
        caution="Outside the pass band there is what the filter left, not what the "
        "brain did. Classes may differ at single electrodes while their medians agree.",
    )


def _scores(outcome: Outcome) -> Picture:
    figure, numbers = plot_scores(
        [outcome.network, outcome.reference],
        chance=outcome.chance,
        bound=outcome.chance_bound,
    )
    return _picture(
        figure,
        numbers,
        key="scores",
        section="score",
        alt="Accuracy of the network and of CSP + LDA with intervals and chance.",
        caption="Share of held-out trials that were classified rightly. Filled marker "
        "and bar: all trials, with a 95 % interval (Clopper-Pearson). Circles: single "
        "folds. Dotted: chance, the share of the largest class. Dashed: the accuracy "
        "that a guesser exceeds in at most 5 % of experiments of this size.",
        caution="The interval treats trials and folds as independent; folds share "
        "training trials, so the truth is less certain than it looks. It says nothing "
        "of another day or another person.",
    )


def _confusion(outcome: Outcome) -> Picture:
    figure, numbers = plot_confusion([outcome.network, outcome.reference])
    return _picture(
        figure,
        numbers,
        key="confusion",
        section="score",
        alt="Confusion matrices of the network and of CSP + LDA.",
        caption="Held-out trials by true class (row) and predicted class (column): "
        "number of trials, and where there is room their share of the true class in "
        "per cent. Dark cells on the diagonal are right answers.",
        caution="With few trials in a row one trial moves its shares by several per "
        "cent.",
    )


def _learning(outcome: Outcome) -> Picture:
    figure, numbers = plot_learning_curves(outcome.network)
    return _picture(
        figure,
        numbers,
        key="learning",
        section="score",
        alt="Training and validation loss by pass over the data, for each fold.",
        caption="Cross-entropy in nats after each pass over the data, for each fold: "
        "on the training trials with dropout (solid) and on the validation trials "
        "(dashed). Star and dotted line: the pass whose weights were kept.",
        caution="The validation trials chose the pass, so their loss at the star is "
        "too good; the held-out trials of the figures above chose nothing.",
    )


def _kernels(outcome: Outcome) -> Picture:
    figure, numbers = plot_temporal_kernels(outcome.kernels)
    return _picture(
        figure,
        numbers,
        key="kernels",
        section="kernels",
        alt="Each temporal kernel over time, and its frequency response.",
        caption="Left: weights of each temporal kernel against time in seconds. "
        "Right: amplitude of its frequency response against Hz (dashed), and the same "
        "times the amplitude spectrum of the data, which is what passes (solid), each "
        "as a share of its maximum. Triangle: peak of what passes. Grey, where there "
        "was a filter: pass band of the data.",
        caution="A peak inside the pass band is not a finding by itself: the band-pass "
        "filter put most of the data's power there. Kernels of another seed differ.",
    )


def _filters(outcome: Outcome) -> Picture:
    figure, numbers = plot_spatial_filters(
        outcome.filters, peak_hz=outcome.kernels.peak_hz
    )
    filter_unit, pattern_unit = numbers["units"]
    if numbers["kind"] == "maps":
        form = (
            "Heads from above, nose up. A row is a temporal kernel with its peak in Hz "
            "and |r|, the correlation between its filters' outputs. Limits of the "
            "colours stand above each map; dashed contours are negative, dots are "
            "electrodes."
        )
    else:
        form = (
            "A row is an electrode, a column a filter (number of the temporal kernel, "
            "point, number of the filter), coloured as a share of the column's limit; "
            "a minus sign marks negative cells beyond a quarter of it."
        )
    return _picture(
        figure,
        numbers,
        key="filters",
        section="filters",
        alt="Spatial filters and their patterns over the electrodes.",
        caption=f"Spatial filters (weight of each electrode, {filter_unit}) and their "
        f"patterns ({pattern_unit} at each electrode per unit of the filter's output). "
        f"{form}",
        caution="A filter is not a scalp map of a source: it also suppresses what "
        "disturbs. Only its pattern may be read so (Haufe et al. 2014). The sign of "
        "both is arbitrary. Filters of one kernel with |r| near 1 say the same thing.",
    )


def _electrodes(outcome: Outcome) -> Picture:
    figure, numbers = plot_electrodes(outcome.filters.info)
    return _picture(
        figure,
        numbers,
        key="electrodes",
        section="filters",
        alt="Head from above with the name of each electrode.",
        caption="Which electrode is where: head from above, nose up, no unit. As on a "
        "10-20 chart the circle runs through Fpz, T7, Oz and T8.",
        caution="Positions are those of the recording or, where it had none, of a "
        "template by name; caps sit up to a centimetre off.",
    )


def _picture(
    figure: Figure,
    numbers: dict[str, Any],
    *,
    key: str,
    section: str,
    alt: str,
    caption: str,
    caution: str,
) -> Picture:
    with warnings.catch_warnings():
        # A name in a script that the font lacks shows boxes here; the text has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DPI)
    return Picture(
        key=key,
        section=section,
        png=base64.b64encode(buffer.getvalue()).decode("ascii"),
        width=int(figure.get_figwidth() * DPI),
        alt=alt,
        caption=caption,
        caution=caution,
        numbers=numbers,
    )
