"""Ablation of filters, against plain Keras and a filter that carries everything."""

import keras
import mne
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

from eegmodels import EEGClassifier, explain
from eegmodels.data import epochs_from_array
from eegmodels.estimator import _base
from eegmodels.models import EEGNet
from eegmodels.results import Ablation, History

SFREQ = 128.0


@pytest.fixture(scope="module")
def data():
    return np.random.default_rng(0).normal(size=(70, 3, 64)).astype(np.float32)


@pytest.fixture(scope="module")
def planted(data):
    """Only filter (1, 0) reaches the separable layer's output; labels are its own."""
    net = EEGNet(3, 64, 2, F1=2, D=2, kernel_length=16, seed=1)
    rng = np.random.default_rng(0)
    # Backends draw others from one seed.
    net.set_weights(
        [rng.normal(size=w.shape) if w.ndim > 1 else w for w in net.get_weights()]
    )
    depthwise, pointwise = net.get_layer("separable").get_weights()
    pointwise[:, :, [0, 1, 3]] = 0
    net.get_layer("separable").set_weights([depthwise, pointwise])
    kernel = 5 * rng.normal(size=net.get_layer("dense").get_weights()[0].shape)
    net.get_layer("dense").set_weights([kernel, np.zeros(2)])
    logits = keras.Model(net.inputs, net.get_layer("dense").output)([data[..., None]])
    middle = np.median(np.diff(keras.ops.convert_to_numpy(logits), axis=1))
    net.get_layer("dense").set_weights([kernel, np.array([middle, 0])])
    labels = net.predict(data, verbose=0).argmax(axis=1)
    assert labels.mean() == 0.5
    return net, labels


def by_hand(network, data, at):
    """Probabilities of a plain network whose filter's weights are zero."""
    plain = keras.models.clone_model(network)
    plain.set_weights(network.get_weights())
    weights = plain.layers[3].get_weights()[0]
    weights[:, 0, at[0], at[1]] = 0
    plain.layers[3].set_weights([weights])
    p = keras.ops.convert_to_numpy(plain(data[..., None], training=False)).astype(float)
    return p / p.sum(axis=1, keepdims=True)  # to the precision of float64


def test_the_filter_that_carries_all_costs_most_and_others_nothing(planted, data):
    net, labels = planted
    result = explain.ablation(net, data, labels)
    assert result.baseline == 1
    assert result.ranking[0] == (1, 0)
    # Without it the network gives the same output for every trial.
    assert result.drop[1, 0] == pytest.approx(0.5)
    others = np.delete(result.drop.ravel(), 2)
    assert (others == 0).all()
    assert np.allclose(np.delete(result.log_likelihood_drop.ravel(), 2), 0, atol=1e-6)
    assert result.log_likelihood_drop[1, 0] > 0.1


@pytest.mark.parametrize("scoring", ["accuracy", "roc_auc", "neg_log_loss"])
def test_scores_equal_those_of_plain_keras(data, scoring):
    net = EEGNet(3, 64, 2, F1=2, D=2, kernel_length=16, seed=0)
    y = np.random.default_rng(1).integers(0, 2, 70)
    result = explain.ablation(net, data, y, scoring=scoring)
    assert result.scorer == scoring
    assert result.n_trials == 70
    for at in np.ndindex(2, 2):
        p = by_hand(net, data, at)
        expected = {
            "accuracy": accuracy_score(y, p.argmax(axis=1)),
            "roc_auc": roc_auc_score(y, p[:, 1]),
            "neg_log_loss": -log_loss(y, p),
        }[scoring]
        assert result.baseline - result.drop[at] == pytest.approx(expected, abs=1e-6)
        fallen = result.log_likelihood - result.log_likelihood_drop[at]
        assert fallen == pytest.approx(-log_loss(y, p), abs=1e-6)


def test_the_network_is_bit_identical_afterwards(planted, data):
    net, labels = planted
    net.compile("adam", "categorical_crossentropy")
    before = [*net.get_weights()]
    nodes = [len(layer._inbound_nodes) for layer in net.layers]
    config = net.get_config()
    explain.ablation(net, data, labels)
    assert all(map(np.array_equal, before, net.get_weights()))
    assert [len(layer._inbound_nodes) for layer in net.layers] == nodes
    assert net.get_config() == config
    assert [layer.trainable for layer in net.layers] == [True] * len(net.layers)


def test_order_of_trials_changes_nothing(planted, data):
    net, labels = planted
    flipped = explain.ablation(net, data[::-1], labels[::-1])
    straight = explain.ablation(net, data, labels)
    assert np.allclose(flipped.drop, straight.drop)
    assert np.allclose(flipped.log_likelihood_drop, straight.log_likelihood_drop)


