"""Within-fold AUC against a double loop and scikit-learn."""

import time

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from eegmodels.evaluate import within_fold_auc


def naive_auc(positive, scores, fold):
    """Compare each pair of one fold, one after the other."""
    won, pairs = 0.0, 0
    for i in np.flatnonzero(positive):
        for j in np.flatnonzero(~positive):
            if fold[i] == fold[j]:
                won += (scores[i] > scores[j]) + 0.5 * (scores[i] == scores[j])
                pairs += 1
    return won / pairs


def random_case(seed, n_classes=2, n=45, n_folds=5):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, n_classes, n)
    # Rounded scores, so that there are ties.
    scores = np.round(rng.random((n, n_classes)) + 0.3 * np.eye(n_classes)[y], 1)
    return y, scores, rng.integers(0, n_folds, n)


@pytest.mark.parametrize("seed", range(5))
def test_two_classes_equal_the_double_loop(seed):
    y, scores, fold = random_case(seed)
    expected = naive_auc(y == 1, scores[:, 1], fold)
    found = within_fold_auc(y, scores[:, 1], fold, n_bootstrap=10)
    np.testing.assert_allclose(found.estimate, expected, rtol=1e-12)
    columns = np.stack([1 - scores[:, 1], scores[:, 1]], axis=1)
    assert within_fold_auc(y, columns, fold, n_bootstrap=10) == found


@pytest.mark.parametrize("seed", range(5))
def test_more_classes_are_the_mean_of_one_against_rest(seed):
    y, scores, fold = random_case(seed, n_classes=4)
    expected = np.mean([naive_auc(y == c, scores[:, c], fold) for c in range(4)])
    found = within_fold_auc(y, scores, fold, n_bootstrap=10)
    np.testing.assert_allclose(found.estimate, expected, rtol=1e-12)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_one_fold_is_the_auc_of_scikit_learn(n_classes):
    y, scores, _ = random_case(0, n_classes, n=200)
    scores /= scores.sum(axis=1, keepdims=True)
    given = scores[:, 1] if n_classes == 2 else scores
    expected = roc_auc_score(y, given, multi_class="ovr", average="macro")
    found = within_fold_auc(y, scores, np.zeros(200), n_bootstrap=10)
    np.testing.assert_allclose(found.estimate, expected, rtol=1e-12)


def test_offsets_between_folds_do_not_matter():
    y, scores, fold = random_case(3)
    shifted = scores[:, 1] + 100 * fold
    assert within_fold_auc(y, shifted, fold) == within_fold_auc(y, scores[:, 1], fold)


def test_text_labels_and_order_of_columns():
    y, scores, fold = random_case(4, n_classes=3)
    names = np.array(["rest", "left", "feet"])
    found = within_fold_auc(names[y], scores, fold, classes=names)
    assert found == within_fold_auc(y, scores, fold)


def test_interval_is_seeded_and_holds_the_estimate():
    y, scores, fold = random_case(5)
    first = within_fold_auc(y, scores, fold, random_state=1)
    assert first == within_fold_auc(y, scores, fold, random_state=1)
    assert first != within_fold_auc(y, scores, fold, random_state=2)
    assert first.low < first.estimate < first.high
    wider = within_fold_auc(y, scores, fold, level=0.99, random_state=1)
    assert wider.low < first.low
    assert wider.high > first.high


def test_interval_covers_the_truth():
    rng = np.random.default_rng(0)
    y, fold = np.tile([0, 1], 20), np.repeat(np.arange(5), 8)
    truth = norm.cdf(1 / np.sqrt(2))
    covered = []
    for k in range(200):
        scores = rng.standard_normal(40) + y + rng.standard_normal(5)[fold]
        interval = within_fold_auc(y, scores, fold, n_bootstrap=300, random_state=k)
        covered.append(interval.low <= truth <= interval.high)
    assert np.mean(covered) >= 0.93


def test_perfect_order_keeps_an_honest_width():
    y, fold = np.tile([0, 1], 20), np.repeat(np.arange(5), 8)
    best = within_fold_auc(y, y, fold)
    # Four disjoint pairs in each of five folds.
    np.testing.assert_allclose(best.low**20, 0.025)
    assert (best.estimate, best.high) == (1, 1)
    worst = within_fold_auc(y, 1 - y, fold)
    assert (worst.low, worst.estimate) == (0, 0)
    np.testing.assert_allclose(worst.high, 1 - best.low)


def test_no_pair_within_a_fold_gives_nan():
    assert np.isnan(within_fold_auc([0, 1, 0], [0.1, 0.9, 0.2], [0, 1, 2]).estimate)


def test_parts_of_the_bootstrap_change_nothing(monkeypatch):
    y, scores, fold = random_case(6)
    whole = within_fold_auc(y, scores, fold)
    monkeypatch.setattr("eegmodels.evaluate._auc._MOST_WEIGHTS", 45 * 300)
    in_parts = within_fold_auc(y, scores, fold)
    assert in_parts.estimate == whole.estimate
    np.testing.assert_allclose(in_parts.low, whole.low, atol=0.03)


def test_is_fast():
    y, scores, fold = random_case(7)
    start = time.perf_counter()
    within_fold_auc(y, scores, fold)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("y", "scores", "fold", "classes", "text"),
    [
        ([0, 1], [0.1, 0.2, 0.3], [0, 0], None, "one entry for each trial"),
        ([1, 1], [0.1, 0.2], [0, 0], None, "only the class 1"),
        ([0, 1, 2], [0.1, 0.2, 0.3], [0, 0, 0], None, r"expected \(3, 3\)"),
        ([0, 1], [0.1, np.nan], [0, 0], None, "scores of 1 trials are NaN .* trial 1:"),
        ([0, 5], [0.1, 0.2], [0, 0], [0, 1], "not in classes.*: 5"),
    ],
)
def test_bad_input_is_named(y, scores, fold, classes, text):
    with pytest.raises(ValueError, match=text):
        within_fold_auc(y, scores, fold, classes=classes)
