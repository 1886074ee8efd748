"""What calls return: named records that carry data, units and provenance."""

from eegmodels.results._filters import SpatialFilters, TemporalKernels
from eegmodels.results._scores import CrossValidation, History, Interval

__all__ = [
    "CrossValidation",
    "History",
    "Interval",
    "SpatialFilters",
    "TemporalKernels",
]
