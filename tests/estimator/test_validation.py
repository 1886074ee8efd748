"""Which trials validate, which weights are kept, and how classes are weighted."""

import numpy as np
import pytest

import oracles
from eegmodels.estimator._split import class_weights, split_validation


@pytest.mark.parametrize("seed", range(20))
def test_validation_is_the_end_of_each_class(seed):
    """Against a loop that takes trials from the end, one by one."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.repeat(["a", "b", "c"], rng.integers(3, 12, 3)))
    fraction = float(rng.uniform(0.2, 0.7))
    training, validation = split_validation(labels, fraction)
    expected = oracles.last_of_each_class(labels.tolist(), fraction)
    assert (training.tolist(), validation.tolist()) == expected


def test_validation_counts_are_rounded_half_up():
    labels = np.array([0] * 5 + [1] * 7)
    _, validation = split_validation(labels, 0.5)
    assert np.bincount(labels[validation]).tolist() == [3, 4]


@pytest.mark.parametrize("fraction", [0, None])
def test_without_validation_all_trials_train(make_classifier, data, fraction):
    training, validation = split_validation(data[1], fraction)
    assert (len(training), len(validation)) == (20, 0)
    clf = make_classifier(validation_fraction=fraction).fit(*data)
    assert clf.history_.val_loss == []
    assert clf.history_.best_epoch == 1


@pytest.mark.parametrize(
    ("labels", "fraction", "match"),
    [
        ([0, 0, 0, 0, 1], 0.2, r"Class .*1.* has 1 trials, too few .*=0.2 .*makes 0"),
        ([0, 0, 1, 1], 0.9, r"has 2 trials, too few .*that makes 2"),
        ([0, 1], 1.0, r"validation_fraction=1.0 is outside \[0, 1\)"),
        ([0, 1], -0.1, "validation_fraction=-0.1 is outside"),
    ],
)
def test_a_validation_that_cannot_be_split_is_refused(labels, fraction, match):
    with pytest.raises(ValueError, match=match):
        split_validation(np.array(labels), fraction)


def test_the_weights_of_the_best_validation_are_kept(make_classifier, data):
    """The kept network gives the lowest of all validation losses, recomputed."""
    X, y = data
    clf = make_classifier(n_epochs=5, learning_rate=0.5).fit(X, y)
    history = clf.history_
    assert history.best_epoch == int(np.argmin(history.val_loss))
    assert history.best_epoch < 4
    _, held = split_validation(y, 0.2)
    loss = oracles.cross_entropy(clf.predict_proba(X)[held], y[held])
    assert loss == pytest.approx(min(history.val_loss), rel=1e-4)


def test_class_weights_of_each_kind():
    labels, classes = np.array(["a", "b", "a", "a"]), np.array(["a", "b"])
    assert class_weights(labels, classes, None).tolist() == [1, 1, 1, 1]
    given = class_weights(labels, classes, {"b": 3, "a": 0.5})
    assert given.tolist() == [0.5, 3, 0.5, 0.5]
    balanced = class_weights(labels, classes, "balanced")
    np.testing.assert_allclose(balanced, [2 / 3, 2, 2 / 3, 2 / 3])
    assert balanced.mean() == pytest.approx(1)


@pytest.mark.parametrize(
    ("weights", "error", "match"),
    [
        ({0: 1}, ValueError, r"names the classes \['0'\]; the data have \['0', '1'\]"),
        ({0: 1, 1: 1, 2: 1}, ValueError, r"Give one weight for each class"),
        ({0: 1, 1: -1}, ValueError, r"class_weight\[1\]=-1 is outside"),
        ("equal", TypeError, "class_weight='equal' is of type str; give a dict"),
    ],
)
def test_wrong_class_weights_are_refused(make_classifier, data, weights, error, match):
    with pytest.raises(error, match=match):
        make_classifier(class_weight=weights).fit(*data)


def test_class_weights_reach_the_loss(make_classifier, fitted, data):
    X, y = data
    twice = make_classifier(class_weight={0: 2, 1: 2}).fit(X, y).history_
    first = [history.loss[0] for history in (twice, fitted.history_)]
    assert first[0] == pytest.approx(2 * first[1], rel=1e-5)
