"""See inside a trained network."""

from eegmodels.explain._ablation import ablation
from eegmodels.explain._activations import activations
from eegmodels.explain._baselines import BASELINES, Baseline
from eegmodels.explain._checking import CHECKS, Checking, check
from eegmodels.explain._envelope import envelope_correlation
from eegmodels.explain._fbcsp import compare_fbcsp
from eegmodels.explain._methods import METHODS, Method
from eegmodels.explain._perturbation import perturbation_correlation
from eegmodels.explain._recovery import recovery
from eegmodels.explain._relevance import relevance
from eegmodels.explain._rules import UnsupportedLayerError, register_rule
from eegmodels.explain._spatial import spatial_filters
from eegmodels.explain._temporal import temporal_kernels

__all__ = [
    "BASELINES",
    "CHECKS",
    "METHODS",
    "Baseline",
    "Checking",
    "Method",
    "UnsupportedLayerError",
    "ablation",
    "activations",
    "check",
    "compare_fbcsp",
    "envelope_correlation",
    "perturbation_correlation",
    "recovery",
    "register_rule",
    "relevance",
    "spatial_filters",
    "temporal_kernels",
]
