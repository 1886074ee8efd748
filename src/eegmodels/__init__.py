"""Train compact convolutional networks on EEG and find out what they use.

Nothing heavy is imported here: Keras, MNE, scikit-learn and matplotlib are loaded
when the first name that needs them is used, so that ``import eegmodels`` and
``eegmodels --help`` answer at once.
"""

from importlib import import_module
from typing import Any

from eegmodels._backend import choose_backend

__version__ = "0.1.0"

_OBJECTS = {"EEGClassifier": "estimator", "EEGRegressor": "estimator"}
_PACKAGES = ("baselines", "data", "estimator", "evaluate", "explain", "models")

__all__ = ["EEGClassifier", "EEGRegressor", "__version__", *_PACKAGES]

# Before anything can import Keras, which would take TensorFlow, installed or not.
choose_backend()


def __getattr__(name: str) -> Any:
    if name in _OBJECTS:
        return getattr(import_module(f"{__name__}.{_OBJECTS[name]}"), name)
    if name in _PACKAGES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
