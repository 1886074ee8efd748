"""What other parts of the package and Keras do to a network leaves it as it was."""

import numpy as np
import pytest

from eegmodels import explain
from eegmodels.fast._blocks import merged_opening, spatial_first
from eegmodels.models import load_network
from layered import twins

pytestmark = pytest.mark.usefixtures("quick_compilation")

SIZES = {
    "EEGNet": {"F1": 2, "D": 1, "kernel_length": 9},
    "DeepConvNet": {"kernel_length": 5, "later_length": 3, "later_pool": 2},
}
OPENING = {"EEGNet": spatial_first, "DeepConvNet": merged_opening}


def build(name):
    return twins(name, 3, 60, output_activation="softmax", **SIZES[name])[0]


def draw():
    return np.random.default_rng(0).standard_normal((3, 3, 60)).astype(np.float32)


@pytest.mark.parametrize("name", SIZES)
def test_a_saved_and_loaded_network_is_fast_and_equal(name, tmp_path):
    net, x = build(name), draw()
    net.save(tmp_path / "network.keras")
    loaded = load_network(tmp_path / "network.keras")
    assert loaded._steps()[0].run is OPENING[name]
    assert [s.run for s in loaded._steps()] == [s.run for s in net._steps()]
    assert loaded._steps()[0].layers[0] is loaded.layers[1]
    for ours, theirs in zip(loaded.get_weights(), net.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    outputs = [model.predict(x, verbose=0) for model in (loaded, net)]
    np.testing.assert_array_equal(*outputs)


@pytest.mark.parametrize("method", ["deeplift", "gradient_x_input"])
def test_walking_a_network_adds_no_nodes_to_its_layers(method):
    """Of a layer with two Keras no longer tells the input: no chain, nothing fast."""
    net, x = build("EEGNet"), draw()
    before = [len(layer._inbound_nodes) for layer in net.layers]
    weights = net.get_weights()
    explain.relevance(net, x, target=1, method=method)
    net.predict(x, verbose=0)
    assert [len(layer._inbound_nodes) for layer in net.layers] == before
    net.__dict__.pop("_fast_steps")  # planned anew
    assert net._steps()[0].run is spatial_first
    for ours, theirs in zip(net.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
