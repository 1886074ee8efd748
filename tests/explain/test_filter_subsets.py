"""Subsets of filters: against plainly zeroed weights, and intervals against scikit."""

from itertools import combinations
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from sklearn.metrics import get_scorer

from eegmodels import EEGRegressor, explain
from eegmodels.estimator import _base
from eegmodels.explain._judges import (
    OfClasses,
    OfValues,
    _FixedClasses,
    _FixedValues,
    find_judge,
)
from eegmodels.explain._outputs import Output
from eegmodels.explain._resampling import draw_trials, drop_intervals
from eegmodels.explain._silencing import outputs_without
from eegmodels.explain._subject import as_subject
from eegmodels.models import ARCHITECTURES, EEGNet, get_architecture
from eegmodels.results import History
from naive_networks import unlike_a_start

SMALL = {
    "EEGNet": {"F1": 2, "kernel_length": 9},
    "EEGNetSSVEP": {"F1": 2, "D": 2, "F2": 4, "kernel_length": 12},
}


@pytest.fixture(scope="module")
def trials():
    return np.random.default_rng(0).standard_normal((70, 3, 84))


def make_network(name):
    arguments = SMALL.get(name, {})
    net = get_architecture(name).build(3, 84, 2, seed=0, **arguments)
    return unlike_a_start(net)


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_silent_filters_equal_zero_weights(name, trials):
    """Kernels zeroed in the layer itself, in plain Keras, layer by layer."""
    net = make_network(name)
    subject = as_subject(net)
    opening = subject.opening()
    places = list(np.ndindex(opening.weights.shape[:2]))
    removed = [(), (places[-1],), (places[0], places[-1]), tuple(places)]
    x = trials.astype(np.float32)
    found = outputs_without(subject.chain(), opening, x, removed)

    plain = keras.models.clone_model(net)
    plain.set_weights(net.get_weights())
    layer = plain.get_layer("spatial")
    kernel, *bias = layer.get_weights()
    for filters, outputs in zip(removed, found, strict=True):
        zeroed = kernel.copy()
        for f, d in filters:
            if opening.kind == "temporal-spatial":
                zeroed[:, :, f, d] = 0
            else:
                zeroed[..., d] = 0
        layer.set_weights([zeroed, *bias])
        expected = plain(x[..., None], training=False)
        expected = keras.ops.convert_to_numpy(expected)
        np.testing.assert_allclose(outputs, expected, rtol=0, atol=2e-6)
    assert np.ptp(found[-1], axis=0).max() < 1e-6  # nothing is left of the trials
    assert np.ptp(found[0], axis=0).max() > 1e-4


@pytest.fixture(scope="module")
def redundant(trials):
    """Filters 0 and 2 hand the same signal on, with half the weight each.

    Either alone suffices for the largest logit; 1 and 3 are not listened to.
    """
    net = EEGNet(3, 84, 2, F1=2, D=2, kernel_length=9, seed=1)
    temporal, norm, spatial = (net.get_layer(index=k).get_weights() for k in (1, 2, 3))
    temporal[0][..., 1] = temporal[0][..., 0]
    spatial[0][:, :, 1] = spatial[0][:, :, 0]
    for layer, weights in zip(net.layers[1:4], (temporal, norm, spatial), strict=True):
        layer.set_weights(weights)
    depthwise, pointwise = net.get_layer("separable").get_weights()
    depthwise[:, :, 2] = depthwise[:, :, 0]
    pointwise[:, :, 2] = pointwise[:, :, 0]
    pointwise[:, :, [1, 3]] = 0
    net.get_layer("separable").set_weights([depthwise, pointwise])
    kernel, bias = net.get_layer("dense").get_weights()
    net.get_layer("dense").set_weights([20 * kernel, bias])
    labels = net.predict(trials, verbose=0).argmax(axis=1)
    assert 0.2 < labels.mean() < 0.8
    return net, labels


