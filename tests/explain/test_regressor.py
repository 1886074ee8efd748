"""Explanations of an ``EEGRegressor``: the output takes the logit's place."""

import mne
import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import mean_absolute_error, r2_score

from eegmodels import EEGRegressor, explain
from eegmodels.data import epochs_from_array
from eegmodels.estimator import _base
from eegmodels.models import ARCHITECTURES
from eegmodels.results import History

SMALL = {
    "EEGNet": {"F1": 2, "kernel_length": 9},
    "EEGNetSSVEP": {"F1": 2, "F2": 3, "kernel_length": 12},
}
CH_NAMES = ["C3", "Cz", "C4"]
# Statistics of the training targets, in a unit such as milliseconds.
MEAN, SCALE = np.array([320.0, -5.0]), np.array([45.0, 0.25])


def make_trials(n=10):
    rng = np.random.default_rng(0)
    return 1e-5 * rng.standard_normal((n, 3, 84))


def fit_without_training(model, X, y):
    """Fit with random weights and statistics, which tell as much here, at once."""
    reg = EEGRegressor(model, model_params=SMALL.get(model, {}), random_state=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [])])
        reg.fit(X, y)
    rng = np.random.default_rng(0)
    weights = [w + 0.1 * rng.random(w.shape) for w in reg.model_.get_weights()]
    reg.model_.set_weights(weights)
    return reg


def make_targets(n=10, n_targets=2):
    z = np.random.default_rng(3).standard_normal((n, n_targets))
    return MEAN[:n_targets] + SCALE[:n_targets] * z


@pytest.fixture(scope="module")
def one():
    """A regressor with one target, its trials and their values."""
    X, y = make_trials(), make_targets()[:, 0]
    return fit_without_training("EEGNet", X, y), X, y


@pytest.fixture(scope="module")
def two():
    """A regressor with two targets, its trials and their values."""
    X, y = make_trials(), make_targets()
    return fit_without_training("EEGNet", X, y), X, y


@pytest.mark.parametrize("model", list(ARCHITECTURES))
def test_relevance_adds_up_in_the_unit_of_y_for_every_network(model):
    """To the prediction less that of the baseline, output by output."""
    X, y = make_trials(), make_targets()
    reg = fit_without_training(model, X, y)
    baseline = 1e-5 * np.random.default_rng(9).standard_normal((3, 84))
    whole = reg.predict(X) - reg.predict(baseline[None])
    for k in range(2):
        found = explain.relevance(reg, X, target=k, baseline=baseline)
        error = found.data.sum(axis=(1, 2), dtype=float) - whole[:, k]
        # As far as the walk and ``predict`` agree in float32.
        assert np.abs(error).max() < 1e-4 * np.ptp(whole[:, k])
        assert np.abs(found.residual).max() < 1e-4 * np.ptp(whole[:, k])
        np.testing.assert_allclose(found.logit, reg.predict(X)[:, k], rtol=1e-5)
        assert np.ptp(found.data) > 0


def test_a_gradient_is_that_of_the_prediction(two):
    """Against the change of ``predict`` when one sample moves."""
    reg, X, _ = two
    k = 1
    found = explain.relevance(reg, X[:1], target=k, method="gradient_x_input")
    largest = np.argsort(np.abs(found.data[0]).ravel())[-3:]
    for c, t in zip(*np.unravel_index(largest, (3, 84)), strict=True):
        up, down = X[:1].copy(), X[:1].copy()
        step = 2e-6
        up[0, c, t] += step
        down[0, c, t] -= step
        slope = (reg.predict(up) - reg.predict(down))[0, k] / (2 * step)
        assert found.data[0, c, t] == pytest.approx(slope * X[0, c, t], rel=0.02)


def test_one_output_is_no_logit_of_two_classes(one):
    """The bare network keeps its classes 0 and 1; the regressor has its output."""
    reg, X, _ = one
    found = explain.relevance(reg, X)
    bare = {
        k: explain.relevance(reg.model_, X * reg.factors_[:, None], target=k)
        for k in (0, 1)
    }
    scale = reg.target_scale_[0]
    size = np.abs(found.data).max()
    np.testing.assert_allclose(found.data, scale * bare[1].data, atol=1e-6 * size)
    np.testing.assert_allclose(found.data, -scale * bare[0].data, atol=1e-6 * size)
    expected = reg.target_mean_[0] + scale * bare[1].baseline_logit
    np.testing.assert_allclose(found.baseline_logit, expected, rtol=1e-6)