def test_ties_go_by_likelihood_and_text_counts_from_one():
    result = Ablation(
        baseline=0.9,
        drop=np.array([[0.1, 0.1 + 1e-16], [0.3, -0.1]]),
        log_likelihood=-0.3,
        log_likelihood_drop=np.array([[0.2, 0.1], [0.0, 0.5]]),
        scorer="accuracy",
        n_trials=10,
    )
    assert result.ranking == [(1, 0), (0, 0), (0, 1), (1, 1)]
    assert str(result).splitlines()[1].startswith("  kernel 2, filter 1: 0.600 (drop")


def test_endings_in_logits_and_sigmoid_agree_with_softmax(planted, data):
    net, labels = planted
    expected = explain.ablation(net, data, labels)
    info = mne.create_info(3, SFREQ, "eeg")
    dense = net.get_layer("dense")
    logits = keras.Model(net.inputs, dense.output)
    assert_same(explain.ablation(logits, data, labels, info=info), expected)
    kernel, bias = dense.get_weights()
    unit = keras.layers.Dense(1, activation="sigmoid")
    one = keras.Model(net.inputs, unit(dense.input))
    unit.set_weights([kernel[:, 1:] - kernel[:, :1], bias[1:] - bias[:1]])
    assert_same(explain.ablation(one, data, labels, info=info), expected)
    relu = keras.layers.Dense(2, activation="relu")
    other = keras.Model(net.inputs, relu(dense.input))
    with pytest.raises(
        ValueError, match=r"activation 'relu' and 2 outputs .* no logit is defined"
    ):
        explain.ablation(other, data, labels, info=info)


def assert_same(found, expected):
    assert np.allclose(found.drop, expected.drop)
    assert np.allclose(found.log_likelihood_drop, expected.log_likelihood_drop)


@pytest.fixture(scope="module")
def fitted(data):
    epochs = make_epochs(data, np.tile(["left", "right"], 35))
    params = {"F1": 2, "D": 2, "kernel_length": 16}
    classifier = EEGClassifier(model_params=params, random_state=0)
    with pytest.MonkeyPatch.context() as patch:  # random weights tell as much here
        history = History([1.0], [0.5])
        patch.setattr(_base, "fit_many", lambda *a, **k: [history])
        return classifier.fit(epochs), epochs


def make_epochs(data, labels):
    return epochs_from_array(
        1e-5 * data, labels, sfreq=SFREQ, ch_names=["C3", "Cz", "C4"]
    )


def test_labels_of_epochs_and_score_of_the_classifier(fitted):
    classifier, epochs = fitted
    result = explain.ablation(classifier, epochs)
    assert result.baseline == pytest.approx(classifier.score(epochs))
    flipped = np.tile(["right", "left"], 35)
    other = explain.ablation(classifier, epochs, flipped)
    assert other.baseline == pytest.approx(1 - result.baseline)
    x = classifier.transform_input(epochs)
    codes = np.tile([0, 1], 35)
    assert_same(explain.ablation(classifier.model_, x, codes), result)


def test_a_callable_scorer_sees_classes_and_labels(fitted):
    classifier, epochs = fitted

    def half_of_accuracy(estimator, X, y):
        assert set(estimator.classes_) == {"left", "right"}
        return np.mean(estimator.predict(X) == y) / 2

    result = explain.ablation(classifier, epochs, scoring=half_of_accuracy)
    assert result.baseline == pytest.approx(classifier.score(epochs) / 2)
    assert result.scorer == "half_of_accuracy"


def test_missing_and_unknown_labels_are_refused(fitted, planted, data):
    classifier, epochs = fitted
    net, _ = planted
    wrong = np.tile(["left", "rest"], 35)
    with pytest.raises(ValueError, match=r"no classes of the model: 'rest'\. Expected"):
        explain.ablation(classifier, epochs, wrong)
    with pytest.raises(ValueError, match="labels 'left' and 'rest', which are not"):
        explain.ablation(classifier, make_epochs(data, wrong))
    with pytest.raises(ValueError, match="epochs have no labels; give y"):
        explain.ablation(classifier, 1e-5 * data)
    with pytest.raises(ValueError, match="give y, output indices from 0 to 1"):
        explain.ablation(net, data)
    with pytest.raises(ValueError, match="no output indices of the model: 2"):
        explain.ablation(net, data, np.arange(70) % 3)
    with pytest.raises(ValueError, match="70 trials; they must match"):
        explain.ablation(net, data, [0, 1])
    with pytest.raises(ValueError, match="scoring='acuracy' is no scorer"):
        explain.ablation(classifier, epochs, scoring="acuracy")


def test_a_network_without_spatial_filters_is_refused(data):
    inputs = keras.Input((3, 64, 1))
    dense = keras.layers.Dense(2, "softmax")(keras.layers.Flatten()(inputs))
    info = mne.create_info(3, SFREQ, "eeg")
    with pytest.raises(ValueError, match="temporal kernels followed by spatial"):
        explain.ablation(keras.Model(inputs, dense), data, np.zeros(70), info=info)
