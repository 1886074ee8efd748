"""Checks of relevances: what they find on a sound network, and what they say."""

import re
from dataclasses import fields

import numpy as np
import pytest

from eegmodels import EEGClassifier, EEGRegressor, explain
from eegmodels.explain import CHECKS
from eegmodels.models import EEGNet
from eegmodels.results import Check, Checks
from naive_networks import unlike_a_start

SMALL = {"F1": 2, "D": 2, "kernel_length": 9}
QUICK = {"n_random": 3, "n_subsets": 12}


def make_network(seed=1):
    net = EEGNet(4, 64, 2, sfreq=128.0, seed=seed, **SMALL)
    return unlike_a_start(net, seed)


@pytest.fixture(scope="module")
def net():
    return make_network()


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return rng.standard_normal((8, 4, 64)), np.arange(8) % 2


@pytest.fixture(scope="module")
def found(net, trials):
    return explain.check(net, *trials, **QUICK)


@pytest.fixture(scope="module")
def clf():
    """Trained to tell a rhythm at the second electrode."""
    rng = np.random.default_rng(1)
    data, labels = rng.standard_normal((24, 4, 64)), np.array(["a", "b"] * 12)
    data[labels == "b", 1] += 2 * np.sin(2 * np.pi * 12 * np.arange(64) / 128)
    made = EEGClassifier(model_params=SMALL, n_epochs=8, random_state=0, scaling=None)
    return made.fit(data, labels), data, labels


def test_a_sound_method_passes_all_that_can_be_judged(found):
    assert [check.name for check in found.checks] == list(CHECKS)
    assert found.named(False) == []
    assert found.named(None) == ["labels"]
    assert "only an EEGClassifier says how" in found["labels"].words
    assert found.n_trials == 8


def test_records_follow_the_registry(found):
    for check in found.checks:
        known = CHECKS[check.name]
        for name in ("about", "asks", "expected", "cannot_show"):
            assert getattr(check, name) == getattr(known, name)
            assert getattr(check, name).strip()
        assert known.reference
        assert check.words.endswith(".")
    assert list(CHECKS)[-1] == "untouched"


def test_the_verdict_says_what_was_found_and_what_cannot_be(found):
    lines = found.verdict.splitlines()
    assert lines[0].startswith("Nothing was found against these relevances (deeplift")
    assert "8 of 8 checks passed" in lines[0]
    assert lines[1].startswith("Not judged: labels.")
    text = "\n".join(lines)
    assert "What this cannot show: that the relevance is right" in text
    for name in found.named(True):
        assert f"- {name}: {CHECKS[name].cannot_show}" in text
    assert CHECKS["labels"].cannot_show not in text  # nothing was shown
    assert str(found) == found.verdict
    assert "FAILED" not in str(found["cascade"])


def test_verdicts_of_failed_checks():
    def verdict(**passed):
        made = [
            Check(name, CHECKS[name].about, "Q?", "e", ok, "Words.", "Not this.")
            for name, ok in passed.items()
        ]
        return Checks(made, "deeplift", "zero", 9).verdict

    bad = verdict(completeness=False, cascade=False, deletion=True)
    assert bad.startswith("Do not use these relevances (deeplift, 9 trials)")
    assert "Failed: completeness. Q? Words." in bad
    care = verdict(completeness=True, cascade=False, deletion=None)
    assert care.startswith("Read these relevances with care (deeplift, 9 trials)")
    assert "1 of 2 checks passed" in care
    assert verdict(labels=None).startswith("Nothing can be said")


