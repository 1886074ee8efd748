"""What the network's first block learned: temporal kernels and spatial filters."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved
from eegmodels.results._sources import source_name

COLLINEAR = 0.9  # |r| of two filters' outputs above which they say the same thing


@dataclass(frozen=True)
class TemporalKernels(Saved):
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
    opening : "temporal-spatial" | "merged"
        "merged": a kernel is an output of two convolutions that follow one another,
        over time and over electrodes; ``kernels`` holds its best single course (first
        right singular vector) and ``response`` is that of the whole.
    one_course_share : array, shape (n_temporal,) | None
        Share of a merged kernel's energy that its best single course holds.
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
    opening: str = "temporal-spatial"
    one_course_share: np.ndarray | None = None
    settings: dict[str, Any] = field(default_factory=dict)

    def peak_of(self, f: int, d: int) -> float:
        """Give the peak in Hz of a spatial filter's kernel; counted from 0."""
        return float(self.peak_hz[d if self.opening == "merged" else f])

    def plot(self, *, rows: Any = None) -> tuple[Any, dict[str, Any]]:
        """Draw each kernel in seconds and its frequency response in Hz.

        Parameters
        ----------
        rows : sequence of int | None
            Which kernels, counted from 0. None: the first 16.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_temporal_kernels``.
        """
        return draw(self, rows=rows)


@dataclass(frozen=True)
class SpatialFilters(Saved):
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
    opening : "temporal-spatial" | "merged" | "spatial"
        Filters of temporal kernels (EEGNet); outputs of two merged convolutions
        (DeepConvNet, ShallowConvNet), where ``filters`` are the electrodes' part of
        the best single course; or filters of the raw signals (EEGNetV1). The latter
        two have an n_temporal of 1.
    settings : dict
    """

    filters: np.ndarray
    patterns: np.ndarray
    correlation: np.ndarray
    ch_names: list[str]
    info: mne.Info | None
    opening: str = "temporal-spatial"
    settings: dict[str, Any] = field(default_factory=dict)

    def name_of(self, f: int, d: int) -> str:
        """Name a filter; indices count from 0, names from 1."""
        return source_name(self.opening, f, d)

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
        if self.opening != "temporal-spatial":
            pairs = np.abs(self.correlation[0]) * others
            n_alike = int((pairs.max(axis=1, initial=0) > COLLINEAR).sum())
            if n_alike == 0:
                return f"{said}."
            return (
                f"{said}; {n_alike} of {len(pairs)} filters say what another one says "
                f"(their outputs correlate with |r| up to {pairs.max():.2f})."
            )
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

    def plot(
        self,
        *,
        peak_hz: Any = None,
        kernels: TemporalKernels | None = None,
        rows: Any = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Draw filters and patterns as maps, or as a table without positions.

        Parameters
        ----------
        peak_hz : array, shape (n_temporal,) | None
            Peak of each temporal kernel, to name the rows; of a merged opening that of
            each filter.
        kernels : TemporalKernels | None
            Of the same network: drawn before their maps, and give ``peak_hz``.
        rows : sequence of int | None
            Which temporal kernels, or which filters where they have no kernel of their
            own. None: the first 16.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_spatial_filters``.
        """
        return draw(self, peak_hz=peak_hz, kernels=kernels, rows=rows)
