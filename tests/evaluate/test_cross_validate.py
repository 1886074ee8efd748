"""Held-out predictions on planted, shuffled and broken data."""

import pickle

import mne
import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import (
    GridSearchCV,
    LeaveOneGroupOut,
    LeaveOneOut,
    PredefinedSplit,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from eegmodels.data import as_trials
from eegmodels.evaluate import BlockwiseKFold, cross_validate
from eegmodels.results import History


def log_power(X):
    return np.log(as_trials(X).data.var(axis=2))


def power_lda():
    return make_pipeline(FunctionTransformer(log_power), LinearDiscriminantAnalysis())


class Constant(ClassifierMixin, BaseEstimator):
    """Knows the classes of its training trials, and has a history."""

    def __init__(self, value=None):
        self.value = value

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.history_ = History(loss=[float(len(y))], accuracy=[0.5])
        return self

    def predict_proba(self, X):
        value = 1 / len(self.classes_) if self.value is None else self.value
        return np.full((len(X), len(self.classes_)), value)

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


@pytest.fixture
def planted():
    """One channel is louder in the second class, another in the third."""
    rng = np.random.default_rng(0)
    y = np.tile(["feet", "hands", "rest"], 16)
    X = rng.standard_normal((48, 4, 100))
    X[y == "hands", 0] *= 3
    X[y == "rest", 2] *= 3
    return X, y


def as_epochs(X, y):
    event_id = {name: code for code, name in enumerate(np.unique(y), start=1)}
    codes = [event_id[name] for name in y]
    events = np.column_stack([np.arange(len(y)), np.zeros(len(y), int), codes])
    info = mne.create_info(X.shape[1], 100.0, "eeg")
    return mne.EpochsArray(1e-5 * X, info, events, event_id=event_id, verbose="ERROR")


def test_planted_classes_are_found(planted):
    X, y = planted
    result = cross_validate(power_lda(), X, y)
    assert result.accuracy.estimate > 0.95
    assert result.auc.estimate > 0.98
    assert result.classes.tolist() == ["feet", "hands", "rest"]
    assert result.method == "LinearDiscriminantAnalysis"
    assert result.histories == []
    assert result.settings["splitter"] == "BlockwiseKFold(n_splits=5)"


def test_shuffled_labels_give_chance(planted):
    X, y = planted
    rng = np.random.default_rng(1)
    shuffled = [cross_validate(power_lda(), X, rng.permutation(y)) for _ in range(10)]
    assert abs(np.mean([r.accuracy.estimate for r in shuffled]) - 1 / 3) < 0.1
    assert abs(np.mean([r.auc.estimate for r in shuffled]) - 0.5) < 0.1


def test_the_numbers_agree_with_each_other_and_with_scikit_learn(planted):
    X, y = planted
    result = cross_validate(power_lda(), X[:, 1:], y, cv=4)
    right = result.y_pred == result.y_true
    np.testing.assert_array_equal(result.y_true, y)
    assert result.accuracy.estimate == right.mean()
    assert np.trace(result.confusion) == right.sum()
    np.testing.assert_array_equal(result.confusion.sum(axis=1), [16, 16, 16])
    np.testing.assert_allclose(result.probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(np.bincount(result.fold), [12, 12, 12, 12])
    scores = cross_val_score(power_lda(), X[:, 1:], y, cv=BlockwiseKFold(4))
    np.testing.assert_allclose(result.fold_accuracy, scores)


def test_epochs_lists_and_arrays_agree(planted):
    X, y = planted
    epochs = as_epochs(X, y)
    expected = cross_validate(power_lda(), 1e-5 * X, y)
    singles = [epochs[i] for i in range(len(epochs))]
    for trials, labels in ((epochs, None), (epochs, y), (singles, None)):
        found = cross_validate(power_lda(), trials, labels)
        np.testing.assert_array_equal(found.y_true, y)
        np.testing.assert_array_equal(found.fold, expected.fold)
        np.testing.assert_allclose(found.probabilities, expected.probabilities)
    own = cross_validate(power_lda(), epochs, y == "rest")
    assert own.classes.tolist() == [False, True]


def test_the_estimator_is_not_changed(planted):
    estimator = power_lda()
    before = pickle.dumps(estimator)
    cross_validate(estimator, *planted)
    assert pickle.dumps(estimator) == before
    assert not hasattr(estimator[-1], "classes_")


def test_a_class_missing_from_a_training_fold_has_probability_zero(planted):
    X, y = planted
    # All rest trials are tested in fold 0.
    fold = np.where(y == "rest", 0, np.arange(48) // 3 % 3)
    result = cross_validate(power_lda(), X, y, cv=PredefinedSplit(fold))
    np.testing.assert_array_equal(result.probabilities[result.fold == 0, 2], 0)
    assert np.all(result.y_pred[y == "rest"] != "rest")
    np.testing.assert_allclose(result.probabilities.sum(axis=1), 1)


def test_progress_and_histories(planted):
    X, y = planted
    calls = []
    result = cross_validate(
        Constant(), X, y, cv=3, method="EEGNet", callback=lambda *n: calls.append(n)
    )
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert result.method == "EEGNet"
    assert [history.loss for history in result.histories] == [[32.0]] * 3


@pytest.mark.parametrize(
    "wrap",
    [
        lambda e: make_pipeline(FunctionTransformer(), e),
        lambda e: GridSearchCV(e, {"value": [0.1]}, cv=2),
        lambda e: make_pipeline(make_pipeline(e)),
    ],
)
def test_histories_are_found_inside_wrappers(planted, wrap):
    result = cross_validate(wrap(Constant()), *planted, cv=3)
    assert len(result.histories) == 3


def test_any_splitter_that_tests_each_trial_once(planted):
    X, y = planted
    assert cross_validate(power_lda(), X, y, cv=StratifiedKFold(3)).fold.max() == 2
    days = np.repeat([0, 1, 2, 3], 12)
    splits = LeaveOneGroupOut().split(X, y, days)
    result = cross_validate(power_lda(), X, y, cv=splits)
    np.testing.assert_array_equal(result.fold, days)


def test_leave_one_out_has_no_auc(planted):
    X, y = planted
    result = cross_validate(power_lda(), X, y, cv=LeaveOneOut())
    assert result.accuracy.estimate > 0.9
    assert np.isnan(result.auc.estimate)


def test_an_array_needs_labels(planted):
    with pytest.raises(ValueError, match=r"y=None and X is an array.*give y"):
        cross_validate(power_lda(), planted[0])


def test_a_list_holds_single_trials(planted):
    epochs = as_epochs(*planted)
    with pytest.raises(ValueError, match=r"list of 2 Epochs with 48 trials.*Join"):
        cross_validate(power_lda(), [epochs[:20], epochs[20:]])


def test_trials_that_are_dropped_on_loading(planted, caplog):
    X, y = planted
    X[5, 3, 50] = 1e3
    info = mne.create_info(4, 100.0, "eeg")
    raw = mne.io.RawArray(1e-5 * np.hstack(X), info, verbose="ERROR")
    codes = np.unique(y, return_inverse=True)[1] + 1
    events = np.column_stack([100 * np.arange(48), np.zeros(48, int), codes])
    lazy = mne.Epochs(
        raw,
        events,
        {"feet": 1, "hands": 2, "rest": 3},
        tmin=0,
        tmax=0.99,
        baseline=None,
        reject={"eeg": 5e-3},
        verbose="ERROR",
    )
    result = cross_validate(power_lda(), lazy)
    np.testing.assert_array_equal(result.y_true, np.delete(y, 5))
    assert result.accuracy.estimate > 0.95
    assert not lazy.preload
    assert caplog.records == []


def test_one_class_is_named(planted):
    X, y = planted
    with pytest.raises(ValueError, match="All 16 trials are of one class, rest"):
        cross_validate(power_lda(), as_epochs(X, y)["rest"])


def test_fewer_trials_than_folds(planted):
    X, y = planted
    with pytest.raises(ValueError, match="Class feet has 3 trials, fewer than the 4"):
        cross_validate(power_lda(), X[:9], y[:9], cv=4)


def test_not_a_number_is_refused(planted):
    X, y = planted
    X[3, 1, 5] = np.nan
    with pytest.raises(ValueError, match="NaN or infinity: 1 samples in 1 of 48"):
        cross_validate(power_lda(), X, y)


def test_probabilities_are_needed(planted):
    with pytest.raises(TypeError, match=r"SVC.* has no predict_proba.*Calibrated"):
        cross_validate(SVC(), *planted)


def test_probabilities_that_are_not_numbers_name_the_fold(planted):
    with pytest.raises(ValueError, match="NaN or infinity in fold 0"):
        cross_validate(Constant(np.nan), *planted)


@pytest.mark.parametrize(
    ("cv", "error", "text"),
    [
        (1, ValueError, "cv=1 is too small; give at least 2"),
        ("five", TypeError, "cv='five' is of type str"),
        (ShuffleSplit(5, random_state=0), ValueError, "trials not exactly once"),
        ([(np.arange(48), np.arange(48))], ValueError, "fold 0 on trials that it"),
        (
            [(np.arange(0, 48, 3), np.delete(np.arange(48), np.s_[::3]))],
            ValueError,
            "training trials of fold 0 are all of class feet",
        ),
    ],
)
def test_splits_that_make_no_score_are_refused(planted, cv, error, text):
    with pytest.raises(error, match=text):
        cross_validate(power_lda(), *planted, cv=cv)
