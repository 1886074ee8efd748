import time
from pathlib import Path

import mne
import pytest

from eegmodels.data import PHYSIONET_TASKS, _physionet, load_physionet, read_physionet

PLACE = "MNE-eegbci-data/files/eegmmidb/1.0.0/S001"


@pytest.fixture
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for key in ("MNE_DATA", "MNE_DATASETS_EEGBCI_PATH"):
        monkeypatch.delenv(key, raising=False)
    return tmp_path


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setattr(_physionet, "_can_connect", lambda: False)


def test_the_tasks_are_those_of_the_documentation():
    runs = {name: task.runs for name, task in PHYSIONET_TASKS.items()}
    assert runs == {
        "fists-feet": (6, 10, 14),
        "left-right": (4, 8, 12),
        "executed-left-right": (3, 7, 11),
        "executed-fists-feet": (5, 9, 13),
    }
    for name, task in PHYSIONET_TASKS.items():
        assert list(task.classes) == name.removeprefix("executed-").split("-")
        assert list(task.classes.values()) == ["T1", "T2"]


def test_unknown_subjects_and_tasks():
    with pytest.raises(ValueError, match=r"subject=110 .* 1 to 109"):
        load_physionet(110)
    with pytest.raises(ValueError, match="subject=0 is too small"):
        load_physionet(0)
    with pytest.raises(TypeError, match="subject='1' is of type str"):
        load_physionet("1")
    with pytest.raises(ValueError, match=r"task='left_right'.*mean 'left-right'"):
        load_physionet(1, "left_right")


@pytest.mark.usefixtures("offline")
def test_missing_files_are_all_named(empty_home):
    with pytest.raises(FileNotFoundError, match=r"3 files .* are missing") as caught:
        load_physionet(1)
    message = str(caught.value)
    for run in ("06", "10", "14"):
        assert str(empty_home / "mne_data" / PLACE / f"S001R{run}.edf") in message
    assert "https://physionet.org/content/eegmmidb/1.0.0/" in message
    assert "MNE_DATA to the absolute path" in message
    assert list(empty_home.iterdir()) == []


@pytest.mark.usefixtures("offline")
def test_half_a_download_does_not_count(empty_home, monkeypatch, write_edf, cut):
    monkeypatch.setenv("MNE_DATA", str(empty_home))
    folder = empty_home / PLACE
    folder.mkdir(parents=True)
    write_edf().rename(folder / "S001R06.edf")
    cut(write_edf(), share=0.5).rename(folder / "S001R10.edf")
    (folder / "S001R14.edf").touch()
    with pytest.raises(FileNotFoundError, match="2 files") as caught:
        read_physionet(1)
    message = str(caught.value)
    assert "S001R06" not in message
    assert "S001R10.edf (incomplete)" in message
    assert "S001R14.edf (incomplete)" in message


def test_a_relative_folder_is_refused(empty_home, monkeypatch):
    monkeypatch.setenv("MNE_DATA", "recordings")
    with pytest.raises(ValueError, match="MNE_DATA='recordings' is a relative path"):
        load_physionet(1)


def test_a_download_that_fails_names_the_files(empty_home, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("connection reset")

    monkeypatch.setattr(_physionet, "_can_connect", lambda: True)
    monkeypatch.setattr(mne.datasets.eegbci, "load_data", refuse)
    with pytest.raises(FileNotFoundError, match=r"OSError: connection reset.*\n.*R06"):
        load_physionet(1)
    monkeypatch.setenv("MNE_DATA", str(empty_home / "none"))
    with pytest.raises(FileNotFoundError, match="none does not exist"):
        load_physionet(1)


def test_only_what_is_missing_is_downloaded(empty_home, monkeypatch, write_edf, cut):
    folder = empty_home / "mne_data" / PLACE
    folder.mkdir(parents=True)
    write_edf().rename(folder / "S001R06.edf")
    cut(write_edf(), share=0.5).rename(folder / "S001R10.edf")
    asked = []

    def download(subject, runs, *, update_path, force_update, verbose):
        asked.append((subject, *runs, update_path, force_update))
        write_edf().rename(folder / f"S001R{runs[0]:02d}.edf")

    monkeypatch.setattr(_physionet, "_can_connect", lambda: True)
    monkeypatch.setattr(mne.datasets.eegbci, "load_data", download)
    assert read_physionet(1).n_times == 3 * 2000
    assert asked == [(1, 10, False, True), (1, 14, False, False)]


def test_no_network_is_found_out_soon(monkeypatch):
    # Port 9 of this machine: nobody answers.
    monkeypatch.setattr(_physionet, "FILES_URL", "http://127.0.0.1:9/")
    start = time.monotonic()
    assert not _physionet._can_connect()
    assert time.monotonic() - start < 10


@pytest.mark.recordings
def test_subject_1_fists_against_feet(recordings, monkeypatch):
    monkeypatch.setenv("MNE_DATA", str(Path(recordings).absolute()))
    epochs = load_physionet(1)
    assert epochs.get_data().shape == (45, 64, 384)
    assert {name: len(epochs[name]) for name in epochs.event_id} == {
        "fists": 21,
        "feet": 24,
    }
    assert epochs.ch_names[:3] == ["FC5", "FC3", "FC1"]
    assert len(epochs.get_montage().get_positions()["ch_pos"]) == 64
    left_out = load_physionet(1, "left-right", preset="p300", picks=["C3", "C4"])
    assert left_out.get_data().shape == (45, 2, 128)
