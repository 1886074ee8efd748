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

# Keras has no public name for the class that keras.Model(inputs, outputs) makes.
from keras.src.models.functional import Functional

from eegmodels._backend import tensorflow_left_out

MEMBER = "eegmodels.json"
FORMAT = 1
# Keras's own members, without which a file is no Keras model.
NEEDED = ("config.json", "metadata.json", "model.weights.h5")


@tensorflow_left_out()
def pack(model: keras.Model, sections: dict[str, Any]) -> bytes:
    """Write a plain functional model and the sections of the JSON member to memory."""
    text = json.dumps({"format": FORMAT, **sections}, indent=1, allow_nan=False)
    # Keras saves to paths only.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "network.keras")
        keras.saving.save_model(model, file)
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(MEMBER, text)
        return file.read_bytes()


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


def unpack(content: bytes, source: str) -> tuple[keras.Model, dict[str, Any]]:
    """Open an archive: the plain model and the sections of its JSON member."""
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
    if type(model) is not Functional:
        raise ValueError(
            f"{source} holds a {type(model).__name__}; expected a functional model, as "
            "the networks of this package are. Save it as "
            "keras.Model(model.inputs, model.outputs)."
        )
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 4 or shape[-1] != 1:
        raise ValueError(
            f"{source} holds a Keras model with input {shape}; expected one input "
            "(n_trials, n_chans, n_times, 1), as the networks of this package have."
        )
    return model, sections


def _read_sections(content: bytes, source: str) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            broken = archive.testzip()
            text = archive.read(MEMBER).decode() if MEMBER in names else "{}"
        sections = json.loads(text)
    except Exception as error:  # a damaged archive raises in a dozen ways
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
    readable = isinstance(sections, dict)
    readable = readable and isinstance(sections.get("network", {}), dict)
    if not readable or sections.get("format", FORMAT) != FORMAT:
        found = sections.get("format") if readable else sections
        raise ValueError(
            f"{source} has format {found!r} of {MEMBER}; this version reads format "
            f"{FORMAT}. Update eegmodels."
        )
    return sections


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
