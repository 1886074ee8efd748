"""What the network's first block learned: temporal kernels and spatial filters."""

from dataclasses import dataclass

import mne
import numpy as np


@dataclass(frozen=True)
class TemporalKernels:
    """The temporal kernels of a network and the frequencies that they pass.

    Attributes
    ----------
    kernels : array, shape (n_temporal, n_samples)
        Weights as the network applies them (a cross-correlation).
    times : array, shape (n_samples,)
        Time of each weight relative to the output sample, in seconds.
    freqs : array, shape (n_freqs,)
        In Hz.
    response : array, shape (n_temporal, n_freqs)
        Amplitude of the frequency response of each kernel.
    weighted : array, shape (n_temporal, n_freqs) | None
        Response times the amplitude spectrum of the data: what passes the kernel.
    peak_hz : array, shape (n_temporal,)
        Frequency of the maximum of ``weighted`` where data were given, else of
        ``response``.
    in_band : array of bool, shape (n_temporal,)
        Whether the peak lies inside the pass band of the data. Such a peak may be
        the work of the filter that prepared the data, not of the network.
    pass_band : tuple of float | None
        Pass band of the data in Hz.
    sfreq : float
    """

    kernels: np.ndarray
    times: np.ndarray
    freqs: np.ndarray
    response: np.ndarray
    weighted: np.ndarray | None
    peak_hz: np.ndarray
    in_band: np.ndarray
    pass_band: tuple[float, float] | None
    sfreq: float


@dataclass(frozen=True)
class SpatialFilters:
    """The spatial filters of a network and the patterns of what they pick up.

    A filter says how electrodes are weighted, which includes the suppression of
    what disturbs; a pattern says how a source shows at the electrodes (Haufe et al.
    2014). Only a pattern may be read as a scalp map of a source.

    Attributes
    ----------
    filters : array, shape (n_temporal, n_spatial, n_chans)
        Weight of each electrode, applied to volts (to the unit of the data, for
        arrays), so free of the estimator's scaling.
    patterns : array, shape (n_temporal, n_spatial, n_chans)
        Volts at each electrode per unit of the filter's output.
    correlation : array, shape (n_temporal, n_spatial, n_spatial)
        Correlation between the outputs of the filters of one temporal kernel.
    ch_names : list of str
    info : mne.Info | None
        Names and positions of the electrodes; None for arrays.
    """

    filters: np.ndarray
    patterns: np.ndarray
    correlation: np.ndarray
    ch_names: list[str]
    info: mne.Info | None

    @property
    def has_positions(self) -> bool:
        """Whether every electrode has a position, so that maps can be drawn."""
        if self.info is None:
            return False
        places = np.array([channel["loc"][:3] for channel in self.info["chs"]])
        return bool(np.isfinite(places).all() and (np.ptp(places, axis=0) > 0).any())
