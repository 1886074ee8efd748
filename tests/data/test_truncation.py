"""A cut recording is refused, or read as far as it goes, never read in silence."""

import re
import shutil

import mne
import pytest

from eegmodels.data import read_recording


def refuses(path, reason):
    with pytest.raises(ValueError, match=rf"{path.name} is cut short: .*{reason}"):
        read_recording(path)
    accepted = read_recording(path, allow_truncated=True)
    accepted.load_data(verbose="ERROR")
    return accepted


@pytest.mark.parametrize("name", ["plain.edf", "plain.bdf"])
def test_edf_and_bdf(write_edf, cut, name):
    assert read_recording(write_edf(name)).n_times == 2000
    path = cut(write_edf(name), share=0.52)
    assert refuses(path, r"(9|10) of the 20 records").n_times in (900, 1000)
    path = cut(write_edf(name), by=1)
    assert refuses(path, "19 of the 20 records").n_times == 1900


def test_edf_that_was_never_closed(write_edf):
    accepted = refuses(write_edf(promised=-1), "never completed .* 20 records")
    assert accepted.n_times == 2000


def test_brainvision_within_a_sample(write_brainvision, cut):
    path = write_brainvision()
    assert read_recording(path).n_times == 1000
    cut(path.with_suffix(".eeg"), by=5)
    accepted = refuses(path, r"run.eeg ends within a sample \(11995 bytes, 12")
    assert accepted.n_times == 999


def test_brainvision_with_markers_after_the_end(write_brainvision, cut):
    path = write_brainvision()
    cut(path.with_suffix(".eeg"), share=0.5)
    accepted = refuses(path, "4 of its 9 markers are after the end of run.eeg")
    assert accepted.n_times == 500
    assert max(accepted.annotations.onset) < 5


def test_brainvision_with_fewer_samples_than_it_says(write_brainvision, cut):
    path = write_brainvision(points=1000)
    cut(path.with_suffix(".eeg"), by=12 * 20)
    assert refuses(path, "run.eeg holds 980 of 1000 samples").n_times == 980


def test_eeglab(write_eeglab, cut):
    path = write_eeglab()
    assert read_recording(path).n_times == 1000
    cut(path.with_suffix(".fdt"), share=0.5)
    accepted = refuses(path, "run.fdt holds 6000 of 12000 bytes")
    assert accepted.n_times == 500


@pytest.mark.parametrize("by", [1, 100, 20_000])
def test_fif(make_raw, tmp_path, cut, by):
    path = tmp_path / "run_raw.fif"
    make_raw().save(path, buffer_size_sec=1, verbose="ERROR")
    assert read_recording(path).n_times == 12_000
    accepted = refuses(cut(path, by=by), "run_raw.fif ends")
    assert 0 < accepted.n_times <= 12_000
    assert accepted.n_times == 12_000 or by > 1


def test_fif_cut_between_two_buffers(make_raw, tmp_path, cut):
    path = tmp_path / "run_raw.fif"
    make_raw().save(path, buffer_size_sec=1, verbose="ERROR")
    # What follows the last buffer: the ends of three blocks and of the file.
    content = path.read_bytes()
    last = content.rindex((300).to_bytes(4, "big") + (4).to_bytes(4, "big"))
    path.write_bytes(content[:last])
    accepted = refuses(path, "before its blocks of data are closed")
    assert accepted.n_times == 12_000 - 200


def test_compressed_fif(make_raw, tmp_path, cut):
    path = tmp_path / "run_raw.fif.gz"
    make_raw(seconds=20).save(path, verbose="ERROR")
    assert read_recording(path).n_times == 4000
    cut(path, share=0.7)
    with pytest.raises(ValueError, match=re.escape("run_raw.fif.gz cannot be read")):
        read_recording(path)


def test_too_short_for_anything(write_edf, cut):
    path = cut(write_edf(), share=0.02)
    for allow in (False, True):
        with pytest.raises(ValueError, match=r"plain.edf .*(cut short|cannot be read)"):
            read_recording(path, allow_truncated=allow)


@pytest.mark.recordings
def test_real_edf(physionet_run, tmp_path, cut):
    path = tmp_path / physionet_run.name
    shutil.copy(physionet_run, path)
    path.chmod(0o644)
    accepted = refuses(cut(path, share=0.9), "112 of the 125 records")
    assert accepted.n_times == 112 * 160
    assert set(accepted.annotations.description) == {"T0", "T1", "T2"}


@pytest.mark.recordings
def test_real_brainvision(muse_run, tmp_path, cut):
    for suffix in (".vhdr", ".vmrk", ".eeg"):
        copy = tmp_path / muse_run.with_suffix(suffix).name
        shutil.copy(muse_run.with_suffix(suffix), copy)
        copy.chmod(0o644)
    cut(copy, share=0.5)
    refuses(copy.with_suffix(".vhdr"), "markers are after the end")


@pytest.mark.recordings
def test_real_fif(ssvep_run, tmp_path, cut):
    path = tmp_path / ssvep_run.name
    shutil.copy(ssvep_run, path)
    path.chmod(0o644)
    accepted = refuses(cut(path, share=0.9), "ends .* bytes before its last block")
    assert accepted.n_times < mne.io.read_raw(ssvep_run, verbose="ERROR").n_times
