"""A small recording with a planted rhythm, and the program run in this process."""

import mne
import numpy as np
import pytest
from click.testing import CliRunner

from eegmodels.cli import main

CH_NAMES = ["F3", "F4", "C3", "C4", "P3", "P4"]
SFREQ = 160.0


def make_recording(n_trials=20, seed=0):
    """Raw with events "left" and "right"; 12 Hz at C4 (left) or C3 (right)."""
    rng = np.random.default_rng(seed)
    n_samples = int((n_trials + 1) * 2 * SFREQ)
    data = 5e-6 * rng.normal(size=(6, n_samples))
    onsets = 1 + 2 * np.arange(n_trials)
    labels = np.tile(["left", "right"], n_trials // 2)
    times = np.arange(n_samples) / SFREQ
    for onset, label in zip(onsets, labels, strict=True):
        inside = (times >= onset) & (times < onset + 1.8)
        burst = 2e-5 * np.sin(2 * np.pi * 12 * times[inside] + rng.uniform(0, 6))
        data[3 if label == "left" else 2, inside] += burst
    info = mne.create_info(CH_NAMES, SFREQ, "eeg")
    raw = mne.io.RawArray(data, info, verbose="ERROR")
    raw.set_annotations(mne.Annotations(onsets, 0, labels))
    return raw


@pytest.fixture(scope="session")
def recording(tmp_path_factory):
    """Path of the small recording as a FIF file."""
    path = tmp_path_factory.mktemp("recording") / "session_raw.fif"
    make_recording().save(path, verbose="ERROR")
    return str(path)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the program in an empty folder; gives exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return call


# Half a second is enough here, and quick.
QUICK = ("--tmin", "0.2", "--tmax", "1.2", "--n-epochs", "2")


@pytest.fixture(scope="session")
def model_file(recording, tmp_path_factory):
    """Path of a model that the program trained."""
    path = str(tmp_path_factory.mktemp("model") / "model.keras")
    result = CliRunner().invoke(main, ["train", recording, *QUICK, "-o", path])
    assert result.exit_code == 0, result.output
    return path
