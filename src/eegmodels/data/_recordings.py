"""Recordings of any kind that MNE reads, whole or not at all."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import mne

from eegmodels._checks import some_names
from eegmodels.data._positions import add_positions, unpad_names
from eegmodels.data._truncation import crop_to_readable, truncation

PathLike: TypeAlias = str | os.PathLike[str]

KINDS = (
    "EDF, BDF, GDF, BrainVision (.vhdr), EEGLAB (.set), FIF, EGI (.mff), Neuroscan "
    "and ANT (.cnt), Curry, Nihon Kohden (.EEG), Persyst (.lay) and the others of "
    "mne.io.read_raw"
)


def read_recording(
    paths: PathLike | Sequence[PathLike], *, allow_truncated: bool = False
) -> mne.io.BaseRaw:
    """Read one recording, or several runs as one.

    Parameters
    ----------
    paths : path-like | list of path-like
        Files that MNE reads. Runs are joined in the given order; a channel that is
        marked as bad in one of them is bad in all.
    allow_truncated : bool
        Accept files that were cut short, and use what is there.

    Returns
    -------
    mne.io.Raw
        Not loaded into memory. Where the file has no positions, channels with
        standard names get those of the 10-05 template. PhysioNet's padded names
        ("Fc5.") become standard ones ("FC5").

    Raises
    ------
    FileNotFoundError
        If a file, or one that it refers to, does not exist.
    ValueError
        If a file is no recording that MNE reads, is cut short, or has other
        channels or another rate than the first.
    """
    files = _as_paths(paths)
    raws = [_read_one(path, allow_truncated) for path in files]
    for path, raw in zip(files[1:], raws[1:], strict=True):
        _check_agreement(files[0], raws[0], path, raw)
    marked = {bad for raw in raws for bad in raw.info["bads"]}
    for raw in raws:
        raw.info["bads"] = [name for name in raw.ch_names if name in marked]
    try:
        whole = mne.concatenate_raws(raws, verbose="ERROR")
    except ValueError as error:
        names = some_names([path.name for path in files])
        raise ValueError(
            f"The runs {names} cannot be joined. MNE: {error}. Give one at a time, or "
            "join them yourself with mne.concatenate_raws."
        ) from error
    unpad_names(whole)
    return add_positions(whole)


def _as_paths(paths: PathLike | Sequence[PathLike]) -> list[Path]:
    given = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    if not isinstance(given, (list, tuple)) or not all(
        isinstance(path, (str, os.PathLike)) for path in given
    ):
        raise TypeError(
            f"paths={paths!r} is of type {type(paths).__name__}; give the path of a "
            "recording or a list of paths."
        )
    if len(given) == 0:
        raise ValueError("paths is empty; give the path of at least one recording.")
    return [Path(path).expanduser() for path in given]


def _read_one(path: Path, allow_truncated: bool) -> mne.io.BaseRaw:
    if not path.exists():
        where = "" if path.is_absolute() else f" (looked in {Path.cwd()})"
        raise FileNotFoundError(f"The recording {path} does not exist{where}.")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        raw = _open(path)
    reason = truncation(path, raw)
    if reason is None:
        for warning in caught:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
        return raw
    if not allow_truncated:
        raise ValueError(
            f"The recording {path} is cut short: {reason}. Get the whole file again, "
            "or pass allow_truncated=True to use what is there."
        )
    try:
        return crop_to_readable(raw)
    except ValueError as error:
        raise ValueError(
            f"The recording {path} is cut short and {error}; get the whole file again."
        ) from error


def _open(path: Path) -> mne.io.BaseRaw:
    try:
        return mne.io.read_raw(path, preload=False, verbose="WARNING")
    except (MemoryError, PermissionError):
        raise
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"The recording {path} refers to a file that is not there. MNE: {error}. "
            "Keep the files of a recording together, under the names they came with."
        ) from error
    except Exception as error:  # each reader of MNE fails in its own way
        said = " ".join(str(error).split()) or "no more than that"
        raise ValueError(
            f"{path} cannot be read as a recording; it is damaged, cut short or of "
            f"another kind. MNE: {type(error).__name__}: {said}. Supported are {KINDS}."
        ) from error


def _check_agreement(
    first_path: Path, first: mne.io.BaseRaw, path: Path, raw: mne.io.BaseRaw
) -> None:
    if raw.info["sfreq"] != first.info["sfreq"]:
        raise ValueError(
            f"{path.name} was sampled at {raw.info['sfreq']:g} Hz and "
            f"{first_path.name} at {first.info['sfreq']:g} Hz; runs that are read "
            "together must agree. Read them one by one and resample."
        )
    if raw.ch_names == first.ch_names:
        return
    extra = [name for name in raw.ch_names if name not in first.ch_names]
    lacking = [name for name in first.ch_names if name not in raw.ch_names]
    difference = [
        f"{word} {some_names(names)}"
        for word, names in (("has also", extra), ("lacks", lacking))
        if names
    ]
    raise ValueError(
        f"{path.name} ({len(raw.ch_names)} channels) and {first_path.name} "
        f"({len(first.ch_names)}) have other channels: {path.name} "
        f"{' and '.join(difference) or 'has them in another order'}. Runs that are "
        "read together must agree; pick the common channels first."
    )
