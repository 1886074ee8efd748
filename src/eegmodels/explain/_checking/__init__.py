"""Whether relevances can be trusted: one check a file, one record for each."""

from eegmodels.explain._checking._check import check
from eegmodels.explain._checking._registry import CHECKS, Checking

__all__ = ["CHECKS", "Checking", "check"]
