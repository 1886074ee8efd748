"""The commands on a model file that holds an ``EEGRegressor``."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from eegmodels import EEGRegressor
from eegmodels.data import epochs_from_recording, get_preset, read_recording
from eegmodels.report import run_explanation

pytestmark = pytest.mark.usefixtures("quick_compilation")


@pytest.fixture(scope="module")
def trained(recording, tmp_path_factory):
    """Path of a regressor of two values, the regressor, and its Epochs."""
    preset = get_preset("motor-imagery", tmin=0.2, tmax=1.2)
    epochs = epochs_from_recording(read_recording(recording), preset=preset)
    y = np.column_stack([np.arange(20.0), np.arange(20.0) ** 2])
    params = {"F1": 1, "D": 1, "kernel_length": 8}
    reg = EEGRegressor(
        model_params=params, preset=preset, n_epochs=1, random_state=0
    ).fit(epochs, y)
    path = str(tmp_path_factory.mktemp("regressor") / "reg.keras")
    reg.save(path)
    return path, reg, epochs


def test_predict_gives_the_values_of_each_trial(run, recording, trained):
    path, reg, epochs = trained
    result = run("predict", path, recording, "--json", "-o", "table.csv")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    expected = reg.predict(epochs)
    np.testing.assert_allclose(facts["predicted"], expected, rtol=1e-6)
    assert facts["events"] == ["left", "right"] * 10
    assert {"classes", "probabilities", "accuracy"} & set(facts) == set()
    with Path("table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["trial", "event", "predicted 1", "predicted 2"]
    found = [[float(row[f"predicted {k}"]) for k in (1, 2)] for row in rows]
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    table = run("predict", path, recording).stdout
    assert "predicted 1" in table
    assert "accuracy" not in table


def test_info_describes_the_targets(run, trained):
    path, reg, _ = trained
    facts = json.loads(run("info", path, "--json").stdout)
    assert facts["estimator"] == "EEGRegressor"
    assert facts["targets"]["n_targets"] == 2
    assert facts["targets"]["training_mean"] == reg.target_mean_.tolist()
    assert facts["training"]["n_trials"] == 20
    assert "classes" not in facts
    assert "n_targets: 2" in run("info", path).stdout


def test_the_page_of_explanations_is_refused_with_what_to_do(run, recording, trained):
    path, reg, epochs = trained
    result = run("explain", path, recording)
    assert result.exit_code == 1
    assert "holds an EEGRegressor, and this page shows classes" in result.stderr
    assert "explain.relevance(reg, epochs)" in result.stderr
    assert list(Path().iterdir()) == []
    with pytest.raises(TypeError, match="classifier is a EEGRegressor; the page shows"):
        run_explanation(reg, epochs)
