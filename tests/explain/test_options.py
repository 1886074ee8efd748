"""Options of methods, and rules for layers of one's own."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain._options import CHECKS
from eegmodels.models import EEGNet

INFO = mne.create_info(3, 128.0, "eeg")


@pytest.fixture(scope="module")
def net():
    return EEGNet(3, 64, 2, F1=2, kernel_length=9, seed=1)


@pytest.fixture(scope="module")
def trials():
    return np.random.default_rng(0).standard_normal((4, 3, 64))


@pytest.mark.parametrize("method", explain.METHODS)
def test_an_option_that_a_method_lacks_is_refused(net, trials, method):
    """The message names those that it has, from its record."""
    options = explain.METHODS[method].options
    says = "has no options"
    if options:
        says = "has the options .*" + ".*".join(f"'{name}'" for name in options)
    with pytest.raises(
        TypeError, match=rf"n_steps=5 is no .* method '{method}' {says}"
    ):
        explain.relevance(net, trials, method=method, n_steps=5)


def test_options_of_the_baseline_are_named_too(net, trials):
    with pytest.raises(
        TypeError, match=r"baseline 'phase-shuffled' has the options 'n"
    ):
        explain.relevance(net, trials, baseline="phase-shuffled", n_nodes=3)
    with pytest.raises(
        TypeError, match=r"traget=1 is no option .*Did you mean 'target"
    ):
        explain.relevance(net, trials, traget=1)


@pytest.mark.parametrize(
    ("method", "options", "error", "match"),
    [
        ("integrated_gradients", {"n_nodes": 0}, ValueError, "n_nodes=0 is too small"),
        ("integrated_gradients", {"n_nodes": 2.0}, TypeError, "n_nodes=2.0 is of type"),
        ("smooth_grad", {"n_samples": 0}, ValueError, "n_samples=0 is too small"),
        ("smooth_grad", {"noise": 0}, ValueError, "noise=0 is outside"),
        ("smooth_grad", {"random_state": -1}, ValueError, "random_state=-1 is too sma"),
        ("lrp", {"epsilon": -1.0}, ValueError, "epsilon=-1.0 is outside"),
    ],
)
def test_values_are_checked(net, trials, method, options, error, match):
    with pytest.raises(error, match=match):
        explain.relevance(net, trials, method=method, **options)


def test_every_option_is_checked():
    """By its name, or where the trials are known."""
    records = [*explain.METHODS.values(), *explain.BASELINES.values()]
    names = {name for record in records for name in record.options}
    assert names == {*CHECKS, "occlude", "band"}


def test_smooth_grad_is_seeded(net, trials):
    def run(seed):
        return explain.relevance(
            net,
            trials,
            target=1,
            method="smooth_grad",
            n_samples=2,
            random_state=seed,
        ).data

    np.testing.assert_array_equal(run(1), run(1))
    assert np.abs(run(1) - run(2)).max() > 0
    assert np.abs(run(None) - run(None)).max() > 0


class Halved(keras.layers.Layer):
    """Affine: half of it, and one more."""

    def call(self, inputs):
        return inputs / 2 + 1


class Bent(keras.layers.Layer):
    """Each number by itself."""

    def call(self, inputs):
        return inputs * keras.ops.sigmoid(inputs)


class Ranked(keras.layers.Layer):
    """Neither: it looks at all numbers of a trial."""

    def call(self, inputs):
        return inputs / keras.ops.max(inputs, axis=(1, 2, 3), keepdims=True)


def network(layer):
    inputs = keras.Input((3, 64, 1))
    flat = keras.layers.Flatten()(layer(inputs))
    net = keras.Model(inputs, keras.layers.Dense(2)(flat))
    rng = np.random.default_rng(0)
    net.set_weights([rng.standard_normal(w.shape) for w in net.get_weights()])
    return net


@pytest.fixture
def registry(monkeypatch):
    """Leave no rules behind."""
    from eegmodels.explain import _rules

    monkeypatch.setattr(_rules, "_REGISTERED", {})


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("kind", "rule"), [(Halved, "affine"), (Bent, "elementwise")])
def test_a_registered_layer_is_walked(trials, kind, rule):
    net = network(kind(name="own"))
    match = "'own' .* no rule .*explain.register_rule gives"
    with pytest.raises(explain.UnsupportedLayerError, match=match):
        explain.relevance(net, trials, target=1, info=INFO)
    explain.register_rule(kind, rule)
    found = explain.relevance(net, trials, target=1, info=INFO)
    assert found.largest_residual < 1e-5
    # Each sample has a weight of its own, so its relevance is the whole of its change.
    weights = net.get_weights()[0][:, 1].reshape(3, 64)
    change = trials / 2 if kind is Halved else trials / (1 + np.exp(-trials))
    np.testing.assert_allclose(found.data, weights * change, atol=1e-5)


class Mixed(keras.layers.Layer):
    """Affine, but over the trials of a batch."""

    def call(self, inputs):
        return inputs - keras.ops.mean(inputs, axis=0, keepdims=True)


class Shortened(keras.layers.Layer):
    """Each number by itself, and one less of them."""

    def call(self, inputs):
        return keras.ops.square(inputs[:, 1:])


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("kind", "rule", "wrong"),
    [
        (Ranked, "affine", r"it is not affine: f\(a\) \+ f\(b\) is not"),
        (Bent, "affine", "it is not affine"),
        (Ranked, "elementwise", "a number of its output depends on other numbers"),
        (Mixed, "affine", "its output for a trial depends on the others of"),
        (Shortened, "elementwise", r"it gives shape \(2, 64, 1\) for numbers of sha"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(trials, kind, rule, wrong):
    explain.register_rule(kind, rule)
    match = rf"'own' \({kind.__name__}, registered as '{rule}': {wrong}"
    with pytest.raises(explain.UnsupportedLayerError, match=match):
        explain.relevance(network(kind(name="own")), trials, target=1, info=INFO)


@pytest.mark.usefixtures("registry")
def test_a_rule_is_of_the_class_alone(trials):
    class Other(Halved):
        pass

    explain.register_rule(Halved, "affine")
    with pytest.raises(explain.UnsupportedLayerError, match=r"\(Other\) has no rule"):
        explain.relevance(network(Other()), trials, target=1, info=INFO)


@pytest.mark.usefixtures("registry")
def test_what_cannot_be_registered():
    with pytest.raises(TypeError, match=r"is no class of layers; give a subclass of"):
        explain.register_rule(Halved(), "affine")
    with pytest.raises(ValueError, match=r"rule='linear' is not one of 'affine' or"):
        explain.register_rule(Halved, "linear")
    with pytest.raises(ValueError, match=r"layer_class=Dense of Keras has a rule alre"):
        explain.register_rule(keras.layers.Dense, "affine")
