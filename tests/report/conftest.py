"""Two small reports, made once: an ordinary one, and one whose names are an attack."""

import numpy as np
import pytest

import compiling
from eegmodels.data import epochs_from_array
from eegmodels.report import run_report

NAMES = ["Fz", "C3", "Cz", "C4", "Pz", "Oz"]
BAD_CHANNELS = [
    "<script>document.documentElement.id=1</script>",
    '"><img src=x onerror=document.documentElement.id=2>',
    r"$\frac{",
    "&amp; $x$",
    "C3\u202e\x07",
    "O'z",
]
BAD_CLASSES = [
    "<script>document.documentElement.id=3</script>",
    '"><img src=x onerror="document.documentElement.id=4">$\\frac{',
]
BAD_SOURCE = {
    "files": [
        "<script>document.documentElement.id=5</script>.edf",
        "</title><img src=x onerror=document.documentElement.id=6>",
    ],
    "duration_s": 60.0,
    "sfreq": 160.0,
    "n_chans": {"<i>eeg</i>": 6},
    "bads": ["<b>bad</b>"],
    "highpass": 0.0,
    "lowpass": 80.0,
    "annotations": {
        "<script>document.documentElement.id=7</script>": 30,
        "{{ 7 * 7 }}": 1,
    },
}
BAD_TITLE = '</title><script>document.documentElement.id=8</script> & "quoted"'
# All trials in one batch: each shape of a batch is compiled, which takes the time.
SMALL = {"n_epochs": 2, "n_folds": 2, "batch_size": 64}


@pytest.fixture(autouse=True)
def _mne_writes_no_settings(monkeypatch):
    monkeypatch.setenv("MNE_DONTWRITE_HOME", "true")


def simulate(n_trials=30, classes=("feet", "fists"), ch_names=NAMES, n_times=128):
    """Noise of 10 µV, and in each class a rhythm at one electrode."""
    rng = np.random.default_rng(0)
    codes = np.arange(n_trials) % len(classes)
    times = np.arange(n_times) / 128
    X = 1e-5 * rng.standard_normal((n_trials, len(ch_names), n_times))
    for trial, code in enumerate(codes):
        phase = rng.uniform(0, 2 * np.pi)
        wave = np.sin(2 * np.pi * (10 + 6 * code) * times + phase)
        X[trial, 1 + code] += 2e-5 * wave
    return epochs_from_array(
        X, np.array(classes)[codes], sfreq=128, ch_names=list(ch_names)
    )


@pytest.fixture
def make_epochs():
    return simulate


@pytest.fixture(scope="module")
def simulated():
    """Epochs and their labels."""
    epochs = simulate()
    names = {code: name for name, code in epochs.event_id.items()}
    return epochs, np.array([names[code] for code in epochs.events[:, 2]])


@pytest.fixture(scope="session")
def plain_run(tmp_path_factory):
    """The report, its input, and the steps that it told of."""
    epochs = simulate()
    epochs.info["bads"] = ["Oz"]
    steps = []
    with compiling.quick():
        result = run_report(
            epochs,
            output=tmp_path_factory.mktemp("plain"),
            progress=lambda *step: steps.append(step),
            source="a simulation",
            **SMALL,
        )
    return result, epochs, steps


@pytest.fixture(scope="session")
def hostile_run(tmp_path_factory):
    """Without positions: the sentence that says so names the electrodes too."""
    with compiling.quick():
        return run_report(
            simulate(classes=BAD_CLASSES, ch_names=BAD_CHANNELS),
            output=tmp_path_factory.mktemp("hostile"),
            source=BAD_SOURCE,
            title=BAD_TITLE,
            **SMALL,
        )


@pytest.fixture
def hostile_epochs():
    return simulate(classes=BAD_CLASSES, ch_names=BAD_CHANNELS)


@pytest.fixture
def hostile_names():
    """Every name of the hostile report that its page must show."""
    return [
        *BAD_CHANNELS,
        *BAD_CLASSES,
        *BAD_SOURCE["files"],
        *BAD_SOURCE["n_chans"],
        *BAD_SOURCE["bads"],
        *BAD_SOURCE["annotations"],
        BAD_TITLE,
    ]
