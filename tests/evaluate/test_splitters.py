"""Blocks are contiguous, balanced, and tested once."""

import mne
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import GridSearchCV, cross_val_score

from eegmodels.evaluate import BlockwiseKFold


@st.composite
def labels_and_folds(draw):
    n_splits = draw(st.integers(2, 6))
    counts = draw(st.lists(st.integers(n_splits, 25), min_size=1, max_size=4))
    labels = [name for name, n in zip("abcd", counts, strict=False) for _ in range(n)]
    return np.array(draw(st.permutations(labels))), n_splits


@given(labels_and_folds())
@settings(max_examples=100, deadline=None)
def test_blocks_are_a_balanced_contiguous_partition(case):
    y, n_splits = case
    folds = list(BlockwiseKFold(n_splits).split(np.zeros(len(y)), y))
    tests = [test for _, test in folds]
    assert len(folds) == n_splits
    np.testing.assert_array_equal(np.sort(np.concatenate(tests)), np.arange(len(y)))
    for train, test in folds:
        np.testing.assert_array_equal(np.union1d(train, test), np.arange(len(y)))
        assert len(np.intersect1d(train, test)) == 0
    sizes = [len(test) for test in tests]
    assert max(sizes) - min(sizes) <= 1
    for label in np.unique(y):
        blocks = [test[y[test] == label] for test in tests]
        # In order of folds the blocks are the class's trials in recording order.
        np.testing.assert_array_equal(
            np.concatenate(blocks), np.flatnonzero(y == label)
        )
        counts = [len(block) for block in blocks]
        assert min(counts) >= 1
        assert max(counts) - min(counts) <= 1


def test_known_folds_of_alternating_classes():
    y = np.tile([0, 1], 6)
    tests = [test.tolist() for _, test in BlockwiseKFold(3).split(y, y)]
    assert tests == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_splits_are_the_same_each_time():
    y = np.tile([0, 1], 8)
    splitter = BlockwiseKFold(4)
    first, second = ([t.tolist() for _, t in splitter.split(y, y)] for _ in range(2))
    assert first == second


def test_fits_scikit_learn():
    rng = np.random.default_rng(0)
    y = np.tile([0, 1], 20)
    X = rng.standard_normal((40, 3)) + 3 * y[:, np.newaxis]
    splitter = BlockwiseKFold(n_splits=4)
    assert repr(splitter) == "BlockwiseKFold(n_splits=4)"
    assert splitter.get_n_splits() == 4
    scores = cross_val_score(LinearDiscriminantAnalysis(), X, y, cv=splitter)
    assert len(scores) == 4
    assert scores.mean() > 0.9
    search = clone(
        GridSearchCV(
            LinearDiscriminantAnalysis(solver="eigen"),
            {"shrinkage": [0, 1]},
            cv=splitter,
        )
    )
    assert search.fit(X, y).n_splits_ == 4


def test_takes_epochs_and_lists():
    y = np.tile([1, 2], 5)
    events = np.column_stack([np.arange(10), np.zeros(10, int), y])
    info = mne.create_info(2, 100.0, "eeg")
    epochs = mne.EpochsArray(np.ones((10, 2, 5)), info, events, verbose="ERROR")
    expected = [t.tolist() for _, t in BlockwiseKFold(5).split(np.zeros(10), y)]
    singles = [epochs[i] for i in range(10)]
    for X, labels in ((epochs, y), (singles, y), (epochs, list(y))):
        found = [t.tolist() for _, t in BlockwiseKFold(5).split(X, labels)]
        assert found == expected


def test_too_few_trials_of_a_class_are_named():
    y = ["rest"] * 9 + ["feet"] * 3
    with pytest.raises(ValueError, match=r"Class feet has 3 trials.* 5 folds.*=3 or"):
        next(BlockwiseKFold(5).split(np.zeros(12), y))


def test_missing_and_one_hot_labels_are_refused():
    with pytest.raises(ValueError, match=r"y=None; .* labels are needed"):
        next(BlockwiseKFold(2).split(np.zeros(4)))
    with pytest.raises(ValueError, match=r"y has shape \(4, 2\); expected one label"):
        next(BlockwiseKFold(2).split(np.zeros(4), np.eye(2)[[0, 1, 0, 1]]))


@pytest.mark.parametrize(
    ("n_splits", "error", "text"),
    [
        (1, ValueError, "n_splits=1 is too small; give at least 2"),
        (0, ValueError, "n_splits=0 is too small"),
        (2.0, TypeError, r"n_splits=2.0 is of type float"),
        (True, TypeError, "n_splits=True is of type bool"),
    ],
)
def test_number_of_splits_is_checked(n_splits, error, text):
    with pytest.raises(error, match=text):
        BlockwiseKFold(n_splits)