def test_all_subsets_up_to_a_size_and_redundant_filters(redundant, trials):
    net, labels = redundant
    found = explain.ablation(net, trials, labels, max_size=3, n_bootstrap=200)
    subsets = found.subsets
    places = list(np.ndindex(2, 2))
    assert subsets.removed == [
        subset for size in (1, 2, 3) for subset in combinations(places, size)
    ]
    np.testing.assert_array_equal(subsets.drop[:4], found.drop.ravel())
    by_name = {row["without"]: row for row in subsets.table()}
    both = by_name["1.1 + 2.1"]
    share = labels.mean()  # one class for all trials is what is left
    assert min(abs(both["score"] - share), abs(both["score"] + share - 1)) < 1e-9
    assert both["drop"] > 0.15 + both["drop_of_singles"]
    assert both["low"] > 0
    assert by_name["1.2 + 2.2"]["drop"] == 0
    assert (by_name["1.2 + 2.2"]["low"], by_name["1.2 + 2.2"]["high"]) == (0, 0)
    expected = by_name["1.1"]["drop"] + by_name["2.1"]["drop"]
    assert both["drop_of_singles"] == pytest.approx(expected)


def test_the_table_is_sorted_within_sizes_and_printed(redundant, trials):
    net, labels = redundant
    subsets = explain.ablation(net, trials, labels, max_size=2).subsets
    rows = subsets.table()
    assert [row["size"] for row in rows] == [1] * 4 + [2] * 6
    for size in (1, 2):
        drops = [row["drop"] for row in rows if row["size"] == size]
        assert drops == sorted(drops, reverse=True)
    lines = str(subsets).splitlines()
    assert lines[0].startswith("accuracy 1.000 on 70 trials; drops with their 95% int")
    assert lines[1] == "without 1 filter"
    assert lines[6] == "without 2 filters"
    assert lines[7].startswith(f"  {rows[4]['without']}: {rows[4]['score']:.3f} (drop")
    assert "[" in lines[7]


def test_no_bootstrap_gives_no_intervals_and_the_seed_counts(redundant, trials):
    net, labels = redundant
    without = explain.ablation(net, trials, labels, n_bootstrap=0).subsets
    assert np.isnan(without.low).all()
    assert "[" not in str(without)
    first, again, other = (
        explain.ablation(
            net, trials, labels, scoring="neg_log_loss", n_bootstrap=50, random_state=k
        ).subsets
        for k in (0, 0, 1)
    )
    np.testing.assert_array_equal(first.low, again.low)
    assert (first.low != other.low).any()


def test_sizes_that_cannot_be_run_are_refused(redundant, trials):
    net, labels = redundant
    with pytest.raises(ValueError, match=r"max_size=5 is more than the 4 filters"):
        explain.ablation(net, trials, labels, max_size=5)
    with pytest.raises(ValueError, match=r"max_size=0 is too small; give at least 1"):
        explain.ablation(net, trials, labels, max_size=0)
    with pytest.raises(ValueError, match=r"n_bootstrap=-1 is too small"):
        explain.ablation(net, trials, labels, n_bootstrap=-1)
    large = get_architecture("ShallowConvNet").build(3, 84, 2)
    many = r"max_size=3 makes 10700 subsets .* 40 filters.*max_size=2, which makes 820"
    with pytest.raises(ValueError, match=many):
        explain.ablation(large, trials, labels, max_size=3)


def judge_of_classes(scoring, codes, n_classes=2):
    subject = SimpleNamespace(
        regressor=None,
        estimator=None,
        classes=list(range(n_classes)),
        network=keras.Sequential(
            [keras.Input((1,)), keras.layers.Dense(n_classes, "softmax")]
        ),
    )
    return find_judge(subject, scoring, None, codes)


def judge_of_values(scoring, y):
    n_targets = 1 if y.ndim == 1 else y.shape[1]
    regressor = SimpleNamespace(
        target_mean_=np.full(n_targets, 3.0), target_scale_=np.full(n_targets, 2.0)
    )
    return find_judge(SimpleNamespace(regressor=regressor), scoring, None, y)


