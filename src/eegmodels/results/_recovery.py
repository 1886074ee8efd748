"""What an explanation found of a truth that was planted."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved


@dataclass(frozen=True)
class Recovery(Saved):
    """A planted source beside what the explanations of a network say of it.

    Judged is one filter, that whose ablation costs most.

    Attributes
    ----------
    planted_hz, found_hz, response_hz : float
        Frequency of the source; peak of the kernel's response times the data's
        spectrum; peak of its response alone.
    freqs, weighted, response : array, shape (n_freqs,)
        In Hz; response times spectrum, and response alone.
    topography, pattern, filter : array, shape (n_chans,)
        Of the source; of the judged filter. In different units.
    pattern_cosine, filter_cosine : float
        Absolute cosine to the topography.
    window : tuple of float
        When the source was active, in seconds after the cue.
    window_share : float
        Share of the epoch that it covers.
    times : array, shape (n_times,)
    course : array, shape (n_times,)
        Absolute relevance, summed over electrodes and averaged over the trials of the
        planted class, in logits for each sample.
    other_course : array, shape (n_times,) | None
        The same of the other trials.
    relevance_in_window : float
        Share of ``course`` inside the window.
    judged : tuple of int
        Temporal kernel and spatial filter, counted from 0.
    info : mne.Info
    settings : dict
    """

    planted_hz: float
    found_hz: float
    response_hz: float
    freqs: np.ndarray
    weighted: np.ndarray
    response: np.ndarray
    topography: np.ndarray
    pattern: np.ndarray
    filter: np.ndarray
    pattern_cosine: float
    filter_cosine: float
    window: tuple[float, float]
    window_share: float
    times: np.ndarray
    course: np.ndarray
    other_course: np.ndarray | None
    relevance_in_window: float
    judged: tuple[int, int]
    info: mne.Info
    settings: dict[str, Any] = field(default_factory=dict)

    def plot(self) -> tuple[Any, dict[str, Any]]:
        """Draw the truth beside what was found, as ``eegmodels.viz.plot_recovery``."""
        return draw(self)
