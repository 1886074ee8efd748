"""Exact fast execution: the same numbers by another order of operations."""

from eegmodels.fast._blocks import (
    Step,
    is_merged,
    is_spatial_first,
    is_spatial_only,
    plan,
)
from eegmodels.fast._frames import Framing, filter_signals
from eegmodels.fast._statistics import filtered_moments

__all__ = [
    "Framing",
    "Step",
    "filter_signals",
    "filtered_moments",
    "is_merged",
    "is_spatial_first",
    "is_spatial_only",
    "plan",
]