@pytest.mark.parametrize(
    ("scoring", "n_classes"),
    [
        ("accuracy", 3),
        ("balanced_accuracy", 3),
        ("neg_log_loss", 3),
        ("roc_auc", 2),
        ("f1_macro", 3),
    ],
)
def test_quick_scores_of_resamples_are_those_of_scikit_learn(scoring, n_classes):
    rng = np.random.default_rng(0)
    codes = rng.integers(0, n_classes, 30)
    p = np.round(rng.dirichlet(np.ones(n_classes), 30), 1) + 0.05  # with ties
    judge = judge_of_classes(scoring, codes, n_classes)
    assert isinstance(judge, OfClasses)
    assert isinstance(judge.output, Output)
    assert (judge.quick is None) == (scoring == "f1_macro")
    draws = draw_trials(codes, 7, 0)
    found = judge.resampled(p, np.zeros((30, 1, 1)), draws)
    score = get_scorer(scoring)
    for scored, chosen in zip(found, draws, strict=True):
        known = _FixedClasses(
            p[chosen] / p[chosen].sum(axis=1, keepdims=True), np.arange(n_classes)
        )
        expected = score(known, np.zeros((30, 1)), codes[chosen])
        assert scored == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "scoring",
    ["r2", "neg_mean_absolute_error", "neg_mean_squared_error", "explained_variance"],
)
@pytest.mark.parametrize("shape", [(30,), (30, 2)])
def test_quick_scores_of_values_are_those_of_scikit_learn(scoring, shape):
    rng = np.random.default_rng(0)
    y = 1e3 + rng.standard_normal(shape)
    outputs = (y + rng.standard_normal(shape) - 3.0) / 2.0
    judge = judge_of_values(scoring, y)
    assert isinstance(judge, OfValues)
    assert (judge.quick is None) == (scoring == "explained_variance")
    draws = draw_trials(judge.strata, 7, 0)
    found = judge.resampled(outputs.reshape(30, -1), np.zeros((30, 1, 1)), draws)
    score = get_scorer(scoring)
    for scored, chosen in zip(found, draws, strict=True):
        known = _FixedValues((3.0 + 2.0 * outputs)[chosen])
        expected = score(known, np.zeros((30, 1)), y[chosen])
        assert scored == pytest.approx(expected, rel=1e-9)


def test_a_callable_scorer_is_asked_for_each_resample():
    codes = np.array([0, 0, 1, 1, 1])
    seen = []

    def accuracy(estimator, X, y):  # the name alone does not make it quick
        seen.append(X[:, 0, 0].tolist())
        return float(np.mean(X[:, 0, 0]))

    judge = judge_of_classes(accuracy, codes)
    x = np.arange(5.0)[:, None, None]
    draws = draw_trials(codes, 3, 0)
    found = judge.resampled(np.full((5, 2), 0.5), x, draws)
    np.testing.assert_allclose(found, x[draws, 0, 0].mean(axis=1))
    assert seen == draws.tolist()


def test_resamples_keep_the_size_of_each_class():
    strata = np.array([0, 1, 1, 0, 1, 2])
    draws = draw_trials(strata, 500, 0)
    assert (strata[draws] == strata).all()
    shares = np.bincount(draws.ravel(), minlength=6) / draws.size
    np.testing.assert_allclose(shares, 1 / 6, atol=0.02)


def test_intervals_cover_the_true_drop_in_95_of_100():
    """Two guessers whose true accuracies are known, right on mostly the same trials."""
    rng = np.random.default_rng(0)
    n, inside = 200, 0
    codes = np.arange(n) % 2
    judge = judge_of_classes("accuracy", codes)
    for k in range(100):
        u = rng.random(n)
        outputs = []
        for share in (0.9, 0.8):  # right where u is small: paired
            right = np.where(u < share, codes, 1 - codes)
            outputs.append(np.eye(2)[right] * 0.8 + 0.1)
        whole, without = outputs
        x = np.zeros((n, 1, 1))
        ((low, high),) = drop_intervals(judge, whole, [without], x, 300, k)
        inside += low <= 0.1 <= high
        assert high - low < 0.12  # unpaired it would be 0.14 wide
    assert 88 <= inside <= 99


def test_a_regressor_is_scored_by_r2(trials):
    """Zeroed weights of the network inside, predicted by the estimator itself."""
    params = {"F1": 2, "D": 1, "kernel_length": 9}
    y = np.random.default_rng(2).standard_normal(70)
    with pytest.MonkeyPatch.context() as patch:  # random weights tell as much here
        patch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [0.5])])
        regressor = EEGRegressor(model_params=params, sfreq=128.0, random_state=0)
        regressor.fit(trials, y)
    found = explain.ablation(regressor, trials, y, max_size=2, n_bootstrap=50)
    assert found.scorer == "r2"
    assert (found.subsets.low <= found.subsets.drop).all()
    assert (found.subsets.high >= found.subsets.drop).all()
    layer = regressor.model_.get_layer("spatial")
    layer.set_weights([np.zeros_like(layer.get_weights()[0])])
    expected = found.baseline - regressor.score(trials, y)
    assert found.subsets.drop[-1] == pytest.approx(expected, abs=1e-6)
