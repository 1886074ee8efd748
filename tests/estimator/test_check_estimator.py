"""scikit-learn's own checks of the classifier, through an adapter (``tabular``)."""

from importlib.util import find_spec

import pytest
from sklearn.base import is_classifier

from eegmodels import EEGClassifier
from tabular import NETWORK, TabularEEGClassifier, failures, names, run_checks

# Name of the check, and why it cannot pass.
EXPECTED_FAILURES = {
    "check_estimators_empty_data_messages": (
        "asks for the word 'features' of a table; trials have channels and samples, "
        "and the message speaks of those"
    ),
    "check_fit2d_predict1d": (
        "asks for the words 'Reshape your data'; the message says how a single trial "
        "is given, X[np.newaxis]"
    ),
    "check_supervised_y_2d": (
        "asks for a warning about a column of labels; a column of one is not ambiguous "
        "and is taken without one"
    ),
}
SKIPPED = {"check_array_api_input": "needs SCIPY_ARRAY_API, of no use to Keras"}
if find_spec("pandas") is None:
    SKIPPED["check_classifier_data_not_an_array"] = "its second half needs pandas"


@pytest.fixture(scope="module")
def results(quick_compilation):
    """Run every check once."""
    return run_checks(TabularEEGClassifier(model_params=NETWORK), EXPECTED_FAILURES)


def test_no_check_fails(results):
    assert failures(results) == []


def test_more_than_thirty_checks_were_executed_and_passed(results):
    passed = [r for r in results if r["status"] == "passed" and r["exception"] is None]
    assert len(passed) >= 45
    assert len(passed) + len(names(results, "xfail")) + len(SKIPPED) == len(results)


def test_each_expected_failure_has_a_reason_and_still_fails(results):
    assert names(results, "xfail") == set(EXPECTED_FAILURES)
    assert all(len(reason) > 40 for reason in EXPECTED_FAILURES.values())


def test_nothing_is_skipped_silently(results):
    assert names(results, "skipped") == set(SKIPPED)


def test_the_classifier_itself_says_what_it_takes():
    tags = EEGClassifier().__sklearn_tags__()
    assert is_classifier(EEGClassifier())
    assert tags.input_tags.three_d_array
    assert not tags.input_tags.two_d_array
    assert not tags.target_tags.required
