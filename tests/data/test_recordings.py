import mne
import numpy as np
import pytest

from eegmodels.data import read_recording


def test_missing_files_are_named(tmp_path, write_brainvision):
    with pytest.raises(FileNotFoundError, match=r"nowhere.edf does not exist"):
        read_recording(tmp_path / "nowhere.edf")
    with pytest.raises(FileNotFoundError, match=r"nowhere.edf .*looked in"):
        read_recording("nowhere.edf")
    path = write_brainvision()
    path.with_suffix(".eeg").unlink()
    with pytest.raises(FileNotFoundError, match=r"refers to a file .*run\.eeg"):
        read_recording(path)


@pytest.mark.parametrize(
    "name", ["a.txt", "a.csv", "a.edf", "a.bdf", "a.fif", "a.vhdr", "a.set", "a.mat"]
)
def test_other_files_are_refused_with_what_mne_said(tmp_path, name):
    path = tmp_path / name
    path.write_text("no EEG here\n" * 200)
    with pytest.raises(ValueError, match=rf"{name} cannot be read .*MNE: .*EDF, BDF"):
        read_recording(path)


def test_a_folder_and_an_empty_file_are_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be read as a recording"):
        read_recording(tmp_path)
    (tmp_path / "empty.edf").touch()
    with pytest.raises(ValueError, match=r"empty.edf cannot be read"):
        read_recording(tmp_path / "empty.edf")


def test_wrong_arguments():
    with pytest.raises(ValueError, match="paths is empty"):
        read_recording([])
    with pytest.raises(TypeError, match="paths=3 is of type int; give the path"):
        read_recording(3)


def test_runs_are_joined_in_order(make_raw, tmp_path):
    for k in (0, 1):
        raw = make_raw(seed=k)
        raw.info["bads"] = ["C4"] if k else []
        raw.save(tmp_path / f"{k}_raw.fif", verbose="ERROR")
    whole = read_recording([tmp_path / "0_raw.fif", str(tmp_path / "1_raw.fif")])
    expected = np.hstack([make_raw(seed=k).get_data() for k in (0, 1)])
    np.testing.assert_allclose(whole.get_data(), expected, rtol=1e-6, atol=1e-12)
    assert whole.info["bads"] == ["C4"]
    assert "EDGE boundary" in whole.annotations.description


def test_runs_that_disagree_are_refused(make_raw, tmp_path):
    make_raw().save(tmp_path / "a_raw.fif", verbose="ERROR")
    make_raw(sfreq=100).save(tmp_path / "b_raw.fif", verbose="ERROR")
    other = make_raw().rename_channels({"Cz": "Pz"})
    other.save(tmp_path / "c_raw.fif", verbose="ERROR")
    make_raw().pick(["C4", "Cz", "C3"]).save(tmp_path / "d_raw.fif", verbose="ERROR")

    def together(name):
        return read_recording([tmp_path / "a_raw.fif", tmp_path / name])

    with pytest.raises(ValueError, match=r"b_raw.fif was sampled at 100 Hz and a_raw"):
        together("b_raw.fif")
    with pytest.raises(ValueError, match=r"c_raw.fif has also Pz and lacks Cz"):
        together("c_raw.fif")
    with pytest.raises(ValueError, match=r"d_raw.fif has them in another order"):
        together("d_raw.fif")


def test_nothing_is_printed_and_the_log_level_stays(write_brainvision, capfd):
    before = mne.utils.logger.level
    read_recording(write_brainvision()).load_data(verbose="ERROR")
    assert capfd.readouterr() == ("", "")
    assert mne.utils.logger.level == before


def test_other_warnings_of_mne_are_passed_on(write_brainvision):
    path = write_brainvision()
    path.with_suffix(".vmrk").rename(path.with_name("other.vmrk"))
    with pytest.warns(RuntimeWarning, match="MarkerFile 'run.vmrk' not found"):
        read_recording(path)


@pytest.mark.recordings
def test_physionet_names_and_positions(physionet_run):
    raw = read_recording(physionet_run)
    standard = mne.io.read_raw_edf(physionet_run, verbose="ERROR")
    mne.datasets.eegbci.standardize(standard)
    assert raw.ch_names == standard.ch_names
    assert len(raw.get_montage().get_positions()["ch_pos"]) == 64
    assert set(raw.annotations.description) == {"T0", "T1", "T2"}


@pytest.mark.recordings
def test_muse_runs_as_one(muse_run):
    second = muse_run.with_name(muse_run.name.replace("run-01", "run-02"))
    raw = read_recording([muse_run, second])
    assert raw.ch_names == ["TP9", "AF7", "AF8", "TP10"]
    assert raw.info["sfreq"] == 256
    assert np.isfinite([ch["loc"][:3] for ch in raw.info["chs"]]).all()
