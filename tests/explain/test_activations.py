"""Activations of a stage, against plain Keras, and their averages and power."""

import keras
import mne
import numpy as np
import pytest
from scipy import stats

from eegmodels import EEGClassifier, explain
from eegmodels.data import epochs_from_array
from eegmodels.estimator import _base
from eegmodels.models import EEGNet
from eegmodels.results import Activations, History
from eegmodels.viz import plot_activations

SFREQ = 128.0
CH_NAMES = ["Fz", "C3", "Cz", "C4", "Pz", "Oz"]


@pytest.fixture(scope="module")
def fitted():
    """Classifier and 40 trials of 1 s from 0.5 s: more than one batch."""
    rng = np.random.default_rng(0)
    signals = 1e-5 * rng.normal(size=(40, 6, 128))
    labels = np.tile(["left", "right"], 20)
    epochs = epochs_from_array(
        signals, labels, sfreq=SFREQ, ch_names=CH_NAMES, tmin=0.5
    )
    params = {"F1": 2, "D": 2, "kernel_length": 16}
    return fit_without_training(EEGClassifier(model_params=params), epochs), epochs


def fit_without_training(classifier, epochs):
    """Fit with random weights and statistics, which tell as much here, at once."""
    with pytest.MonkeyPatch.context() as patch:
        history = History([1.0], [0.5])
        patch.setattr(_base, "fit_many", lambda *a, **k: [history])
        classifier.set_params(random_state=0, model__seed=0).fit(epochs)
    rng = np.random.default_rng(0)
    weights = classifier.model_.get_weights()
    classifier.model_.set_weights([w + 0.1 * rng.random(w.shape) for w in weights])
    return classifier


@pytest.fixture(scope="module")
def spatial(fitted):
    return explain.activations(*fitted)


def by_keras(network, index, x):
    part = keras.Model(network.inputs, network.layers[index].output)
    return keras.ops.convert_to_numpy(part([x[..., None]], training=False))


def assert_close(found, expected):
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 1e-6 * np.abs(expected).max()


def test_spatial_equals_the_output_of_layer_3(fitted, spatial):
    classifier, epochs = fitted
    expected = by_keras(classifier.model_, 3, classifier.transform_input(epochs))
    assert_close(spatial.data, expected[:, 0].transpose(0, 2, 1))
    assert spatial.names == [f"kernel {f}, filter {d}" for f in (1, 2) for d in (1, 2)]


def test_every_stage_equals_plain_keras(fitted):
    classifier, epochs = fitted
    x = classifier.transform_input(epochs)
    for index, layer in enumerate(classifier.model_.layers):
        result = explain.activations(classifier, epochs, stage=layer.name)
        expected = by_keras(classifier.model_, index, x)
        if expected.ndim == 4:  # rows of a filter follow one another
            expected = np.concatenate(np.moveaxis(expected, 3, 0), axis=1)
        assert_close(result.data, expected)
        assert len(result.names) == len(set(result.names)) == result.data.shape[1]
        assert (result.times is None) == (result.data.ndim == 2)


def test_rows_of_a_stage_with_electrodes_are_named(fitted):
    names = explain.activations(*fitted, stage="temporal").names
    assert names[:2] == ["kernel 1, Fz", "kernel 1, C3"]
    assert names[6] == "kernel 2, Fz"
    assert explain.activations(*fitted, stage="eeg").names == CH_NAMES
    assert explain.activations(*fitted, stage="softmax").names == ["left", "right"]


def test_times_and_rate_are_those_of_the_stage(fitted, spatial):
    _, epochs = fitted
    assert np.allclose(spatial.times, epochs.times)
    assert spatial.sfreq == 128
    pooled = explain.activations(*fitted, stage="spatial_pool")
    assert pooled.sfreq == 32
    assert np.allclose(pooled.times, epochs.times.reshape(-1, 4).mean(axis=1))


def test_units_and_settings_say_what_it_is(fitted, spatial):
    assert spatial.unit == "arbitrary (after BatchNorm)"
    assert explain.activations(*fitted, stage="temporal").unit == "arbitrary"
    assert explain.activations(*fitted, stage="softmax").unit == "output of the network"
    assert spatial.stage == "spatial"
    own = {"network": "EEGNet", "layer": 3, "scaled": True, "n_trials": 40}
    assert own.items() <= spatial.settings.items()
    assert {"eegmodels", "keras", "mne"} <= set(spatial.settings["versions"])
    expected = explain.spatial_filters(*fitted)
    assert np.array_equal(spatial.spatial.patterns, expected.patterns)
    assert explain.activations(*fitted, stage="separable").spatial is None


