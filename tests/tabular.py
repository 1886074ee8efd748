"""Estimators of trials as estimators of tables, for scikit-learn's own checks.

The checks hand over tables (n_samples, n_features). The features become sources with
a fixed rhythm of 32 samples, and four channels each record a fixed mixture of them.
"""

import warnings

import numpy as np
from sklearn.utils.estimator_checks import check_estimator

from eegmodels import EEGClassifier, EEGRegressor

N_CHANS = 4
RHYTHM = np.sqrt(2) * np.cos(2 * np.pi * np.arange(32) / 8)
NETWORK = {"F1": 2, "D": 2, "kernel_length": 8, "dropout_rate": 0.0}


class Tabular:
    """Takes tables: features are the amplitudes of sources."""

    def fit(self, X, y=None):
        super().fit(as_signals(X), y)
        self.n_features_in_ = np.asarray(X).shape[1]
        return self

    def check_input(self, X, y=None, **options):
        known, shape = getattr(self, "n_features_in_", None), np.asarray(X).shape
        if known is not None and len(shape) == 2 and shape[1] != known:
            raise ValueError(
                f"X has {shape[1]} features, but {type(self).__name__} is expecting "
                f"{known} features as input"
            )
        return super().check_input(as_signals(X), y, **options)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.three_d_array = False
        tags.target_tags.required = True
        return tags


class TabularEEGClassifier(Tabular, EEGClassifier):
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


class TabularEEGRegressor(Tabular, EEGRegressor):
    def __init__(
        self,
        model_params=None,
        n_epochs=10,
        batch_size=10,
        learning_rate=0.02,
        validation_fraction=0,
        random_state=0,
    ):
        super().__init__(
            model_params=model_params,
            n_epochs=n_epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            validation_fraction=validation_fraction,
            random_state=random_state,
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        # Ten passes over a rhythm without noise teach a network little: its filters
        # for other rhythms see nothing, and their normalisation with them. What is
        # learned is tested on planted amplitudes (test_regressor).
        tags.regressor_tags.poor_score = True
        return tags


def as_signals(X):
    """Turn a table into trials; leave all else to the estimator's own checks."""
    if hasattr(X, "toarray"):
        return X
    X = np.asarray(X)
    if X.dtype == object:
        X = X.astype(np.float64)
    if X.ndim != 2:
        return X
    # The same number of channels for all tables: one shape of network to compile.
    mixing = np.random.default_rng(0).standard_normal((X.shape[1], N_CHANS))
    with np.errstate(invalid="ignore"):  # infinity is for the estimator to refuse
        return (X @ mixing)[:, :, np.newaxis] * RHYTHM


def run_checks(estimator, expected_failures):
    """Run every check of scikit-learn once."""
    with warnings.catch_warnings():
        # Checks of a failing kind are reported by the tests, not as warnings.
        warnings.filterwarnings("ignore", category=UserWarning, module="sklearn")
        return check_estimator(
            estimator,
            expected_failed_checks=expected_failures,
            on_skip=None,
            on_fail=None,
        )


def names(results, status):
    """Name the checks that ended in one way."""
    return {result["check_name"] for result in results if result["status"] == status}


def failures(results):
    """Describe the checks that failed."""
    return [
        f"{result['check_name']}: {result['exception']!r}"
        for result in results
        if result["status"] == "failed"
    ]
