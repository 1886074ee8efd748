"""Relevance against its axiom, a naive oracle and planted truth."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain._walk import BATCH
from eegmodels.models import EEGNet

SFREQ = 128.0


def make_network(seed=1, n_outputs=3):
    """EEGNet with weights and statistics that are not those of a start."""
    rng = np.random.default_rng(seed)
    net = EEGNet(5, 64, n_outputs, sfreq=SFREQ, F1=2, D=2, kernel_length=15, seed=seed)
    weights = []
    for variable in net.weights:
        value = np.array(variable.numpy())
        if value.ndim == 1:
            value = value + 0.3 * rng.normal(size=value.shape)
        weights.append(np.abs(value) + 0.2 if "variance" in variable.path else value)
    net.set_weights(weights)
    return net


@pytest.fixture(scope="module")
def net():
    return make_network()


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return rng.normal(size=(BATCH + 7, 5, 64)), np.arange(BATCH + 7) % 3


def same_pad(x, length):
    return np.pad(x, [(0, 0), ((length - 1) // 2, length - 1 - (length - 1) // 2)])


def norm(x, gamma, beta, mean, variance):
    return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta


def oracle_layers(net, x):
    """Pre-activations of both ELUs and the logits of one trial, naively in float64."""
    layer = {
        k.name: [np.array(v, dtype=float) for v in k.get_weights()] for k in net.layers
    }
    kernels = layer["temporal"][0][0, :, 0, :]
    n_times, n_signals = x.shape[1], 4
    first = np.empty((n_signals, n_times))
    for f in range(2):
        filtered = np.array(
            [np.correlate(row, kernels[:, f], "valid") for row in same_pad(x, 15)]
        )
        gamma, beta, mean, variance = (part[f] for part in layer["temporal_norm"])
        filtered = norm(filtered, gamma, beta, mean, variance)
        for d in range(2):
            first[2 * f + d] = layer["spatial"][0][:, 0, f, d] @ filtered
    z1 = norm(first, *(part[:, None] for part in layer["spatial_norm"]))
    return z1, layer


def oracle_second(layer, h1):
    """From the output of the first ELU to the second pre-activation."""
    pooled = h1[:, : h1.shape[1] // 4 * 4].reshape(4, -1, 4).mean(axis=2)
    depthwise, pointwise = layer["separable"]
    filtered = np.array(
        [
            np.correlate(row, depthwise[0, :, s, 0], "valid")
            for s, row in enumerate(same_pad(pooled, 16))
        ]
    )
    mixed = pointwise[0, 0].T @ filtered
    return norm(mixed, *(part[:, None] for part in layer["separable_norm"]))


def oracle_logits(layer, h2):
    pooled = h2[:, : h2.shape[1] // 8 * 8].reshape(4, -1, 8).mean(axis=2)
    return pooled.T.ravel() @ layer["dense"][0] + layer["dense"][1]


def elu(z):
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def secant(z, z0):
    near = np.abs(z - z0) < 1e-9
    return np.where(near, 1.0, (elu(z) - elu(z0)) / np.where(near, 1, z - z0))


def oracle_deeplift(net, x, k):
    """Rescale relevance of one trial: each sample pushed alone through the secants."""
    z1, layer = oracle_layers(net, x)
    z10, _ = oracle_layers(net, np.zeros_like(x))
    m1 = secant(z1, z10)
    z2, z20 = oracle_second(layer, elu(z1)), oracle_second(layer, elu(z10))
    m2 = secant(z2, z20)
    offset1 = oracle_second(layer, np.zeros_like(z1))
    offset2 = oracle_logits(layer, np.zeros_like(z2))
    relevance = np.empty_like(x)
    for c, t in np.ndindex(x.shape):
        alone = np.zeros_like(x)
        alone[c, t] = x[c, t]
        d1 = m1 * (oracle_layers(net, alone)[0] - z10)
        d2 = m2 * (oracle_second(layer, d1) - offset1)
        relevance[c, t] = (oracle_logits(layer, d2) - offset2)[k]
    return relevance


def test_deeplift_equals_the_naive_oracle(net, trials):
    data, labels = trials
    result = explain.relevance(net, data[:3], labels[:3])
    for k in range(3):
        expected = oracle_deeplift(net, data[k], labels[k])
        assert np.abs(result.data[k] - expected).max() < 1e-5 * np.abs(expected).max()


def test_deeplift_is_complete_and_gradient_x_input_is_not(net, trials):
    result = explain.relevance(net, *trials)
    assert result.complete
    assert result.largest_residual < 1e-5
    sums = result.data.sum(axis=(1, 2))
    assert np.allclose(sums, result.logit - result.baseline_logit, atol=1e-5)
    other = explain.relevance(net, *trials, method="gradient_x_input")
    assert not other.complete
    assert other.largest_residual > 1e-3


def test_logits_are_those_of_the_network(net, trials):
    data, labels = trials
    dense = keras.Model(net.inputs[0], net.get_layer("dense").output)
    logits = dense.predict(data, verbose=0)
    result = explain.relevance(net, data, labels)
    assert np.allclose(result.logit, logits[np.arange(len(data)), labels], atol=1e-5)
    zero = dense.predict(np.zeros((1, 5, 64)), verbose=0)[0]
    assert np.allclose(result.baseline_logit, zero[labels], atol=1e-5)


def test_a_contrast_is_the_difference_of_two_classes(net, trials):
    data, _ = trials
    first, second, contrast = (
        explain.relevance(net, data, target=target) for target in (0, 2, (0, 2))
    )
    assert np.allclose(contrast.data, first.data - second.data, atol=1e-5)
    assert contrast.target[0] == (0, 2)


def test_default_targets(net, trials):
    data, labels = trials
    predicted = net.predict(data, verbose=0).argmax(axis=1)
    assert explain.relevance(net, data).target == predicted.tolist()
    assert explain.relevance(net, data, labels).target == labels.tolist()


def test_no_trial_depends_on_the_others_of_its_batch(net, trials):
    data, _ = trials
    together = explain.relevance(net, data, target=1)
    for k in (0, BATCH, len(data) - 1):
        alone = explain.relevance(net, data[k : k + 1], target=1)
        assert np.array_equal(alone.data[0], together.data[k])


def test_the_model_comes_back_as_it_was(net, trials):
    before = net.get_weights()
    flags = [layer.trainable for layer in net.layers]
    nodes = [len(layer._inbound_nodes) for layer in net.layers]
    explain.relevance(net, *trials)
    assert all(map(np.array_equal, before, net.get_weights()))
    assert [layer.trainable for layer in net.layers] == flags
    assert [len(layer._inbound_nodes) for layer in net.layers] == nodes


def test_baselines(net, trials):
    data, labels = trials
    each = explain.relevance(net, data, labels, baseline=np.roll(data, 1, axis=0))
    assert each.largest_residual < 1e-5
    one = explain.relevance(net, data[:1], labels[:1], baseline=data[-1])
    assert np.allclose(one.data[0], each.data[0], atol=1e-6)
    with pytest.warns(RuntimeWarning, match="39 of 39 trials is zero .* equal the"):
        same = explain.relevance(net, data, labels, baseline=data)
    assert (same.data == 0).all()


def test_dead_network_is_warned_of(trials):
    net = make_network()
    kernel, bias = net.get_layer("dense").get_weights()
    net.get_layer("dense").set_weights([0 * kernel, bias])
    with pytest.warns(RuntimeWarning, match="no path from the input to the logit"):
        explain.relevance(net, *trials)


def test_fused_activations_are_walked_like_layers(trials):
    """Dense(activation="elu") equals Dense followed by an ELU."""
    rng = np.random.default_rng(3)
    inputs = keras.Input((5, 64, 1))
    flat = keras.layers.Flatten()(inputs)
    fused = keras.layers.Dense(6, activation="elu")
    bare = keras.layers.Dense(6)
    one = keras.Model(inputs, keras.layers.Dense(3)(fused(flat)))
    other = keras.layers.ELU()(bare(flat))
    two = keras.Model(inputs, keras.layers.Dense(3)(other))
    weights = [0.1 * rng.normal(size=(320, 6)), rng.normal(size=6)]
    weights += [rng.normal(size=(6, 3)), rng.normal(size=3)]
    one.set_weights(weights)
    two.set_weights(weights)
    info = mne.create_info(5, SFREQ, "eeg")
    results = [explain.relevance(m, *trials, info=info) for m in (one, two)]
    assert np.allclose(results[0].data, results[1].data, atol=1e-6)
    assert results[0].largest_residual < 1e-5


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (keras.layers.MaxPooling2D((1, 2), name="pool"), "pool"),
        (keras.layers.LayerNormalization(name="normal"), "normal"),
        (keras.layers.Activation("softmax", name="inner"), "inner"),
    ],
)
def test_a_layer_without_a_rule_is_refused_by_name(trials, layer, name):
    inputs = keras.Input((5, 64, 1))
    outputs = keras.layers.Dense(3)(keras.layers.Flatten()(layer(inputs)))
    model = keras.Model(inputs, outputs)
    info = mne.create_info(5, SFREQ, "eeg")
    with pytest.raises(explain.UnsupportedLayerError, match=name) as caught:
        explain.relevance(model, *trials, info=info)
    assert caught.value.layer == name


def test_an_output_without_a_logit_is_refused(trials):
    inputs = keras.Input((5, 64, 1))
    flat = keras.layers.Flatten()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(3, "tanh", name="end")(flat))
    info = mne.create_info(5, SFREQ, "eeg")
    with pytest.raises(ValueError, match="ends in 'end' with activation 'tanh'"):
        explain.relevance(model, *trials, info=info)


def test_wrong_arguments(net, trials):
    data, labels = trials
    with pytest.raises(ValueError, match="Did you mean 'deeplift'"):
        explain.relevance(net, data, method="deeplif")
    with pytest.raises(ValueError, match="target=3 is no class here; give 0, 1 or 2"):
        explain.relevance(net, data, target=3)
    with pytest.raises(ValueError, match="y=7 is no class here"):
        explain.relevance(net, data, labels + 7)
    with pytest.raises(ValueError, match="needs the true classes"):
        explain.relevance(net, data, target="true")
    with pytest.raises(ValueError, match="is no contrast"):
        explain.relevance(net, data, target=(1, 1))
    with pytest.raises(ValueError, match=r"baseline has shape \(4, 64\)"):
        explain.relevance(net, data, baseline=data[0, :4])
    with pytest.raises(ValueError, match="neither a number nor an array"):
        explain.relevance(net, data, baseline="zeros")
    with pytest.raises(ValueError, match="60 samples; the network expects 64"):
        explain.relevance(net, data[..., :60])


def test_average_of_each_class(net, trials):
    data, labels = trials
    result = explain.relevance(net, data, labels)
    means = result.average()
    assert sorted(means) == [0, 1, 2]
    assert np.allclose(means[1].data[0], result.data[labels == 1].mean(axis=0))
    assert means[1].settings["n_averaged"] == (labels == 1).sum()
