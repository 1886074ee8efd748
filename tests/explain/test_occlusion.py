"""Occlusion: what the logit loses without a part, and where that is shown."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from naive_networks import N_CHANS, N_TIMES, make_network

SFREQ = 128.0


@pytest.fixture(scope="module")
def net():
    return make_network("ShallowConvNet")


@pytest.fixture(scope="module")
def trials():
    return np.random.default_rng(0).standard_normal((5, N_CHANS, N_TIMES))


@pytest.fixture(scope="module")
def linear():
    """A network whose logits are weighted sums of the samples, and the weights."""
    inputs = keras.Input((N_CHANS, N_TIMES, 1))
    net = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(inputs)))
    weights = np.random.default_rng(1).standard_normal((N_CHANS * N_TIMES, 2))
    net.set_weights([weights, np.zeros(2)])
    return net, weights.T.reshape(2, N_CHANS, N_TIMES)


INFO = mne.create_info(["C3", "Cz", "C4"], SFREQ, "eeg")


def occlude(net, trials, **options):
    return explain.relevance(
        net, trials, target=1, method="occlusion", info=INFO, **options
    )


def logits(net, trials):
    model = keras.Model(net.inputs, net.get_layer("dense").output)
    return model.predict(trials, verbose=0)[:, 1]


def test_windows_follow_one_another(net, trials):
    """0.2 s at 128 Hz are 26 samples; the last window has what is left."""
    found = occlude(net, trials, occlude=0.2)
    for start in range(0, N_TIMES, 26):
        part = slice(start, start + 26)
        without = trials.copy()
        without[:, :, part] = 0
        loss = logits(net, trials) - logits(net, without)
        shown = found.by_time[:, part].sum(axis=1)
        np.testing.assert_allclose(shown, loss, atol=1e-4)
        assert np.ptp(found.data[0, :, part]) == 0


def test_electrodes_one_by_one(net, trials):
    found = occlude(net, trials)
    assert found.settings["options"] == {"occlude": "electrode", "band": None}
    for c in range(N_CHANS):
        without = trials.copy()
        without[:, c] = 0
        loss = logits(net, trials) - logits(net, without)
        np.testing.assert_allclose(found.by_channel[:, c], loss, atol=1e-4)


def test_regions_that_overlap_add_up(linear, trials):
    net, weights = linear
    found = occlude(net, trials, occlude={"left": ["C3", "Cz"], "right": ["Cz", "C4"]})
    each = (trials * weights[1]).sum(axis=2)
    expected = np.stack(
        [
            (each[:, 0] + each[:, 1]) / 2,
            (each[:, 0] + each[:, 1]) / 2 + (each[:, 1] + each[:, 2]) / 2,
            (each[:, 1] + each[:, 2]) / 2,
        ],
        axis=1,
    )
    np.testing.assert_allclose(found.by_channel, expected, atol=1e-4)


def test_options_are_kept_in_plain_form(linear, trials):
    """So that a file can hold them."""
    regions = {"left": ("C3", "Cz"), 2: np.array(["C4"])}
    found = occlude(linear[0], trials, occlude=regions, band=np.array([8, 13]))
    assert found.settings["options"] == {
        "occlude": {"left": ["C3", "Cz"], "2": ["C4"]},
        "band": [8, 13],
    }


def test_a_linear_network_adds_up(linear, trials):
    """There every part speaks for itself, whatever the parts are."""
    net, weights = linear
    whole = (trials * weights[1]).sum(axis=(1, 2))
    for parts in ("electrode", "all", 0.1, {"some": ["C4", "C3"], "rest": ["Cz"]}):
        found = occlude(net, trials, occlude=parts)
        np.testing.assert_allclose(found.data.sum(axis=(1, 2)), whole, atol=1e-4)


def test_only_the_band_is_taken_away():
    """Of two rhythms that speak alike, the one inside the band is lost."""
    n_times = 512
    times = np.arange(n_times) / SFREQ
    slow, fast = np.sin(2 * np.pi * 10 * times), np.sin(2 * np.pi * 30 * times)
    inputs = keras.Input((2, n_times, 1))
    end = keras.layers.Dense(2, name="dense")(keras.layers.Flatten()(inputs))
    net = keras.Model(inputs, end)
    weights = np.zeros((2, n_times, 2))
    weights[0, :, 1] = 2 * (slow + fast) / n_times
    net.set_weights([weights.reshape(-1, 2), np.zeros(2)])
    trial = np.stack([3 * slow + 2 * fast, slow])[None]
    info = mne.create_info(["C3", "C4"], SFREQ, "eeg")
    options = {"target": 1, "method": "occlusion", "info": info}
    found = explain.relevance(net, trial, band=(7, 14), **options)
    np.testing.assert_allclose(found.by_channel, [[3, 0]], atol=0.1)
    found = explain.relevance(net, trial, band=(25, 35), **options)
    np.testing.assert_allclose(found.by_channel, [[2, 0]], atol=0.1)
    found = explain.relevance(net, trial, band=(7, 14), occlude="all", **options)
    assert found.data.sum() == pytest.approx(3, abs=0.1)
    held = explain.relevance(net, trial, band=(7, 14), baseline=trial[0] / 3, **options)
    np.testing.assert_allclose(held.by_channel, [[2, 0]], atol=0.1)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        (
            {"occlude": "electrodes"},
            r"is no part of a trial; .*Did you mean 'electrode",
        ),
        ({"occlude": ["C3"]}, r"occlude=\['C3'\] is no part of a trial"),
        ({"occlude": {}}, r"occlude=\{\} names no region"),
        ({"occlude": {"left": "C3"}}, r"occlude\['left'\]='C3' is no list of electrod"),
        ({"occlude": {"left": ["c3"]}}, r"electrode 'c3', which .*Did you mean 'C3'"),
        ({"occlude": 5.0}, r"occlude=5 s is 640 samples at 128 Hz; a trial has 84"),
        ({"occlude": 0.001}, r"occlude=0\.001 s is 0 samples"),
        ({"occlude": -1.0}, r"occlude=-1\.0 is outside"),
        ({"band": (13, 8)}, r"band=\(13, 8\) is no frequency band; .* < 64 \(half"),
        ({"band": 8}, r"band=8 is no frequency band"),
        ({"band": (8, 64)}, r"band=\(8, 64\) is no frequency band"),
    ],
)
def test_what_is_no_part_is_refused(linear, trials, options, match):
    with pytest.raises(ValueError, match=match):
        occlude(linear[0], trials, **options)
