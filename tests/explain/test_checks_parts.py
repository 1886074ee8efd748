"""The parts of the checks, against naive computations and known answers."""

import keras
import mne
import numpy as np
import pytest
from scipy.stats import spearmanr

from eegmodels import explain
from eegmodels.explain._checking._likeness import mean_of, moved, rank_correlation
from eegmodels.explain._checking._redrawing import redrawn_from_the_end
from eegmodels.explain._checking._state import state_of
from eegmodels.models import ARCHITECTURES
from naive_networks import make_network

INFO = mne.create_info(3, 128.0, "eeg")


def linear_network():
    """Two logits, each a weighted sum of all samples."""
    rng = np.random.default_rng(0)
    inputs = keras.Input((3, 20, 1))
    outputs = keras.layers.Dense(2)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, outputs)
    model.set_weights([rng.standard_normal((60, 2)), rng.standard_normal(2)])
    return model


@pytest.fixture(scope="module")
def linear():
    return linear_network(), np.random.default_rng(1).standard_normal((6, 3, 20))


def test_rank_correlation_is_spearmans_in_each_trial():
    rng = np.random.default_rng(0)
    one, other = rng.standard_normal((2, 4, 3, 20))
    other[1] = -(one[1] ** 3)
    other[2] = np.round(other[2])  # ties
    other[3] = 1.0
    found = rank_correlation(one, other)
    for k in range(3):
        expected = spearmanr(one[k].ravel(), other[k].ravel()).statistic
        assert found[k] == pytest.approx(expected, abs=1e-12)
    assert found[1] == pytest.approx(-1)
    assert found[3] == 0


def test_a_mean_and_its_interval():
    rng = np.random.default_rng(0)
    values = rng.normal(3, 2, 400)
    found = mean_of(values, rng)
    assert found.value == pytest.approx(values.mean())
    expected = 1.96 * values.std() / 20
    assert found.high - found.value == pytest.approx(expected, rel=0.15)
    assert found.value - found.low == pytest.approx(expected, rel=0.15)
    same = mean_of(np.full(5, 0.25), rng)
    assert (same.value, same.low, same.high) == (0.25, 0.25, 0.25)


def test_what_is_moved_keeps_its_values_and_its_courses():
    rng = np.random.default_rng(0)
    data = rng.standard_normal((5, 3, 20))
    found = moved(data, rng)
    assert not np.array_equal(found, data)
    for trial, other in zip(data, found, strict=True):
        spectra = [np.abs(np.fft.rfft(x, axis=1)) for x in (trial, other)]
        order = [np.argsort(spectrum[:, 1]) for spectrum in spectra]
        pair = [s[k] for s, k in zip(spectra, order, strict=True)]
        np.testing.assert_allclose(*pair, atol=1e-12)


def test_in_a_linear_network_sums_are_losses(linear):
    """The one case in which every part loses exactly what its relevances sum to."""
    network, data = linear
    found = explain.check(
        network, data, target=1, info=INFO, checks=["sensitivity"], n_subsets=20
    )["sensitivity"]
    assert found.passed
    np.testing.assert_allclose(found.numbers["windows"], 1, atol=1e-5)
    np.testing.assert_allclose(found.numbers["samples"], 1, atol=1e-5)
    assert np.abs(found.numbers["control"]).max() < 0.5


