"""Power of activations by time and frequency, for each class."""

import math
from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._grouping import group_text
from eegmodels.results._mne_objects import named_channels
from eegmodels.results._saving import Saved
from eegmodels.results._tables import long_table, make_table

# Quarter octaves from 2.4 to 32 Hz, the axis of Fig. 6 in Lawhern et al. 2018.
FREQS = 2.0 ** np.arange(1.25, 5.01, 0.25)
TRIALS_AT_ONCE = 16  # the transform is as large as the trials times the frequencies


@dataclass(frozen=True)
class TimeFrequency(Saved):
    """Morlet power of each filter's output, averaged over the trials of each class.

    Power at a time is a mean over the wavelet's length; within ``edge_s`` of either
    end of the epoch the wavelet reaches beyond it, and power there is too low.

    Attributes
    ----------
    power : array, shape (n_classes, n_filters, n_freqs, n_times)
        Mean over trials, phase-locked or not, in ``unit``.
    difference : array, shape (n_filters, n_freqs, n_times) | None
        Power of the first class of ``contrast`` minus that of the second.
    contrast : tuple | None
        None where there is only one class.
    freqs, n_cycles : array, shape (n_freqs,)
        In Hz; cycles of the wavelet.
    left_out_hz : list of float
        Frequencies asked for whose wavelet is longer than the epoch, or that are not
        below half the rate of the stage.
    edge_s : array, shape (n_freqs,)
        Seconds at either end that the end itself affects: square root of 2 times
        the wavelet's deviation (Torrence & Compo 1998, table 1).
    times : array, shape (n_times,)
    classes : list
    n_trials : array of int, shape (n_classes,)
    names : list of str
        Of the filters.
    sfreq : float
    unit : str
        The square of the activations' unit, or what ``mode`` makes of it.
    stage : str
    settings : dict
    baseline : tuple of float | None
        Start and end in seconds, both included, of what power is held against.
    mode : str | None
        How: a mode of ``mne.baseline.rescale``.
    """

    power: np.ndarray
    difference: np.ndarray | None
    contrast: tuple[Any, Any] | None
    freqs: np.ndarray
    n_cycles: np.ndarray
    left_out_hz: list[float]
    edge_s: np.ndarray
    times: np.ndarray
    classes: list[Any]
    n_trials: np.ndarray
    names: list[str]
    sfreq: float
    unit: str
    stage: str
    settings: dict[str, Any] = field(default_factory=dict)
    baseline: tuple[float, float] | None = None
    mode: str | None = None

    @property
    def baseline_text(self) -> str:
        """Say in words what power is held against; "" for nothing."""
        if self.baseline is None:
            return ""
        start, stop = self.baseline
        return f"{self.mode}, baseline {start:.3g} to {stop:.3g} s"

    def to_tfr(self) -> dict[Any, mne.time_frequency.AverageTFRArray]:
        """Give power as MNE holds it, filters as named channels.

        Returns
        -------
        dict
            A ``mne.time_frequency.AverageTFRArray`` for each class; under the pair
            ``contrast`` the difference, where there is one, which counts the trials
            of both. A baseline is told in ``comment``.
        """
        info = named_channels(self.names, self.sfreq)
        trials = dict(zip(self.classes, self.n_trials.tolist(), strict=True))
        values = dict(zip(self.classes, self.power, strict=True))
        if self.contrast is not None and self.difference is not None:
            values[self.contrast] = self.difference
            trials[self.contrast] = sum(trials[name] for name in self.contrast)
        return {
            name: mne.time_frequency.AverageTFRArray(
                info,
                value,
                self.times,
                self.freqs,
                nave=trials[name],
                comment=", ".join(
                    filter(None, (group_text(name, {}), self.baseline_text))
                ),
                method="morlet",
            )
            for name, value in values.items()
        }

    def to_dataframe(self) -> Any:
        """Give a table with a row for each class, filter, frequency and time.

        Returns
        -------
        pandas.DataFrame
            Columns "class", "filter", "frequency" in Hz, "time" in seconds and
            "power"; ``.attrs`` has the unit. The contrast is the difference of the
            powers of two classes.

        Raises
        ------
        ImportError
            Without pandas, which a plain install does not bring.
        """
        axes = {
            "class": self.classes,
            "filter": self.names,
            "frequency": self.freqs,
            "time": self.times,
        }
        attrs = {"unit": self.unit, "stage": self.stage}
        columns = long_table(axes, {"power": self.power})
        return make_table(columns, attrs, ".power, .freqs and .times")


