"""Open a model file whose kind of estimator is not known beforehand."""

import os

from eegmodels.estimator._base import kind_of
from eegmodels.estimator._classifier import EEGClassifier
from eegmodels.estimator._regressor import EEGRegressor
from eegmodels.models import open_model_file


def load_estimator(path: str | os.PathLike[str]) -> EEGClassifier | EEGRegressor:
    """Open a model file as what was saved: a classifier or a regressor.

    Parameters
    ----------
    path : path-like
        A ``.keras`` file.

    Returns
    -------
    EEGClassifier | EEGRegressor

    Raises
    ------
    FileNotFoundError, ValueError
        No such file; one that is cut short; one without an estimator.
    """
    network, sections = open_model_file(path)
    kind = kind_of(sections, path)
    if kind == EEGClassifier._section:
        return EEGClassifier._from_section(network, sections[kind], path)
    return EEGRegressor._from_section(network, sections[kind], path)
