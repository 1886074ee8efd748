"""The model file: Keras's own archive of the plain network, and one JSON member more.

``eegmodels.json`` holds what this package knows beyond Keras: how the network was
built and, for an estimator, the data it expects. No code is read from a file: the
archive is opened in Keras's safe mode.
"""

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import keras

MEMBER = "eegmodels.json"
FORMAT = 1
# Keras's own members, without which a file is no Keras model.
NEEDED = ("config.json", "metadata.json", "model.weights.h5")


def to_bytes(network: Any, extra: dict[str, Any] | None = None) -> bytes:
    """Write a network, with further sections for the JSON member, to memory."""
    from eegmodels.models._network import as_plain

    sections = {"format": FORMAT, "network": network.design, **(extra or {})}
    text = json.dumps(sections, indent=1, allow_nan=False)
    # Keras saves to paths only.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "network.keras")
        with as_plain(network):
            keras.saving.save_model(network, file)
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(MEMBER, text)
        return file.read_bytes()


def from_bytes(content: bytes) -> Any:
    """Read a network from memory."""
    return open_archive(content, "the pickled network")[0]


def load_network(path: str | os.PathLike[str]) -> Any:
    """Open a network that this package or plain Keras saved; it runs fast again.

    Parameters
    ----------
    path : path-like
        A ``.keras`` file.

    Returns
    -------
    Network

    Raises
    ------
    FileNotFoundError, ValueError
        No such file; a file that is cut short, or not a Keras model of one EEG input.
    """
    return open_model_file(path)[0]


def open_model_file(path: str | os.PathLike[str]) -> tuple[Any, dict[str, Any]]:
    """Open a model file: the network, and the sections of its JSON member.

    Parameters
    ----------
    path : path-like
        A ``.keras`` file.

    Returns
    -------
    network : Network
    sections : dict
        ``"network"`` (how it was built) and, where an estimator was saved,
        ``"classifier"``.

    Raises
    ------
    FileNotFoundError, ValueError
        As ``load_network``.
    """
    return open_archive(read_file(path), str(path))


def read_file(path: str | os.PathLike[str]) -> bytes:
    """Read a model file whole."""
    file = Path(path)
    if file.is_dir():
        raise IsADirectoryError(f"{file} is a folder; give the path of a .keras file.")
    if not file.exists():
        raise FileNotFoundError(
            f"The model file {file} does not exist; give the path of a .keras file "
            "that EEGClassifier.save or `eegmodels train` wrote."
        )
    return file.read_bytes()


def open_archive(content: bytes, source: str) -> tuple[Any, dict[str, Any]]:
    """Open an archive and return the network and the sections of the JSON member."""
    from eegmodels.models._network import as_network

    sections = _read_sections(content, source)
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "network.keras")
            file.write_bytes(content)
            model = keras.saving.load_model(file, safe_mode=True)
    except Exception as error:
        raise ValueError(
            f"{source} is a Keras file, but its network cannot be opened (Keras: "
            f"{_first_line(error)}). Networks with code in the file are refused."
        ) from error
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 4 or shape[-1] != 1:
        raise ValueError(
            f"{source} holds a Keras model with input {shape}; expected one input "
            "(n_trials, n_chans, n_times, 1), as the networks of this package have."
        )
    return as_network(model, sections.get("network", {})), sections


def _read_sections(content: bytes, source: str) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            broken = archive.testzip()
            text = archive.read(MEMBER).decode() if MEMBER in names else "{}"
        sections = json.loads(text)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError) as error:
        raise ValueError(
            f"{source} is not a whole .keras file ({_first_line(error)}; "
            f"{len(content)} bytes): it was cut short, damaged, or is another kind of "
            "file. Copy it again or train again."
        ) from error
    missing = [name for name in NEEDED if name not in names]
    if broken is not None or missing:
        what = f"{broken} is damaged" if broken else f"it lacks {', '.join(missing)}"
        raise ValueError(
            f"{source} is not a Keras 3 model file: {what}. Expected a .keras archive "
            "written by EEGClassifier.save, net.save or keras.Model.save."
        )
    if not isinstance(sections, dict) or sections.get("format", FORMAT) != FORMAT:
        found = sections.get("format") if isinstance(sections, dict) else sections
        raise ValueError(
            f"{source} has format {found!r} of {MEMBER}; this version reads format "
            f"{FORMAT}. Update eegmodels."
        )
    return sections


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
