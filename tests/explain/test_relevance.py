"""Relevance against its axiom, a naive oracle and planted truth."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain._walk import BATCH
from eegmodels.models import EEGNet
from naive_networks import push, rescale_share, secant, unlike_a_start

SFREQ = 128.0


def make_network(seed=1, n_outputs=3):
    net = EEGNet(5, 64, n_outputs, sfreq=SFREQ, F1=2, D=2, kernel_length=15, seed=seed)
    return unlike_a_start(net, seed)


@pytest.fixture(scope="module")
def net():
    return make_network()


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return rng.normal(size=(BATCH + 7, 5, 64)), np.arange(BATCH + 7) % 3


def test_deeplift_equals_the_naive_oracle(net, trials):
    data, labels = trials
    result = explain.relevance(net, data[:3], labels[:3])
    for k in range(3):
        slopes, *_ = push(net, data[k], 0 * data[k], secant, rescale_share)
        expected = slopes[..., labels[k]] * data[k]
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
    louder = data * np.where(np.arange(len(data)) == 2, 1.0, 1e3)[:, None, None]
    among = explain.relevance(net, louder[::-1], target=1).data[::-1]
    size = np.abs(together.data[2]).max()
    assert np.abs(among[2] - together.data[2]).max() <= 1e-6 * size


@pytest.mark.parametrize("method", explain.METHODS)
def test_the_model_comes_back_as_it_was(trials, method):
    net = make_network()
    net.get_layer("temporal_norm").trainable = False
    before = net.get_weights()  # the statistics of BatchNorm among them
    flags = [layer.trainable for layer in net.layers]
    nodes = [
        (len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in net.layers
    ]
    config, outputs = net.get_config(), net.predict(trials[0], verbose=0)
    explain.relevance(net, *trials, method=method)
    assert all(map(np.array_equal, before, net.get_weights()))
    assert [layer.trainable for layer in net.layers] == flags
    assert nodes == [
        (len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in net.layers
    ]
    assert net.get_config() == config
    assert np.array_equal(net.predict(trials[0], verbose=0), outputs)


def test_baselines(net, trials):
    data, labels = trials
    rolled = np.roll(data, 1, axis=0)
    each = explain.relevance(net, data, labels, baseline=rolled[None])
    assert each.largest_residual < 1e-5
    one = explain.relevance(net, data[:1], labels[:1], baseline=data[-1])
    assert np.allclose(one.data[0], each.data[0], atol=1e-6)
    with pytest.warns(RuntimeWarning, match="39 of 39 trials is zero .* equal the"):
        same = explain.relevance(net, data, labels, baseline=data[None])
    assert (same.data == 0).all()


def test_dead_network_is_warned_of(trials):
    net = make_network()
    kernel, bias = net.get_layer("dense").get_weights()
    net.get_layer("dense").set_weights([0 * kernel, bias])
    with pytest.warns(RuntimeWarning, match="all weights of the layer 'dense' are zer"):
        explain.relevance(net, *trials)


def hidden(activation, bias, kernel=1.0):
    """Dense layer with an activation between the input and three logits."""
    inputs = keras.Input((5, 64, 1))
    middle = keras.layers.Dense(4, activation=activation, name="middle")
    model = keras.Model(
        inputs, keras.layers.Dense(3)(middle(keras.layers.Flatten()(inputs)))
    )
    middle.set_weights([np.full((320, 4), 1e-3), np.full(4, bias)])
    end = np.zeros((4, 3))
    end[:, 0] = kernel
    model.layers[-1].set_weights([end, np.zeros(3)])
    return model


def test_saturation_is_named_and_told_from_an_equal_baseline(trials):
    data, _ = trials
    data = np.concatenate([data[:3], np.zeros((1, 5, 64))])
    info = mne.create_info(5, SFREQ, "eeg")
    message = (
        "4 of 4 trials is zero everywhere: 1 of them equal the baseline; for 3 of them "
        "the activation of 'middle' is saturated"
    )
    every = "4 of 4 trials is zero everywhere: the activation of 'middle' is saturated"
    for name, method in explain.METHODS.items():
        expected = every if method.is_slope else message
        with pytest.warns(RuntimeWarning, match=expected):
            explain.relevance(
                hidden("relu", -9), data, info=info, target=0, method=name
            )
    with pytest.warns(RuntimeWarning, match="3 of 3 .*: no path from the input"):
        explain.relevance(hidden("relu", 9), data[:3], info=info, target=1)


def test_a_trial_without_relevance_is_counted_among_others(trials):
    data = trials[0][:4].copy()
    data[2] = 0
    net = make_network()
    with pytest.warns(RuntimeWarning, match=r"1 of 4 trials .*: 1 of them equal"):
        explain.relevance(net, data)


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
        (keras.layers.GlobalMaxPooling2D(name="pool"), "pool"),
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


@pytest.mark.parametrize(
    ("end", "activation"),
    [
        (keras.layers.Dense(3, "tanh", name="end"), "tanh"),
        (keras.layers.ReLU(name="end"), "ReLU"),
        (keras.layers.PReLU(name="end"), "PReLU"),
        (keras.layers.Softmax(axis=0, name="end"), "softmax over axis 0"),
    ],
)
def test_an_output_without_a_logit_is_refused(trials, end, activation):
    inputs = keras.Input((5, 64, 1))
    flat = keras.layers.Dense(3)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, end(flat))
    info = mne.create_info(5, SFREQ, "eeg")
    message = f"ends in 'end' with activation '{activation}' .* one sigmoid unit"
    with pytest.raises(ValueError, match=message):
        explain.relevance(model, *trials, info=info)


def test_layers_at_the_end_that_do_nothing_are_looked_through(net, trials):
    same = keras.layers.Activation("linear", dtype="float32")
    tensor = same(keras.layers.Dropout(0.5)(net.outputs[0]))
    model = keras.Model(net.inputs, tensor)
    info = mne.create_info(5, SFREQ, "eeg")
    found = explain.relevance(model, *trials, info=info)
    assert np.array_equal(found.data, explain.relevance(net, *trials).data)


def test_networks_without_one_input_and_output_are_refused(net, trials):
    dense = net.get_layer("dense").output
    two = keras.Model(net.inputs, [dense, net.outputs[0]])
    with pytest.raises(ValueError, match="1 known inputs and 2 known outputs"):
        explain.relevance(two, *trials)
    unbuilt = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3)])
    with pytest.raises(ValueError, match="0 known inputs and 0 known outputs"):
        explain.relevance(unbuilt, *trials)


def test_wrong_arguments(net, trials):
    data, labels = trials
    with pytest.raises(ValueError, match="Did you mean 'deeplift'"):
        explain.relevance(net, data, method="deeplif")
    with pytest.raises(ValueError, match="target=3 is no class here; give 0, 1 or 2"):
        explain.relevance(net, data, target=3)
    with pytest.raises(ValueError, match=r"'predictd' .* Did you mean 'predicted'"):
        explain.relevance(net, data, target="predictd")
    with pytest.raises(ValueError, match=r"is a ndarray; give one class.* given as y"):
        explain.relevance(net, data, target=labels)
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
    with pytest.raises(ValueError, match=r"3 channels .* the model expects 5"):
        explain.relevance(net, data[:, :3])
    with pytest.raises(ValueError, match=r"expected 3, \(n_trials, n_chans, n_times\)"):
        explain.relevance(net, data[0])
    with pytest.raises(ValueError, match=r"\(n_trials, 5, 64\): its axes are swapped"):
        explain.relevance(net, data.transpose(0, 2, 1))


def test_average_of_each_class(net, trials):
    data, labels = trials
    result = explain.relevance(net, data, labels)
    means = result.average()
    assert sorted(means) == [0, 1, 2]
    assert np.allclose(means[1].data[0], result.data[labels == 1].mean(axis=0))
    assert means[1].settings["n_averaged"] == (labels == 1).sum()


def test_the_electrode_that_a_network_reads_has_all_the_relevance(tmp_path):
    """Electrodes and times are not swapped, in any of the forms of the result."""
    net = make_network()
    depthwise = net.get_layer("spatial").get_weights()
    kernel = depthwise[0]  # (n_chans, 1, F1, D)
    kernel[[0, 1, 2, 4]] = 0
    net.get_layer("spatial").set_weights([kernel, *depthwise[1:]])
    rng = np.random.default_rng(0)
    data = 0.1 * rng.normal(size=(6, 5, 64))
    data[:, :, 40] += 5
    info = mne.create_info(list("abcde"), SFREQ, "eeg")
    found = explain.relevance(net, data, np.arange(6) % 3, info=info)
    assert (np.abs(found.data[:, [0, 1, 2, 4]]) == 0).all()
    course = np.abs(found.data[:, 3])
    assert (course.argmax(axis=1) == 40).all()
    assert (course.std(axis=1) > 0).all()
    assert (np.abs(found.at(40 / SFREQ)[:, 0]).argmax(axis=1) == 3).all()
    evoked = found.average(by="class")[1].to_evoked()
    channel, time = np.unravel_index(np.abs(evoked.data).argmax(), evoked.data.shape)
    assert evoked.ch_names[channel] == "d"
    assert evoked.times[time] == pytest.approx(40 / SFREQ)
    found.save(tmp_path / "found.npz")
    back = type(found).read(tmp_path / "found.npz")
    assert back.data.tobytes() == found.data.tobytes()
    assert back.settings == found.settings


def test_settings_say_where_a_result_comes_from(net, trials):
    data, labels = trials
    found = explain.relevance(net, data, labels, target=(0, 1))
    assert found.settings["network"] == "EEGNet"
    assert found.settings["n_trials"] == len(data)
    assert found.settings["target"] == (0, 1)
    assert {"eegmodels", "keras", "numpy", "mne"} <= set(found.settings["versions"])
    predicted = net.predict(data, verbose=0).argmax(axis=1)
    assert found.predicted.tolist() == predicted.tolist()
    shares = net.predict(data, verbose=0).max(axis=1)
    assert np.allclose(found.probability, shares, atol=1e-6)
    means = found.average(by="predicted")
    for name, mean in means.items():
        expected = found.data[predicted == name].mean(axis=0)
        assert np.allclose(mean.data[0], expected, atol=1e-7)