def test_the_result_says_that_an_output_is_explained(one):
    reg, X, y = one
    found = explain.relevance(reg, X, y)
    assert found.settings["explains"] == found.explains == "output"
    assert found.unit == "units of y"
    assert found.target == [0] * 10
    assert found.labels is None
    average = found.average()
    assert list(average) == [0]
    np.testing.assert_allclose(average[0].data[0], found.data.mean(axis=0), rtol=1e-5)
    figure, numbers = found.plot(trial=2)
    assert numbers["logit"] == pytest.approx(reg.predict(X)[2], rel=1e-6)
    texts = [ax.get_title(loc="left") for ax in figure.axes]
    assert any(text.startswith("Relevance for output 1, trial 3") for text in texts)
    assert any("units of y" in ax.get_ylabel() for ax in figure.axes)
    assert not any("logit" in ax.get_ylabel() for ax in figure.axes)


@pytest.mark.parametrize(
    ("n_targets", "target", "match"),
    [
        (2, None, r"target is None and .* 2 outputs; .*target=an index from 0 to 1"),
        (2, 2, r"target=2 does not exist; the EEGRegressor has 2 outputs\. Give an"),
        (2, -1, r"target=-1 does not exist"),
        (1, 1, r"target=1 does not exist; .* 1 outputs\. Give 0\."),
        (1, "true", r"target='true': an EEGRegressor has outputs and no classes"),
        (1, "predicted", r"no 'true' or 'predicted' ones and no contrasts"),
        (2, (1, 0), r"target=\(1, 0\): an EEGRegressor has outputs and no classes"),
        (1, True, r"target=True: an EEGRegressor"),
        (1, 0.0, r"target=0\.0: an EEGRegressor"),
    ],
)
def test_what_is_no_output_is_refused(one, two, n_targets, target, match):
    reg, X, _ = one if n_targets == 1 else two
    with pytest.raises(ValueError, match=match):
        explain.relevance(reg, X, target=target)


def test_values_are_checked_and_no_layout_is_taken(one):
    reg, X, y = one
    with pytest.raises(ValueError, match="y has 9 values and X has 10 trials"):
        explain.relevance(reg, X, y[:-1])
    with pytest.raises(ValueError, match=r"an EEGRegressor knows the order of its"):
        explain.relevance(reg, X, layout="time,channel")
    with pytest.raises(TypeError, match=r"give a fitted EEGClassifier or EEGRegressor"):
        explain.relevance(object(), X)


def test_kernels_and_filters_are_those_of_the_network(one):
    reg, X, _ = one
    scaled = X * reg.factors_[:, None]
    kernels = explain.temporal_kernels(reg, X)
    bare = explain.temporal_kernels(reg.model_, scaled)
    np.testing.assert_array_equal(kernels.kernels, bare.kernels)
    np.testing.assert_array_equal(kernels.peak_hz, bare.peak_hz)
    filters = explain.spatial_filters(reg, X)
    of_bare = explain.spatial_filters(reg.model_, scaled)
    np.testing.assert_allclose(filters.filters, of_bare.filters * reg.factors_)


def test_activations_average_over_all_trials_or_over_groups(one):
    reg, X, y = one
    found = explain.activations(reg, X)
    bare = explain.activations(reg.model_, X * reg.factors_[:, None])
    np.testing.assert_allclose(found.data, bare.data, atol=1e-6)
    assert found.average().classes == ["all trials"]
    assert found.average().n_trials.tolist() == [10]
    grouped = explain.activations(reg, X, y > np.median(y)).average()
    assert grouped.classes == [False, True]
    assert grouped.n_trials.tolist() == [5, 5]
    with pytest.raises(ValueError, match=r"y has fractions, such as .*np\.median\(y\)"):
        explain.activations(reg, X, y)
    output = explain.activations(reg, X, stage="dense")
    np.testing.assert_allclose(
        reg.target_mean_ + reg.target_scale_ * output.data, reg.predict(X)[:, None]
    )


