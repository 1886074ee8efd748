"""The three approaches on every network, against a naive oracle in float64."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain import UnsupportedLayerError
from eegmodels.models import (
    ARCHITECTURES,
    DeepConvNet,
    EEGNetV1,
    ShallowConvNet,
)
from naive_networks import (
    N_CHANS,
    N_TIMES,
    make_network,
    push,
    rescale_share,
    secant,
)


@pytest.fixture(scope="module", params=list(ARCHITECTURES))
def net(request):
    return make_network(request.param)


@pytest.fixture(scope="module")
def trials():
    return np.random.default_rng(0).standard_normal((12, N_CHANS, N_TIMES))


def oracle_deeplift(net, x, k):
    """Rescale relevances of a trial against zero, and the difference of its logit."""
    slopes, logits, logits0 = push(net, x, 0 * x, secant, rescale_share)
    return slopes[..., k] * x, float(logits[k] - logits0[k])


def test_deeplift_equals_the_oracle(net, trials):
    found = explain.relevance(net, trials[:2], target=1)
    for k in range(2):
        expected, difference = oracle_deeplift(net, trials[k], 1)
        assert expected.sum() == pytest.approx(difference, rel=1e-9)
        largest = np.abs(expected).max()
        np.testing.assert_allclose(found.data[k], expected, rtol=0, atol=1e-5 * largest)


def test_deeplift_is_complete_and_leaves_the_network(net, trials):
    before = net.get_weights()
    found = explain.relevance(net, trials, target=0)
    assert np.abs(found.residual).max() < 1e-5 * np.ptp([found.logit, found.logit * 0])
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    expected = logits.predict(trials, verbose=0)[:, 0]
    np.testing.assert_allclose(found.logit, expected, rtol=0, atol=2e-5)
    for old, new in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_gradient_x_input_is_the_gradient(net, trials):
    """Against a central difference of the plain network's logit."""
    found = explain.relevance(net, trials[:1], target=1, method="gradient_x_input")
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    places = [(0, 10), (1, 40), (2, 70)]
    step = 1e-2
    for c, t in places:
        moved = np.repeat(trials[:1], 2, axis=0)
        moved[0, c, t] += step
        moved[1, c, t] -= step
        up, down = logits.predict(moved, verbose=0)[:, 1]
        slope = (up - down) / (2 * step)
        scale = float(np.abs(found.data).max())
        assert found.data[0, c, t] == pytest.approx(
            slope * trials[0, c, t], abs=0.02 * scale
        )


def test_no_trial_depends_on_its_batch(net, trials):
    whole = explain.relevance(net, trials, target=1).data
    alone = explain.relevance(net, trials[5:6], target=1).data
    largest = np.abs(whole).max()
    np.testing.assert_allclose(whole[5:6], alone, rtol=0, atol=1e-5 * largest)


def test_activations_are_those_of_the_layer(net, trials):
    found = explain.activations(net, trials)
    layer = net.get_layer("spatial")
    expected = keras.Model(net.inputs, layer.output).predict(trials, verbose=0)
    largest = np.abs(expected).max()
    np.testing.assert_allclose(
        found.data, expected[:, 0].transpose(0, 2, 1), rtol=0, atol=1e-5 * largest
    )
    assert len(found.names) == found.data.shape[1]
    assert found.spatial is not None


def test_each_filter_is_ablated_alone(net, trials):
    y = np.arange(12) % 2
    found = explain.ablation(net, trials, y, scoring="neg_log_loss")
    twin = make_network(net.name)
    layer = twin.get_layer("spatial")
    weights = layer.get_weights()
    flat = found.drop.size
    last = weights[0].reshape(N_CHANS, -1).copy()
    last[:, flat - 1] = 0
    if net.name in ("DeepConvNet", "ShallowConvNet"):
        whole = weights[0].copy()
        whole[..., -1] = 0
    else:
        whole = last.reshape(weights[0].shape)
    layer.set_weights([whole, *weights[1:]])
    scores = []
    for model in (net, twin):
        likely = model.predict(trials, verbose=0)[np.arange(12), y]
        scores.append(np.log(likely.astype(float)).mean())
    expected = scores[0] - scores[1]
    assert found.drop.ravel()[-1] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("build", [DeepConvNet, ShallowConvNet])
