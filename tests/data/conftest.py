"""Synthetic recordings in several file formats, and the real ones where they are."""

import mne
import numpy as np
import pytest
import scipy.io

NAMES = ["C3", "Cz", "C4"]


@pytest.fixture(autouse=True)
def _mne_writes_no_settings(monkeypatch):
    monkeypatch.setenv("MNE_DONTWRITE_HOME", "true")


@pytest.fixture
def physionet_run(recordings):
    run = "MNE-eegbci-data/files/eegmmidb/1.0.0/S001/S001R06.edf"
    return existing(recordings / run)


@pytest.fixture
def muse_run(recordings):
    stem = "sub-01_ses-01_task-oddball_run-01_eeg.vhdr"
    return existing(recordings / "muse-p300-bids/sub-01/ses-01/eeg" / stem)


@pytest.fixture
def ssvep_run(recordings):
    run = "MNE-ssvepexo-data/zenodo/2392979/subject03_run1_raw.fif"
    return existing(recordings / run)


def existing(path):
    if not path.is_file():
        pytest.skip(f"needs the recording {path.name} under MNE_DATA")
    return path


@pytest.fixture
def make_raw():
    """Noise with a burst 1 s after each of many events of two kinds."""

    def make(sfreq=200.0, seconds=60.0, burst_at=1.0, first_samp=0, seed=0):
        rng = np.random.default_rng(seed)
        times = np.arange(round(sfreq * seconds)) / sfreq
        data = 1e-8 * rng.standard_normal((len(NAMES), len(times)))
        onsets = np.arange(2.0, seconds - 5, 4.0) + 0.0137
        for onset in onsets:
            data[1] += 1e-5 * np.exp(-0.5 * ((times - onset - burst_at) / 0.02) ** 2)
        info = mne.create_info(NAMES, sfreq, "eeg")
        raw = mne.io.RawArray(data, info, first_samp=first_samp, verbose="ERROR")
        kinds = np.where(np.arange(len(onsets)) % 2, "right", "left")
        raw.set_annotations(mne.Annotations(onsets, 0.0, kinds))
        return raw

    return make


@pytest.fixture
def make_stim_raw():
    """The same codes as one-sample triggers, without annotations."""

    def make(codes=(1, 2, 1, 2, 3), sfreq=200.0):
        data = np.zeros((3, round(sfreq * 4 * (len(codes) + 1))))
        data[:2] = 1e-6 * np.random.default_rng(0).standard_normal((2, data.shape[1]))
        at = (np.arange(len(codes)) * 4 + 2) * round(sfreq)
        data[2, at] = codes
        info = mne.create_info(["C3", "C4", "STI 014"], sfreq, ["eeg", "eeg", "stim"])
        return mne.io.RawArray(data, info, verbose="ERROR")

    return make


@pytest.fixture
def write_edf(tmp_path):
    """A minimal EDF or BDF file: 3 channels, 20 records of 1 s at 100 Hz."""

    def write(name="plain.edf", n_records=20, promised=None):
        width = 3 if name.endswith("bdf") else 2
        promised = n_records if promised is None else promised
        n = len(NAMES)
        version = b"\xffBIOSEMI" if width == 3 else b"0       "
        kind = "24BIT" if width == 3 else ""
        top = 2 ** (8 * width - 1)
        fields = [("X X X X", 80), ("Startdate X X X X", 80), ("01.01.20", 8)]
        fields += [("12.00.00", 8), (str(256 * (n + 1)), 8), (kind, 44)]
        fields += [(str(promised), 8), ("1", 8), (str(n), 4)]
        columns = [(NAMES, 16), ([""] * n, 80), (["uV"] * n, 8), (["-100"] * n, 8)]
        columns += [(["100"] * n, 8), ([str(-top)] * n, 8), ([str(top - 1)] * n, 8)]
        columns += [([""] * n, 80), (["100"] * n, 8), ([""] * n, 32)]
        fields += [(value, size) for values, size in columns for value in values]
        head = version + "".join(text.ljust(size) for text, size in fields).encode()
        path = tmp_path / name
        path.write_bytes(head + bytes(range(1, 61)) * (5 * width * n_records))
        return path

    return write


@pytest.fixture
def write_brainvision(tmp_path):
    """BrainVision: 3 channels, 1000 samples at 100 Hz, the last marker at 900."""

    def write(stem="run", points=""):
        header = [
            "Brain Vision Data Exchange Header File Version 1.0",
            "[Common Infos]",
            f"DataFile={stem}.eeg",
            f"MarkerFile={stem}.vmrk",
            "DataFormat=BINARY",
            "DataOrientation=MULTIPLEXED",
            "NumberOfChannels=3",
            *([f"DataPoints={points}"] if points else []),
            "SamplingInterval=10000",
            "[Binary Infos]",
            "BinaryFormat=IEEE_FLOAT_32",
            "[Channel Infos]",
            *(f"Ch{k}={name},,1,µV" for k, name in enumerate(NAMES, start=1)),
        ]
        markers = [
            "Brain Vision Data Exchange Marker File, Version 1.0",
            "[Common Infos]",
            f"DataFile={stem}.eeg",
            "[Marker Infos]",
            "Mk1=New Segment,,1,1,0,20200101120000000000",
            *(f"Mk{k}=Stimulus,S  {1 + k % 2},{100 * k},1,0" for k in range(2, 10)),
        ]
        (tmp_path / f"{stem}.vhdr").write_text("\n".join(header), encoding="utf-8")
        (tmp_path / f"{stem}.vmrk").write_text("\n".join(markers), encoding="utf-8")
        data = np.random.default_rng(0).standard_normal((1000, 3)).astype("<f4")
        (tmp_path / f"{stem}.eeg").write_bytes(data.tobytes())
        return tmp_path / f"{stem}.vhdr"

    return write


@pytest.fixture
def write_eeglab(tmp_path):
    """EEGLAB: a .set with a separate .fdt of 3 channels and 1000 samples."""

    def write(stem="run"):
        places = np.array([(name,) for name in NAMES], dtype=[("labels", "O")])
        event_type = [("type", "O"), ("latency", "O"), ("duration", "O")]
        events = np.array([("a", 100.0, 0.0), ("b", 300.0, 0.0)], dtype=event_type)
        nothing = np.array([])
        eeg = {"setname": stem, "nbchan": 3, "pnts": 1000, "trials": 1, "srate": 100.0}
        eeg |= {"xmin": 0.0, "xmax": 9.99, "data": f"{stem}.fdt", "chanlocs": places}
        eeg |= {"event": events, "epoch": nothing, "icawinv": nothing}
        eeg |= {"icasphere": nothing, "icaweights": nothing}
        path = tmp_path / f"{stem}.set"
        scipy.io.savemat(path, {"EEG": eeg}, appendmat=False)
        data = np.random.default_rng(0).standard_normal((1000, 3)).astype("<f4")
        (tmp_path / f"{stem}.fdt").write_bytes(data.tobytes())
        return path

    return write


@pytest.fixture
def cut():
    """Cut a file to a share of its bytes, or by a number of bytes."""

    def shorten(path, share=None, by=0):
        content = path.read_bytes()
        keep = len(content) - by if share is None else int(share * len(content))
        path.write_bytes(content[:keep])
        return path

    return shorten
