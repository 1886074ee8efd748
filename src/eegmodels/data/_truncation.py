"""Recordings that end before they should.

MNE reads several kinds of cut files without a word, or with a warning alone. Each
check here compares what a header promises with what the file holds.
"""

import gzip
import re
import struct
import warnings
from pathlib import Path
from typing import BinaryIO, cast

import mne

BRAINVISION_BYTES = {
    "INT_16": 2,
    "UINT_16": 2,
    "INT_32": 4,
    "IEEE_FLOAT_32": 4,
    "IEEE_FLOAT_64": 8,
}
FIFF_BLOCK_START, FIFF_BLOCK_END = 104, 105


def truncation(path: Path, raw: mne.io.BaseRaw) -> str | None:
    """Say how a file is cut short; None where nothing is amiss.

    A cut that leaves a file whole by its own rules (BrainVision without a count of
    samples, cut between two samples after the last marker) cannot be seen.
    """
    files = [Path(name) for name in raw.filenames if name is not None]
    suffix = path.suffix.lower()
    reason = None
    if suffix in (".edf", ".bdf"):
        reason = edf_shortage(path)
    elif suffix == ".vhdr":
        reason = _brainvision(path, files[0], raw.n_times)
    elif suffix == ".set":
        reason = _eeglab(files[0], len(raw.ch_names), raw.n_times)
    elif path.name.lower().endswith((".fif", ".fif.gz")):
        reason = next((why for why in map(_fif, files) if why), None)
    return reason or _last_sample(raw)


def crop_to_readable(raw: mne.io.BaseRaw) -> mne.io.BaseRaw:
    """Crop a recording, in place, before the first sample that cannot be read."""
    if _readable(raw, raw.n_times - 1):
        return raw
    good, bad = -1, raw.n_times - 1
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if _readable(raw, middle) else (good, middle)
    if good < 0:
        raise ValueError("not a single sample can be read")
    return raw.crop(tmax=good / raw.info["sfreq"], verbose="ERROR")


def edf_shortage(path: Path) -> str | None:
    """Compare the number of records in the header of EDF or BDF with the size."""
    with path.open("rb") as file:
        head = file.read(256)
        width = 3 if head[:1] == b"\xff" else 2
        n_signals = int(head[252:256])
        file.seek(256 + 216 * n_signals)
        lengths = file.read(8 * n_signals)
    n_samples = sum(int(lengths[8 * k : 8 * k + 8]) for k in range(n_signals))
    found = (path.stat().st_size - int(head[184:192])) // (width * n_samples)
    promised = int(head[236:244])
    if promised < 0:
        return (
            f"its header was never completed (number of records {promised}: the "
            f"recording was not stopped properly); {found} records are there"
        )
    if found < promised:
        return f"{found} of the {promised} records that its header promises are there"
    return None


def _brainvision(header: Path, data: Path, n_times: int) -> str | None:
    """Look for a part of a sample, missing samples, and markers after the end."""
    text = header.read_text(encoding="latin-1")
    size = data.stat().st_size
    width = BRAINVISION_BYTES.get(_entry(text, "BinaryFormat").upper())
    if width is not None and _entry(text, "DataFormat").upper() == "BINARY":
        step = width * int(_entry(text, "NumberOfChannels"))
        if size % step:
            return f"{data.name} ends within a sample ({size} bytes, {step} a sample)"
        points = _entry(text, "DataPoints")
        if points.isdigit() and size // step < int(points):
            return f"{data.name} holds {size // step} of {points} samples"
    markers = header.with_name(_entry(text, "MarkerFile") or "none")
    if not markers.is_file():
        markers = header.with_suffix(".vmrk")
    if not markers.is_file():
        return None
    lines = markers.read_text(encoding="latin-1")
    found = re.findall(r"^Mk\d+=[^,\n]*,[^,\n]*,(\d+)", lines, flags=re.MULTILINE)
    after = sum(int(position) > n_times for position in found)
    if after:
        return f"{after} of its {len(found)} markers are after the end of {data.name}"
    return None


def _entry(text: str, key: str) -> str:
    match = re.search(rf"^{key}[ \t]*=(.*)$", text, flags=re.MULTILINE | re.IGNORECASE)
    return match.group(1).strip() if match else ""


def _eeglab(data: Path, n_chans: int, n_times: int) -> str | None:
    """Compare a separate data file of EEGLAB (32-bit floats) with its header."""
    if data.suffix.lower() not in (".fdt", ".dat"):
        return None
    found, promised = data.stat().st_size, 4 * n_chans * n_times
    if found < promised:
        return f"{data.name} holds {found} of {promised} bytes"
    return None


def _fif(path: Path) -> str | None:
    """Follow the tags of a FIF file: the last one whole, all blocks closed."""
    depth = 0
    with _open(path) as file:
        size = file.seek(0, 2) if path.suffix != ".gz" else None
        file.seek(0)
        while tag := file.read(16):
            if len(tag) < 16:
                return f"{path.name} ends within a tag"
            kind, _, length, following = struct.unpack(">iIii", tag)
            depth += (kind == FIFF_BLOCK_START) - (kind == FIFF_BLOCK_END)
            end = file.tell() + length
            if size is not None and end > size:
                return f"{path.name} ends {end - size} bytes before its last block does"
            if following == -1:
                break
            file.seek(max(following, end))  # never backwards: it would not end
    if depth > 0:
        return f"{path.name} ends before its blocks of data are closed"
    return None


def _open(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _last_sample(raw: mne.io.BaseRaw) -> str | None:
    if _readable(raw, raw.n_times - 1):
        return None
    return f"its last sample, number {raw.n_times}, cannot be read"


def _readable(raw: mne.io.BaseRaw, sample: int) -> bool:
    with warnings.catch_warnings():
        # MNE sets some unreadable samples to zero, with a warning.
        warnings.simplefilter("error")
        try:
            raw[:, sample]
        except Exception:  # each reader fails in its own way
            return False
    return True
