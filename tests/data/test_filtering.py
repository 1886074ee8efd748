import mne
import numpy as np
import pytest

from eegmodels.data import PRESETS, get_preset
from eegmodels.data._filtering import (
    filter_seconds,
    moving_standardise,
    process_recording,
)

NO_EVENTS = np.zeros((0, 3), dtype=int)


def tones(*frequencies, sfreq=250.0, seconds=60):
    times = np.arange(round(sfreq * seconds)) / sfreq
    data = np.sin(2 * np.pi * np.outer(frequencies, times))
    info = mne.create_info([f"{f:g}" for f in frequencies], sfreq, "eeg")
    return mne.io.RawArray(data, info, verbose="ERROR")


def naive_standardise(data, decay):
    """Standardise sample by sample, as the formula is written."""
    result = np.zeros_like(data)
    for c, channel in enumerate(data):
        mean, variance = channel[:1000].mean(), channel[:1000].var()
        for t, x in enumerate(channel):
            mean = (1 - decay) * x + decay * mean
            variance = (1 - decay) * (x - mean) ** 2 + decay * variance
            result[c, t] = (x - mean) / np.sqrt(variance) if variance > 0 else 0.0
    return result


@pytest.mark.parametrize("n_times", [300, 1000, 4000])
def test_moving_standardisation_is_its_formula(n_times):
    rng = np.random.default_rng(3)
    scale = np.array([[1e-6], [1.0], [40.0]])
    data = scale * (rng.standard_normal((3, n_times)).cumsum(axis=1) + 5)
    np.testing.assert_allclose(
        moving_standardise(data, 0.999), naive_standardise(data, 0.999), rtol=1e-7
    )


def test_moving_standardisation_knows_no_unit_and_bears_flat_channels():
    data = np.random.default_rng(0).standard_normal((2, 2000))
    np.testing.assert_allclose(
        moving_standardise(data, 0.999), moving_standardise(1e-6 * data, 0.999)
    )
    assert (moving_standardise(np.ones((1, 50)), 0.999) == 0).all()


@pytest.mark.parametrize("method", ["fir", "iir"])
def test_the_band_passes_and_the_rest_does_not(method):
    preset = get_preset("motor-imagery", method=method)
    raw, _ = process_recording(tones(1, 3, 12, 20, 45, 60), NO_EVENTS, preset)
    gains = np.sqrt(2) * raw.get_data()[:, 256:-256].std(axis=1)
    np.testing.assert_allclose(gains[[2, 3]], 1, atol=0.03)
    assert (gains[[0, 1, 4, 5]] < 0.1).all()
    assert raw.info["sfreq"] == 128
    assert (raw.info["highpass"], raw.info["lowpass"]) == (8, 30)


def test_what_is_above_the_new_rate_does_not_fold_back():
    preset = get_preset(None, sfreq=100, tmin=0, tmax=1)
    raw, _ = process_recording(tones(90), NO_EVENTS, preset)
    assert raw.get_data()[:, 100:-100].std() < 0.01
    assert raw.info["lowpass"] == 50


def test_info_tells_the_band_of_a_recording_that_was_narrower():
    raw = tones(12).filter(None, 25, verbose="ERROR")
    raw, _ = process_recording(raw, NO_EVENTS, PRESETS["motor-imagery"])
    assert (raw.info["highpass"], raw.info["lowpass"]) == (8, 25)


def test_no_filter_and_no_rate_leave_the_data_alone():
    raw = tones(12)
    expected = raw.get_data()
    preset = get_preset(None, tmin=0, tmax=1)
    raw, _ = process_recording(raw, NO_EVENTS, preset)
    np.testing.assert_array_equal(raw.get_data(), expected)


def test_runs_do_not_smear_into_each_other():
    quiet, loud = tones(12, seconds=20), tones(12, seconds=20)
    quiet.apply_function(lambda x: 0 * x)
    alone, _ = process_recording(loud.copy(), NO_EVENTS, PRESETS["motor-imagery"])
    both = mne.concatenate_raws([quiet, loud])
    both, _ = process_recording(both, NO_EVENTS, PRESETS["motor-imagery"])
    n_times = alone.n_times
    assert (both.get_data()[:, :n_times] == 0).all()
    np.testing.assert_allclose(both.get_data()[:, n_times:], alone.get_data())


def test_events_of_late_runs_do_not_drift():
    # 201 samples become 128.64, that is 129: an error of 0.2 s over 80 runs.
    runs = [tones(12, sfreq=200, seconds=1.005) for _ in range(80)]
    starts = np.arange(80) * runs[0].n_times
    whole = mne.concatenate_raws(runs)
    events = np.column_stack([starts + 50, 0 * starts, 0 * starts + 1])
    preset = get_preset(None, sfreq=128, tmin=0, tmax=0.1)
    whole, moved = process_recording(whole, events, preset)
    length = whole.n_times / 80
    assert length == round(201 * 0.64)
    np.testing.assert_array_equal(moved[:, 0], np.arange(80) * length + 32)


def test_rates_that_are_too_low():
    with pytest.raises(ValueError, match=r"at 100 Hz and .*'motor-im.*sfreq=128 Hz"):
        process_recording(tones(5, sfreq=100), NO_EVENTS, PRESETS["motor-imagery"])
    preset = get_preset("motor-imagery", sfreq=None, h_freq=60)
    with pytest.raises(ValueError, match=r"h_freq=60 Hz .* not below 50 Hz, half"):
        process_recording(tones(5, sfreq=100), NO_EVENTS, preset)


def test_a_recording_shorter_than_the_filter_warns():
    preset = get_preset("mrcp")
    with pytest.warns(RuntimeWarning, match=r"1 of 1 .*shorter than the filter \(33"):
        process_recording(tones(5, seconds=20), NO_EVENTS, preset)


def test_filter_lengths():
    assert filter_seconds(128, None, None, "fir") == 0
    assert filter_seconds(128, 1, 40, "fir") == pytest.approx(3.3, abs=0.01)
    assert 0 < filter_seconds(128, 8, 30, "iir") < 2
