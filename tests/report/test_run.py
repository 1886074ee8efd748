import json
from dataclasses import replace
from types import SimpleNamespace

import mne
import numpy as np
import pytest

from eegmodels import EEGClassifier
from eegmodels.data import get_preset, load_physionet
from eegmodels.report import _run, run_report
from eegmodels.report._steps import Steps

pytestmark = pytest.mark.usefixtures("quick_compilation")

SMALL = {"n_epochs": 2, "n_folds": 2, "batch_size": 64}
KEYS = [
    "report",
    "model",
    "accuracy",
    "accuracy_interval",
    "auc",
    "auc_interval",
    "chance",
    "chance_bound",
    "reference_accuracy",
    "reference_interval",
    "reference_auc",
    "n_trials",
    "classes",
    "n_folds",
    "seed",
]


def test_three_files_and_nothing_else(plain_run):
    result, _, _ = plain_run
    names = sorted(path.name for path in result.report.parent.iterdir())
    assert names == ["model.keras", "report.html", "scores.json"]
    assert result.report.stat().st_size < 5e6
    assert result.model.name == "model.keras"


def test_json_is_plain_and_on_disk(plain_run):
    result, _, _ = plain_run
    given = result.to_json()
    assert list(given) == KEYS
    assert json.loads(json.dumps(given, allow_nan=False)) == given
    written = json.loads((result.report.parent / "scores.json").read_text("utf-8"))
    assert written == given
    low, high = given["accuracy_interval"]
    assert 0 <= low <= given["accuracy"] <= high <= 1
    assert given["chance"] == 0.5
    assert given["chance_bound"] == pytest.approx(19 / 30)
    assert given["classes"] == ["feet", "fists"]
    assert (given["n_trials"], given["n_folds"], given["seed"]) == (30, 2, 0)
    assert given["reference_accuracy"] > 0.9  # CSP + LDA finds a planted rhythm


def test_progress_counts_up_to_the_end(plain_run):
    _, _, steps = plain_run
    assert [done for _, done, _ in steps] == list(range(9))
    assert {total for _, _, total in steps} == {8}
    assert steps[1][0] == "Training EEGNet, fold 1 of 2"
    assert steps[3][0] == "Training EEGNet on all 30 trials"


def test_the_model_predicts_and_knows_its_data(plain_run):
    result, epochs, _ = plain_run
    model = EEGClassifier.load(result.model)
    assert model.predict(epochs).shape == (30,)
    assert model.ch_names_ == ["Fz", "C3", "Cz", "C4", "Pz"]
    assert model.n_trials_ == 30


def test_epochs_are_left_as_they_are(plain_run, make_epochs):
    _, epochs, _ = plain_run
    fresh = make_epochs()
    assert epochs.ch_names == fresh.ch_names
    np.testing.assert_array_equal(epochs.get_data(), fresh.get_data())


def test_labels_picks_preset_and_settings_reach_the_model(make_epochs, tmp_path):
    epochs = make_epochs(n_times=192)
    epochs.info["bads"] = ["Oz"]
    preset = get_preset(None, tmin=0.25, tmax=1.25)
    y = np.arange(30) % 3
    result = run_report(
        epochs,
        output=tmp_path,
        y=y,
        preset=preset,
        picks=["C3", "C4", "Oz"],
        model_params={"F1": 2},
        random_state=4,
        **SMALL,
    )
    given = result.to_json()
    assert given["classes"] == [0, 1, 2]
    assert given["seed"] == 4
    model = EEGClassifier.load(result.model)
    assert model.ch_names_ == ["C3", "C4", "Oz"]
    assert model.n_times_ == 128
    assert model.get_params()["model__F1"] == 2
    assert result.summary["data"]["unused"] == []


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"epochs": np.zeros((4, 3, 128))}, TypeError, "epochs is a ndarray; a report"),
        ({"y": np.zeros(30)}, ValueError, "y has one class only"),
        ({"y": np.zeros(4)}, ValueError, "y has 4 labels and epochs has 30 trials"),
        ({"n_folds": 16}, ValueError, "has 15 trials, fewer than the 16 folds"),
        ({"n_folds": 1}, ValueError, "n_folds=1 is too small"),
        ({"model": "EEGnet"}, ValueError, "Did you mean 'EEGNet'"),
        ({"model_params": {"F7": 1}}, TypeError, "EEGNet has no such argument"),
        ({"n_epochs": 0}, ValueError, "n_epochs=0 is too small"),
        ({"random_state": -1}, ValueError, "random_state=-1 is too small"),
        ({"preset": "motor-imagery"}, ValueError, "the preset 'motor-imagery' needs"),
        ({"picks": ["C3", "EOG"]}, ValueError, "mixes channels of type eeg, eog"),
    ],
)
def test_bad_input_trains_nothing_and_writes_nothing(
    make_epochs, tmp_path, monkeypatch, change, error, message
):
    monkeypatch.setattr(_run, "cross_validate", _must_not_run)
    epochs = make_epochs(ch_names=["Fz", "C3", "Cz", "C4", "Pz", "EOG"])
    epochs.set_channel_types({"EOG": "eog"})
    arguments = {"epochs": epochs, **SMALL, **change}
    with pytest.raises(error, match=message):
        run_report(arguments.pop("epochs"), output=tmp_path / "a" / "b", **arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.__setitem__((3, 2, 5), np.nan), "epochs contains NaN"),
        (lambda data: data.__setitem__((slice(None), 4), 0), "1 flat channels.* Pz"),
    ],
)
def test_spoilt_samples_are_named(make_epochs, tmp_path, monkeypatch, spoil, message):
    monkeypatch.setattr(_run, "cross_validate", _must_not_run)
    epochs = make_epochs()
    spoil(epochs._data)
    with pytest.raises(ValueError, match=message):
        run_report(epochs, output=tmp_path / "new", **SMALL)
    assert not (tmp_path / "new").exists()


