"""``train``, ``predict`` and ``info`` as a user types them."""

import csv
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from eegmodels import EEGClassifier
from eegmodels.data import PHYSIONET_TASKS, PRESETS
from eegmodels.explain import METHODS
from eegmodels.models import ARCHITECTURES

QUICK = ("--tmin", "0.2", "--tmax", "1.2", "--n-epochs", "2")


def test_train_keeps_all_that_prediction_needs(model_file):
    classifier = EEGClassifier.load(model_file)
    assert classifier.classes_.tolist() == ["left", "right"]
    assert classifier.sfreq_ == 128
    assert classifier.n_times_ == 128
    assert classifier.data_spec_.band == [8, 30]
    assert classifier.ch_names_ == ["F3", "F4", "C3", "C4", "P3", "P4"]
    assert classifier.preset.changes == {"tmin": 0.2, "tmax": 1.2}


def test_train_prints_json_alone_on_stdout(run, recording):
    result = run("train", recording, *QUICK, "--json")
    assert result.exit_code == 0
    facts = json.loads(result.stdout)
    assert facts["n_trials"] == 20
    assert facts["classes"] == ["left", "right"]
    assert Path(facts["model"]).exists()
    assert "Training EEGNet on 20 trials" in result.stderr


def test_events_can_be_named_and_merged(run, recording):
    arguments = ("--event", "a=left", "--event", "b=right", *QUICK, "--json")
    facts = json.loads(run("train", recording, *arguments).stdout)
    assert facts["classes"] == ["a", "b"]


def test_predict_agrees_with_the_estimator(run, recording, model_file):
    result = run("predict", model_file, recording, "--json", "-o", "table.csv")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    probabilities = np.array(facts["probabilities"])
    assert probabilities.shape == (20, 2)
    best = [facts["classes"][k] for k in probabilities.argmax(axis=1)]
    assert facts["predicted"] == best
    hits = np.mean(np.array(facts["predicted"]) == np.array(facts["events"]))
    assert facts["accuracy"] == pytest.approx(hits)
    with Path("table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["predicted"] for row in rows] == facts["predicted"]


def test_predict_takes_events_that_are_no_classes(run, recording, model_file):
    result = run("predict", model_file, recording, "--event", "cue=left", "--json")
    facts = json.loads(result.stdout)
    assert facts["n_trials"] == 10
    assert facts["accuracy"] is None


def test_info_of_a_model(run, model_file):
    facts = json.loads(run("info", model_file, "--json").stdout)
    assert facts["network"]["model"] == "EEGNet"
    assert facts["classes"] == ["left", "right"]
    assert "weights (6, 1, 8, 2)" in facts["layers"]["spatial"]
    text = run("info", model_file).stdout
    assert "sfreq: 128.0" in text


def test_info_of_a_recording(run, recording):
    facts = json.loads(run("info", recording, "--json").stdout)
    assert facts["n_chans"] == {"eeg": 6}
    assert facts["annotations"] == {"left": 10, "right": 10}


def test_info_lists_what_options_take(run):
    facts = json.loads(run("info", "--json").stdout)
    assert set(facts["networks"]) == set(ARCHITECTURES)
    assert set(facts["presets"]) == set(PRESETS)
    assert set(facts["methods"]) == set(METHODS)
    assert set(facts["tasks"]) == set(PHYSIONET_TASKS)


def make_damaged(folder, model_file):
    """Files that are no model, by what the message says of them."""
    content = Path(model_file).read_bytes()
    (folder / "cut.keras").write_bytes(content[: len(content) // 2])
    (folder / "text.keras").write_text("not a model")
    with zipfile.ZipFile(folder / "foreign.keras", "w") as archive:
        archive.writestr("something.txt", "else")
    return {
        "cut.keras": "is not a whole .keras file",
        "text.keras": "is not a whole .keras file",
        "foreign.keras": "is not a Keras 3 model file: it lacks config.json",
        "missing.keras": "does not exist",
    }


def test_damaged_model_files_are_named(run, recording, model_file, tmp_path):
    for name, message in make_damaged(tmp_path, model_file).items():
        result = run("predict", name, recording)
        assert result.exit_code == 1, name
        assert message in result.stderr
        assert name in result.stderr
