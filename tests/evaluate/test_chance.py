"""Chance and intervals against exact sums of binomial probabilities."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from eegmodels.evaluate import accuracy_interval, chance_bound, chance_level


def probabilities_of_right_guesses(n, p):
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def test_chance_is_the_share_of_the_largest_class():
    assert chance_level(["a", "b", "b", "c"]) == 0.5
    assert chance_level(np.array([1, 1, 1])) == 1.0


def test_chance_needs_labels():
    with pytest.raises(ValueError, match=r"y has shape \(0,\); expected one label"):
        chance_level([])
    with pytest.raises(ValueError, match=r"y has shape \(2, 2\)"):
        chance_level(np.eye(2))


def test_known_bounds():
    assert chance_bound(100, 0.5) == 0.58
    assert chance_bound(20, 0.5) == 0.70


@pytest.mark.parametrize("n", [1, 2, 7, 20, 45, 90])
@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(1, 3), Fraction(24, 45)])
@pytest.mark.parametrize("alpha", [Fraction(1, 20), Fraction(1, 100)])
def test_bound_is_the_smallest_that_holds(n, p, alpha):
    mass = probabilities_of_right_guesses(n, p)
    smallest = next(k for k in range(n + 1) if sum(mass[k + 1 :]) <= alpha)
    assert chance_bound(n, float(p), float(alpha)) == smallest / n


def test_bound_holds_for_simulated_guessers():
    rng = np.random.default_rng(0)
    truth = rng.permutation(np.repeat([0, 1], [21, 24]))
    guesses = rng.integers(0, 2, (20_000, 45))
    scores = (guesses == truth).mean(axis=1)
    share = (scores > chance_bound(45, 0.5)).mean()
    assert 0.02 < share <= 0.053


def test_sure_and_impossible_guesses():
    assert chance_bound(10, 1.0) == 1.0
    assert chance_bound(10, 0.0) == 0.0


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ((0, 0.5), ValueError, "n_trials=0 is too small"),
        ((10.0, 0.5), TypeError, "n_trials=10.0 is of type float"),
        ((10, 1.5), ValueError, r"chance=1.5 is outside \[0, 1\]"),
        ((10, 0.5, 0.0), ValueError, r"alpha=0.0 is outside \(0, 1\)"),
    ],
)
def test_bound_checks_its_arguments(arguments, error, text):
    with pytest.raises(error, match=text):
        chance_bound(*arguments)


@pytest.mark.parametrize("n", [3, 8])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_interval_covers_every_true_accuracy(n, level):
    intervals = [accuracy_interval(k, n, level) for k in range(n + 1)]
    for p in np.linspace(0.005, 0.995, 100):
        mass = probabilities_of_right_guesses(n, p)
        covered = [i.low <= p <= i.high for i in intervals]
        assert np.dot(mass, covered) >= level


def test_ends_of_the_interval_leave_the_tails():
    interval = accuracy_interval(33, 45, 0.9)
    above = sum(probabilities_of_right_guesses(45, interval.low)[33:])
    below = sum(probabilities_of_right_guesses(45, interval.high)[:34])
    np.testing.assert_allclose([above, below], 0.05, atol=1e-6)
    assert interval.estimate == 33 / 45
    assert interval.level == 0.9


def test_all_right_and_all_wrong():
    assert accuracy_interval(5, 5).high == 1.0
    assert accuracy_interval(0, 5).low == 0.0


def test_more_right_than_tested_is_refused():
    with pytest.raises(ValueError, match="n_correct=6 is more than n_trials=5"):
        accuracy_interval(6, 5)
    with pytest.raises(ValueError, match=r"level=95\.? is outside"):
        accuracy_interval(3, 5, level=95)
