"""The networks as scikit-learn classifiers and regressors."""

from eegmodels.estimator._classifier import EEGClassifier
from eegmodels.estimator._config import software
from eegmodels.estimator._data_spec import DataSpec
from eegmodels.estimator._opening import load_estimator
from eegmodels.estimator._regressor import EEGRegressor
from eegmodels.estimator._scaling import scaled
from eegmodels.estimator._together import fit_together

__all__ = [
    "DataSpec",
    "EEGClassifier",
    "EEGRegressor",
    "fit_together",
    "load_estimator",
    "scaled",
    "software",
]
