"""Results made by hand, so that the numbers of a figure are known."""

import matplotlib as mpl
import mne
import numpy as np
import pytest

from eegmodels.results import (
    Ablation,
    CrossValidation,
    History,
    Interval,
    Relevance,
    SpatialFilters,
    TemporalKernels,
)

NAMES = ["Fpz", "T7", "Cz", "T8", "Oz", "F3"]


@pytest.fixture(autouse=True)
def _nothing_left_behind(monkeypatch):
    """No figure stays open and no setting of matplotlib changes, whatever is drawn."""
    from matplotlib import pyplot

    monkeypatch.setenv("MNE_DONTWRITE_HOME", "true")
    before = dict(mpl.rcParams)
    yield
    assert dict(mpl.rcParams) == before
    assert pyplot.get_fignums() == []


@pytest.fixture
def score():
    """Seven of eight trials are right, in two folds."""
    y_true = np.array(["left", "right"] * 4)
    y_pred = y_true.copy()
    y_pred[0] = "right"
    return CrossValidation(
        method="EEGNet",
        classes=np.array(["left", "right"]),
        y_true=y_true,
        y_pred=y_pred,
        probabilities=np.full((8, 2), 0.5),
        fold=np.repeat([0, 1], 4),
        accuracy=Interval(0.875, 0.47, 0.99),
        auc=Interval(0.9, 0.6, 1.0),
        confusion=np.array([[3, 1], [0, 4]]),
        fold_accuracy=np.array([0.75, 1.0]),
        histories=[
            History([0.7, 0.5, 0.3], [0.5] * 3, [0.7, 0.4, 0.9], [0.5] * 3, 1),
            History([0.7, 0.6, 0.5], [0.5] * 3, [0.7, 0.6, 0.5], [0.5] * 3, 2),
        ],
    )


@pytest.fixture
def kernels():
    """A cosine of 10 Hz and one of 50 Hz; the pass band ends at 30 Hz."""
    times = np.arange(-32, 32) / 128
    waves = np.cos(2 * np.pi * np.array([[10.0], [50.0]]) * times)
    freqs = np.fft.rfftfreq(512, 1 / 128)
    response = np.abs(np.fft.rfft(waves, 512))
    return TemporalKernels(
        kernels=waves,
        times=times,
        freqs=freqs,
        response=response,
        weighted=2 * response,
        peak_hz=np.array([10.0, 50.0]),
        in_band=np.array([True, False]),
        pass_band=(8.0, 30.0),
        sfreq=128.0,
    )


@pytest.fixture
def info():
    made = mne.create_info(NAMES, 128.0, "eeg")
    montage = mne.channels.make_standard_montage(_template())
    made.set_montage(montage, verbose="ERROR")
    return made


@pytest.fixture
def make_filters():
    def make(info, ch_names=NAMES, n_temporal=2, n_spatial=2):
        rng = np.random.default_rng(0)
        shape = (n_temporal, n_spatial, len(ch_names))
        correlation = np.tile(np.eye(n_spatial), (n_temporal, 1, 1))
        return SpatialFilters(
            filters=1e4 * rng.standard_normal(shape),
            patterns=1e-5 * rng.standard_normal(shape),
            correlation=correlation + 0.25 * (correlation == 0),
            ch_names=list(ch_names),
            info=info,
        )

    return make


@pytest.fixture
def make_relevance():
    """Three trials of 1 s from -0.2 s on, of noise that is known."""

    def make(info=None, ch_names=NAMES, **changed):
        rng = np.random.default_rng(0)
        fields = {
            "data": 0.01 * rng.standard_normal((3, len(ch_names), 128)),
            "residual": np.array([0.0, 1e-7, 2e-7]),
            "logit": np.array([0.5, 1.5, 2.5]),
            "baseline_logit": np.full(3, 0.25),
            "target": ["left", "right", "left"],
            "labels": None,
            "method": "deeplift",
            "baseline": "zero",
            "complete": True,
            "ch_names": list(ch_names),
            "times": -0.2 + np.arange(128) / 128,
            "info": info,
        }
        return Relevance(**{**fields, **changed})

    return make


@pytest.fixture
def ablation():
    """Two filters cost nothing in accuracy; the likelihood tells them apart."""
    return Ablation(
        baseline=0.9,
        drop=np.array([[0.0, 0.2], [-0.1, 0.0]]),
        log_likelihood=-0.3,
        log_likelihood_drop=np.array([[0.01, 0.1], [-0.05, 0.02]]),
        scorer="accuracy",
        n_trials=40,
    )


def _template():
    known = mne.channels.get_builtin_montages()
    return "colin27_1005" if "colin27_1005" in known else "standard_1005"
