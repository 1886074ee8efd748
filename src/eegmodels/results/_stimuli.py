"""Temporal kernels against the frequencies of flickering stimuli."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import binom

from eegmodels._checks import check_whole
from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved
from eegmodels.results._tables import Tabled
from eegmodels.results._tuning import peaks

if TYPE_CHECKING:  # it makes what stands here
    from eegmodels.results._kernels import TemporalKernels

NOWHERE = -1  # index of the line of a kernel of zeros


@dataclass(frozen=True)
class StimulusTuning(Saved, Tabled):
    """Gain of temporal kernels at the frequencies of stimuli and their harmonics.

    A *line* is a stimulus frequency or one of its multiples. All of it is of the
    kernels alone: spectra of data recorded under flicker have the lines anyway.

    Attributes
    ----------
    stimuli : array, shape (n_stimuli,)
        In Hz.
    lines : array, shape (n_stimuli, n_harmonics)
        In Hz; the first harmonic is the stimulus itself. NaN from half the sampling
        rate on.
    gains : array, shape (n_temporal, n_stimuli, n_harmonics)
        Amplitude of the response at each line, as multiples of the kernel's mean
        response from 0 Hz to half the sampling rate. NaN where a line is, and for a
        kernel of zeros.
    peak_hz : array, shape (n_temporal,)
        Of the kernel alone; NaN for a kernel of zeros.
    nearest : array of int, shape (n_temporal, 2)
        Stimulus and harmonic, from 0, of the line nearest to the peak; of equal ones
        the lower harmonic; -1 for a kernel of zeros.
    distance_hz : array, shape (n_temporal,)
        From the peak to that line.
    tuned : array of int, shape (n_temporal, 2)
        Stimulus and harmonic of the largest gain.
    chance : float
        How often the peak of an untrained kernel inside ``band`` lies as near to a
        line as ``tolerance_hz``. The more stimuli and harmonics there are, the more
        of the band they cover.
    p_value : float
        Of as many hits or more among the kernels that peak inside ``band``, if each
        hit by that chance and by itself. The kernels of one network are not quite
        independent, and a network may prefer the part of the band where the stimuli
        are without following any of them.
    band : tuple of float
        Pass band of the data in Hz, in which chance is reckoned: outside of it there
        is nothing to be found, so a network's peaks lie inside it anyway. 0 Hz and
        half the sampling rate where no band is known.
    resolution_hz : float
        What kernels of this length tell apart. Lines nearer than that share a gain.
    freqs : array, shape (n_freqs,)
    response : array, shape (n_temporal, n_freqs)
    names : list of str
        Of the kernels.
    settings : dict
        ``n_null`` and ``random_state`` of the untrained kernels.
    """

    stimuli: np.ndarray
    lines: np.ndarray
    gains: np.ndarray
    peak_hz: np.ndarray
    nearest: np.ndarray
    distance_hz: np.ndarray
    tuned: np.ndarray
    chance: float
    p_value: float
    band: tuple[float, float]
    resolution_hz: float
    freqs: np.ndarray
    response: np.ndarray
    names: list[str]
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def tolerance_hz(self) -> float:
        """Half of what a kernel resolves: a peak as near to a line is on it."""
        return self.resolution_hz / 2

    @property
    def hits(self) -> np.ndarray:
        """Whether the peak of each kernel is on a line, (n_temporal,)."""
        return self.distance_hz <= self.tolerance_hz

    @property
    def order(self) -> list[int]:
        """Indices of the kernels by their peak; kernels of zeros come last."""
        return np.argsort(self.peak_hz, kind="stable").tolist()

    @property
    def reading(self) -> str:
        """Say how many kernels peak at a stimulus, and how many would anyway."""
        inside = _inside(self.peak_hz, self.band)
        low, high = self.band
        said = (
            f"Of {int(inside.sum())} kernels that peak between {low:.3g} and "
            f"{high:.3g} Hz, {int((self.hits & inside).sum())} do so within "
            f"{self.tolerance_hz:.2g} Hz of a stimulus or harmonic; "
            f"{self.chance:.0%} of untrained kernels do (p = {self.p_value:.2g})."
        )
        apart = np.diff(self.stimuli).min(initial=np.inf)
        if apart < self.resolution_hz:
            said += (
                f" The stimuli are as near as {apart:.2g} Hz to one another; kernels "
                f"of this length tell apart {self.resolution_hz:.2g} Hz, so a kernel "
                "belongs to a group of them."
            )
        return said

    def table(self) -> list[dict[str, Any]]:
        """List the kernels by their peak, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``kernel``, ``peak_hz``; ``stimulus_hz`` and ``harmonic`` (from 1) of the
            nearest line, ``distance_hz``, ``on_line``; ``best_stimulus_hz``,
            ``best_harmonic`` and ``best_gain``, where the gain is largest.
        """
        rows = []
        for k in self.order:
            (at, harmonic), (best, best_harmonic) = self.nearest[k], self.tuned[k]
            alive = at != NOWHERE
            rows.append(
                {
                    "kernel": self.names[k],
                    "peak_hz": float(self.peak_hz[k]),
                    "stimulus_hz": float(self.stimuli[at]) if alive else np.nan,
                    "harmonic": int(harmonic) + 1 if alive else None,
                    "distance_hz": float(self.distance_hz[k]),
                    "on_line": bool(self.hits[k]),
                    "best_stimulus_hz": float(self.stimuli[best]) if alive else np.nan,
                    "best_harmonic": int(best_harmonic) + 1 if alive else None,
                    "best_gain": float(self.gains[k, best, best_harmonic])
                    if alive
                    else np.nan,
                }
            )
        return rows

    def _attrs(self) -> dict[str, Any]:
        return {
            "chance": self.chance,
            "p_value": self.p_value,
            "resolution_hz": self.resolution_hz,
        }

    def plot(self) -> tuple[Any, dict[str, Any]]:
        """Draw the spectra of all kernels by their peak, with a line for each stimulus.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_stimulus_tuning``.
        """
        return draw(self)

    def __str__(self) -> str:
        lines = [self.reading]
        for row in self.table():
            if row["harmonic"] is None:
                lines.append(f"  {row['kernel']}: all weights are zero")
                continue
            multiple = "" if row["harmonic"] == 1 else f"{row['harmonic']} x "
            lines.append(
                f"  {row['kernel']}: peak {row['peak_hz']:.2f} Hz, "
                f"{row['distance_hz']:.2f} Hz from {multiple}{row['stimulus_hz']:g} Hz"
                + (" (on it)" if row["on_line"] else "")
            )
        return "\n".join(lines)


def tune(
    kernels: "TemporalKernels",
    stimuli: Any,
    *,
    n_harmonics: int,
    n_null: int,
    random_state: int | None,
) -> StimulusTuning:
    """Give what ``TemporalKernels.stimulus_response`` gives."""
    n_harmonics = check_whole("n_harmonics", n_harmonics)
    n_null = check_whole("n_null", n_null)
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    hz = _check_stimuli(stimuli, kernels.sfreq)
    lines = hz[:, None] * np.arange(1, n_harmonics + 1)
    lines = np.where(lines < kernels.sfreq / 2, lines, np.nan)
    mean = kernels.response.mean(axis=1)
    alive = mean > 0
    relative = _gains_at(kernels, lines) / np.where(alive, mean, np.nan)[:, None, None]
    found = kernels.response_peak_hz
    nearest, distance = _nearest(found, lines)
    tolerance = kernels.resolution_hz / 2
    rng = np.random.default_rng(random_state)
    n_samples = kernels.kernels.shape[1]
    n_fft = round(kernels.sfreq / (kernels.freqs[1] - kernels.freqs[0]))
    untrained = rng.uniform(-1, 1, (n_null, n_samples))
    by_chance = peaks(kernels.freqs, np.abs(np.fft.rfft(untrained, n_fft)))
    band = _band(kernels)
    by_chance = by_chance[_inside(by_chance, band)]
    n_hits = int((_nearest(by_chance, lines)[1] <= tolerance).sum())
    chance = (1 + n_hits) / (1 + len(by_chance))
    inside = _inside(found, band)
    hits = int(((distance <= tolerance) & inside).sum())
    tuned = np.full((len(found), 2), NOWHERE)
    for k in np.flatnonzero(alive).tolist():
        place = np.unravel_index(np.nanargmax(relative[k]), lines.shape)
        tuned[k] = [int(at) for at in place]
    return StimulusTuning(
        stimuli=hz,
        lines=lines,
        gains=relative,
        peak_hz=found,
        nearest=nearest,
        distance_hz=distance,
        tuned=tuned,
        chance=chance,
        p_value=float(binom.sf(hits - 1, int(inside.sum()), chance)),
        band=band,
        resolution_hz=kernels.resolution_hz,
        freqs=kernels.freqs,
        response=kernels.response,
        names=[kernels.name_of(k) for k in range(len(found))],
        settings={
            **kernels.settings,
            "n_null": n_null,
            "random_state": random_state,
        },
    )


def _band(kernels: "TemporalKernels") -> tuple[float, float]:
    """Give the pass band of the data, within what the sampling rate can hold."""
    low, high = kernels.pass_band or (0.0, np.inf)
    return max(0.0, float(low)), min(float(kernels.sfreq) / 2, float(high))


def _inside(peak_hz: np.ndarray, band: tuple[float, float]) -> np.ndarray:
    """Tell which peaks lie in a band; NaN lies in none."""
    return (peak_hz >= band[0]) & (peak_hz <= band[1])


def _check_stimuli(stimuli: Any, sfreq: float) -> np.ndarray:
    hz = np.asarray(stimuli, dtype=float)
    if hz.ndim != 1 or len(hz) == 0 or not np.isfinite(hz).all():
        raise ValueError(
            f"stimuli={stimuli!r} are no frequencies; give a list of Hz, such as "
            "[13, 17, 21]."
        )
    if (hz <= 0).any() or (hz >= sfreq / 2).any():
        raise ValueError(
            f"stimuli are {hz.min():g} to {hz.max():g} Hz; give frequencies between 0 "
            f"and {sfreq / 2:g} Hz, half the sampling rate."
        )
    if (np.diff(hz) <= 0).any():
        raise ValueError(
            f"stimuli={hz.tolist()} are not in rising order, each once; sort them."
        )
    return hz


def _gains_at(kernels: "TemporalKernels", lines: np.ndarray) -> np.ndarray:
    """Response at each line: exact for a kernel over time, else interpolated.

    A merged kernel is over electrodes too; what is known of it is its response.
    """
    hz = lines.ravel()
    if kernels.opening == "merged":
        values = [np.interp(hz, kernels.freqs, row) for row in kernels.response]
        found = np.array(values)
    else:
        samples = np.arange(kernels.kernels.shape[1])
        waves = np.exp(-2j * np.pi * np.outer(samples, hz) / kernels.sfreq)
        found = np.abs(kernels.kernels @ waves)
    return np.where(np.isnan(hz), np.nan, found).reshape(-1, *lines.shape)


def _nearest(peak_hz: np.ndarray, lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the line nearest to each peak, and how far it is."""
    by_harmonic = np.where(np.isnan(lines), np.inf, lines).T  # low harmonics first
    apart = np.abs(peak_hz[:, None, None] - by_harmonic).reshape(len(peak_hz), -1)
    known = np.isfinite(peak_hz)
    at = np.where(known[:, None], apart, np.inf).argmin(axis=1)
    harmonic, stimulus = np.unravel_index(at, by_harmonic.shape)
    places = np.where(known[:, None], np.stack([stimulus, harmonic], axis=1), NOWHERE)
    return places, np.where(known, apart[np.arange(len(at)), at], np.nan)
