import json

import pytest

from eegmodels.data import (
    describe_recording,
    epochs_from_recording,
    read_recording,
)


def test_a_recording_in_numbers(make_stim_raw):
    raw = make_stim_raw()
    raw.info["bads"] = ["C4"]
    found = describe_recording(raw)
    assert json.loads(json.dumps(found)) == found
    assert found == {
        "files": [],
        "duration_s": 24.0,
        "sfreq": 200.0,
        "n_chans": {"eeg": 2, "stim": 1},
        "bads": ["C4"],
        "highpass": 0.0,
        "lowpass": 100.0,
        "annotations": {},
    }


def test_trials_and_what_was_dropped(make_raw):
    raw = make_raw()
    raw.info["bads"] = ["C4"]
    raw.annotations.append(10.5, 0.2, "BAD_blink")
    raw.annotations.append(59.5, 0, "left")
    epochs = epochs_from_recording(raw, preset="motor-imagery")
    found = describe_recording(raw, epochs)
    assert json.loads(json.dumps(found)) == found
    assert found["annotations"] == {"BAD_blink": 1, "left": 8, "right": 7}
    trials = found["epochs"]
    assert trials["n_trials"] == 13
    assert trials["classes"] == {"left": 6, "right": 7}
    assert trials["n_dropped"] == 2
    assert trials["dropped"] == {"BAD_blink": 1, "TOO_SHORT": 1}
    assert (trials["tmin"], trials["tmax"]) == (0.5, 3.5)
    assert (trials["n_times"], trials["sfreq"]) == (384, 128)
    assert (trials["highpass"], trials["lowpass"]) == (8, 30)
    assert trials["ch_names"] == ["C3", "Cz"]
    assert trials["bads"] == ["C4"]


def test_trials_that_were_not_asked_for_are_not_dropped(make_raw):
    raw = make_raw()
    epochs = epochs_from_recording(raw, tmin=0, tmax=1)["left"]
    assert describe_recording(raw, epochs)["epochs"]["n_dropped"] == 0


def test_files_without_their_folders_and_raw_names(write_brainvision):
    raw = read_recording(write_brainvision())
    raw.rename_channels({"Cz": "<b>Cz</b>"})
    epochs = epochs_from_recording(raw, tmin=0, tmax=1)
    found = describe_recording(raw, epochs)
    assert found["files"] == ["run.eeg"]
    assert "<b>Cz</b>" in found["epochs"]["ch_names"]
    assert found["annotations"] == {"Stimulus/S  1": 4, "Stimulus/S  2": 4}


@pytest.mark.recordings
def test_physionet(physionet_run):
    found = describe_recording(read_recording(physionet_run))
    assert found["files"] == ["S001R06.edf"]
    assert found["n_chans"] == {"eeg": 64}
    assert found["duration_s"] == 125
    assert sum(found["annotations"].values()) == 30