def test_marks_of_epochs_make_groups(one):
    _, X, y = one
    marks = np.tile(["early", "late"], 5)
    epochs = epochs_from_array(X, marks, sfreq=128, ch_names=CH_NAMES)
    reg = fit_without_training("EEGNet", epochs, y)
    assert explain.activations(reg, epochs).classes == ["early", "late"]
    found = explain.relevance(reg, epochs, y)
    assert found.labels is None
    assert isinstance(found.info, mne.Info)
    with pytest.raises(ValueError, match=r"give y, one number .* Epochs have none"):
        explain.ablation(reg, epochs)


def without(reg, at):
    """Predictions when a filter's weights are zero, for a function of trials."""
    layer = reg.model_.get_layer("spatial")
    before = layer.get_weights()
    changed = before[0].copy()
    changed[:, 0, at[0], at[1]] = 0
    layer.set_weights([changed])
    return lambda X: (reg.predict(X), layer.set_weights(before))[0]


@pytest.mark.parametrize("n_targets", [1, 2])
def test_ablation_scores_values(one, two, n_targets):
    """Against ``predict`` of the network without that filter, and SciPy's density."""
    reg, X, y = one if n_targets == 1 else two
    found = explain.ablation(reg, X, y)
    assert found.scorer == "r2"
    assert found.baseline == pytest.approx(reg.score(X, y), rel=1e-5)
    for at in np.ndindex(2, 2):
        predicted = without(reg, at)(X)
        expected = r2_score(y, predicted)
        assert found.baseline - found.drop[at] == pytest.approx(expected, rel=1e-5)
        density = norm(predicted, reg.target_scale_).logpdf(y)
        if n_targets == 1:
            density = norm(predicted, reg.target_scale_[0]).logpdf(y)
        expected = density.reshape(10, -1).sum(axis=1).mean()
        fallen = found.log_likelihood - found.log_likelihood_drop[at]
        assert fallen == pytest.approx(expected, rel=1e-5)
    other = explain.ablation(reg, X, y, scoring="neg_mean_absolute_error")
    error = mean_absolute_error(y, reg.predict(X))
    assert other.baseline == pytest.approx(-error, rel=1e-5)


def test_ablation_refuses_scorers_of_classes(one):
    reg, X, y = one
    for scoring in ("accuracy", "roc_auc", "neg_log_loss"):
        with pytest.raises(ValueError, match=rf"scoring='{scoring}' does not score an"):
            explain.ablation(reg, X, y, scoring=scoring)
    with pytest.raises(ValueError, match=r"'r3' is no scorer .* such as 'r2' or"):
        explain.ablation(reg, X, y, scoring="r3")


def test_relevance_concentrates_where_the_value_was_planted():
    """The value is the amplitude of 16 Hz at channel 1; held-out trials are shown."""
    rng = np.random.default_rng(0)
    y = rng.uniform(0, 4, 160)
    X = rng.standard_normal((160, 3, 64))
    phase = rng.uniform(0, 2 * np.pi, (160, 1))
    X[:, 1] += y[:, None] * np.sin(2 * np.pi * np.arange(64) / 8 + phase)
    params = {"F1": 2, "D": 2, "kernel_length": 16, "dropout_rate": 0.1}
    reg = EEGRegressor(
        model_params=params, n_epochs=60, learning_rate=0.01, random_state=0
    )
    reg.fit(1e-6 * X[:120], y[:120])
    held, truth = 1e-6 * X[120:], y[120:]
    assert reg.score(held, truth) > 0.5
    found = explain.relevance(reg, held)
    size = np.abs(found.data).sum(axis=(0, 2))
    assert size[1] > 0.6 * size.sum()
    # Its sum follows the amplitude, in the unit of y.
    assert np.corrcoef(found.by_channel[:, 1], truth)[0, 1] > 0.7
    kernels = explain.temporal_kernels(reg, held)
    costliest = explain.ablation(reg, held, truth).ranking[0]
    assert abs(kernels.peak_hz[costliest[0]] - 16) < 4
    pattern = explain.spatial_filters(reg, held).patterns[costliest]
    assert np.abs(pattern).argmax() == 1
