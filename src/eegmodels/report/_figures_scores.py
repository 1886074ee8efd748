"""Figures of the data and of the score, each with how it may mislead."""

from eegmodels.report._picture import Picture, as_picture
from eegmodels.report._result import Outcome
from eegmodels.report._spectrum import power_spectrum
from eegmodels.viz import (
    plot_confusion,
    plot_learning_curves,
    plot_scores,
    plot_spectrum,
)


def draw_scores(outcome: Outcome) -> list[Picture]:
    """Draw the data and the score, in the order of the page."""
    return [
        _spectrum(outcome),
        _scores(outcome),
        _confusion(outcome),
        _learning(outcome),
    ]


def _spectrum(outcome: Outcome) -> Picture:
    task = outcome.task
    made = power_spectrum(task.epochs, task.labels, task.trials.ch_names)
    info = task.epochs.info
    band = (float(info["highpass"]), float(info["lowpass"]))
    figure, numbers = plot_spectrum(
        made.freqs,
        made.median,
        groups=made.groups,
        low=made.low,
        high=made.high,
        pass_band=band,
    )
    return as_picture(
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
    return as_picture(
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
    return as_picture(
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
    return as_picture(
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
