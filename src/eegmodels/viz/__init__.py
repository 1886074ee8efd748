"""Figures of results: each call draws, and gives back the numbers that it drew.

Nothing here computes results, opens a window or keeps a figure: figures are plain
``matplotlib.figure.Figure`` objects, outside pyplot.
"""

from eegmodels.viz._ablation import plot_ablation
from eegmodels.viz._activations import plot_activations
from eegmodels.viz._checks import plot_checks
from eegmodels.viz._clusters import plot_clusters
from eegmodels.viz._comparison import plot_filter_comparison
from eegmodels.viz._confusion import plot_confusion
from eegmodels.viz._embedding import plot_embedding
from eegmodels.viz._envelopes import plot_envelopes
from eegmodels.viz._kernels import plot_temporal_kernels
from eegmodels.viz._learning import plot_learning_curves
from eegmodels.viz._maps import plot_electrodes, why_no_maps
from eegmodels.viz._perturbations import plot_perturbations
from eegmodels.viz._recovery import plot_recovery
from eegmodels.viz._relevance import plot_relevance
from eegmodels.viz._relevance_joint import plot_relevance_joint
from eegmodels.viz._relevance_topomap import plot_relevance_topomap
from eegmodels.viz._relevance_trials import plot_relevance_trials
from eegmodels.viz._scores import plot_scores
from eegmodels.viz._spatial import plot_spatial_filters
from eegmodels.viz._spectrum import plot_spectrum
from eegmodels.viz._stimuli import plot_stimulus_tuning
from eegmodels.viz._subsets import plot_filter_subsets
from eegmodels.viz._text import plain, visible

__all__ = [
    "plain",
    "plot_ablation",
    "plot_activations",
    "plot_checks",
    "plot_clusters",
    "plot_confusion",
    "plot_electrodes",
    "plot_embedding",
    "plot_envelopes",
    "plot_filter_comparison",
    "plot_filter_subsets",
    "plot_learning_curves",
    "plot_perturbations",
    "plot_recovery",
    "plot_relevance",
    "plot_relevance_joint",
    "plot_relevance_topomap",
    "plot_relevance_trials",
    "plot_scores",
    "plot_spatial_filters",
    "plot_spectrum",
    "plot_stimulus_tuning",
    "plot_temporal_kernels",
    "visible",
    "why_no_maps",
]