def test_merged_kernels_give_the_sources(build, trials):
    """Outputs of the merged kernels are those of the layer, but for a constant."""
    net = make_network(build.__name__)
    signals = keras.Model(net.inputs, net.get_layer("spatial").output)
    expected = signals.predict(trials, verbose=0)[:, 0]
    kernels = explain.temporal_kernels(net)
    filters = explain.spatial_filters(net, trials)
    assert filters.filters.shape == (1, expected.shape[2], N_CHANS)
    over_time, over_chans = (
        np.array(net.get_layer(name).get_weights()[0], float)
        for name in ("temporal", "spatial")
    )
    merged = np.einsum("kf,cfo->ock", over_time[0, :, 0], over_chans[:, 0])
    best = np.einsum("oc,ok->ock", filters.filters[0], kernels.kernels)
    share = 1 - np.square(merged - best).sum((1, 2)) / np.square(merged).sum((1, 2))
    np.testing.assert_allclose(kernels.one_course_share, share, atol=1e-9)
    n_fft = kernels.settings["n_fft"]
    response = np.linalg.norm(np.fft.rfft(merged, n_fft), axis=1)
    np.testing.assert_allclose(kernels.response, response, atol=1e-9)
    flat = expected.reshape(-1, expected.shape[2]).T
    np.testing.assert_allclose(filters.correlation[0], np.corrcoef(flat), atol=1e-4)


def test_eegnet_v1_has_no_temporal_kernels(trials):
    net = make_network("EEGNetV1")
    with pytest.raises(ValueError, match="no temporal kernels: its 16 spatial filters"):
        explain.temporal_kernels(net)
    filters = explain.spatial_filters(net, trials)
    weights = np.array(net.get_layer("spatial").get_weights()[0], float)[:, 0, 0].T
    np.testing.assert_allclose(filters.filters[0], weights)
    samples = trials.transpose(1, 0, 2).reshape(N_CHANS, -1)
    covariance = np.cov(samples)
    variances = np.einsum("dc,ce,de->d", weights, covariance, weights)
    expected = weights @ covariance / variances[:, None]
    np.testing.assert_allclose(filters.patterns[0], expected, atol=1e-9)
    assert filters.reading.startswith("Only a pattern may be read")


def planted(phase):
    """Give trials of a 10 Hz source with a known topography, and its filter.

    The network's first filter is set to pick it up, by a kernel of that phase.
    """
    rng = np.random.default_rng(3)
    topography = np.array([1.0, -0.6, 0.3])
    times = np.arange(256) / 128.0
    start = rng.uniform(0, 2 * np.pi, (40, 1))
    source = np.cos(2 * np.pi * 10 * times + start)
    noise = rng.standard_normal((40, 3, 256))
    data = topography[None, :, None] * source[:, None] + 0.3 * noise
    net = ShallowConvNet(3, 256, 2, seed=0)
    samples = (np.arange(13) - 6) / 128.0
    over_time, bias = net.get_layer("temporal").get_weights()
    over_time[0, :, 0, :] = np.cos(2 * np.pi * 10 * samples + phase)[:, None] / 13
    net.get_layer("temporal").set_weights([over_time, 0 * bias])
    over_chans = net.get_layer("spatial").get_weights()[0]
    over_chans[:, 0, :, 0] = np.array([1.0, 0.2, 0.1])[:, None]
    net.get_layer("spatial").set_weights([over_chans])
    return net, data, topography


