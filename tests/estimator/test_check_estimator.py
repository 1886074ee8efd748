"""scikit-learn's own checks, through an adapter from tables to trials.

The checks hand over tables (n_samples, n_features). The features become sources with
a fixed rhythm of 32 samples, and four channels each record a fixed mixture of them.
"""

import warnings
from importlib.util import find_spec

import numpy as np
import pytest
from sklearn.base import is_classifier
from sklearn.utils.estimator_checks import check_estimator

from eegmodels import EEGClassifier

N_CHANS = 4
RHYTHM = np.sqrt(2) * np.cos(2 * np.pi * np.arange(32) / 8)

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


class TabularEEGClassifier(EEGClassifier):
    """``EEGClassifier`` for tables: features are the amplitudes of sources."""

    def __init__(
        self,
        model_params=None,
        n_epochs=10,
        batch_size=10,
        learning_rate=0.02,
        validation_fraction=0,
        class_weight=None,
        random_state=0,
    ):
        super().__init__(
            model_params=model_params,
            n_epochs=n_epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            validation_fraction=validation_fraction,
            class_weight=class_weight,
            random_state=random_state,
        )

    def fit(self, X, y=None):
        super().fit(as_signals(X), y)
        self.n_features_in_ = np.asarray(X).shape[1]
        return self

    def check_input(self, X):
        known, shape = getattr(self, "n_features_in_", None), np.asarray(X).shape
        if known is not None and len(shape) == 2 and shape[1] != known:
            raise ValueError(
                f"X has {shape[1]} features, but {type(self).__name__} is expecting "
                f"{known} features as input"
            )
        return super().check_input(as_signals(X))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.three_d_array = False
        tags.target_tags.required = True
        return tags


def as_signals(X):
    """Turn a table into trials; leave all else to the classifier's own checks."""
    if hasattr(X, "toarray"):
        return X
    X = np.asarray(X)
    if X.dtype == object:
        X = X.astype(np.float64)
    if X.ndim != 2:
        return X
    # The same number of channels for all tables: one shape of network to compile.
    mixing = np.random.default_rng(0).standard_normal((X.shape[1], N_CHANS))
    with np.errstate(invalid="ignore"):  # infinity is for the classifier to refuse
        return (X @ mixing)[:, :, np.newaxis] * RHYTHM


@pytest.fixture(scope="module")
def results():
    """Run every check once."""
    params = {"F1": 2, "D": 2, "kernel_length": 8, "dropout_rate": 0.0}
    estimator = TabularEEGClassifier(model_params=params)
    with warnings.catch_warnings():
        # Checks of a failing kind are reported below, not as warnings.
        warnings.filterwarnings("ignore", category=UserWarning, module="sklearn")
        return check_estimator(
            estimator,
            expected_failed_checks=EXPECTED_FAILURES,
            on_skip=None,
            on_fail=None,
        )


def names(results, status):
    return {result["check_name"] for result in results if result["status"] == status}


def test_no_check_fails(results):
    failed = [
        f"{result['check_name']}: {result['exception']!r}"
        for result in results
        if result["status"] == "failed"
    ]
    assert failed == []


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
