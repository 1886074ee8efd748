"""The page of the paper's figures runs as it stands, on recordings that are made up."""

import importlib.util
import re
from pathlib import Path

import mne
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from eegmodels import data

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "paper-figures.md"
PICTURES = ROOT / "docs" / "images" / "paper"
HEAD = ["Fpz", "C3", "Cz", "C4", "Oz", "T7"]
EARS = ["TP9", "AF7", "AF8", "TP10"]
BACK = ["Oz", "O1", "O2", "POz"]
MARKS = {
    "fists-feet": {"T1": "fists", "T2": "feet"},
    "left-right": {"T1": "left", "T2": "right"},
}
# Fewer trials, passes, filters and shuffles; each has to be there.
SMALLER = (
    (r"\[(:?)30(:?)\]", r"[\g<1>12\g<2>]"),
    (r"n_epochs=\d+", "n_epochs=1"),
    (r'"F1": \d+', '"F1": 3'),
    (r"random_state=0\)\nclf", 'model_params={"F1": 2, "D": 2}, random_state=0)\nclf'),
    (r"rows=\[[\d, ]+\]", "rows=[0, 1]"),
    (
        r"compare_fbcsp\(clf, held_out,",
        "compare_fbcsp(clf, held_out, n_permutations=5,",
    ),
)

pytestmark = pytest.mark.usefixtures("quick_compilation")


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location(
        "figures", ROOT / "scripts/figures.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made_up(ch_names, sfreq, seconds, marks, n_trials=20):
    """A recording of noise, with an event every so many seconds."""
    rng = np.random.default_rng(0)
    n_times = int((n_trials + 1) * seconds * sfreq)
    noise = 5e-6 * rng.standard_normal((len(ch_names), n_times))
    raw = mne.io.RawArray(
        noise, mne.create_info(ch_names, sfreq, "eeg"), verbose="ERROR"
    )
    onsets = seconds * (0.2 + np.arange(n_trials))
    words = [marks[k % len(marks)] for k in range(n_trials)]
    return raw.set_annotations(mne.Annotations(onsets, 0.0, words))


def load_physionet(subject, task, preset):
    raw = made_up(HEAD, 128.0, 4.0, list(MARKS[task]))
    events = {name: mark for mark, name in MARKS[task].items()}
    return data.epochs_from_recording(raw, events=events, preset=preset)


def read_recording(path):
    """Stand in for a run of the SSVEP set: codes 2, 3 and 4 in a stim channel."""
    raw = made_up(BACK, 256.0, 5.5, ["2", "3", "4"], 6)
    events, _ = mne.events_from_annotations(raw, {"2": 2, "3": 3, "4": 4})
    info = mne.create_info(["stim"], 256.0, "stim")
    stim = mne.io.RawArray(np.zeros((1, raw.n_times)), info)
    raw.add_channels([stim]).add_events(events, "stim")
    return data.add_positions(raw.set_annotations(None))


def from_recording(recording, **options):
    """Stand in for the oddball files, which are given as a list."""
    if isinstance(recording, list):
        recording = made_up(EARS, 128.0, 1.5, ["Stimulus/S  2", "Stimulus/S  1"])
    return epochs_from_recording(recording, **options)


epochs_from_recording = data.epochs_from_recording


def test_every_block_of_the_page_runs(script, monkeypatch, tmp_path):
    for stand_in in (load_physionet, read_recording):
        monkeypatch.setattr(data, stand_in.__name__, stand_in)
    monkeypatch.setattr(data, "epochs_from_recording", from_recording)
    monkeypatch.setenv("MNE_DATA", str(tmp_path))
    # Surfaces take most of the time, and a coarse one will do.
    drawn = mne.viz.plot_topomap
    monkeypatch.setattr(
        mne.viz, "plot_topomap", lambda *given, **kw: drawn(*given, **{**kw, "res": 8})
    )
    text = PAGE.read_text(encoding="utf-8")
    blocks = list(script.BLOCK.finditer(text))
    assert len(blocks) == text.count("```python")
    code = "\0".join(block["code"] for block in blocks)
    for old, new in SMALLER:
        assert re.search(old, code), old
        code = re.sub(old, new, code)
    namespace = {}
    with mne.use_log_level("ERROR"):
        for block, smaller in zip(blocks, code.split("\0"), strict=True):
            namespace["figure"] = None
            printed = script.run(smaller, namespace)
            assert bool(printed) == bool(block["printed"])
            assert isinstance(namespace["figure"], Figure) == bool(block["picture"])


def test_pictures_are_those_of_the_page_and_small():
    text = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(images/paper/([^)]+)\)", text)
    assert len(shown) == len(set(shown)) >= 9
    assert {file.name for file in PICTURES.iterdir()} == set(shown)
    for name in shown:
        assert (PICTURES / name).stat().st_size < 150_000, name
        with Image.open(PICTURES / name) as picture:
            assert 600 < picture.width <= 1200, name


def test_the_page_holds_what_was_printed(script):
    """Each block of text was filled by a run; none was left empty."""
    blocks = script.BLOCK.finditer(PAGE.read_text(encoding="utf-8"))
    printed = [block["printed"] for block in blocks if block["printed"]]
    assert len(printed) >= 4
    assert all(re.search(r"\d\.\d\d", text) for text in printed)


def test_missing_recordings_are_named(script, tmp_path):
    assert "MNE_DATA is not set" in script.missing_recordings(None)
    (tmp_path / "muse-p300-bids").mkdir()
    said = script.missing_recordings(str(tmp_path))
    assert "MNE-eegbci-data: PhysioNet" in said
    assert "  muse-p300-bids" not in said
    for name in script.NEEDED:
        (tmp_path / name).mkdir(exist_ok=True)
    assert script.missing_recordings(str(tmp_path)) is None


def test_a_picture_is_made_small_or_refused(script, tmp_path, monkeypatch):
    figure = Figure(figsize=(12, 2))
    noise = np.random.default_rng(0).random((60, 400))
    figure.add_subplot().imshow(noise, cmap="RdBu_r", aspect="auto")
    size = script.save(figure, tmp_path / "new" / "a.png")
    assert size == (tmp_path / "new" / "a.png").stat().st_size <= script.LARGEST
    with Image.open(tmp_path / "new" / "a.png") as picture:
        assert picture.width <= script.WIDEST
    monkeypatch.setattr(script, "LARGEST", 1000)
    with pytest.raises(ValueError, match=r"b\.png is larger than 1000 bytes"):
        script.save(figure, tmp_path / "b.png")
    assert not (tmp_path / "b.png").exists()
