"""Untrained networks are built as the trained one was, from other seeds."""

import keras
import numpy as np
import pytest

from eegmodels.explain._untrained import check_untrained, untrained_networks
from eegmodels.models import EEGNet


@pytest.fixture(scope="module")
def network():
    """With weights and statistics that no initialiser draws."""
    net = EEGNet(3, 64, 2, F1=2, D=2, kernel_length=9, seed=0)
    rng = np.random.default_rng(0)
    net.set_weights([w + rng.random(w.shape) for w in net.get_weights()])
    return net


def test_weights_are_drawn_anew_and_the_network_is_left_alone(network):
    before = network.get_weights()
    nodes = [len(layer._inbound_nodes) for layer in network.layers]
    one, other = untrained_networks(2, network, 0)
    assert [len(layer._inbound_nodes) for layer in network.layers] == nodes
    assert all(map(np.array_equal, network.get_weights(), before))
    assert [layer.name for layer in one.layers] == [x.name for x in network.layers]
    kernels = [net.get_layer("spatial").get_weights()[0] for net in (one, other)]
    kernels.append(EEGNet(3, 64, 2, F1=2, D=2, kernel_length=9, seed=0).layers[3])
    assert not np.array_equal(kernels[0], kernels[1])
    # Nor are they those from which the training began.
    assert not np.array_equal(kernels[0], kernels[2].get_weights()[0])
    bound = np.sqrt(6 / (9 * 1 + 9 * 2))  # of Glorot, for kernels of 9 samples
    temporal = one.get_layer("temporal").get_weights()[0]
    assert 0.5 * bound < np.abs(temporal).max() <= bound
    _, _, mean, variance = one.get_layer("spatial_norm").get_weights()
    assert not mean.any()
    assert (variance == 1).all()


def test_the_seed_decides(network):
    one, again, other = (
        next(untrained_networks(1, network, seed)).get_weights() for seed in (3, 3, 4)
    )
    assert all(map(np.array_equal, one, again))
    assert not all(map(np.array_equal, one, other))


def test_a_given_network_is_taken(network):
    assert list(untrained_networks(network, network, 0)) == [network]
    check_untrained(network, network)


@pytest.mark.parametrize(
    ("untrained", "error", "match"),
    [
        (0, ValueError, r"untrained=0 is too small; a map without one"),
        (True, TypeError, r"untrained=True is of type bool; give a number of networks"),
        ("one", TypeError, r"untrained='one' is of type str"),
    ],
)
def test_what_is_no_number_is_refused(network, untrained, error, match):
    with pytest.raises(error, match=match):
        check_untrained(untrained, network)


def test_a_network_of_other_shapes_is_refused(network):
    inputs = keras.Input((3, 60, 1))
    other = keras.Model(inputs, keras.layers.Flatten()(inputs))
    match = r"untrained takes \(None, 3, 60, 1\) to \(None, 180\); the model takes"
    with pytest.raises(ValueError, match=match):
        check_untrained(other, network)
