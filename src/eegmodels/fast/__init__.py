"""Exact fast execution: the same numbers by another order of operations."""

from eegmodels.fast._course import Course, Training
from eegmodels.fast._fit_many import fit_many
from eegmodels.fast._frames import Framing, filter_signals
from eegmodels.fast._moments import FrameMoments, filtered_moments, frame_moments
from eegmodels.fast._outputs import outputs
from eegmodels.fast._plan import (
    Step,
    is_merged,
    is_spatial_first,
    is_spatial_only,
    plan,
)

__all__ = [
    "Course",
    "FrameMoments",
    "Framing",
    "Step",
    "Training",
    "filter_signals",
    "filtered_moments",
    "fit_many",
    "frame_moments",
    "is_merged",
    "is_spatial_first",
    "is_spatial_only",
    "outputs",
    "plan",
]
