"""What calls return: named records that carry data, units and provenance."""

from eegmodels.results._ablation import Ablation
from eegmodels.results._activations import Activations
from eegmodels.results._checks import Check, Checks
from eegmodels.results._class_averages import ClassAverages
from eegmodels.results._clusters import ClusterTest
from eegmodels.results._comparison import FilterComparison
from eegmodels.results._description import (
    Axis,
    Length,
    NetworkDescription,
    Stage,
    Weight,
)
from eegmodels.results._embedding import Embedding
from eegmodels.results._envelopes import EnvelopeCorrelation
from eegmodels.results._filters import SpatialFilters
from eegmodels.results._kernels import TemporalKernels
from eegmodels.results._perturbations import PerturbationCorrelation
from eegmodels.results._recovery import Recovery
from eegmodels.results._relevance import Relevance
from eegmodels.results._scores import CrossValidation, History, Interval
from eegmodels.results._sources import source_name
from eegmodels.results._stimuli import StimulusTuning
from eegmodels.results._subsets import FilterSubsets
from eegmodels.results._time_frequency import TimeFrequency
from eegmodels.results._transfer import Transfer, TransferredLayer

__all__ = [
    "Ablation",
    "Activations",
    "Axis",
    "Check",
    "Checks",
    "ClassAverages",
    "ClusterTest",
    "CrossValidation",
    "Embedding",
    "EnvelopeCorrelation",
    "FilterComparison",
    "FilterSubsets",
    "History",
    "Interval",
    "Length",
    "NetworkDescription",
    "PerturbationCorrelation",
    "Recovery",
    "Relevance",
    "SpatialFilters",
    "Stage",
    "StimulusTuning",
    "TemporalKernels",
    "TimeFrequency",
    "Transfer",
    "TransferredLayer",
    "Weight",
    "source_name",
]
