"""Files that are there whole or not at all. A leaf module."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside ``path`` that takes its place on success.

    Whatever ends the block early (an error, Ctrl-C, a killed process) leaves the
    old file as it was. The temporary file is in the same folder, because only a
    rename within one file system is atomic, and keeps the suffix, because writers
    choose their format by it.
    """
    target = Path(path)
    check_writable(target)
    handle, name = tempfile.mkstemp(
        prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise


def check_writable(path: str | os.PathLike[str]) -> None:
    """Refuse a file path whose folder is missing or cannot be written."""
    target = Path(path)
    folder = target.parent
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder; give the path of a file.")
    if not folder.is_dir():
        raise FileNotFoundError(
            f"The folder {folder} of {target.name} does not exist; create it first."
        )
    if not os.access(folder, os.W_OK):
        raise PermissionError(
            f"The folder {folder} cannot be written; choose another place for "
            f"{target.name} or change its permissions."
        )


def make_folder(path: str | os.PathLike[str]) -> Path:
    """Create an output folder where it is missing, and check that it can be written."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotADirectoryError(
            f"The output folder {folder} cannot be made, because a part of its path "
            "is a file; choose another folder."
        ) from error
    except PermissionError as error:
        raise PermissionError(
            f"The output folder {folder} cannot be made: no permission to write in "
            f"{folder.parent}; choose another folder."
        ) from error
    check_writable(folder / "file")
    return folder


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
