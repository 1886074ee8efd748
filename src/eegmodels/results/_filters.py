"""The spatial filters of a network, and the patterns of what they pick up."""

from dataclasses import dataclass, field, replace
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_option
from eegmodels.results._drawing import draw
from eegmodels.results._filter_exports import FilterExports
from eegmodels.results._kernels import TemporalKernels
from eegmodels.results._saving import Saved
from eegmodels.results._sources import largest_positive, source_name

COLLINEAR = 0.9  # |r| of two filters' outputs above which they say the same thing


@dataclass(frozen=True)
class SpatialFilters(FilterExports, Saved):
    """The spatial filters of a network and the patterns of what they pick up.

    A filter says how electrodes are weighted, which includes the suppression of
    what disturbs; a pattern says how a source shows at the electrodes (Haufe et al.
    2014). Only a pattern may be read as a scalp map of a source.

    Sign and size are those of the weights: a filter and its pattern times minus one,
    or one times two and the other by two, say the same of the same source, and what
    follows in the network undoes either. ``standardised`` fixes both, and is what
    ``plot`` draws.

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
        ``convention`` is "standardised" in what that method gives, and ``signs``
        (n_temporal, n_spatial) what it multiplied by.
    source_sd : array, shape (n_temporal, n_spatial) | None
        Standard deviation of the filter's output over the data, behind its kernel.
    kernel_gain : array, shape (n_temporal, n_spatial) | None
        Largest gain of the filter's temporal kernel; 1 where there is none.
    """

    filters: np.ndarray
    patterns: np.ndarray
    correlation: np.ndarray
    ch_names: list[str]
    info: mne.Info | None
    opening: str = "temporal-spatial"
    settings: dict[str, Any] = field(default_factory=dict)
    source_sd: np.ndarray | None = None
    kernel_gain: np.ndarray | None = None

    def name_of(self, f: int, d: int) -> str:
        """Name a filter; indices count from 0, names from 1."""
        return source_name(self.opening, f, d)

    @property
    def is_standardised(self) -> bool:
        """Whether sign and size are fixed, as ``standardised`` does."""
        return self.settings.get("convention") == "standardised"

    def standardised(self) -> "SpatialFilters":
        """Fix what is free: the sign of each pattern, and the size of its source.

        Returns
        -------
        SpatialFilters
            The electrode where a pattern is largest is positive. The source has a
            standard deviation of 1 over the data, behind a temporal kernel whose
            largest gain is 1 (as in ``TemporalKernels.standardised``). So a pattern is
            in volts for each standard deviation of the source, at the kernel's best
            frequency, and a filter in the inverse of volts. Filter times pattern is
            what it was. A filter that gives nothing on the data stays as it is.

        Raises
        ------
        ValueError
            Made by hand, or by a version that did not keep the sources' size.

        Notes
        -----
        Both the kernel and the pattern have a sign of their own. The source of the
        network is that of the fixed kernel and filter times both signs:
        ``settings["signs"]`` of either result. Multiply what ``explain.activations``
        gives of a filter by them to lay it beside these maps.
        """
        if self.source_sd is None or self.kernel_gain is None:
            raise ValueError(
                "These filters do not know the size of their sources (source_sd is "
                "None); make them anew with explain.spatial_filters."
            )
        signs = largest_positive(self.patterns)
        known = (self.source_sd > 0) & (self.kernel_gain > 0)
        size = np.where(known, self.source_sd, 1) / np.where(known, self.kernel_gain, 1)
        scale = (signs * size)[..., None]
        return replace(
            self,
            filters=self.filters / scale,
            patterns=self.patterns * scale,
            correlation=self.correlation * signs[:, :, None] * signs[:, None],
            source_sd=np.where(known, 1.0, self.source_sd),
            kernel_gain=np.where(known, 1.0, self.kernel_gain),
            settings={
                **self.settings,
                "convention": "standardised",
                "signs": signs * np.asarray(self.settings.get("signs", 1.0)),
            },
        )

    @property
    def has_positions(self) -> bool:
        """Whether every electrode has a position, so that maps can be drawn."""
        if self.info is None:
            return False
        places = np.array([channel["loc"][:3] for channel in self.info["chs"]])
        return bool(np.isfinite(places).all() and (np.ptp(places, axis=0) > 0).any())

    @property
    def silent(self) -> list[tuple[int, int]]:
        """Filters that give nothing on the data and so have no pattern, from 0."""
        found = ~self.patterns.any(axis=2)
        return [(f, d) for f, d in np.argwhere(found).tolist()]

    @property
    def reading(self) -> str:
        """Say which of filter and pattern is a scalp map, and which filters agree.

        Kernels whose filters say the same thing are counted from 1.
        """
        said = (
            "Only a pattern may be read as a scalp map of a source; a filter weights "
            "electrodes, also to suppress what disturbs"
        )
        if self.silent:
            n = len(self.silent)
            said += f"; {n} filter{'s' if n > 1 else ''} give nothing on these data"
            said = said.replace("filter give", "filter gives")
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
        convention: str = "standardised",
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
        convention : "standardised" | "weights"
            Sign and size as ``standardised`` fixes them, where the size of the sources
            is known, or as they are in the weights.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_spatial_filters``.
        """
        check_option("convention", convention, ("standardised", "weights"))
        known = self.source_sd is not None and self.kernel_gain is not None
        fixed = convention == "standardised" and known
        drawn = self.standardised() if fixed else self
        return draw(drawn, peak_hz=peak_hz, kernels=kernels, rows=rows)