def test_a_check_is_found_by_name_and_comes_back_from_a_file(found, tmp_path):
    assert "cascade" in found
    assert "nothing" not in found
    with pytest.raises(ValueError, match=r"name='cascde' is not one of .* 'cascade'"):
        found["cascde"]
    found.save(tmp_path / "c.npz")
    back = Checks.read(tmp_path / "c.npz")
    assert back.verdict == found.verdict
    assert back.settings == found.settings
    for one, other in zip(found.checks, back.checks, strict=True):
        for field in fields(Check):
            if field.name != "numbers":
                assert getattr(one, field.name) == getattr(other, field.name)
        assert list(one.numbers) == list(other.numbers)
    pair = [record["cascade"].numbers["signed"] for record in (found, back)]
    np.testing.assert_array_equal(*pair)
    rows = found.table()
    assert [row["check"] for row in rows] == list(CHECKS)
    assert rows[0]["passed"] is True


def test_a_check_alone_gives_what_it_gives_among_others(net, trials, found):
    alone = explain.check(net, *trials, checks=["deletion", "completeness"], **QUICK)
    assert [check.name for check in alone.checks] == ["completeness", "deletion"]
    for key in ("curve", "random", "area_of_trials"):
        np.testing.assert_array_equal(
            alone["deletion"].numbers[key], found["deletion"].numbers[key]
        )
    other = explain.check(net, *trials, checks="deletion", random_state=1, **QUICK)
    assert not np.array_equal(
        other["deletion"].numbers["random"], found["deletion"].numbers["random"]
    )


def test_curves_begin_and_end_at_the_logits(net, trials, found):
    relevance = explain.relevance(net, *trials)
    for name, ends in (
        ("deletion", (relevance.logit, relevance.baseline_logit)),
        ("insertion", (relevance.baseline_logit, relevance.logit)),
    ):
        numbers = found[name].numbers
        for at, expected in zip((0, -1), ends, strict=True):
            mean = expected.mean()
            assert numbers["curve"][at] == pytest.approx(mean, abs=1e-5)
            np.testing.assert_allclose(numbers["random"][:, at], mean, atol=1e-5)
        assert numbers["random"].shape == (QUICK["n_random"], 11)


def test_of_many_trials_some_are_used_spread_over_all(net, trials):
    found = explain.check(net, *trials, checks=["completeness"], max_trials=4)
    assert (found.n_trials, found.settings["n_given"]) == (4, 8)
    relevance = explain.relevance(net, *trials)
    np.testing.assert_allclose(
        found["completeness"].numbers["residual"],
        relevance.residual[[0, 2, 4, 7]],
        atol=1e-6,
    )
    few = explain.check(net, *trials, checks=["deletion"], max_trials=4, **QUICK)
    assert few["deletion"].passed is None
    assert "4 trials are too few to judge it; give 5" in few["deletion"].words


def test_baselines_of_each_trial_stay_with_it(net, trials):
    """Also where some trials are asked about, or asked about in another order."""
    names = ["completeness", "batches"]
    options = {"baseline": "phase-shuffled", "n_draws": 2, "max_trials": 4}
    found = explain.check(net, *trials, checks=names, **options)
    assert found.named(True) == names
    assert found.baseline == "phase-shuffled"
    options = {"baseline": "phase-shuffled", "n_draws": 2, "random_state": 0}
    relevance = explain.relevance(net, *trials, **options)
    np.testing.assert_allclose(
        found["completeness"].numbers["largest_difference"],
        np.abs(relevance.logit - relevance.baseline_logit)[[0, 2, 4, 7]].max(),
        rtol=1e-5,
    )


def test_slopes_are_not_judged_as_contributions(net, trials):
    names = ["completeness", "sensitivity"]
    found = explain.check(net, *trials, method="saliency", checks=names, **QUICK)
    assert found.named(None) == names
    assert found.baseline == "none"
    assert found.verdict.startswith("Nothing can be said of these relevances")


def test_a_method_without_a_promise_is_not_held_to_it(net, trials):
    found = explain.check(
        net, *trials, method="gradient_x_input", checks=["completeness"]
    )
    assert found["completeness"].passed is None
    assert "gradient_x_input promises no sum" in found["completeness"].words


