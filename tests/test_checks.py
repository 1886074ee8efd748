"""Checks of arguments: what passes, and the words of each refusal."""

import numpy as np
import pytest

from eegmodels._checks import (
    check_finite,
    check_not_flat,
    check_number,
    check_option,
    check_whole,
    english_list,
    some_names,
)

NAMES = ["C3", "Cz", "C4"]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a"], "'a'"),
        (["a", "b"], "'a' or 'b'"),
        (["a", None, 3], "'a', None or 3"),
    ],
)
def test_lists_are_written_in_english(items, expected):
    assert english_list(items) == expected
    assert english_list(["a", "b"], "and") == "'a' and 'b'"


def test_long_lists_of_names_are_counted():
    assert some_names(["a", "b"]) == "a, b"
    assert some_names([str(k) for k in range(10)], 3) == "0, 1, 2 and 7 more"
    assert some_names([str(k) for k in range(8)]).endswith("6, 7")


def test_an_option_passes_and_another_is_refused_with_the_nearest():
    check_option("scaling", None, ("global", None))
    with pytest.raises(ValueError, match=r"'globl' is not one of 'global' or None\. "):
        check_option("scaling", "globl", ("global", None))
    with pytest.raises(ValueError, match=r"Did you mean 'EEGNet'\?"):
        check_option("model", "eegnet", ["EEGNet"])
    with pytest.raises(ValueError, match=r"is not one of 'global' or None\.$"):
        check_option("scaling", 7, ("global", None))


@pytest.mark.parametrize("value", [1, 5, np.int64(3), np.uint8(200)])
def test_whole_numbers_become_python_numbers(value):
    assert type(check_whole("n", value)) is int
    assert check_whole("n", value) == value


@pytest.mark.parametrize(
    ("value", "error", "match"),
    [
        (0, ValueError, "n=0 is too small; give at least 1"),
        (np.int64(-4), ValueError, "n=-4 is too small"),
        (1.0, TypeError, "n=1.0 is of type float; give a whole number of at least 1"),
        (True, TypeError, "n=True is of type bool"),
        (np.True_, TypeError, "is of type bool"),
        ("3", TypeError, "n='3' is of type str"),
        (None, TypeError, "n=None is of type NoneType"),
    ],
)
def test_other_values_are_no_whole_numbers(value, error, match):
    with pytest.raises(error, match=match):
        check_whole("n", value)


@pytest.mark.parametrize("closed", ["both", "left", "right", "neither"])
def test_bounds_belong_to_the_range_as_said(closed):
    assert check_number("x", 0.5, low=0, high=1, closed=closed) == 0.5
    for value, side in ((0, "left"), (1, "right")):
        if closed in ("both", side):
            assert check_number("x", value, low=0, high=1, closed=closed) == value
        else:
            with pytest.raises(ValueError, match=rf"x={value} is outside .0, 1."):
                check_number("x", value, low=0, high=1, closed=closed)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_must_be_finite(value):
    with pytest.raises(ValueError, match=r"outside \[-inf, inf\]; give a finite"):
        check_number("x", value)


@pytest.mark.parametrize("value", ["1", None, True, 1j, [1.0]])
def test_other_types_are_no_numbers(value):
    with pytest.raises(TypeError, match=r"is of type \w+; give a number"):
        check_number("x", value)


def test_numbers_of_numpy_become_python_numbers():
    assert type(check_number("x", np.float32(0.5))) is float
    assert type(check_number("x", np.int16(2))) is float


def test_samples_that_are_not_finite_are_counted_and_located():
    data = np.zeros((4, 3, 10))
    check_finite("X", data, NAMES)
    data[2, 0, 3:5] = np.nan
    data[3, 2, 0] = -np.inf
    match = r"3 samples in 2 of 4 trials \(the first is trial 2\), channels C3, C4\."
    with pytest.raises(ValueError, match=match):
        check_finite("X", data, NAMES)


def test_flat_channels_are_those_constant_in_all_trials():
    data = np.random.default_rng(0).standard_normal((4, 3, 10))
    data[0, 1] = 5.0  # in one trial only
    check_not_flat("X", data, NAMES)
    data[:, 1] = 5.0
    data[:, 2] = 0.0
    match = r"X has 2 flat channels, constant in all 4 trials: Cz, C4\. Was the"
    with pytest.raises(ValueError, match=match):
        check_not_flat("X", data, NAMES)


def test_flat_channels_of_some_trials_alone():
    data = np.random.default_rng(0).standard_normal((4, 3, 10))
    data[1:3, 1] = 5.0
    check_not_flat("X", data, NAMES)
    check_not_flat("X", data, NAMES, np.array([1, 0]))
    match = r"X has 1 flat channels, constant in all 2 trials: Cz\."
    with pytest.raises(ValueError, match=match):
        check_not_flat("X", data, NAMES, np.array([1, 2]))
