"""The end of a network: softmax, one sigmoid unit, logits, each fused or not."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.models import EEGNet

INFO = mne.create_info(4, 128.0, "eeg")


@pytest.fixture(scope="module")
def net():
    return EEGNet(4, 64, 2, F1=2, D=2, kernel_length=15, seed=3)


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return rng.normal(size=(11, 4, 64)), np.arange(11) % 2


def ended(net, layer, *more):
    """Put another end on a network; the layer has its own weights."""
    tensor = layer(net.get_layer("flatten").output)
    for one in more:
        tensor = one(tensor)
    return keras.Model(net.inputs, tensor)


@pytest.fixture(scope="module")
def expected(net, trials):
    return explain.relevance(net, *trials)


@pytest.mark.parametrize(
    ("activation", "more"),
    [
        ("softmax", ()),
        (None, (keras.layers.Softmax(),)),
        (None, (keras.layers.Activation("softmax"),)),
        (None, ()),
    ],
)
def test_all_ends_in_two_units_have_the_same_logits(
    net, trials, expected, activation, more
):
    dense = keras.layers.Dense(2, activation=activation)
    model = ended(net, dense, *more)
    dense.set_weights(net.get_layer("dense").get_weights())
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    found = explain.relevance(model, *trials, info=INFO)
    np.testing.assert_allclose(found.logit, expected.logit, atol=1e-6)
    size = np.abs(expected.data).max()
    np.testing.assert_allclose(found.data, expected.data, rtol=0, atol=1e-6 * size)
    assert found.largest_residual < 1e-5
    assert dense.activation is keras.activations.get(activation or "linear")
    assert [len(layer._inbound_nodes) for layer in model.layers] == nodes


@pytest.mark.parametrize(
    ("activation", "more"),
    [
        ("sigmoid", ()),
        (None, (keras.layers.Activation("sigmoid"),)),
        (None, ()),
    ],
)
def test_one_unit_is_the_logit_of_class_1_against_class_0(
    net, trials, activation, more
):
    kernel, bias = net.get_layer("dense").get_weights()
    dense = keras.layers.Dense(1, activation=activation)
    model = ended(net, dense, *more)
    dense.set_weights([kernel[:, 1:] - kernel[:, :1], bias[1:] - bias[:1]])
    contrast = explain.relevance(net, *trials, target=(1, 0))
    plus, minus, pair = (
        explain.relevance(model, *trials, info=INFO, target=target)
        for target in (1, 0, (1, 0))
    )
    size = np.abs(contrast.data).max()
    np.testing.assert_allclose(plus.data, contrast.data, rtol=0, atol=1e-5 * size)
    np.testing.assert_array_equal(minus.data, -plus.data)
    np.testing.assert_array_equal(pair.data, plus.data)
    assert plus.largest_residual < 1e-5
    found = explain.relevance(model, trials[0], info=INFO)
    assert found.target == (plus.logit > 0).astype(int).tolist()
    shares = net.predict(trials[0], verbose=0)
    assert found.target == shares.argmax(axis=1).tolist()
    np.testing.assert_allclose(found.probability, shares.max(axis=1), atol=1e-5)


@pytest.mark.parametrize(
    ("n_units", "activation"),
    [(2, "sigmoid"), (2, "tanh"), (1, "softmax"), (3, "relu")],
)
def test_other_ends_have_no_logit(net, trials, n_units, activation):
    dense = keras.layers.Dense(n_units, activation, name="end")
    model = ended(net, dense)
    message = f"'end' with activation '{activation}' and {n_units} outputs"
    with pytest.raises(ValueError, match=message):
        explain.relevance(model, trials[0], info=INFO)
    with pytest.raises(ValueError, match="no logit is defined"):
        explain.ablation(model, *trials, info=INFO)


def test_the_nearest_class_is_offered(net, trials):
    from eegmodels import EEGClassifier

    clf = EEGClassifier(n_epochs=1, sfreq=128, verbose=False, random_state=0)
    labels = np.array(["feet", "fists"])[trials[1]]
    clf.fit(np.repeat(trials[0], 2, axis=0), np.repeat(labels, 2))
    with pytest.raises(ValueError, match=r"give 'feet' or 'fists'.* mean 'fists'"):
        explain.relevance(clf, trials[0], target="fist")