def morlet_power(
    data: np.ndarray, sfreq: float, freqs: np.ndarray, n_cycles: np.ndarray
) -> np.ndarray:
    """Mean power over trials, by MNE; (n_trials, n_filters, n_times) in.

    Gives (n_filters, n_freqs, n_times).
    """
    total = np.zeros((data.shape[1], len(freqs), data.shape[2]))
    for start in range(0, len(data), TRIALS_AT_ONCE):
        power = mne.time_frequency.tfr_array_morlet(
            np.asarray(data[start : start + TRIALS_AT_ONCE], dtype=np.float64),
            sfreq,
            freqs,
            n_cycles=n_cycles,
            zero_mean=True,
            output="power",
            verbose="ERROR",
        )
        total += power.sum(axis=0)
    return total / len(data)


def choose_freqs(
    freqs: Any, n_cycles: Any, sfreq: float, n_times: int
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Check frequencies and cycles; leave out what does not fit the epoch.

    Returns
    -------
    freqs, n_cycles : array
        Those that fit.
    left_out : list of float
        The other frequencies, in Hz.
    """
    hz = np.atleast_1d(np.asarray(FREQS if freqs is None else freqs, dtype=float))
    if hz.ndim != 1 or len(hz) == 0 or not (np.isfinite(hz).all() and (hz > 0).all()):
        raise ValueError(f"freqs={freqs!r} are no frequencies; give Hz above 0.")
    if (np.diff(hz) <= 0).any():
        raise ValueError(f"freqs={freqs!r} are not in rising order; sort them.")
    cycles = np.asarray(hz / 2 if n_cycles is None else n_cycles, dtype=float)
    if cycles.ndim > 1 or (cycles.ndim == 1 and cycles.shape != hz.shape):
        raise ValueError(
            f"n_cycles has shape {cycles.shape}; give one number, or one for each of "
            f"the {len(hz)} frequencies."
        )
    if not (np.isfinite(cycles).all() and (cycles > 0).all()):
        raise ValueError(f"n_cycles={n_cycles!r} must be above 0.")
    cycles = np.broadcast_to(cycles, hz.shape)
    fits = np.array(
        [
            f < sfreq / 2 and wavelet_length(f, c, sfreq) <= n_times
            for f, c in zip(hz.tolist(), cycles.tolist(), strict=True)
        ]
    )
    if not fits.any():
        raise ValueError(
            f"No frequency of {hz[0]:.3g} to {hz[-1]:.3g} Hz fits {n_times} samples at "
            f"{sfreq:g} Hz: wavelets are longer, or the frequencies not below "
            f"{sfreq / 2:g} Hz. Give fewer cycles (n_cycles), other frequencies, or "
            "an earlier stage."
        )
    return hz[fits], cycles[fits], hz[~fits].tolist()


def deviation(freqs: Any, n_cycles: Any) -> Any:
    """Give the standard deviation of a Morlet wavelet in seconds."""
    return n_cycles / (2 * math.pi * freqs)


def wavelet_length(freq: float, n_cycles: float, sfreq: float) -> int:
    """Count the samples of MNE's Morlet wavelet: five deviations to either side."""
    half = np.arange(0, 5 * deviation(freq, n_cycles), 1.0 / sfreq)
    return 2 * len(half) - 1
