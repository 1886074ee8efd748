"""What is saved beside the weights of a fitted estimator, as JSON."""

import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

from eegmodels._backend import backend_versions
from eegmodels.data import Preset
from eegmodels.estimator._data_spec import DataSpec
from eegmodels.results import History, Transfer

PACKAGES = ("eegmodels", "numpy", "scikit-learn", "mne")
# Sections of a model file that hold an estimator, and what opens them.
SECTIONS = {"classifier": "EEGClassifier", "regressor": "EEGRegressor"}


def software() -> dict[str, str]:
    """Versions of what a result depends on."""
    found = {name: _installed(name) for name in PACKAGES}
    return {"python": platform.python_version(), **found, **backend_versions()}


# Reading a package's metadata takes a millisecond, and every result asks.
_installed = cache(version)


def params_to_json(params: dict[str, Any]) -> dict[str, Any]:
    """Turn constructor parameters into plain values."""
    plain = dict(params)
    if isinstance(plain["preset"], Preset):
        plain["preset"] = plain["preset"].to_dict()
    if isinstance(plain.get("class_weight"), dict):
        pairs = plain["class_weight"].items()
        plain["class_weight"] = [[_plain(label), float(w)] for label, w in pairs]
    if not isinstance(plain["random_state"], (int, np.integer, type(None))):
        plain["random_state"] = None  # a generator has no state worth keeping
    return {key: _plain(value) for key, value in plain.items()}


def params_from_json(plain: dict[str, Any]) -> dict[str, Any]:
    """Turn plain values back into constructor parameters."""
    params = dict(plain)
    if isinstance(params.get("preset"), dict):
        params["preset"] = Preset.from_dict(params["preset"])
    if isinstance(params.get("class_weight"), list):
        params["class_weight"] = {label: w for label, w in params["class_weight"]}
    return params


def classes_to_json(classes: np.ndarray) -> dict[str, Any]:
    """Keep labels with their type, so that they come back as they were."""
    return {"dtype": classes.dtype.str, "values": [_plain(c) for c in classes.tolist()]}


def classes_from_json(plain: dict[str, Any]) -> np.ndarray:
    """Give labels back in their type."""
    return np.array(plain["values"], dtype=np.dtype(plain["dtype"]))


def fitted_to_json(estimator: Any) -> dict[str, Any]:
    """Describe a fitted estimator, but for its targets: a section of ``SECTIONS``."""
    transfer = estimator.transfer_
    return {
        "params": params_to_json(estimator.get_params(deep=False)),
        "data": estimator.data_spec_.to_dict(),
        "factors": [float(factor) for factor in estimator.factors_],
        "history": asdict(estimator.history_),
        "n_trials": int(estimator.n_trials_),
        "software": estimator.software_,
        "transfer": None if transfer is None else transfer.to_dict(),
    }


def fitted_from_json(estimator: Any, section: dict[str, Any]) -> None:
    """Set what ``fitted_to_json`` described on an estimator."""
    estimator.data_spec_ = DataSpec(**section["data"])
    estimator.factors_ = np.array(section["factors"], dtype=np.float64)
    estimator.history_ = History(**section["history"])
    estimator.n_trials_ = section["n_trials"]
    estimator.software_ = section["software"]
    transfer = section.get("transfer")
    estimator.transfer_ = None if transfer is None else Transfer.from_dict(transfer)


def _plain(value: Any) -> Any:
    """Turn NumPy scalars into Python's."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