@pytest.mark.parametrize("name", ["deletion", "insertion"])
def test_curves_of_a_linear_network(linear, name):
    """The logit without the k largest contributions, sample by sample in float64."""
    network, data = linear
    kernel, bias = (np.array(w, dtype=float) for w in network.get_weights())
    found = explain.check(network, data, target=0, info=INFO, checks=[name])[name]
    curves = []
    for trial in data:
        parts = sorted((kernel[:, 0] * trial.ravel()).tolist(), reverse=True)
        counts = [round(k * 60 / 10) for k in range(11)]
        gone = [sum(parts[:n]) for n in counts]
        logit = sum(parts) + bias[0]
        start = logit if name == "deletion" else bias[0]
        sign = -1 if name == "deletion" else 1
        curves.append([start + sign * part for part in gone])
    np.testing.assert_allclose(
        found.numbers["curve"], np.mean(curves, axis=0), atol=1e-4
    )
    random = found.numbers["random"].mean(axis=0)
    sign = 1 if name == "deletion" else -1
    gain = sign * (random - np.mean(curves, axis=0))
    area = ((gain[1:] + gain[:-1]) / 2).mean()
    assert found.numbers["area_of_trials"].mean() == pytest.approx(area, abs=1e-4)
    other = "insertion" if name == "deletion" else "deletion"
    there = explain.check(network, data, target=0, info=INFO, checks=[other])[other]
    np.testing.assert_allclose(  # what is put in first is what is taken out last
        found.numbers["reverse"], there.numbers["curve"][::-1], atol=1e-4
    )
    assert found.passed


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_layer_is_really_drawn_anew(name):
    """Max-norm layers and BatchNorm too, from the end, in a copy."""
    net = make_network(name)
    for layer in net.layers:  # kernels as large as training may leave them
        for variable in layer.trainable_weights:
            if "kernel" in variable.name:
                variable.assign(np.full(variable.shape, 0.3))
    before = state_of(net)
    own = {layer.name: layer.get_weights() for layer in net.layers if layer.weights}
    bounded = {
        layer.name
        for layer in net.layers
        for kind in ("kernel_constraint", "depthwise_constraint")
        if getattr(layer, kind, None) is not None
    }
    assert bool(bounded) == (name != "EEGNetV1")  # which has no bound anywhere
    seen = []
    for step in redrawn_from_the_end(net, np.random.default_rng(0)):
        seen.append(step.layer)
        assert step.changed > 0.99
        assert step.same == []
        for layer, weights in own.items():
            now = step.network.get_layer(layer).get_weights()
            for old, new in zip(weights, now, strict=True):
                if layer not in seen:
                    assert np.array_equal(old, new)
                elif old.ndim > 1:
                    assert (old != new).all()
                    assert new.std() > 0
    assert seen == list(own)[::-1]
    assert bounded <= set(seen)
    assert before.changed(state_of(net)) == []


def test_batchnorm_goes_back_to_its_start_and_says_so_where_it_is_there():
    inputs = keras.Input((3, 20, 1))
    normal = keras.layers.BatchNormalization(name="normal")
    outputs = keras.layers.Dense(2, name="end")(keras.layers.Flatten()(normal(inputs)))
    model = keras.Model(inputs, outputs)
    first = list(redrawn_from_the_end(model, np.random.default_rng(0)))
    assert [step.layer for step in first] == ["end", "normal"]
    assert first[1].changed == 0
    assert len(first[1].same) == 4
    assert first[0].same == ["bias"]
    normal.set_weights([np.full(1, 5.0)] * 4)
    moved_away = list(redrawn_from_the_end(model, np.random.default_rng(0)))[1]
    values = [float(w[0]) for w in moved_away.network.get_layer("normal").get_weights()]
    assert sorted(values) == [0, 0, 1, 1]
    assert normal.get_weights()[0] == 5


def test_two_draws_differ_though_the_network_has_a_seed():
    net = make_network("EEGNet")
    rng = np.random.default_rng(0)
    draws = [list(redrawn_from_the_end(net, rng))[-1].network for _ in range(2)]
    kernels = [n.get_layer("temporal").get_weights()[0] for n in draws]
    assert not np.isclose(*kernels).any()


def test_the_state_of_a_network_shows_each_change():
    def changes(change):
        net = make_network("EEGNet")
        net.compile("adam", "categorical_crossentropy")
        before = state_of(net)
        change(net)
        return before.changed(state_of(net))

    def add_to(name, at):
        def change(net):
            weights = net.get_layer(name).get_weights()
            weights[at] = weights[at] + np.float32(1e-6)
            net.get_layer(name).set_weights(weights)

        return change

    def freeze(net):
        net.get_layer("temporal_norm").trainable = False

    assert changes(lambda net: None) == []
    assert changes(add_to("dense", 1)) == ["trained weights"]
    assert changes(add_to("temporal_norm", 2)) == ["statistics and frozen weights"]
    assert "trainable flags" in changes(freeze)
    assert "optimizer" in changes(lambda net: net.optimizer.learning_rate.assign(1.0))
    assert "compilation" in changes(lambda net: net.compile("sgd", "mse"))
    assert "connections" in changes(
        lambda net: net.get_layer("softmax")(keras.Input((2,)))
    )
