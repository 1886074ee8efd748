"""Outputs of networks, whose program is compiled once for a kind of network."""

import keras
import numpy as np
import pytest

from eegmodels.fast import _outputs, outputs
from eegmodels.fast._kinds import Kept, same_kind
from eegmodels.models import EEGNet
from eegmodels.models._network import as_network

on_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="elsewhere Keras's predict is what runs"
)


def build(seed=0, **arguments):
    sizes = {"F1": 2, "D": 1, "kernel_length": 8, "seed": seed}
    return EEGNet(3, 40, 2, **{**sizes, **arguments})


def draw(n_trials):
    rng = np.random.default_rng(0)
    return rng.standard_normal((n_trials, 3, 40)).astype(np.float32)


@pytest.mark.parametrize("n_trials", [1, 32, 45, 65, 300])
def test_outputs_equal_keras_predict(n_trials):
    network, x = build(), draw(n_trials)
    found = outputs(network, x)
    assert found.shape == (n_trials, 2)
    assert found.dtype == np.float64
    expected = network.predict(x, verbose=0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


def test_weights_are_read_at_each_call():
    network, x = build(), draw(5)
    before = outputs(network, x)
    network.set_weights([w + 0.1 for w in network.get_weights()])
    after = outputs(network, x)
    assert np.abs(after - before).max() > 1e-3
    np.testing.assert_allclose(after, network.predict(x, verbose=0), rtol=0, atol=1e-6)


@on_jax
def test_networks_of_one_kind_share_a_program(monkeypatch):
    monkeypatch.setattr(_outputs, "_FORWARD", Kept(8))
    made = []
    forward = _outputs._forward
    monkeypatch.setattr(
        _outputs, "_forward", lambda network: made.append(network) or forward(network)
    )
    networks = [build(seed) for seed in range(3)]
    found = [outputs(network, draw(4)) for network in networks]
    assert made == networks[:1]
    assert np.abs(found[0] - found[1]).max() > 1e-3
    outputs(build(dropout_rate=0.1), draw(4))
    assert len(made) == 2


@on_jax
def test_layers_of_a_user_and_slow_networks_are_left_to_keras(monkeypatch):
    """Two layers of one name and configuration may do different things."""

    class Twice(keras.layers.Layer):
        def call(self, x):
            return 2 * x

    inputs = keras.Input((3, 40, 1))
    own = as_network(keras.Model(inputs, keras.layers.Flatten()(Twice()(inputs))))
    slow = build()
    slow.fast = False

    def refuse(network):
        raise AssertionError("compiled")

    monkeypatch.setattr(_outputs, "_forward", refuse)
    x = draw(3)
    np.testing.assert_array_equal(outputs(own, x), 2 * x.reshape(3, -1))
    assert outputs(slow, x).shape == (3, 2)


@on_jax
def test_functions_of_one_name_are_not_taken_for_one_another():
    """A function that was defined anew in a notebook has the name of the old one."""

    def with_function(factor):
        def function(x):
            return factor * x

        inputs = keras.Input((3, 40, 1), name="trials")
        flat = keras.layers.Flatten(name="flat")(inputs)
        last = keras.layers.Activation(function, name="last")(flat)
        return as_network(keras.Model(inputs, last))

    one, other = with_function(2), with_function(3)
    assert same_kind(one) == same_kind(other)
    x = draw(2)
    for network, factor in ((one, 2), (other, 3)):
        np.testing.assert_allclose(outputs(network, x), factor * x.reshape(2, -1))


def test_a_kind_is_told_by_sizes_and_frozen_layers_not_by_names_and_seeds():
    one, other, frozen = build(0), build(1), build(0)
    frozen.layers[1].trainable = False
    assert same_kind(one) == same_kind(other)
    assert same_kind(one) != same_kind(frozen)
    assert same_kind(one) != same_kind(build(F1=3))


def test_the_oldest_of_what_is_kept_goes_first():
    kept = Kept(2)
    made = [kept.get(key, lambda key=key: [key]) for key in "abca"]
    assert made == [["a"], ["b"], ["c"], ["a"]]
    assert made[3] is not made[0]
    assert kept.get("c", lambda: None) is made[2]
