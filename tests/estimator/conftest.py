"""Small data, and small networks."""

import mne
import numpy as np
import pytest

import compiling
from eegmodels import EEGClassifier

SMALL = {"F1": 2, "D": 1, "kernel_length": 8}


@pytest.fixture(scope="module", autouse=True)
def _quickly(quick_compilation):
    """All of these are about what an estimator does, not how fast."""


@pytest.fixture(autouse=True)
def _mne_writes_no_settings(monkeypatch):
    monkeypatch.setenv("MNE_DONTWRITE_HOME", "true")


@pytest.fixture(scope="session")
def make_classifier():
    """Build a small classifier that trains for a moment."""

    def make(**params):
        small = {"model_params": dict(SMALL), "n_epochs": 2, "random_state": 0}
        return EEGClassifier(**{**small, **params})

    return make


@pytest.fixture(scope="session")
def data():
    """20 trials of 3 channels and 32 samples in volts; class 1 has more 10 Hz."""
    rng = np.random.default_rng(0)
    labels = np.arange(20) % 2
    signals = rng.standard_normal((20, 3, 32))
    rhythm = 2 * np.sin(2 * np.pi * 10 * np.arange(32) / 128)
    signals[labels == 1, 0] += rhythm
    return 1e-5 * signals, labels


@pytest.fixture(scope="session")
def make_epochs(data):
    """Turn the trials, or others like them, into Epochs with positions."""

    def make(
        signals=None, names=("C3", "Cz", "C4"), sfreq=128.0, tmin=0.0, bads=(), band=()
    ):
        X, y = data
        X = X if signals is None else signals
        info = mne.create_info(list(names), sfreq, "eeg")
        info["bads"] = list(bads)
        if band:
            with info._unlock():
                info["highpass"], info["lowpass"] = band
        events = np.column_stack([np.arange(20), np.zeros(20, int), y + 1])
        kinds = {"left": 1, "right": 2}
        epochs = mne.EpochsArray(X, info, events, tmin, kinds, verbose="ERROR")
        places = {name: [0.09 - 0.03 * k, 0.0, 0.1] for k, name in enumerate(names)}
        return epochs.set_montage(
            mne.channels.make_dig_montage(places, coord_frame="head")
        )

    return make


@pytest.fixture(scope="session")
def fitted(make_classifier, data):
    """Fitted on the array; tests leave it as it is."""
    with compiling.quick():  # made before the fixture of a module
        return make_classifier().fit(*data)


@pytest.fixture(scope="session")
def fitted_epochs(make_classifier, make_epochs):
    """Fitted on the Epochs; tests leave it as it is."""
    with compiling.quick():
        return make_classifier().fit(make_epochs())
