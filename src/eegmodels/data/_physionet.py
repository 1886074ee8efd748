"""The motor movement and imagery set of PhysioNet, by subject and task.

MNE downloads the files. What it would meet on the way (no network, a relative
folder, half a file) is looked at first, so that the message names each file.
"""

import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mne

from eegmodels._checks import check_option, check_whole
from eegmodels._docs import fill_docs
from eegmodels.data._epoching import epochs_from_recording
from eegmodels.data._presets import Preset
from eegmodels.data._recordings import read_recording
from eegmodels.data._truncation import edf_shortage

N_SUBJECTS = 109
FILES_URL = "https://physionet.org/files/eegmmidb/1.0.0/"
PAGE_URL = "https://physionet.org/content/eegmmidb/1.0.0/"
PHYSIONET_CITATION = (
    "PhysioNet EEG Motor Movement/Imagery Dataset (Schalk et al. 2004, "
    "doi:10.1109/TBME.2004.827072; Goldberger et al. 2000, "
    "doi:10.1161/01.CIR.101.23.e215)"
)
FOLDER = "MNE-eegbci-data/files/eegmmidb/1.0.0"


@dataclass(frozen=True)
class PhysioNetTask:
    """A task of the set: its runs, and what the cues T1 and T2 mean in them."""

    name: str
    summary: str
    runs: tuple[int, ...]
    classes: dict[str, str]


def _index(*tasks: PhysioNetTask) -> dict[str, PhysioNetTask]:
    return {task.name: task for task in tasks}


PHYSIONET_TASKS = _index(
    PhysioNetTask(
        "fists-feet",
        "imagined movement of both fists or both feet",
        (6, 10, 14),
        {"fists": "T1", "feet": "T2"},
    ),
    PhysioNetTask(
        "left-right",
        "imagined movement of the left or right fist",
        (4, 8, 12),
        {"left": "T1", "right": "T2"},
    ),
    PhysioNetTask(
        "executed-left-right",
        "movement of the left or right fist",
        (3, 7, 11),
        {"left": "T1", "right": "T2"},
    ),
    PhysioNetTask(
        "executed-fists-feet",
        "movement of both fists or both feet",
        (5, 9, 13),
        {"fists": "T1", "feet": "T2"},
    ),
)


@fill_docs
def load_physionet(
    subject: int,
    task: str = "fists-feet",
    *,
    preset: str | Preset | None = "motor-imagery",
    **overrides: Any,
) -> mne.Epochs:
    """Load the trials of one subject of the PhysioNet set.

    Parameters
    ----------
    subject : int
        1 to 109. Subjects 88, 92 and 100 were recorded at 128 Hz, the others at 160.
    task : str
        A name from ``PHYSIONET_TASKS``.
    %(preset)s
    **overrides
        Single settings of the preset, or ``picks``.

    Returns
    -------
    mne.Epochs
        64 channels, about 45 trials, in volts.

    Raises
    ------
    ValueError
        Unknown subject, task or preset; a relative ``MNE_DATA``.
    FileNotFoundError
        If files are missing and cannot be downloaded; the message names each.
    """
    raw = read_physionet(subject, task)
    classes = PHYSIONET_TASKS[task].classes
    return epochs_from_recording(raw, events=classes, preset=preset, **overrides)


def read_physionet(subject: int, task: str = "fists-feet") -> mne.io.BaseRaw:
    """Read the runs of one subject and task as one recording.

    Files that are not in MNE's folder are downloaded into it (2.5 MB each).

    Parameters
    ----------
    subject : int
        1 to 109.
    task : str
        A name from ``PHYSIONET_TASKS``.

    Returns
    -------
    mne.io.Raw
        Standard channel names, positions of the 10-05 template; annotations T0
        (rest), T1 and T2 (the two classes).

    Raises
    ------
    ValueError
        Unknown subject or task; a relative ``MNE_DATA``.
    FileNotFoundError
        If files are missing and cannot be downloaded.
    """
    check_whole("subject", subject)
    if subject > N_SUBJECTS:
        raise ValueError(
            f"subject={subject} is not in the set; it has subjects 1 to {N_SUBJECTS}."
        )
    check_option("task", task, PHYSIONET_TASKS)
    runs = PHYSIONET_TASKS[task].runs
    root = _data_folder()
    files = {run: _place(root, subject, run) for run in runs}
    missing = {run: path for run, path in files.items() if not _is_whole(path)}
    if missing:
        _download(subject, missing, root)
    return read_recording(list(files.values()))


def _data_folder() -> Path:
    """Say where MNE looks; it takes the environment before its own settings."""
    for key in ("MNE_DATASETS_EEGBCI_PATH", "MNE_DATA"):
        given = mne.get_config(key)
        if given is None:
            continue
        root = Path(given).expanduser()
        if not root.is_absolute():
            raise ValueError(
                f"{key}={given!r} is a relative path; MNE needs an absolute one, such "
                f"as {root.absolute()}."
            )
        return root
    return Path.home() / "mne_data"


def _place(root: Path, subject: int, run: int) -> Path:
    return root / FOLDER / f"S{subject:03d}" / f"S{subject:03d}R{run:02d}.edf"


def _is_whole(path: Path) -> bool:
    """Tell a whole file from a missing one and from half a download."""
    if not path.is_file():
        return False
    try:
        return edf_shortage(path) is None
    except (ValueError, ZeroDivisionError):  # not even a header
        return False


def _download(subject: int, missing: dict[int, Path], root: Path) -> None:
    if not _can_connect():
        raise FileNotFoundError(_advice(missing, "physionet.org cannot be reached"))
    # MNE makes its default folder, but not one that was asked for.
    if root != Path.home() / "mne_data" and not root.is_dir():
        raise FileNotFoundError(_advice(missing, f"the folder {root} does not exist"))
    for run, path in missing.items():
        try:
            mne.datasets.eegbci.load_data(
                subject,
                [run],
                update_path=False,
                # MNE takes any file that is there for a whole one.
                force_update=path.exists(),
                verbose="ERROR",
            )
        except (OSError, ValueError) as error:
            left = {k: v for k, v in missing.items() if not _is_whole(v)}
            why = f"the download failed ({type(error).__name__}: {error})"
            raise FileNotFoundError(_advice(left, why)) from error


def _advice(missing: dict[int, Path], why: str) -> str:
    lines = [
        f"  {path}{' (incomplete)' if path.exists() else ''}"
        for path in missing.values()
    ]
    return "\n".join(
        [
            f"{len(missing)} files of the PhysioNet set are missing, and {why}:",
            *lines,
            f"Download them from {PAGE_URL} (files under {FILES_URL}) to exactly these "
            "places, or set MNE_DATA to the absolute path of a folder that has them.",
        ]
    )


def _can_connect(timeout: float = 8.0) -> bool:
    """Ask PhysioNet for a sign of life; MNE would try for minutes without a network."""
    request = urllib.request.Request(FILES_URL, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=timeout):
            return True
    except urllib.error.URLError as error:
        # The downloader brings certificates of its own; that they are missing here
        # says nothing of the network.
        return isinstance(error.reason, ssl.SSLError)
    except OSError:
        return False
