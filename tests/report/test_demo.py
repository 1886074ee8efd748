"""The demonstration finds what was planted, and says so where it does not."""

import json

import pytest

from eegmodels.report import run_demo
from eegmodels.results import Recovery

KEYS = [
    "accuracy",
    "planted_hz",
    "found_hz",
    "pattern_cosine",
    "filter_cosine",
    "relevance_in_window",
    "window_share",
    "residual",
    "response_hz",
    "snr_db",
    "seed",
    "report",
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Fewer trials, folds and passes than the command's."""
    return run_demo(
        output=tmp_path_factory.mktemp("demo"),
        n_trials=40,
        n_folds=2,
        n_epochs=80,
        random_state=0,
    )


def test_the_truth_is_found(demo):
    found = demo.to_json()
    assert list(found) == KEYS
    assert found["accuracy"] >= 0.9
    assert abs(found["found_hz"] - found["planted_hz"]) <= 1
    assert found["pattern_cosine"] >= 0.95
    assert found["filter_cosine"] < 0.7
    assert found["window_share"] == pytest.approx(0.4)
    assert found["relevance_in_window"] > 1.2 * found["window_share"]
    assert found["residual"] < 1e-5
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_page_shows_truth_and_finding(demo):
    text = demo.result.report.read_text("utf-8")
    assert "The planted truth" in text
    assert "figure-truth" in text
    assert isinstance(demo.recovery, Recovery)
    assert demo.result.summary["truth"]["planted_at"] == "C3"
    assert all(row["ok"] for row in demo.result.summary["truth"]["rows"])


def test_odd_numbers_of_trials_leave_nothing(tmp_path):
    with pytest.raises(ValueError, match="n_trials=5 is odd"):
        run_demo(output=tmp_path / "new", n_trials=5)
    assert list(tmp_path.iterdir()) == []