def test_the_unit_of_the_data_and_the_batch_change_nothing(fitted, spatial):
    classifier, epochs = fitted
    alone = explain.activations(classifier, epochs[33:34]).data
    assert_close(alone, spatial.data[33:34])


def test_the_model_is_left_as_it_was(fitted):
    classifier, epochs = fitted
    net = classifier.model_

    def state():
        nodes = [len(layer._inbound_nodes) for layer in net.layers]
        flags = [layer.trainable for layer in net.layers]
        return net.get_weights(), nodes, flags, net.get_config()

    weights, *rest = state()
    explain.activations(classifier, epochs, stage="separable_dropout")
    after, *rest_after = state()
    assert all(map(np.array_equal, weights, after))
    assert rest == rest_after


def test_a_bare_network_takes_arrays_and_labels(fitted, spatial):
    classifier, epochs = fitted
    plain = keras.models.clone_model(classifier.model_)
    plain.set_weights(classifier.model_.get_weights())
    x = classifier.transform_input(epochs)
    info = epochs.info
    result = explain.activations(plain, x, np.arange(40) % 2, info=info)
    assert_close(result.data, spatial.data)
    assert result.times[0] == 0
    assert result.classes == [0, 1]
    unlabelled = explain.activations(plain, x[..., None], info=info)
    assert unlabelled.labels is None
    assert unlabelled.average().classes == ["all trials"]
    assert unlabelled.time_frequency().difference is None
    named = explain.activations(plain, epochs, info=info)
    assert named.classes == ["left", "right"]


def test_averages_and_bands_equal_scipy(spatial, fitted):
    averages = spatial.average()
    assert averages.classes == ["left", "right"]
    assert averages.n_trials.tolist() == [20, 20]
    for k, name in enumerate(averages.classes):
        of_class = spatial.data[fitted[1].events[:, 2] == fitted[1].event_id[name]]
        of_class = of_class.astype(float)
        low, high = stats.t.interval(
            0.95, 19, of_class.mean(axis=0), stats.sem(of_class, axis=0)
        )
        assert np.allclose(averages.mean[k], of_class.mean(axis=0))
        assert np.allclose(averages.low[k], low)
        assert np.allclose(averages.high[k], high)
    assert "Student t" in averages.method
    evoked = averages.to_evoked()["right"]
    assert evoked.ch_names == spatial.names
    assert np.allclose(evoked.times, spatial.times)
    assert np.allclose(evoked.data, averages.mean[1])
    assert (evoked.nave, evoked.get_channel_types()[0]) == (20, "misc")


def test_epochs_of_activations_have_an_event_for_each_class(spatial, fitted):
    epochs = spatial.to_epochs()
    assert epochs.ch_names == spatial.names
    assert np.allclose(epochs.times, spatial.times)
    assert np.array_equal(epochs.get_data(), spatial.data.astype(float))
    own = epochs["right"].get_data()
    assert np.array_equal(own, spatial.data[spatial.labels == "right"])
    mean = epochs["left"].average(picks="misc").data
    assert np.allclose(mean, spatial.average().mean[0])
    unlabelled = make(np.ones((3, 2, 8)))
    assert list(unlabelled.to_epochs().event_id) == ["all trials"]
    flat = explain.activations(*fitted, stage="flatten")
    with pytest.raises(ValueError, match="'flatten' has no time axis; MNE holds"):
        flat.to_epochs()
    pooled = explain.activations(*fitted, stage="spatial_pool")
    moved = np.abs(pooled.to_epochs().times - pooled.times)
    assert moved.max() < 0.5 / pooled.sfreq


def test_bands_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(8, 1, 4000)).astype(np.float32)
    averages = make(noise).average()
    covered = (averages.low < 0) & (averages.high > 0)
    assert covered.mean() == pytest.approx(0.95, abs=0.015)
    wider = make(noise).average(level=0.99)
    assert (wider.high > averages.high).all()


def test_one_trial_has_no_band():
    averages = make(np.ones((1, 2, 8))).average()
    assert np.isnan(averages.low).all()
    assert (averages.mean == 1).all()


