"""Explanations held against the truth: constructed ones, right and wrong."""

from dataclasses import replace

import numpy as np
import pytest

from eegmodels.data import simulate_recording
from eegmodels.explain import recovery
from eegmodels.results import Ablation, Relevance, SpatialFilters, TemporalKernels


@pytest.fixture(scope="module")
def truth():
    return simulate_recording(n_trials=4, planted_hz=20, random_state=0)


@pytest.fixture
def parts(truth):
    """What a perfect explanation says; the second filter is the costliest."""
    rng = np.random.default_rng(0)
    n_chans = len(truth.raw.ch_names)
    freqs = np.arange(0, 64.5, 0.5)
    response = np.exp(-((freqs - 21) ** 2))[None]
    patterns = rng.standard_normal((1, 2, n_chans))
    patterns[0, 1] = -5 * truth.topography
    times = np.arange(256) / 128
    data = np.zeros((2, n_chans, 256))
    inside = (times >= truth.window[0]) & (times < truth.window[1])
    data[0][:, inside] = -1.0
    data[1] = 0.5
    return {
        "kernels": TemporalKernels(
            kernels=np.ones((1, 64)),
            times=np.arange(64) / 128,
            freqs=freqs,
            response=response,
            weighted=response * np.exp(-((freqs - 19.5) ** 2) * 9),
            peak_hz=np.array([19.5]),
            in_band=np.array([True]),
            pass_band=(4.0, 40.0),
            sfreq=128.0,
        ),
        "filters": SpatialFilters(
            filters=rng.standard_normal((1, 2, n_chans)),
            patterns=patterns,
            correlation=np.eye(2)[None],
            ch_names=truth.raw.ch_names,
            info=truth.raw.info,
        ),
        "ablation": Ablation(
            baseline=1.0,
            drop=np.array([[0.1, 0.2]]),
            log_likelihood=-0.1,
            log_likelihood_drop=np.zeros((1, 2)),
            scorer="accuracy",
            n_trials=2,
        ),
        "relevance": Relevance(
            data=data,
            residual=np.zeros(2),
            logit=np.ones(2),
            baseline_logit=np.zeros(2),
            target=["a", "a"],
            labels=np.array([truth.planted_class, "other"]),
            method="deeplift",
            baseline="0",
            complete=True,
            ch_names=truth.raw.ch_names,
            times=times,
            info=truth.raw.info,
        ),
    }


def test_what_is_right_scores_one(truth, parts):
    found = recovery(truth, **parts)
    assert found.judged == (0, 1)
    assert found.pattern_cosine == pytest.approx(1)
    assert found.filter_cosine < 0.5
    assert (found.planted_hz, found.found_hz, found.response_hz) == (20, 19.5, 21)
    assert found.relevance_in_window == pytest.approx(1)
    assert found.window_share == pytest.approx(truth.window_share)
    np.testing.assert_allclose(found.other_course, 0.5 * 64)


def test_relevance_everywhere_scores_the_share_of_the_window(truth, parts):
    flat = replace(parts["relevance"], data=np.ones((2, 64, 256)))
    found = recovery(truth, **{**parts, "relevance": flat})
    assert found.relevance_in_window == pytest.approx(truth.window_share, abs=0.01)


def test_the_drawing_shows_the_numbers(truth, parts):
    figure, numbers = recovery(truth, **parts).plot()
    assert numbers["maps"].shape == (3, 64)
    np.testing.assert_allclose(numbers["maps"][0], numbers["maps"][1])  # turned
    (shaded,) = figure.axes[4].patches
    assert shaded.get_x() == pytest.approx(truth.window[0])
    np.testing.assert_allclose(figure.axes[4].lines[0].get_ydata(), numbers["course"])
    assert figure.axes[3].get_xlabel() == "Frequency (Hz)"


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("kernels", {"weighted": None}, "made without epochs"),
        ("filters", {"info": None}, "expected the 64 simulated ones"),
        ("relevance", {"labels": None}, "has no labels"),
        ("relevance", {"labels": np.array(["x", "y"])}, "no trial of the planted"),
        ("relevance", {"data": np.zeros((2, 64, 256))}, "zero everywhere"),
        (
            "relevance",
            {"times": np.arange(256) / 256},
            "do not hold the planted window",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused(truth, parts, name, change, message):
    parts[name] = replace(parts[name], **change)
    with pytest.raises(ValueError, match=message):
        recovery(truth, **parts)
