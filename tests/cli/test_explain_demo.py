"""``explain`` and ``demo`` as a user types them."""

import html
import json
from pathlib import Path

import pytest

from eegmodels.explain import METHODS


def test_explain_all(run, recording, model_file):
    result = run("explain", model_file, recording, "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert facts["n_trials"] == 20
    assert facts["kernels"]["n"] == 8
    assert facts["relevance"]["known"]
    assert facts["relevance"]["largest_residual"] < 1e-5
    assert len(facts["ablation"]["rows"]) == 16
    page = Path(facts["page"])
    assert page.name == "explanation.html"
    written = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert written == facts
    assert "[3/3] Done" in result.stderr


@pytest.mark.parametrize("approach", ["activations", "kernels", "relevance"])
def test_explain_one_ends_with_the_path(run, recording, model_file, approach):
    arguments = ("--approach", approach, "-o", "out", "--event", "cue=left")
    result = run("explain", model_file, recording, *arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == str(Path("out/explanation.html"))
    text = Path("out/explanation.html").read_text("utf-8")
    assert ("figure-activations" in text) == (approach == "activations")
    assert ("figure-kernels" in text) == (approach == "kernels")
    assert ("figure-relevance-1" in text) == (approach == "relevance")


# A method of each kind: whether it adds up, and which baseline it takes.
KINDS = {(record.complete, record.baseline): name for name, record in METHODS.items()}


@pytest.mark.parametrize("method", KINDS.values())
def test_explain_by_any_method(run, recording, model_file, method):
    """The page says what it means and when it misleads; a sum only where there is."""
    arguments = ("--approach", "relevance", "--method", method, "-o", "out", "--json")
    result = run("explain", model_file, recording, *arguments)
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    record = METHODS[method]
    found = facts["relevance"]
    assert found["method"] == method
    assert found["complete"] == record.complete
    assert (found["largest_residual"] is None) == record.is_slope
    assert bool(facts["checks"]) == record.complete
    assert all(check["ok"] for check in facts["checks"])
    text = html.unescape(Path(facts["page"]).read_text("utf-8"))
    assert f"It misleads {record.misleads}." in text
    assert ("do not add up to its logit" in text) == (not record.complete)
    assert ("logits per unit" in text) == record.is_slope


def test_explain_refuses_what_it_cannot_use(run, recording, model_file, tmp_path):
    result = run("explain", model_file, recording, "--approach", "lime")
    assert result.exit_code == 2
    assert "'lime' is not one of" in result.stderr
    result = run("explain", model_file, recording, "--method", "lime")
    assert result.exit_code == 2
    assert all(f"'{name}'" in result.stderr for name in METHODS)
    result = run("explain", tmp_path / "none.keras", recording)
    assert result.exit_code == 1
    assert "none.keras" in result.stderr
    result = run("explain", model_file, tmp_path / "none.fif")
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_demo_refuses_bad_numbers(run, tmp_path):
    for arguments, message in (
        (("--n-trials", "5"), "n_trials=5 is odd"),
        (("--snr", "1000"), "snr_db=1000"),
        (("--n-epochs", "0"), "n_epochs=0 is too small"),
        (("--n-folds", "1"), "n_folds=1 is too small"),
    ):
        result = run("demo", *arguments)
        assert result.exit_code == 1
        assert message in result.stderr
    assert list(tmp_path.iterdir()) == []
