"""Temporal kernels of networks whose kernels are known."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.models import EEGNet

SFREQ = 128.0


def network_with_rhythms(hz, n_samples=64):
    """EEGNet whose temporal kernels are windowed cosines at known frequencies."""
    net = EEGNet(4, 256, 2, sfreq=SFREQ, F1=len(hz), kernel_length=n_samples, seed=0)
    times = (np.arange(n_samples) - (n_samples - 1) // 2) / SFREQ
    kernels = np.cos(2 * np.pi * np.outer(hz, times)) * np.hanning(n_samples)
    net.get_layer("temporal").set_weights([kernels.T[None, :, None, :]])
    return net, kernels


def test_kernels_times_and_peaks_are_the_planted_ones():
    net, kernels = network_with_rhythms([6.0, 10.0, 21.0])
    result = explain.temporal_kernels(net)
    assert np.allclose(result.kernels, kernels, atol=1e-7)
    assert np.allclose(result.peak_hz, [6, 10, 21], atol=0.5)
    assert result.times[31] == 0  # 'same' padding: 31 samples before, 32 after
    assert np.allclose(np.diff(result.times), 1 / SFREQ)
    assert result.weighted is None
    assert result.freqs[0] == 0
    assert result.freqs[-1] == SFREQ / 2


def test_response_is_the_gain_of_a_sine_through_the_layer():
    """A sine of amplitude 1 leaves the layer with the response's amplitude."""
    net, _ = network_with_rhythms([10.0])
    result = explain.temporal_kernels(net)
    times = np.arange(256) / SFREQ
    sine = np.broadcast_to(np.sin(2 * np.pi * 10 * times), (1, 4, 256))
    layer = keras.Model(net.inputs[0], net.get_layer("temporal").output)
    output = keras.ops.convert_to_numpy(layer(sine[..., None]))[0, 0, 64:-64, 0]
    at_10 = result.response[0, np.argmin(np.abs(result.freqs - 10))]
    assert np.sqrt(2 * np.mean(output**2)) == pytest.approx(at_10, rel=0.02)


def test_with_data_the_peak_is_that_of_response_times_spectrum():
    """A broad kernel finds the rhythm that is there, not the middle of its band."""
    net, _ = network_with_rhythms([10.0], n_samples=16)
    times = np.arange(256) / SFREQ
    rng = np.random.default_rng(0)
    phase = rng.uniform(0, 2 * np.pi, (20, 4, 1))
    data = np.sin(2 * np.pi * 12 * times + phase) + 0.05 * rng.normal(size=(20, 4, 256))
    assert explain.temporal_kernels(net, data).peak_hz[0] == pytest.approx(12, abs=0.5)
    assert explain.temporal_kernels(net).peak_hz[0] == pytest.approx(10, abs=1.5)


def test_a_peak_outside_the_pass_band_is_marked():
    net, _ = network_with_rhythms([10.0, 45.0])
    info = mne.create_info(["C3", "C4", "Cz", "Pz"], SFREQ, "eeg")
    with info._unlock():
        info["highpass"], info["lowpass"] = 8.0, 30.0
    result = explain.temporal_kernels(net, info=info)
    assert result.pass_band == (8.0, 30.0)
    assert result.in_band.tolist() == [True, False]


def test_no_known_rate_is_an_error():
    plain, _ = network_with_rhythms([10.0])
    bare = keras.models.clone_model(plain)
    with pytest.raises(ValueError, match=r"sampling rate of the network .* not known"):
        explain.temporal_kernels(bare)


def test_other_things_are_refused():
    with pytest.raises(
        TypeError, match=r"give a fitted EEGClassifier or EEGRegressor, or a keras\.M"
    ):
        explain.temporal_kernels("s01.keras")
    inputs = keras.Input((4, 64, 1))
    dense = keras.layers.Dense(2)(keras.layers.Flatten()(inputs))
    info = mne.create_info(4, SFREQ, "eeg")
    with pytest.raises(ValueError, match=r"opens with Flatten, Dense, whose filters"):
        explain.temporal_kernels(keras.Model(inputs, dense), info=info)
    net, _ = network_with_rhythms([10.0])
    short = np.random.default_rng(0).normal(size=(3, 4, 100))
    with pytest.raises(ValueError, match="100 samples; the network expects 256"):
        explain.temporal_kernels(net, short)
    with pytest.raises(ValueError, match="info has 3 channels; the network has 4"):
        explain.temporal_kernels(net, info=mne.create_info(3, SFREQ, "eeg"))
