"""What may be said of a network, and what may not."""

from types import SimpleNamespace

import numpy as np
import pytest

from eegmodels.report._explaining import Explanation
from eegmodels.report._findings import find
from eegmodels.results import Ablation, Relevance

NAMES = ["Fp1", "FC3", "C4", "POz"]


def relevance_at(channel, total, label):
    """One average whose net relevance is largest at a channel."""
    data = np.zeros((1, 4, 64))
    data[0, channel, 20:26] = total / 6
    return Relevance(
        data=data,
        residual=np.zeros(1),
        logit=np.array([total]),
        baseline_logit=np.zeros(1),
        target=[label],
        labels=np.array([label]),
        method="deeplift",
        baseline="0",
        complete=True,
        ch_names=NAMES,
        times=np.arange(64) / 128,
        info=None,
    )


def explanation(*, pattern_at=1, relevance=((1, 2.0), (2, 1.5)), peak=12.0):
    patterns = np.zeros((1, 2, 4))
    patterns[0, 1, pattern_at] = -3  # a sign is arbitrary
    patterns[0, 0, 0] = 9
    return Explanation(
        filters=SimpleNamespace(patterns=patterns, ch_names=NAMES),
        kernels=SimpleNamespace(peak_of=lambda f, d: peak, pass_band=(8.0, 30.0)),
        ablation=Ablation(
            baseline=0.9,
            drop=np.array([[0.1, 0.3]]),
            log_likelihood=-0.2,
            log_likelihood_drop=np.array([[0.5, 0.1]]),
            scorer="accuracy",
            n_trials=20,
        ),
        of_class={
            label: relevance_at(channel, total, label)
            for label, (channel, total) in zip("ab", relevance, strict=True)
        },
    )


def test_the_costliest_filter_and_the_largest_relevance():
    found = find(explanation(), "motor-imagery")
    assert (found["costliest"]["kernel"], found["costliest"]["filter"]) == (1, 2)
    assert found["costliest"]["electrode"] == "FC3"
    assert [row["electrode"] for row in found["relevance"]] == ["FC3", "C4"]
    assert found["relevance"][0]["total"] == pytest.approx(2)
    assert 20 / 128 <= found["relevance"][0]["time"] <= 26 / 128
    assert found["sites"]["found"]


def test_a_peak_inside_the_pass_band_is_no_finding():
    inside = find(explanation(peak=12.0))["costliest"]["peak"]
    assert "no finding" in inside
    outside = find(explanation(peak=40.0))["costliest"]["peak"]
    assert "no finding" not in outside
    assert "outside the pass band of 8 to 30 Hz" in outside


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"pattern_at": 0}, "the costliest filter's pattern (at Fp1)"),
        ({"relevance": ((3, 2.0), (2, 1.5))}, "the relevance for a (at POz)"),
    ],
)
def test_what_was_not_found_is_said(change, named):
    sites = find(explanation(**change), "motor-imagery")["sites"]
    assert not sites["found"]
    assert f"This was not found for {named}" in sites["sentence"]


def test_weak_relevance_is_not_held_against_the_sites():
    found = find(explanation(relevance=((1, 2.0), (3, 0.1))), "motor-imagery")
    assert [row["weak"] for row in found["relevance"]] == [False, True]
    assert found["sites"]["found"]


def test_other_paradigms_have_no_such_sites():
    assert find(explanation(), "p300")["sites"] is None
    assert find(explanation(), None)["sites"] is None


def test_nothing_is_made_up_of_nothing():
    found = find(Explanation(), "motor-imagery")
    assert found == {"costliest": None, "relevance": None, "sites": None}