@pytest.mark.parametrize("phase", [0.0, np.pi / 4, np.pi / 2])
def test_patterns_of_merged_kernels_find_the_source_at_any_phase(phase):
    """Cov(x, s) of raw signals loses it where the kernel is a quarter cycle off."""
    net, data, topography = planted(phase)
    pattern = explain.spatial_filters(net, data).patterns[0, 0]
    assert cosine(pattern, topography) > 0.99
    signals = keras.Model(net.inputs, net.get_layer("spatial").output)
    source = signals.predict(data, verbose=0)[:, 0, :, 0]
    raw = np.einsum("bct,bt->c", data[:, :, 6:-6], source) / np.square(source).sum()
    size = np.linalg.norm(raw) / np.linalg.norm(pattern)
    if phase == np.pi / 2:
        assert size < 0.1  # next to nothing is left, of any shape


def cosine(a, b):
    return abs(a @ b) / np.linalg.norm(a) / np.linalg.norm(b)


def test_maps_and_kernels_are_drawn_for_many_filters(trials):
    """At most 16 unless others are asked for; the numbers hold all of them."""
    net = make_network("ShallowConvNet")
    info = mne.create_info(["C3", "Cz", "C4"], 128.0, "eeg")
    info.set_montage(mne.channels.make_standard_montage("biosemi16"))
    filters = explain.spatial_filters(net, trials, info=info)
    _, numbers = filters.plot()
    assert numbers["places"] == [(0, d) for d in range(16)]
    assert numbers["filters"].shape == (1, 40, 3)
    _, numbers = filters.plot(rows=[39, 2])
    assert numbers["places"] == [(0, 39), (0, 2)]
    kernels = explain.temporal_kernels(net, trials)
    _, numbers = kernels.plot(rows=[5])
    assert numbers["rows"] == [5]
    with pytest.raises(ValueError, match="rows has 40; the kernels are 0 to 39"):
        kernels.plot(rows=[40])
    with pytest.raises(ValueError, match="rows is empty; give at least one of the fil"):
        filters.plot(rows=[])


def test_overlapping_pools_are_complete(trials):
    """Windows that share samples; the shares of each still add up."""
    inputs = keras.Input((N_CHANS, N_TIMES, 1))
    x = keras.layers.Conv2D(3, (N_CHANS, 5))(inputs)
    x = keras.layers.MaxPooling2D((1, 5), strides=(1, 2))(x)
    net = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x)))
    info = mne.create_info(N_CHANS, 128.0, "eeg")
    found = explain.relevance(net, trials, target=1, info=info)
    assert np.abs(found.residual).max() < 1e-5 * np.abs(found.logit).max()


def test_padded_pools_are_refused(trials):
    inputs = keras.Input((N_CHANS, N_TIMES, 1))
    x = keras.layers.MaxPooling2D((1, 5), padding="same", name="padded")(inputs)
    net = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x)))
    info = mne.create_info(N_CHANS, 128.0, "eeg")
    with pytest.raises(UnsupportedLayerError, match=r"'padded'.*padding 'same'"):
        explain.relevance(net, trials, target=1, info=info)


def test_a_function_of_the_same_name_is_not_trusted(trials):
    """Rules belong to this package's ``log``, not to whatever is called so."""

    def log(x):
        return keras.ops.log1p(keras.ops.abs(x))

    inputs = keras.Input((N_CHANS, N_TIMES, 1))
    x = keras.layers.Activation(log, name="mine")(inputs)
    net = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x)))
    info = mne.create_info(N_CHANS, 128.0, "eeg")
    with pytest.raises(UnsupportedLayerError, match=r"'mine'.*activation 'log'"):
        explain.relevance(net, trials, target=1, info=info)


def test_the_drop_in_networks_are_explained(trials):
    """As an old script builds them, the first EEGNet too."""
    import EEGModels

    net = EEGModels.EEGNet_old(2, Chans=N_CHANS, Samples=N_TIMES)
    assert explain.relevance(net, trials, target=1).complete
    assert type(net) is type(EEGNetV1(N_CHANS, N_TIMES, 2))
