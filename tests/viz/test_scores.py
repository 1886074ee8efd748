from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from eegmodels.results import History
from eegmodels.viz import plot_confusion, plot_learning_curves, plot_scores


def test_scores_draw_what_they_say(score):
    reference = replace(score, method="CSP + LDA")
    figure, numbers = plot_scores([score, reference], chance=0.5, bound=0.8)
    assert numbers == {
        "methods": ["EEGNet", "CSP + LDA"],
        "accuracy": [0.875, 0.875],
        "low": [0.47, 0.47],
        "high": [0.99, 0.99],
        "folds": [[0.75, 1.0], [0.75, 1.0]],
        "chance": 0.5,
        "bound": 0.8,
    }
    (ax,) = figure.axes
    assert ax.get_xlabel() == "Accuracy on held-out trials (share of trials)"
    texts = [text.get_text() for text in ax.texts]
    assert "0.88  [0.47, 0.99]" in texts
    assert " 95 % bound 0.80" in texts
    drawn = [line.get_xdata() for line in ax.lines]
    assert any(np.array_equal(x, [0.47, 0.99]) for x in drawn)
    assert any(np.array_equal(x, [0.75, 1.0]) for x in drawn)


def test_scores_hide_no_marker(score):
    low = replace(score, fold_accuracy=np.array([0.0, 1.0]))
    figure, _ = plot_scores([low], chance=0.5, bound=0.8)
    left, right = figure.axes[0].get_xlim()
    assert left < 0
    assert right > 1


def test_given_axes_are_used(score):
    figure = Figure()
    ax = figure.add_subplot()
    drawn, _ = plot_scores([score], chance=0.5, bound=0.8, ax=ax)
    assert drawn is figure


def test_confusion_shows_counts_and_shares_of_the_true_class(score):
    figure, numbers = plot_confusion([score, score])
    assert numbers["classes"] == ["left", "right"]
    np.testing.assert_array_equal(numbers["counts"][0], [[3, 1], [0, 4]])
    np.testing.assert_allclose(numbers["share"][0], [[0.75, 0.25], [0, 1]])
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == ["3\n75 %", "1\n25 %", "0\n0 %", "4\n100 %"]
    assert figure.axes[0].get_ylabel() == "True class"


def test_confusion_of_a_class_that_was_never_tested(score):
    empty = replace(score, confusion=np.array([[0, 0], [1, 3]]))
    _, numbers = plot_confusion([empty])
    np.testing.assert_allclose(numbers["share"][0], [[0, 0], [0.25, 0.75]])


def test_learning_curves_mark_the_kept_pass(score):
    figure, numbers = plot_learning_curves(score)
    assert numbers["kept_pass"] == [2, 3]
    assert numbers["loss"][0] == [0.7, 0.5, 0.3]
    assert numbers["val_loss"][1] == [0.7, 0.6, 0.5]
    first = figure.axes[0]
    star = next(line for line in first.lines if line.get_marker() == "*")
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (2, 0.4)
    assert first.get_ylabel() == "Cross-entropy (nats)"
    # All folds share an axis that holds every loss.
    assert all(ax.get_ylim()[1] >= 0.9 for ax in figure.axes[:2])


def test_a_spike_does_not_flatten_the_curves(score):
    spike = History([0.7, 50.0, 0.3], [0.5] * 3, [], [], 2)
    figure, _ = plot_learning_curves(replace(score, histories=[spike]))
    assert figure.axes[0].get_ylim()[1] < 3


def test_learning_curves_need_histories_and_an_axis_for_each(score):
    with pytest.raises(ValueError, match="'EEGNet' has no training histories"):
        plot_learning_curves(replace(score, histories=[]))
    with pytest.raises(ValueError, match="axes has 3 axes; this figure needs 2"):
        plot_learning_curves(score, axes=Figure().subplots(1, 3))
    figure = Figure()
    drawn, _ = plot_learning_curves(score, axes=figure.subplots(1, 2))
    assert drawn is figure
