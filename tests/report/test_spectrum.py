import numpy as np
import pytest

from eegmodels.data import epochs_from_array
from eegmodels.report._spectrum import power_spectrum

NAMES = ["C3", "Cz", "C4"]


def spectrum_of(wave_by_class, sfreq=128.0, n_trials=6, seconds=2):
    times = np.arange(round(sfreq * seconds)) / sfreq
    labels = np.arange(n_trials) % len(wave_by_class)
    rng = np.random.default_rng(0)
    noise = 1e-9 * rng.standard_normal((n_trials, len(NAMES), len(times)))
    X = noise + np.array([wave_by_class[k](times) for k in labels])[:, np.newaxis]
    epochs = epochs_from_array(X, labels, sfreq=sfreq, ch_names=NAMES)
    return power_spectrum(epochs, labels, NAMES)


def test_a_sine_has_its_power_in_microvolts_squared():
    made = spectrum_of(
        [
            lambda t: 1e-5 * np.sin(2 * np.pi * 10 * t),
            lambda t: 2e-5 * np.sin(2 * np.pi * 20 * t),
        ]
    )
    assert made.groups == ["0", "1"]
    peaks = made.freqs[made.median.argmax(axis=1)]
    np.testing.assert_allclose(peaks, [10, 20], atol=0.5)
    # Half the squared amplitude, in µV²: 50 and 200.
    width = made.freqs[1] - made.freqs[0]
    power = (10 ** (made.median / 10)).sum(axis=1) * width
    np.testing.assert_allclose(power, [50, 200], rtol=0.05)


def test_spread_is_over_channels():
    made = spectrum_of([lambda t: 0 * t, lambda t: 0 * t])
    assert made.freqs[0] > 0
    assert np.all(made.low <= made.high)
    assert made.low.shape == made.freqs.shape


def test_a_silent_band_is_finite():
    labels = np.array([0, 1])
    X = np.zeros((2, 1, 64))
    X[..., 0] = 1e-5
    X[:, :, 1] = -1e-5
    epochs = epochs_from_array(X, labels, sfreq=64.0, ch_names=["Cz"])
    epochs._data[:] = 0
    made = power_spectrum(epochs, labels, ["Cz"])
    assert np.isfinite(made.median).all()
    assert made.median.max() < -1000
    assert made.freqs[-1] == pytest.approx(32)
