import mne
import numpy as np
import pytest

from eegmodels.data import PRESETS, epochs_from_recording


def cut_window(raw, **settings):
    return epochs_from_recording(raw, tmin=0, tmax=2, **settings)


@pytest.mark.parametrize("sfreq", [None, 128, 100, 61.7])
@pytest.mark.parametrize("first_samp", [0, 977])
def test_a_planted_burst_is_where_it_was_planted(make_raw, sfreq, first_samp):
    raw = make_raw(first_samp=first_samp)
    epochs = cut_window(raw, sfreq=sfreq)
    rate = epochs.info["sfreq"]
    peaks = np.abs(epochs.get_data(picks="Cz")[:, 0]).argmax(axis=1)
    # Half a sample for the event and half for the peak.
    assert (np.abs(peaks / rate - 1.0) <= 1 / rate + 1e-9).all()
    assert len(epochs) == 14
    assert len(epochs.times) == round(2 * rate)


@pytest.mark.parametrize("date", [None, 1.6e9])
@pytest.mark.parametrize("first_samp", [0, 977])
def test_bursts_and_bad_marks_in_many_runs(make_raw, date, first_samp):
    runs = []
    for k in range(6):
        run = make_raw(seconds=20 + k / 200, seed=k, first_samp=first_samp)
        run.set_meas_date(date)
        onset = 10.5 + (run.first_time if date else 0)
        marks = mne.Annotations(
            onset, 0.2, "BAD_blink", orig_time=run.info["meas_date"]
        )
        run.set_annotations(make_annotations(run) + marks)
        runs.append(run)
    epochs = cut_window(mne.concatenate_raws(runs), sfreq=128)
    assert len(epochs) == 6 * 3
    assert [log for log in epochs.drop_log if log] == [("BAD_blink",)] * 6
    peaks = np.abs(epochs.get_data(picks="Cz")[:, 0]).argmax(axis=1)
    assert (np.abs(peaks - 128) <= 1).all()


def make_annotations(raw):
    """Make annotations of the recording again, so that others can be added."""
    marks = raw.annotations.copy()
    if marks.orig_time is None:
        marks.onset -= raw.first_time
    return marks


def test_stretches_of_a_few_samples_are_survived(make_raw):
    raw = make_raw()
    marks = mne.Annotations([30, 30.005, 30.015, 45], 0, "boundary")
    raw.set_annotations(raw.annotations + marks)
    with pytest.warns(RuntimeWarning, match="2 of 5 continuous stretches"):
        epochs = cut_window(raw, l_freq=1, sfreq=128)
    peaks = np.abs(epochs.get_data(picks="Cz")[:, 0]).argmax(axis=1)
    assert (np.abs(peaks - 128) <= 1).sum() >= len(epochs) - 1


@pytest.mark.parametrize("name", PRESETS)
def test_windows_of_all_presets_are_half_open(make_raw, name):
    preset = PRESETS[name]
    epochs = epochs_from_recording(make_raw(sfreq=512), preset=name)
    assert len(epochs.times) == preset.n_times
    assert epochs.times[0] == pytest.approx(preset.tmin)
    assert epochs.times[-1] == pytest.approx(preset.tmax - 1 / preset.sfreq)
    assert epochs.info["sfreq"] == preset.sfreq
    assert (epochs.info["highpass"], epochs.info["lowpass"]) == (
        preset.l_freq,
        preset.h_freq,
    )
    assert epochs.baseline is None


def test_labels_follow_the_annotations(make_raw):
    epochs = cut_window(make_raw(), events={"R": "right", "L": "left"})
    assert epochs.event_id == {"R": 1, "L": 2}
    assert epochs.events[:4, 2].tolist() == [2, 1, 2, 1]


def test_stim_events_are_found_at_the_rate_of_the_recording(make_stim_raw):
    epochs = cut_window(make_stim_raw(sfreq=500), sfreq=50, events={"a": 1, "b": 2})
    assert epochs.events[:, 2].tolist() == [1, 2, 1, 2]
    assert epochs.events[:, 0].tolist() == [100, 300, 500, 700]
    assert epochs.ch_names == ["C3", "C4"]


def test_the_raw_of_the_user_is_not_modified(make_raw):
    raw = make_raw()
    raw.info["bads"] = ["C4"]
    before = raw.copy()
    epochs_from_recording(raw, preset="motor-imagery", picks=["Cz", "C4"])
    np.testing.assert_array_equal(raw.get_data(), before.get_data())
    assert mne.utils.object_diff(raw.info, before.info) == ""
    assert raw.annotations == before.annotations


def test_bad_channels_stay_marked(make_raw):
    raw = make_raw()
    raw.info["bads"] = ["C4"]
    epochs = cut_window(raw)
    assert epochs.ch_names == ["C3", "Cz", "C4"]
    assert epochs.info["bads"] == ["C4"]
    assert cut_window(raw, picks="eeg").info["bads"] == ["C4"]
    named = cut_window(raw, picks=["C4", "C3"])
    assert named.ch_names == ["C4", "C3"]
    assert named.info["bads"] == []


