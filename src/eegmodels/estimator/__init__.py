"""The networks as scikit-learn classifiers."""

from eegmodels.estimator._classifier import EEGClassifier
from eegmodels.estimator._config import software
from eegmodels.estimator._data_spec import DataSpec

__all__ = ["DataSpec", "EEGClassifier", "software"]
