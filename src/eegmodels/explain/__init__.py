"""See inside a trained network."""

from eegmodels.explain._spatial import spatial_filters
from eegmodels.explain._temporal import temporal_kernels

__all__ = ["spatial_filters", "temporal_kernels"]