def test_too_few_samples_are_refused_before_any_training(
    make_epochs, tmp_path, monkeypatch
):
    monkeypatch.setattr(_run, "cross_validate", _must_not_run)
    with pytest.raises(ValueError, match="n_times=16"):
        run_report(make_epochs(n_times=16), output=tmp_path / "new", **SMALL)


def test_too_few_trials_to_validate_are_refused_before_any_training(
    make_epochs, tmp_path, monkeypatch
):
    monkeypatch.setattr(_run, "cross_validate", _must_not_run)
    with pytest.raises(ValueError, match="too few to set validation_fraction"):
        run_report(make_epochs(n_trials=6), output=tmp_path / "new", **SMALL)


def test_an_output_that_cannot_be_written_fails_at_once(
    make_epochs, tmp_path, monkeypatch
):
    monkeypatch.setattr(_run, "make_task", _must_not_run)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotADirectoryError, match="a part of its path is a file"):
        run_report(make_epochs(), output=tmp_path / "file" / "report", **SMALL)
    assert (tmp_path / "file").read_text() == "mine"


def test_an_interrupted_training_leaves_nothing(make_epochs, tmp_path, monkeypatch):
    monkeypatch.setattr(_run, "cross_validate", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_report(make_epochs(), output=tmp_path / "new", **SMALL)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_page_leaves_the_old_one(plain_run, tmp_path, monkeypatch):
    result, _, _ = plain_run
    (tmp_path / "report.html").write_text("the old page")

    class Page:
        def save(self, path, **kwargs):
            path.write_text("half a pa")
            raise KeyboardInterrupt

    monkeypatch.setattr(_run, "summarize", lambda outcome: result.summary)
    monkeypatch.setattr(_run, "draw_scores", lambda outcome: [])
    monkeypatch.setattr(_run, "draw_explanation", lambda explanation: [])
    monkeypatch.setattr(_run, "build_page", lambda *_: Page())
    monkeypatch.setattr(_run, "scores_of", lambda outcome: result.scores)
    with pytest.raises(KeyboardInterrupt):
        _run.write(SimpleNamespace(explanation=None), tmp_path, Steps(None, 1))
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "the old page"


def test_a_report_without_a_defined_auc(plain_run):
    result, _, _ = plain_run
    scores = {**result.scores, "auc": None, "auc_interval": [None, None]}
    text = json.dumps(replace(result, scores=scores).to_json(), allow_nan=False)
    assert '"auc": null' in text


@pytest.mark.recordings
def test_a_real_recording(recordings, tmp_path):
    run = "MNE-eegbci-data/files/eegmmidb/1.0.0/S001/S001R06.edf"
    if not (recordings / run).is_file():
        pytest.skip("needs PhysioNet subject 1 under MNE_DATA")
    epochs = load_physionet(1, "fists-feet")
    result = run_report(
        epochs, output=tmp_path, preset="motor-imagery", source="S001", **SMALL
    )
    given = result.to_json()
    assert given["n_trials"] == 45
    assert given["reference_accuracy"] >= 0.85
    data = result.summary["data"]
    assert (data["highpass"], data["lowpass"], data["n_times"]) == (8, 30, 384)
    assert not data["unit_doubtful"]
    assert result.summary["filters"]["no_maps"] is None
    assert isinstance(epochs, mne.Epochs)


def _must_not_run(*args, **kwargs):
    raise AssertionError("called too early")


def _interrupt(*args, **kwargs):
    raise KeyboardInterrupt
