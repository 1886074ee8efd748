import mne
import numpy as np
import pytest

from eegmodels.data import epochs_from_array, epochs_from_recording, prepare_epochs


@pytest.fixture
def wide_epochs(make_raw):
    return epochs_from_recording(make_raw(sfreq=256), tmin=-1, tmax=4)


def test_band_rate_and_window(wide_epochs):
    before = wide_epochs.copy()
    epochs = prepare_epochs(wide_epochs, preset="motor-imagery")
    assert len(epochs.times) == 384
    assert epochs.times[0] == pytest.approx(0.5)
    assert epochs.info["sfreq"] == 128
    assert (epochs.info["highpass"], epochs.info["lowpass"]) == (8, 30)
    assert epochs.event_id == wide_epochs.event_id
    np.testing.assert_array_equal(wide_epochs.get_data(), before.get_data())
    assert mne.utils.object_diff(wide_epochs.info, before.info) == ""


def test_a_burst_stays_where_it_is(wide_epochs):
    epochs = prepare_epochs(wide_epochs, preset=None, sfreq=64, tmin=0.5, tmax=2)
    peaks = np.abs(epochs.get_data(picks="Cz")[:, 0]).argmax(axis=1)
    assert (np.abs(epochs.times[peaks] - 1) <= 1 / 64).all()
    assert len(epochs.times) == 96


def test_what_agrees_is_left_alone(make_raw):
    done = epochs_from_recording(make_raw(), preset="motor-imagery")
    again = prepare_epochs(done, preset="motor-imagery")
    np.testing.assert_array_equal(again.get_data(), done.get_data())


def test_near_enough_to_the_recording_route(make_raw, wide_epochs):
    best = epochs_from_recording(make_raw(sfreq=256), preset="motor-imagery")
    other = prepare_epochs(wide_epochs, preset="motor-imagery")
    a, b = best.get_data()[:, 1].ravel(), other.get_data()[:, 1].ravel()
    assert np.corrcoef(a, b)[0, 1] > 0.99


def test_a_baseline_correction_survives(wide_epochs):
    corrected = wide_epochs.copy().apply_baseline((-1, 0), verbose="ERROR")
    epochs = prepare_epochs(corrected, preset=None, tmin=0, tmax=1)
    np.testing.assert_allclose(
        epochs.get_data(), corrected.get_data(tmin=0, tmax=1)[..., :256]
    )


@pytest.mark.parametrize("method", ["fir", "iir"])
def test_too_short_for_the_filter(make_raw, method):
    short = epochs_from_recording(make_raw(), tmin=0, tmax=0.5)
    with pytest.raises(ValueError, match=r"last 0.5 s, shorter than .*Filter the rec"):
        prepare_epochs(short, preset=None, method=method, l_freq=1, tmin=0, tmax=0.5)
    same = prepare_epochs(short, preset=None, tmin=0, tmax=0.5)
    assert len(same) == len(short)


def test_window_that_is_not_covered(wide_epochs):
    with pytest.raises(ValueError, match=r"from -1 to 4 s; .* needs 0 to 4.5 s"):
        prepare_epochs(wide_epochs, preset="p300", tmax=4.5)
    with pytest.raises(ValueError, match=r"needs -1.5 to 1 s"):
        prepare_epochs(wide_epochs, preset="mrcp", tmin=-1.5, l_freq=None)


def test_rates_and_standardisation(wide_epochs):
    with pytest.raises(ValueError, match=r"data was sampled at 256 Hz .* sfreq=512"):
        prepare_epochs(wide_epochs, preset="p300", sfreq=512)
    with pytest.raises(ValueError, match=r"'smr' standardises the continuous"):
        prepare_epochs(wide_epochs, preset="smr")


def test_arrays_that_were_filtered_before():
    X = np.random.default_rng(0).standard_normal((4, 2, 128))
    epochs = epochs_from_array(X, [0, 1, 0, 1], sfreq=128, ch_names=["C3", "C4"])
    with pytest.raises(ValueError, match=r"filtered already, pass l_freq=None"):
        prepare_epochs(epochs, preset="p300")
    same = prepare_epochs(epochs, preset="p300", l_freq=None, h_freq=None)
    np.testing.assert_array_equal(same.get_data(), X)


def test_trials_of_a_standardised_recording_are_accepted():
    """What the loader made with the preset "smr" passes its preset unchanged."""
    rng = np.random.default_rng(0)
    info = mne.create_info(["C3", "C4"], 250.0, "eeg")
    raw = mne.io.RawArray(1e-5 * rng.normal(size=(2, 250 * 40)), info, verbose="ERROR")
    raw.set_annotations(
        mne.Annotations(np.arange(8, 36, 4), 0, ["a", "b", "a"] * 2 + ["b"])
    )
    epochs = epochs_from_recording(raw, preset="smr")
    same = prepare_epochs(epochs, preset="smr")
    np.testing.assert_array_equal(same.get_data(), epochs.get_data())
    not_standardised = epochs_from_recording(
        raw, preset="smr", moving_standardisation=None
    )
    with pytest.raises(ValueError, match=r"deviation of .*e-06, where about 1 was"):
        prepare_epochs(not_standardised, preset="smr")
