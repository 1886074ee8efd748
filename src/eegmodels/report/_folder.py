"""Writing a page and its numbers: whole or not at all."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import mne

from eegmodels._files import make_folder, replacing


@contextmanager
def output_folder(output: str | os.PathLike[str]) -> Iterator[Path]:
    """Make a folder; if the block fails, take away what was made and stayed empty."""
    wanted = Path(output)
    new = [path for path in (wanted, *wanted.parents) if not path.exists()]
    folder = make_folder(wanted)
    try:
        yield folder
    except BaseException:
        with suppress(OSError):  # not empty: something whole was written
            for path in new:
                path.rmdir()
        raise


def write_page(page: mne.Report, path: Path) -> None:
    """Save a page in one replacement."""
    with replacing(path) as temporary:
        page.save(temporary, overwrite=True, open_browser=False, verbose="ERROR")


def write_json(values: dict[str, Any], path: Path) -> None:
    """Save plain values in one replacement."""
    with replacing(path) as temporary:
        text = json.dumps(values, indent=2, allow_nan=False)
        temporary.write_text(text + "\n", encoding="utf-8")