def test_only_eeg_unless_there_is_none(make_raw):
    raw = make_raw().set_channel_types({"C3": "eog"})
    assert cut_window(raw).ch_names == ["Cz", "C4"]
    assert cut_window(raw, picks=["eog", "eeg"]).ch_names == ["C3", "Cz", "C4"]
    raw.set_channel_types(dict.fromkeys(raw.ch_names, "ecog"), verbose="ERROR")
    assert cut_window(raw).ch_names == ["C3", "Cz", "C4"]


def test_no_good_channel(make_raw):
    raw = make_raw()
    raw.info["bads"] = raw.ch_names
    with pytest.raises(ValueError, match="leaves no channel"):
        cut_window(raw)
    with pytest.raises(ValueError, match="Pz"):
        cut_window(make_raw(), picks=["Pz"])


def test_projectors_are_applied_to_all_channels_before_the_choice(make_raw):
    raw = make_raw()
    raw.set_eeg_reference(projection=True, verbose="ERROR")
    plain = cut_window(raw.copy().del_proj()).get_data()
    expected = plain - plain.mean(axis=1, keepdims=True)
    for picks in (["C3", "Cz", "C4"], ["C3", "Cz"], ["C3"]):
        found = cut_window(raw, picks=picks).get_data()
        np.testing.assert_allclose(found, expected[:, : len(picks)], atol=1e-15)


def test_positions_are_added(make_raw):
    epochs = cut_window(make_raw())
    assert set(epochs.get_montage().get_positions()["ch_pos"]) == {"C3", "Cz", "C4"}


def test_bad_stretches_and_window_ends_drop_trials(make_raw):
    raw = make_raw()
    raw.annotations.append(10.5, 0.2, "BAD_blink")
    raw.annotations.append(59.0, 0, "left")
    epochs = cut_window(raw)
    reasons = [why for log in epochs.drop_log for why in log]
    assert sorted(reasons) == ["BAD_blink", "TOO_SHORT"]
    assert len(epochs) == 13


def test_standardised_trials_vary_by_about_one(make_raw):
    epochs = epochs_from_recording(make_raw(sfreq=250), preset="smr")
    deviation = epochs.get_data(picks=["C3", "C4"]).std(axis=(0, 2))
    np.testing.assert_allclose(deviation, 1, atol=0.2)


def test_too_few_trials_left(make_raw):
    with pytest.raises(ValueError, match=r"0 of 14.* 14 TOO_SHORT.* 0 to 70 s"):
        epochs_from_recording(make_raw(), tmin=0, tmax=70)
    raw = make_raw()
    raw.annotations.append(0, 100, "BAD_all")
    with pytest.raises(ValueError, match="0 of 2 classes; dropped: 14 BAD_all"):
        cut_window(raw)


def test_wrong_arguments(make_raw):
    with pytest.raises(ValueError, match="preset=None says nothing of the window"):
        epochs_from_recording(make_raw())
    with pytest.raises(ValueError, match="setting='lfreq' is not one of"):
        epochs_from_recording(make_raw(), preset="p300", lfreq=3)
    with pytest.raises(ValueError, match=r"200 Hz .* asks for sfreq=256"):
        epochs_from_recording(make_raw(), preset="ssvep")
    with pytest.raises(FileNotFoundError, match=r"nowhere.edf does not exist"):
        epochs_from_recording("nowhere.edf", preset="p300")


def test_a_cut_file_is_read_only_on_request(write_brainvision, cut):
    path = write_brainvision()
    assert len(cut_window(path)) == 7
    cut(path.with_suffix(".eeg"), share=0.75)
    with pytest.raises(ValueError, match="is cut short"):
        cut_window(path)
    assert len(cut_window(path, allow_truncated=True)) == 4


def test_nothing_is_printed(write_brainvision, capfd):
    cut_window(write_brainvision(), l_freq=2, h_freq=20, sfreq=50)
    assert capfd.readouterr() == ("", "")


@pytest.mark.recordings
def test_muse_p300(muse_run):
    classes = {"nontarget": "Stimulus/S  1", "target": "Stimulus/S  2"}
    epochs = epochs_from_recording(muse_run, events=classes, preset="p300")
    assert epochs.get_data().shape == (197, 4, 128)
    assert len(epochs["nontarget"]) > 4 * len(epochs["target"])


@pytest.mark.recordings
def test_ssvep_with_its_stim_channel(ssvep_run):
    epochs = epochs_from_recording(ssvep_run, preset="ssvep")
    assert epochs.get_data().shape == (32, 8, 256)
    assert list(epochs.event_id) == ["1", "2", "3", "4"]
