"""Networks with another order of axes: told by ``layout=``, never guessed."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain._layout import LAYOUTS
from eegmodels.models import EEGNet

INFO = mne.create_info(["C3", "Cz", "C4", "Pz"], 128.0, "eeg")
PLACES = {"channel": 1, "time": 2, "1": 3}


@pytest.fixture(scope="module")
def net():
    return EEGNet(4, 64, 2, F1=2, D=2, kernel_length=15, seed=3)


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return rng.normal(size=(5, 4, 64)), np.arange(5) % 2


def reordered(net, layout):
    """Build a network that takes its input in that order, and is the same else."""
    axes = layout.split(",")
    sizes = {"channel": 4, "time": 64, "1": 1}
    inputs = keras.Input([sizes[name] for name in axes])
    tensor = inputs
    if "1" not in axes:
        tensor = keras.layers.Reshape((*tensor.shape[1:], 1))(tensor)
        axes = [*axes, "1"]
    dims = [axes.index(name) + 1 for name in ("channel", "time", "1")]
    tensor = keras.layers.Permute(dims)(tensor)
    for layer in net.layers[1:]:
        copy = type(layer).from_config(layer.get_config())
        tensor = copy(tensor)
        copy.set_weights(layer.get_weights())
    return keras.Model(inputs, tensor)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_network_in_another_order_says_the_same(net, trials, layout):
    model = reordered(net, layout)
    expected = explain.relevance(net, *trials, info=INFO)
    found = explain.relevance(model, *trials, info=INFO, layout=layout)
    size = np.abs(expected.data).max()
    np.testing.assert_allclose(found.data, expected.data, rtol=0, atol=1e-6 * size)
    assert found.ch_names == INFO.ch_names
    assert found.settings["layout"] == layout
    signals = explain.activations(model, *trials, info=INFO, layout=layout)
    usual = explain.activations(net, *trials, info=INFO)
    size = np.abs(usual.data).max()
    np.testing.assert_allclose(signals.data, usual.data, rtol=0, atol=1e-6 * size)
    assert signals.names == usual.names
    np.testing.assert_allclose(signals.spatial.patterns, usual.spatial.patterns)


@pytest.mark.parametrize("layout", ["time,channel", "1,channel,time"])
def test_the_first_block_is_found_behind_what_reorders(net, trials, layout):
    model = reordered(net, layout)
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    before = model.get_weights()
    found = explain.ablation(model, *trials, info=INFO, layout=layout)
    expected = explain.ablation(net, *trials, info=INFO)
    assert found.baseline == expected.baseline
    np.testing.assert_array_equal(found.drop, expected.drop)
    np.testing.assert_allclose(
        found.log_likelihood_drop, expected.log_likelihood_drop, atol=1e-6
    )
    assert all(map(np.array_equal, before, model.get_weights()))
    assert [len(layer._inbound_nodes) for layer in model.layers] == nodes
    kernels = explain.temporal_kernels(model, trials[0], info=INFO, layout=layout)
    usual = explain.temporal_kernels(net, trials[0], info=INFO)
    np.testing.assert_array_equal(kernels.weighted, usual.weighted)
    filters = explain.spatial_filters(model, trials[0], info=INFO, layout=layout)
    usual = explain.spatial_filters(net, trials[0], info=INFO)
    np.testing.assert_array_equal(filters.patterns, usual.patterns)


def test_a_first_block_over_mixed_up_axes_is_refused(net, trials):
    """A Reshape where a Permute was meant: the shape fits, the samples do not."""
    inputs = keras.Input((64, 4))
    tensor = keras.layers.Reshape((4, 64, 1))(inputs)
    for layer in net.layers[1:]:
        tensor = type(layer).from_config(layer.get_config())(tensor)
    model = keras.Model(inputs, tensor)
    with pytest.raises(ValueError, match="opens with Reshape, Conv2D, BatchNormaliz"):
        explain.ablation(model, *trials, info=INFO, layout="time,channel")


def test_an_open_number_of_samples_is_refused(trials):
    inputs = keras.Input((4, None, 1))
    pooled = keras.layers.GlobalAveragePooling2D()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2)(pooled))
    with pytest.raises(ValueError, match="leaves the number of channels or samples"):
        explain.relevance(model, *trials, info=INFO)


def test_an_order_is_not_guessed(net, trials):
    model = reordered(net, "time,channel")
    with pytest.raises(ValueError, match=r"\(None, 64, 4\).* give layout="):
        explain.relevance(model, *trials, info=INFO)
    with pytest.raises(ValueError, match="does not fit the network's input"):
        explain.relevance(model, *trials, info=INFO, layout="time,channel,1")
    with pytest.raises(ValueError, match="Did you mean 'time,channel'"):
        explain.relevance(model, *trials, info=INFO, layout="time,channels")
    for bad in (3, ("time", "channel")):
        with pytest.raises(
            ValueError, match=r"layout=.* is not one of 'channel,time,1"
        ):
            explain.relevance(model, *trials, info=INFO, layout=bad)
    message = r"shape \(5, 64, 4\); expected .* swapped. layout= is about the network"
    with pytest.raises(ValueError, match=message):
        explain.relevance(
            model, trials[0].transpose(0, 2, 1), info=INFO, layout="time,channel"
        )
    with pytest.raises(ValueError, match="info has 4 channels; the network has 64"):
        explain.relevance(model, *trials, info=INFO, layout="channel,time")


def test_a_classifier_knows_its_own_order(trials):
    from eegmodels import EEGClassifier

    clf = EEGClassifier(n_epochs=1, sfreq=128, verbose=False, random_state=0)
    clf.fit(np.repeat(trials[0], 3, axis=0), np.repeat(trials[1], 3))
    with pytest.raises(ValueError, match=r"layout is for a keras\.Model"):
        explain.relevance(clf, trials[0], layout="time,channel")
