"""A network is compiled once for many explanations, and none of them is of another."""

import gc
import weakref

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain._kept_walks import _KEPT, AT_MOST, find_walk
from eegmodels.explain._layout import Layout
from eegmodels.explain._slopes import gradient_slopes, lrp_slopes, rescale_slopes
from naive_networks import N_CHANS, N_TIMES, make_network

INFO = mne.create_info(N_CHANS, 128.0, "eeg")


@pytest.fixture
def trials():
    return np.random.default_rng(0).standard_normal((2, N_CHANS, N_TIMES))


def small(activation="softmax", layer=None):
    inputs = keras.Input((N_CHANS, N_TIMES, 1))
    x = keras.layers.Dense(4, activation="tanh", name="middle")(
        keras.layers.Flatten()(inputs)
    )
    if layer is not None:
        x = layer(x)
    return keras.Model(inputs, keras.layers.Dense(2, activation=activation)(x))


def walk_of(net, slopes):
    return find_walk(net, slopes, Layout(None, net.input_shape))


def test_a_walk_is_kept_for_its_method_and_its_options():
    net = make_network("EEGNet")
    first = walk_of(net, rescale_slopes())
    assert walk_of(net, rescale_slopes()) is first
    assert walk_of(net, gradient_slopes()) is not first
    assert walk_of(net, lrp_slopes(epsilon=0.1)) is walk_of(
        net, lrp_slopes(epsilon=0.1)
    )
    assert walk_of(net, lrp_slopes(epsilon=0.1)) is not walk_of(
        net, lrp_slopes(epsilon=0.2)
    )
    for k in range(10):
        walk_of(net, lrp_slopes(epsilon=1.0 + k))
    assert len(_KEPT[net]) == AT_MOST
    assert walk_of(make_network("EEGNet"), rescale_slopes()) is not first


@pytest.mark.parametrize("activation", ["linear", "softmax"])
def test_weights_are_those_of_the_call(activation, trials):
    """A fused softmax is left out in a copy of its layer, which is not kept."""
    net, other = small(activation), small(activation)
    before = explain.relevance(net, trials, target=1, info=INFO)
    net.set_weights(other.get_weights())
    after = explain.relevance(net, trials, target=1, info=INFO)
    expected = explain.relevance(other, trials, target=1, info=INFO)
    np.testing.assert_array_equal(after.data, expected.data)
    np.testing.assert_array_equal(after.logit, expected.logit)
    assert np.abs(before.data - after.data).max() > 1e-3


def test_layers_are_those_of_the_call(trials):
    """An activation that was exchanged; a layer of a user, which tells nothing."""

    class Times(keras.layers.Layer):
        factor = 1.0

        def call(self, inputs):
            return self.factor * inputs

    explain.register_rule(Times, "affine")
    net = small("linear", Times(name="times"))
    once = explain.relevance(net, trials, target=1, info=INFO)
    net.get_layer("times").factor = 2.0
    twice = explain.relevance(net, trials, target=1, info=INFO)
    np.testing.assert_allclose(twice.data, 2 * once.data, rtol=1e-5)
    net = small("linear")
    curved = explain.relevance(net, trials, target=1, info=INFO)
    net.get_layer("middle").activation = keras.activations.linear
    straight = explain.relevance(net, trials, target=1, info=INFO)
    kernels = [layer.get_weights()[0] for layer in net.layers[-2:]]
    slopes = (kernels[0] @ kernels[1])[:, 1].reshape(N_CHANS, N_TIMES)
    np.testing.assert_allclose(straight.data, slopes * trials, atol=1e-5)
    assert np.abs(curved.data - straight.data).max() > 1e-3


def test_a_network_that_is_no_longer_used_is_let_go(trials):
    net = small("linear")
    explain.relevance(net, trials, target=1, info=INFO)
    assert net in _KEPT
    gone = weakref.ref(net)
    del net
    gc.collect()
    assert gone() is None
