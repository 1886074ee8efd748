"""Public docstrings follow numpydoc, and name the parameters that there are."""

from importlib import import_module

import pytest
from numpydoc.validate import validate

PACKAGES = (
    "baselines",
    "data",
    "estimator",
    "evaluate",
    "explain",
    "models",
    "report",
    "results",
    "viz",
)
# Codes of numpydoc: no docstring; parameters missing, unknown, in another order, or
# without colon; sections in another order; summary missing; returns missing a type.
CODES = {"GL07", "GL08", "PR01", "PR02", "PR03", "PR10", "SS01", "SS02", "RT02"}
# A record's fields are its attributes; they are described once, under Attributes.
RECORDS = {"PR01"}


def public_names():
    for package in PACKAGES:
        module = import_module(f"eegmodels.{package}")
        for name in module.__all__:
            yield f"eegmodels.{package}.{name}"
    for name in import_module("EEGModels").__all__:
        yield f"EEGModels.{name}"


@pytest.mark.parametrize("name", sorted(public_names()))
def test_docstring(name):
    found = validate(name)
    if found["type"] not in ("function", "type", "ABCMeta"):
        pytest.skip(f"{name} is a table, no function or class")
    if name == "eegmodels.models.Network":
        pytest.skip("no user makes a Network; the functions of models do")
    codes = CODES
    module, _, last = name.rpartition(".")
    if hasattr(getattr(import_module(module), last), "__dataclass_fields__"):
        codes = CODES - RECORDS
    errors = [f"{code}: {text}" for code, text in found["errors"] if code in codes]
    assert errors == []