def make(data, labels=None, sfreq=128.0):
    """Activations made by hand."""
    return Activations(
        data=np.asarray(data),
        times=np.arange(data.shape[2]) / sfreq,
        sfreq=sfreq,
        stage="spatial",
        names=[f"filter {k}" for k in range(data.shape[1])],
        labels=labels,
        classes=[] if labels is None else np.unique(labels).tolist(),
        unit="arbitrary",
    )


def planted(n_times=256):
    """Class "b" has 12 Hz in filter 1 from the middle on."""
    rng = np.random.default_rng(0)
    data = 0.1 * rng.normal(size=(20, 2, n_times))
    labels = np.tile(["a", "b"], 10)
    times = np.arange(n_times) / 128
    burst = np.sin(2 * np.pi * 12 * times) * (times > n_times / 256)
    data[labels == "b", 1] += burst
    return make(data, labels)


def test_power_shows_a_planted_burst_at_its_place():
    result = planted().time_frequency(contrast=("b", "a"))
    assert result.contrast == ("b", "a")
    filter_, freq, time = np.unravel_index(
        result.difference.argmax(), result.difference.shape
    )
    assert filter_ == 1
    assert result.freqs[freq] == pytest.approx(12, rel=0.15)
    assert result.times[time] > 1
    assert np.allclose(result.difference, result.power[1] - result.power[0])
    other = planted().time_frequency()
    assert other.contrast == ("a", "b")
    assert np.allclose(other.difference, -result.difference)


def test_power_equals_mne_on_all_trials_at_once(spatial):
    result = spatial.time_frequency()
    assert result.left_out_hz == []
    assert np.allclose(result.freqs[[0, -1]], [2.3784, 32], atol=1e-3)
    assert len(result.freqs) == 16
    assert np.allclose(result.n_cycles, result.freqs / 2)
    chosen = spatial.labels == "right"
    power = mne.time_frequency.tfr_array_morlet(
        spatial.data[chosen].astype(float),
        SFREQ,
        result.freqs,
        n_cycles=result.freqs / 2,
        output="power",
    )
    assert np.allclose(result.power[1], power.mean(axis=0))
    made = result.to_tfr()
    assert list(made) == ["left", "right", ("left", "right")]
    tfr = made["right"]
    assert tfr.ch_names == spatial.names
    assert np.array_equal(tfr.data, result.power[1])
    assert np.array_equal(tfr.times, result.times)
    assert np.array_equal(tfr.freqs, result.freqs)
    assert np.array_equal(made["left", "right"].data, result.difference)
    assert (tfr.nave, made["left", "right"].nave) == (20, 40)


def test_frequencies_that_do_not_fit_are_named(spatial, fitted):
    """2.4 Hz with six cycles does not fit one second; MNE itself refuses."""
    result = spatial.time_frequency(n_cycles=6)
    assert result.left_out_hz[0] == pytest.approx(2.378, abs=1e-3)
    kept, out = result.freqs, np.array(result.left_out_hz)
    assert len(kept) + len(out) == 16
    data = spatial.data[:1].astype(float)
    for f in out:
        with pytest.raises((ValueError, RuntimeWarning), match="longer than the"):
            mne.time_frequency.tfr_array_morlet(data, SFREQ, [f], n_cycles=6.0)
    # At 32 Hz only what lies below 16 Hz is left.
    pooled = explain.activations(*fitted, stage="spatial_pool").time_frequency()
    assert pooled.freqs.max() < 16
    assert min(pooled.left_out_hz) == pytest.approx(16)


