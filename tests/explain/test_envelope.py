"""Envelopes and units: a planted follower, and naive loops in float64."""

from dataclasses import fields

import mne
import numpy as np
import pytest
from scipy.signal import hilbert

from eegmodels import EEGRegressor, explain
from eegmodels.estimator import _base
from eegmodels.explain._envelope_power import correlations, windowed_power
from eegmodels.models import EEGNet, EEGNetV1, ShallowConvNet
from eegmodels.results import EnvelopeCorrelation, History
from power_reader import BANDS, CHANNEL, N_CHANS, N_TIMES, SFREQ, build, info, trials


@pytest.fixture(scope="module")
def found():
    return explain.envelope_correlation(
        build(), trials(80), bands=BANDS, untrained=2, info=info()
    )


def test_a_unit_follows_the_band_and_electrode_that_it_reads(found):
    assert found.stage == "pool"
    assert found.window == 48  # 33 of the kernel and 15 more of the pool
    assert found.window_s == pytest.approx(0.375)
    assert found.names == ["spatial filter 1"]
    assert found.correlation.shape == (3, 1, N_CHANS)
    assert np.abs(found.correlation[1, 0]).argmax() == CHANNEL
    assert found.correlation[1, 0, CHANNEL] > 0.8
    others = np.delete(found.correlation[:, 0], CHANNEL, axis=1)
    assert np.abs(others).max() < 0.3
    # The loudness of all bands goes up and down together here, the own one most.
    assert found.correlation[:, 0, CHANNEL].argmax() == 1
    row = found.table()[1]
    assert (row["band"], row["electrode"], row["unit"]) == (
        "own",
        "Cz",
        "spatial filter 1",
    )


def test_the_untrained_ones_are_taken_off(found):
    assert found.untrained.shape == (2, 3, 1, N_CHANS)
    expected = np.abs(found.untrained[:, :, 0]).mean(axis=0)
    np.testing.assert_allclose(found.untrained_mean_absolute, expected)
    np.testing.assert_allclose(
        found.difference, np.abs(found.correlation[:, 0]) - expected
    )
    network = build()
    same = explain.envelope_correlation(
        network, trials(4), untrained=network, bands=BANDS, info=info()
    )
    assert not same.difference.any()


def naive_power(data, band, centres, window):
    """Each window by itself: what of it lies in the trial."""
    filtered = mne.filter.filter_data(data, SFREQ, *band, method="iir", verbose=False)
    out = np.zeros((*data.shape[:2], len(centres)))
    for k, c in np.ndindex(data.shape[:2]):
        envelope = np.abs(hilbert(filtered[k, c])) ** 2
        for j, centre in enumerate(centres):
            inside = [
                envelope[t]
                for t in range(data.shape[2])
                if -window / 2 <= t - centre < window / 2
            ]
            out[k, c, j] = sum(inside) / len(inside)
    return out


@pytest.mark.parametrize(
    ("first", "step", "window"), [(23.5, 8, 48), (0, 1, 5), (1.5, 4, 8), (0, 1, 64)]
)
def test_power_in_windows_is_the_naive_one(first, step, window):
    data = trials(3)
    centres = np.arange(first, N_TIMES, step)
    power = windowed_power(data, SFREQ, (16.0, 24.0), centres, window)
    # Between two samples a window of even length begins at the earlier one.
    expected = naive_power(data, (16.0, 24.0), centres + 1e-9, window)
    if window % 2 == 0 and first == 0:
        expected = naive_power(data, (16.0, 24.0), centres + 0.5 + 1e-9, window)
    np.testing.assert_allclose(power, expected, rtol=1e-9)


def test_windows_of_the_network_are_what_it_reads():
    """A sample outside of a unit's window does not move the unit."""
    network, x = build(), trials(2)
    window = 48
    before = explain.activations(network, x, stage="pool", info=info()).data
    for unit in range(before.shape[-1]):
        first = 8 * unit
        changed = x.copy()
        changed[..., :first] += 1
        changed[..., first + window :] += 1
        after = explain.activations(network, changed, stage="pool", info=info()).data
        np.testing.assert_allclose(after[..., unit], before[..., unit], rtol=1e-5)


def test_correlations_are_numpys():
    rng = np.random.default_rng(0)
    units, power = rng.standard_normal((4, 3, 7)), rng.standard_normal((4, 2, 7)) ** 2
    units[:, 1] = 2.5
    found = correlations(units.astype(np.float32), power)
    for u, c in np.ndindex(3, 2):
        if u == 1:
            assert found[u, c] == 0
        else:
            expected = np.corrcoef(units[:, u].ravel(), power[:, c].ravel())[0, 1]
            assert found[u, c] == pytest.approx(expected, abs=1e-6)


def test_a_stage_without_time_is_held_against_the_whole_trial():
    found = explain.envelope_correlation(
        build(), trials(60), stage="dense", bands=BANDS, info=info()
    )
    assert found.names == ["0", "1"]
    assert found.window == N_TIMES
    assert found.correlation[1, 1].argmax() == CHANNEL
    assert found.correlation[1, 0].argmin() == CHANNEL
    assert found.correlation[1, 1, CHANNEL] > 0.6


@pytest.mark.parametrize(
    ("model", "stage", "window"),
    [
        (EEGNet, "spatial_pool", 67),
        (EEGNetV1, "second_dropout", 16),
        (ShallowConvNet, "spatial_pool", 47),
    ],
)
def test_each_network_has_a_stage_that_is_meant(model, stage, window, shapes_only):
    network = model(2, 128, 2)
    x = np.random.default_rng(0).standard_normal((3, 2, 128))
    found = explain.envelope_correlation(network, x, untrained=network)
    assert (found.stage, found.window) == (stage, window)
    assert found.band_names == ["alpha", "beta"]
    assert np.isfinite(found.correlation).all()


def test_a_regressor_and_another_layout_work():
    rng = np.random.default_rng(0)
    X, y = 1e-5 * rng.standard_normal((8, 3, 84)), rng.standard_normal(8)
    params = {"F1": 2, "kernel_length": 9}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [])])
        reg = EEGRegressor("EEGNet", model_params=params, random_state=0).fit(X, y)
    assert explain.envelope_correlation(reg, X).correlation.shape == (2, 4, 3)
    x = trials(5)
    plain = explain.envelope_correlation(build(), x, bands=BANDS, info=info())
    other = explain.envelope_correlation(
        build(layout="time,channel"),
        x,
        bands=BANDS,
        info=info(),
        layout="time,channel",
    )
    np.testing.assert_allclose(other.correlation, plain.correlation, atol=1e-5)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"stage": "pol"}, r"stage='pol' is not one of .* mean 'pool'\?"),
        ({"untrained": 0}, r"untrained=0 is too small"),
        ({"bands": (60, 70)}, r"bands has '60-70 Hz', 60 to 70 Hz, and the data"),
        ({"random_state": -1}, r"random_state=-1 is too small"),
    ],
)
def test_bad_requests_are_refused(given, match):
    with pytest.raises(ValueError, match=match):
        explain.envelope_correlation(build(), trials(3), info=info(), **given)
    with pytest.raises(ValueError, match="epochs has 1 trials; a correlation over"):
        explain.envelope_correlation(build(), trials(1), info=info())


def test_every_field_comes_back(found, tmp_path):
    found.save(tmp_path / "e.npz")
    back = EnvelopeCorrelation.read(tmp_path / "e.npz")
    for field in fields(EnvelopeCorrelation):
        if field.name != "info":
            one, other = (getattr(record, field.name) for record in (found, back))
            np.testing.assert_equal(one, other)
    assert str(back) == str(found)
