"""What the network's first block learned: temporal kernels and spatial filters."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._drawing import draw

COLLINEAR = 0.9  # |r| of two filters' outputs above which they say the same thing


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
    settings : dict
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
    settings: dict[str, Any] = field(default_factory=dict)

    def plot(self) -> tuple[Any, dict[str, Any]]:
        """Draw each kernel in seconds and its frequency response in Hz.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_temporal_kernels``.
        """
        return draw(self)


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
    settings : dict
    """

    filters: np.ndarray
    patterns: np.ndarray
    correlation: np.ndarray
    ch_names: list[str]
    info: mne.Info | None
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def has_positions(self) -> bool:
        """Whether every electrode has a position, so that maps can be drawn."""
        if self.info is None:
            return False
        places = np.array([channel["loc"][:3] for channel in self.info["chs"]])
        return bool(np.isfinite(places).all() and (np.ptp(places, axis=0) > 0).any())

    @property
    def reading(self) -> str:
        """Say which of filter and pattern is a scalp map, and which filters agree.

        Kernels whose filters say the same thing are counted from 1.
        """
        said = (
            "Only a pattern may be read as a scalp map of a source; a filter weights "
            "electrodes, also to suppress what disturbs"
        )
        others = ~np.eye(self.correlation.shape[1], dtype=bool)
        most = np.abs(self.correlation[:, others]).max(axis=1, initial=0)
        alike = [str(k + 1) for k in np.flatnonzero(most > COLLINEAR).tolist()]
        if not alike:
            return f"{said}."
        start, last = ", ".join(alike[:-1]), alike[-1]
        kernels = f"kernels {start} and {last}" if start else f"kernel {last}"
        return (
            f"{said}; filters of one kernel say the same thing in {kernels} (their "
            f"outputs correlate with |r| up to {most.max():.2f})."
        )

    def plot(self, *, peak_hz: Any = None) -> tuple[Any, dict[str, Any]]:
        """Draw filters and patterns as maps, or as a table without positions.

        Parameters
        ----------
        peak_hz : array, shape (n_temporal,) | None
            Peak of each temporal kernel, to name the rows.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_spatial_filters``.
        """
        return draw(self, peak_hz=peak_hz)