def test_bad_requests_are_refused(fitted, spatial):
    with pytest.raises(ValueError, match=r"stage='spatail' .* mean 'spatial'\?"):
        explain.activations(*fitted, stage="spatail")
    flat = explain.activations(*fitted, stage="flatten")
    assert flat.average().mean.shape == (2, flat.data.shape[1])
    with pytest.raises(ValueError, match="'flatten' has no time axis"):
        flat.time_frequency()
    with pytest.raises(ValueError, match="'flatten' has no time axis"):
        flat.average().to_evoked()
    with pytest.raises(ValueError, match="No frequency of 1 to 1 Hz fits 128 samples"):
        spatial.time_frequency([1.0], 6)
    with pytest.raises(ValueError, match="give Hz above 0"):
        spatial.time_frequency([0.0])
    with pytest.raises(ValueError, match="not in rising order"):
        spatial.time_frequency([8.0, 4.0])
    with pytest.raises(ValueError, match=r"n_cycles has shape \(3,\)"):
        spatial.time_frequency([8.0, 10.0], [1, 2, 3])
    with pytest.raises(ValueError, match="n_cycles=0 must be above 0"):
        spatial.time_frequency(n_cycles=0)
    with pytest.raises(ValueError, match="contrast='rihgt' is not one of"):
        spatial.time_frequency(contrast=("left", "rihgt"))
    with pytest.raises(ValueError, match="contrast='left' is not a pair"):
        spatial.time_frequency(contrast="left")
    with pytest.raises(ValueError, match="level=1 is outside"):
        spatial.average(level=1)
    classifier, epochs = fitted
    short = epochs.get_data(copy=True)[..., :100]
    with pytest.raises(ValueError, match="100 samples"):
        explain.activations(classifier, short)


def test_a_stage_that_is_no_signal_is_refused():
    inputs = keras.Input((2, 16, 1))
    x = keras.layers.Reshape((2, 16), name="flatter")(inputs)
    x = keras.layers.Dense(2)(keras.layers.Flatten()(x))
    model = keras.Model(inputs, x)
    info = mne.create_info(2, SFREQ, "eeg")
    data = np.random.default_rng(0).normal(size=(3, 2, 16))
    with pytest.raises(ValueError, match=r"'flatter' gives \(2, 16\); \(rows, times"):
        explain.activations(model, data, stage="flatter", info=info)


def test_a_rhythm_leaves_the_kernel_that_passes_it():
    """Kernel 1 passes 6 Hz and kernel 2 passes 20 Hz; the data have 20 Hz."""
    net = EEGNet(2, 128, 2, F1=2, D=1, seed=0)
    times = (np.arange(64) - 31) / SFREQ
    kernels = np.cos(2 * np.pi * np.outer([6, 20], times)) * np.hanning(64)
    net.get_layer("temporal").set_weights([kernels.T[None, :, None, :]])
    net.get_layer("spatial").set_weights([np.ones((2, 1, 2, 1))])
    x = np.sin(2 * np.pi * 20 * np.arange(128) / SFREQ) + np.zeros((3, 2, 1))
    result = explain.activations(net, x + 1e-3 * np.arange(2)[:, None])
    power = result.time_frequency().power[0, :, :, 64]
    assert power[1].max() > 100 * power[0].max()
    freqs = result.time_frequency().freqs
    assert freqs[power[1].argmax()] == pytest.approx(20, rel=0.1)


def test_plot_draws_what_was_computed(spatial):
    figure, numbers = spatial.plot()
    averages, power = spatial.average(), spatial.time_frequency()
    assert numbers["names"] == spatial.names
    assert np.array_equal(numbers["mean"], averages.mean)
    assert np.array_equal(numbers["power"], power.difference)
    assert numbers["power_kind"] == "difference"
    other_way = tuple(reversed(power.contrast))
    _, turned = spatial.plot(rows=[0], contrast=other_way)
    assert turned["contrast"] == other_way
    np.testing.assert_allclose(turned["power"], -numbers["power"][:1])
    assert numbers["patterns"].shape == (4, 6)
    assert np.array_equal(numbers["patterns"][1], spatial.spatial.patterns[0, 1])
    line = figure.axes[0].lines[1]
    assert np.array_equal(line.get_ydata(), averages.mean[0, 0])
    figure.canvas.draw()


def test_plot_of_chosen_rows_without_maps_says_so(fitted):
    classifier, epochs = fitted
    bare = explain.activations(classifier.model_, classifier.transform_input(epochs))
    figure, numbers = bare.plot(rows=[2], n_cycles=6)
    assert numbers["rows"] == [2]
    assert numbers["filters"] is None
    assert "came as an array" in numbers["reason"]
    text = figure.get_supxlabel()
    assert "No maps: The data came as an array" in text
    assert "1 of 4 filters" in text
    assert "Left out, do not fit the epoch: 2.38" in text
    assert numbers["power_kind"] == "power"
    with pytest.raises(ValueError, match="rows has 4; the filters are 0 to 3"):
        bare.plot(rows=[4])
    flat = explain.activations(*fitted, stage="flatten").average()
    with pytest.raises(ValueError, match="no course to draw"):
        plot_activations(flat)