def test_trainings_are_compared(clf):
    """Like one another where labels are true, and the classifier stays as it was."""
    classifier, data, labels = clf
    network, before = classifier.model_, classifier.model_.get_weights()
    found = explain.check(
        classifier, data, labels, target=("b", "a"), checks=["labels", "untouched"]
    )
    numbers = found["labels"].numbers
    assert numbers["shuffled"].shape == numbers["again"].shape == (24,)
    assert 0.2 < numbers["kept_labels"] < 0.8
    assert found["untouched"].passed
    assert classifier.model_ is network
    assert all(map(np.array_equal, before, network.get_weights()))
    assert "after a training on shuffled labels" in found["labels"].words


def test_a_training_that_changes_nothing_fails(clf, monkeypatch):
    """As of a method whose map is that of the trial, whatever the labels were."""
    classifier, data, labels = clf
    trained = []

    def same(subject, examined, y, seed):
        trained.append(y.tolist())
        return subject.estimator

    monkeypatch.setattr("eegmodels.explain._checking._labels._trained", same)
    found = explain.check(classifier, data, labels, checks=["labels"])["labels"]
    assert found.passed is False
    np.testing.assert_allclose(found.numbers["shuffled"], 1, atol=1e-9)
    assert trained[1] == labels.tolist()
    assert trained[0] != trained[1]
    assert sorted(trained[0]) == sorted(trained[1])


@pytest.mark.parametrize(
    ("options", "chosen", "reason"),
    [
        ({"retrain": False}, slice(None), r"Not run: retrain=False\."),
        ({}, slice(0, None, 2), r"needs two trials or more, and there are \[12\]"),
    ],
)
def test_why_there_is_no_training(clf, options, chosen, reason):
    classifier, data, labels = clf
    found = explain.check(
        classifier, data[chosen], labels[chosen], checks=["labels"], **options
    )
    assert found["labels"].passed is None
    assert re.search(reason, found["labels"].words)


def test_trials_without_classes_are_not_trained_on(clf):
    classifier, data, _ = clf
    found = explain.check(classifier, data, checks=["labels"])
    assert "the classes of the trials are not known. Give y" in found["labels"].words


def test_a_regressor_is_checked_too():
    rng = np.random.default_rng(2)
    data, values = rng.standard_normal((8, 4, 64)), rng.standard_normal(8)
    reg = EEGRegressor(model_params=SMALL, n_epochs=1, random_state=0)
    reg.fit(data, values)
    found = explain.check(
        reg, data, checks=["completeness", "labels", "deletion"], **QUICK
    )
    assert found["completeness"].passed
    assert found["labels"].passed is None
    assert found.settings["explains"] == "output"


def test_wrong_arguments(net, trials):
    with pytest.raises(ValueError, match=r"checks='cascad' .* Did you mean 'cascade'"):
        explain.check(net, *trials, checks=["cascad"])
    with pytest.raises(
        ValueError, match=r"checks is empty; name some of explain.CHECK"
    ):
        explain.check(net, *trials, checks=[])
    with pytest.raises(ValueError, match="max_trials=0 is too small; give at least 1"):
        explain.check(net, *trials, max_trials=0)
    with pytest.raises(ValueError, match="n_subsets=1 is too small; give at least 2"):
        explain.check(net, *trials, n_subsets=1)
    with pytest.raises(TypeError, match="random_state=None is of type NoneType"):
        explain.check(net, *trials, random_state=None)
    with pytest.raises(TypeError, match="retrain=1 is neither True nor False"):
        explain.check(net, *trials, retrain=1)
    with pytest.raises(
        ValueError, match=r"method='deeplft' .* Did you mean 'deeplift'"
    ):
        explain.check(net, *trials, method="deeplft")
    with pytest.raises(TypeError, match="n_nodes=3 is no option here"):
        explain.check(net, *trials, n_nodes=3)
    with pytest.raises(TypeError, match="model is a dict; give a fitted EEGClassif"):
        explain.check({}, *trials)
