"""The temporal kernels of a network: what they pass, and how sharply."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved
from eegmodels.results._sources import largest_positive
from eegmodels.results._stimuli import StimulusTuning, tune
from eegmodels.results._tables import Tabled
from eegmodels.results._tuning import gains, half_power_edges, peaks, visible_cycles


@dataclass(frozen=True)
class TemporalKernels(Saved, Tabled):
    """The temporal kernels of a network and the frequencies that they pass.

    Sign and size are those of the weights, and mean nothing: a kernel times minus
    one, with its spatial filters times minus one, is the same network, and what
    follows standardises its output. ``standardised`` fixes both.

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
        ``response``; NaN for a kernel of zeros.
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
        ``convention`` is "standardised" in what that method gives, and ``signs``
        (n_temporal,) what it multiplied by.
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

    def name_of(self, k: int) -> str:
        """Name a kernel; indices count from 0, names from 1."""
        return f"{'filter' if self.opening == 'merged' else 'kernel'} {k + 1}"

    @property
    def resolution_hz(self) -> float:
        """Difference in Hz that a kernel of this length can tell: one cycle of it."""
        return float(self.sfreq / self.kernels.shape[1])

    @property
    def response_peak_hz(self) -> np.ndarray:
        """Peak of the kernel alone, (n_temporal,), in Hz; ``peak_hz`` without data."""
        return peaks(self.freqs, self.response)

    @property
    def band_hz(self) -> np.ndarray:
        """Edges in Hz of the peak at half power (-3 dB), (n_temporal, 2).

        Of the same curve as ``peak_hz``. NaN on a side where power does not fall to
        half before 0 Hz or half the sampling rate.
        """
        return half_power_edges(
            self.freqs, self.response if self.weighted is None else self.weighted
        )

    @property
    def bandwidth_hz(self) -> np.ndarray:
        """Full width of the peak at half power in Hz, (n_temporal,).

        NaN where one of its edges is, see ``band_hz``. Not smaller than about 0.9
        times ``resolution_hz`` for the kernel alone; data can be narrower.
        """
        return np.diff(self.band_hz, axis=1)[:, 0]

    @property
    def response_bandwidth_hz(self) -> np.ndarray:
        """``bandwidth_hz`` of the kernel alone, without the data, (n_temporal,)."""
        return np.diff(half_power_edges(self.freqs, self.response), axis=1)[:, 0]

    @property
    def cycles(self) -> np.ndarray:
        """Cycles that one would see in each kernel, in halves, (n_temporal,).

        Two changes of sign make a cycle; half-waves below a tenth of the largest
        weight are not seen. NaN for a kernel of zeros.
        """
        return visible_cycles(self.kernels)

    @property
    def cycles_hz(self) -> np.ndarray:
        """Frequency by the paper's rule, ``cycles`` over the kernel's duration.

        Lawhern et al. 2018 count the cycles of a kernel of 0.25 s by eye and take 4
        times their number (Fig. 7). ``cycles`` is our way to count. Good to half a
        cycle, so to half of ``resolution_hz``, for a sinusoid that fills the kernel;
        too low where it fills part of it, and misleading where it is a mixture.
        """
        return self.cycles * self.resolution_hz

    def standardised(self) -> "TemporalKernels":
        """Fix what is free: the largest weight is positive, the largest gain is 1.

        Returns
        -------
        TemporalKernels
            A sine at its best frequency leaves a kernel as large as it came.
            ``weighted`` is divided by the same number as ``response``. Goes with
            ``SpatialFilters.standardised``.
        """
        signs = largest_positive(self.kernels)
        gain, most = gains(self.kernels), self.response.max(axis=1)
        scale = (signs / np.where(gain > 0, gain, 1))[:, None]
        share = 1 / np.where(most > 0, most, 1)[:, None]
        return replace(
            self,
            kernels=self.kernels * scale,
            response=self.response * share,
            weighted=None if self.weighted is None else self.weighted * share,
            settings={
                **self.settings,
                "convention": "standardised",
                "signs": signs * np.asarray(self.settings.get("signs", 1.0)),
            },
        )

    def stimulus_response(
        self,
        stimuli: Any,
        *,
        n_harmonics: int = 3,
        n_null: int = 2000,
        random_state: int | None = 0,
    ) -> StimulusTuning:
        """Gain of each kernel at the frequencies of flickering stimuli.

        Parameters
        ----------
        stimuli : array-like, shape (n_stimuli,)
            In Hz, rising.
        n_harmonics : int
            Multiples of each frequency, itself among them. Those above half the
            sampling rate are left out.
        n_null : int
            Untrained kernels of the same length, for how often a peak falls beside a
            line by chance.
        random_state : int | None
            Seed of those.

        Returns
        -------
        StimulusTuning

        Raises
        ------
        TypeError, ValueError
            Frequencies that are not between 0 and half the sampling rate, not in
            rising order, or none; other counts.
        """
        return tune(
            self,
            stimuli,
            n_harmonics=n_harmonics,
            n_null=n_null,
            random_state=random_state,
        )

    def table(self) -> list[dict[str, Any]]:
        """List the kernels, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``kernel``, ``peak_hz``, ``low_hz``, ``high_hz`` and ``bandwidth_hz`` at
            half power, ``response_peak_hz`` and ``response_bandwidth_hz`` of the
            kernel alone, ``cycles``, ``cycles_hz``, ``resolution_hz``, ``in_band``;
            of a merged opening ``one_course_share``.
        """
        columns = {
            "kernel": [self.name_of(k) for k in range(len(self.kernels))],
            "peak_hz": self.peak_hz.tolist(),
            "low_hz": self.band_hz[:, 0].tolist(),
            "high_hz": self.band_hz[:, 1].tolist(),
            "bandwidth_hz": self.bandwidth_hz.tolist(),
            "response_peak_hz": self.response_peak_hz.tolist(),
            "response_bandwidth_hz": self.response_bandwidth_hz.tolist(),
            "cycles": self.cycles.tolist(),
            "cycles_hz": self.cycles_hz.tolist(),
            "resolution_hz": [self.resolution_hz] * len(self.kernels),
            "in_band": self.in_band.tolist(),
        }
        if self.one_course_share is not None:
            columns["one_course_share"] = self.one_course_share.tolist()
        rows = zip(*columns.values(), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def __str__(self) -> str:
        lines = [
            f"{len(self.kernels)} kernels of {1 / self.resolution_hz:.3g} s, which "
            f"tell apart {self.resolution_hz:.3g} Hz; peak and width at half power"
            + (" of kernel times data" if self.weighted is not None else "")
        ]
        for row in self.table():
            if np.isnan(row["peak_hz"]):
                lines.append(f"  {row['kernel']}: nothing passes")
                continue
            width = f"{row['bandwidth_hz']:.1f} Hz wide"
            if np.isnan(row["bandwidth_hz"]):
                width = "open on a side"
            lines.append(
                f"  {row['kernel']}: {row['peak_hz']:.1f} Hz, {width}; "
                f"{row['cycles']:g} cycles make {row['cycles_hz']:.1f} Hz"
            )
        return "\n".join(lines)

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

    def plot_stimulus(
        self, stimuli: Any, *, n_harmonics: int = 3
    ) -> tuple[Any, dict[str, Any]]:
        """Draw the spectra of all kernels with lines at stimuli and harmonics.

        Parameters
        ----------
        stimuli, n_harmonics
            As in ``stimulus_response``.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_stimulus_tuning``.
        """
        return self.stimulus_response(stimuli, n_harmonics=n_harmonics).plot()
