"""The approaches in a report: of which networks, of which trials, in what order."""

from dataclasses import replace

import numpy as np
import pytest

from eegmodels import EEGClassifier
from eegmodels.evaluate import cross_validate
from eegmodels.explain import relevance
from eegmodels.report import run_explanation
from eegmodels.report._checking import check_residual, check_run
from eegmodels.report._explaining import explain_classifier, held_out_relevance

pytestmark = pytest.mark.usefixtures("quick_compilation")

SMALL = {"n_epochs": 2, "batch_size": 64, "verbose": False, "random_state": 0}


@pytest.fixture(scope="module")
def scored(simulated):
    epochs, labels = simulated
    return cross_validate(
        EEGClassifier(**SMALL), epochs, labels, cv=3, keep_estimators=True
    )


@pytest.fixture(scope="module")
def fitted(simulated):
    epochs, labels = simulated
    return EEGClassifier(**SMALL).fit(epochs, labels)


def test_each_trial_is_explained_by_the_network_that_had_not_seen_it(simulated, scored):
    epochs, labels = simulated
    joined = held_out_relevance(scored, epochs, labels)
    assert joined.labels.tolist() == labels.tolist() == joined.target
    assert joined.settings["n_networks"] == 3
    assert joined.settings["n_trials"] == len(joined.predicted) == len(labels)
    for trial in (0, 11, 29):
        of_fold = scored.estimators[scored.fold[trial]]
        alone = relevance(of_fold, epochs[trial], labels[[trial]])
        size = np.abs(alone.data).max()
        np.testing.assert_allclose(
            joined.data[trial], alone.data[0], rtol=0, atol=1e-5 * size
        )
        assert joined.logit[trial] == pytest.approx(alone.logit[0], abs=1e-5)
        assert joined.predicted[trial] == of_fold.predict(epochs[trial])[0]


def test_order_of_classes_and_middle_trials(simulated, fitted):
    epochs, labels = simulated
    found = explain_classifier(fitted, epochs, labels)
    assert list(found.of_class) == ["feet", "fists"]
    for name, trial in zip(("feet", "fists"), found.examples, strict=True):
        logits = found.relevance.logit[labels == name]
        assert labels[trial] == name
        assert np.sum(logits < found.relevance.logit[trial]) == len(logits) // 2
    assert found.ranked == found.ablation.ranking


def test_checks_can_fail(simulated, fitted, scored):
    epochs, labels = simulated
    found = explain_classifier(fitted, epochs, labels)
    checks = check_run(fitted, epochs, labels, scored, found)
    verdicts = {check["name"]: check["ok"] for check in checks}
    assert verdicts["Relevances add up"]
    assert verdicts["Classes are balanced"]
    assert not verdicts["Enough training steps"]  # two passes
    assert not verdicts["Training had ended"]
    broken = replace(found.relevance, residual=found.relevance.residual + 0.1)
    assert not check_residual(replace(found, relevance=broken))["ok"]


def test_one_approach_alone(simulated, fitted, tmp_path):
    epochs, _ = simulated
    result = run_explanation(
        fitted, epochs, output=tmp_path / "new", approaches=["kernels"]
    )
    given = result.to_json()
    assert given["kernels"]["n"] == 8
    assert given["relevance"] is None
    text = result.page.read_text("utf-8")
    assert "figure-kernels" in text
    assert "figure-relevance-1" not in text
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["explanation.html", "explanation.json"]


def test_unknown_classes_are_explained_as_predicted(simulated, fitted, tmp_path):
    epochs, _ = simulated
    cues = epochs.copy()
    cues.events[:, 2] = 1
    cues.event_id = {"cue": 1}
    result = run_explanation(fitted, cues, output=tmp_path)
    given = result.to_json()
    assert given["accuracy"] is None
    assert given["ablation"] is None
    assert result.explanation.relevance.target == fitted.predict(cues).tolist()
    assert "what was predicted is explained" in result.page.read_text("utf-8")


def test_bad_approaches_are_refused(simulated, fitted, tmp_path):
    epochs, _ = simulated
    with pytest.raises(ValueError, match="Did you mean 'kernels'"):
        run_explanation(fitted, epochs, output=tmp_path / "n", approaches=["kernel"])
    with pytest.raises(ValueError, match="approaches is empty"):
        run_explanation(fitted, epochs, output=tmp_path / "n", approaches=[])
    assert not (tmp_path / "n").exists()
