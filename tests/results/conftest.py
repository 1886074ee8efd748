"""A relevance whose numbers are known."""

import mne
import numpy as np
import pytest

from eegmodels.results import Relevance

NAMES = ["Fz", "C3", "Cz", "C4", "Pz"]
PLACES = np.array(
    [[0, 0.07, 0.06], [-0.06, 0, 0.06], [0, 0, 0.1], [0.06, 0, 0.06], [0, -0.07, 0.06]]
)


@pytest.fixture
def info():
    made = mne.create_info(NAMES, 128.0, "eeg")
    montage = mne.channels.make_dig_montage(
        dict(zip(NAMES, PLACES, strict=True)), coord_frame="head"
    )
    made.set_montage(montage)
    return made


@pytest.fixture
def make_relevance():
    """Six trials of half a second, of noise that is known."""

    def make(info=None, **changed):
        rng = np.random.default_rng(0)
        labels = np.array(["left", "right", "rest"] * 2)
        fields = {
            "data": rng.standard_normal((6, 5, 64)).astype(np.float32),
            "residual": 1e-7 * rng.standard_normal(6),
            "logit": rng.standard_normal(6),
            "baseline_logit": np.full(6, 0.25),
            "target": labels.tolist(),
            "labels": labels,
            "method": "deeplift",
            "baseline": "zero",
            "complete": True,
            "ch_names": NAMES,
            "times": -0.125 + np.arange(64) / 128,
            "info": info,
            "settings": {"network": "EEGNet", "sfreq": 128.0},
            "predicted": np.array(["left", "left", "rest", "left", "rest", "rest"]),
        }
        return Relevance(**{**fields, **changed})

    return make
