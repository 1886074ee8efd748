"""``explain`` and ``demo`` as a user types them."""

import json
from pathlib import Path

import pytest


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


def test_explain_refuses_what_it_cannot_use(run, recording, model_file, tmp_path):
    result = run("explain", model_file, recording, "--approach", "lime")
    assert result.exit_code == 2
    assert "'lime' is not one of" in result.stderr
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
