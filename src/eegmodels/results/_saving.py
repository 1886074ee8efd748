"""Results as files: an ``.npz`` archive of arrays with one member of JSON.

``numpy.load`` opens the arrays without this package. Nothing in a file is run:
pickled objects are neither written nor read.
"""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any, Self

import numpy as np

from eegmodels._files import replacing
from eegmodels.results._plain import RECORDS, record_from_plain, record_to_plain

MEMBER = "eegmodels-result.json"
FORMAT = 1
SUFFIX = ".npz"


class Saved:
    """Records that can be kept in a file; a base class."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        RECORDS[cls.__name__] = cls

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the result to a file, whole or not at all.

        All fields come back as they were; of ``info`` the channels, their places,
        the rate and the pass band, and nothing of the person who was recorded.

        Parameters
        ----------
        path : path-like
            Ends in ``.npz``; a file that is there is replaced.

        Raises
        ------
        ValueError
            Another ending.
        TypeError
            A setting of a type that no file can hold.
        OSError
            A folder that does not exist or cannot be written.
        """
        file = _check_path(path)
        arrays: dict[str, np.ndarray] = {}
        fields = record_to_plain(self, arrays)
        head = {"format": FORMAT, "kind": type(self).__name__, "fields": fields}
        text = json.dumps(head, indent=1, allow_nan=False)
        with replacing(file) as temporary:
            with zipfile.ZipFile(temporary, "w") as archive:
                for name, array in arrays.items():
                    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                        np.lib.format.write_array(member, array, allow_pickle=False)
                archive.writestr(MEMBER, text)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Read a result that ``save`` wrote.

        Parameters
        ----------
        path : path-like

        Returns
        -------
        record
            Of the class that reads.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            A damaged file, one of another kind, another result, or the file of a
            newer version.
        """
        file = _check_path(path)
        if not file.is_file():
            raise FileNotFoundError(
                f"The file {file} does not exist; give the path of a file that "
                f"{cls.__name__}.save wrote."
            )
        head, arrays = _unpack(file)
        if head.get("format") != FORMAT:
            raise ValueError(
                f"{file} has format {head.get('format')!r}; this version reads format "
                f"{FORMAT}. Update eegmodels."
            )
        if head.get("kind") != cls.__name__:
            kind = head.get("kind")
            raise ValueError(
                f"{file} holds a result of kind {kind!r}; {cls.__name__} was "
                f"expected. Read it with {kind}.read."
            )
        try:
            made = record_from_plain(cls, head["fields"], arrays)
            made.check_shapes()
        except Exception as error:  # whatever a foreign hand may have put there
            raise ValueError(
                f"{file} holds no whole {cls.__name__} ({_line(error)}): it was "
                "changed by hand, or a newer version of eegmodels wrote it. Save it "
                "again."
            ) from error
        return made

    def check_shapes(self) -> None:
        """Raise a ValueError where arrays do not fit one another; a hook."""


def _check_path(path: str | os.PathLike[str]) -> Path:
    file = Path(path)
    if file.suffix != SUFFIX:
        raise ValueError(
            f"path={str(file)!r} ends in {file.suffix!r}; results are kept in "
            f"{SUFFIX} files. Give {file.with_suffix(SUFFIX).name!r}, for one."
        )
    return file


def _unpack(file: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Open an archive: its JSON and its arrays."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            head = None
            if MEMBER in names:
                head = json.loads(archive.read(MEMBER))
            arrays = {
                Path(name).stem: np.lib.format.read_array(
                    io.BytesIO(archive.read(name)), allow_pickle=False
                )
                for name in names
                if name.endswith(".npy") and head is not None
            }
    except Exception as error:  # a damaged archive raises in a dozen ways
        raise ValueError(
            f"{file} is not a whole file of a result ({_line(error)}; "
            f"{file.stat().st_size} bytes): it was cut short, damaged, or is another "
            "kind of file. Copy it again or save it again."
        ) from error
    if not isinstance(head, dict):
        raise ValueError(
            f"{file} is an archive of arrays, but not of a result of eegmodels: it "
            f"lacks {MEMBER}. Give a file that .save wrote; numpy.load opens others."
        )
    return head, arrays


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
