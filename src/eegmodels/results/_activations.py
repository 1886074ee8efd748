"""What a stage of a network gives for each trial."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np
from scipy.stats import t as student_t

from eegmodels._checks import check_number
from eegmodels.results._activation_embedding import Embedded
from eegmodels.results._activation_tests import Tested
from eegmodels.results._class_averages import ClassAverages, need_time
from eegmodels.results._drawing import draw
from eegmodels.results._filters import SpatialFilters
from eegmodels.results._mne_objects import make_epochs, named_channels
from eegmodels.results._power_baseline import (
    against_baseline,
    check_baseline,
    unit_after,
)
from eegmodels.results._saving import Saved
from eegmodels.results._time_frequency import (
    TimeFrequency,
    choose_freqs,
    deviation,
    morlet_power,
)

BAND = "Student t over trials, pointwise"


@dataclass(frozen=True)
class Activations(Tested, Embedded, Saved):
    """What one stage of a network gives for each trial.

    Attributes
    ----------
    data : array of float32, shape (n_trials, n_filters, n_times)
        For a flat stage (n_trials, n_units). A stage that keeps the electrodes has a
        row for each filter and electrode.
    times : array, shape (n_times,) | None
        Seconds after the event, of the middle of what a sample stands for; from the
        start of the trial for arrays. None for a flat stage.
    sfreq : float | None
        Of the stage, in Hz.
    stage : str
        Name of the layer.
    names : list of str
        Of the filters, such as ``"kernel 1, filter 2"``.
    labels : array, shape (n_trials,) | None
    classes : list
        In the order of the model where they are its own.
    unit : str
    spatial : SpatialFilters | None
        Maps of the filters, where each row is one temporal-spatial filter.
    settings : dict
    """

    data: np.ndarray
    times: np.ndarray | None
    sfreq: float | None
    stage: str
    names: list[str]
    labels: np.ndarray | None
    classes: list[Any]
    unit: str
    spatial: SpatialFilters | None = None
    settings: dict[str, Any] = field(default_factory=dict)

    def average(self, *, level: float = 0.95) -> ClassAverages:
        """Mean of each class, with a confidence band at each time.

        The band is that of Student's t over trials, at each time by itself; trials
        are taken for independent. Of one trial there is no band (NaN).

        Parameters
        ----------
        level : float
            Confidence.

        Returns
        -------
        ClassAverages
        """
        level = check_number("level", level, low=0, high=1, closed="neither")
        means, halves, counts = [], [], []
        for of_class in self._by_class():
            n = len(of_class)
            values = of_class.astype(np.float64)
            half = np.full(values.shape[1:], np.nan)
            if n > 1:
                error = values.std(axis=0, ddof=1) / np.sqrt(n)
                half = student_t.ppf((1 + level) / 2, n - 1) * error
            means.append(values.mean(axis=0))
            halves.append(half)
            counts.append(n)
        mean, band = np.array(means), np.array(halves)
        return ClassAverages(
            mean=mean,
            low=mean - band,
            high=mean + band,
            level=level,
            method=BAND,
            times=self.times,
            classes=self._groups(),
            n_trials=np.array(counts),
            names=self.names,
            sfreq=self.sfreq,
            unit=self.unit,
            stage=self.stage,
        )

    def time_frequency(
        self,
        freqs: Any = None,
        n_cycles: Any = None,
        *,
        contrast: Any = None,
        baseline: Any = None,
        mode: str = "logratio",
    ) -> TimeFrequency:
        """Morlet power of each class, and the difference between two.

        Parameters
        ----------
        freqs : array, shape (n_freqs,) | None
            In Hz, rising. None: quarter octaves from 2.4 to 32 Hz.
        n_cycles : float | array, shape (n_freqs,) | None
            None: half the frequency, so all wavelets last alike (a deviation of 80
            ms; MNE's wavelet is 0.8 s long).
        contrast : (class, class) | None
            First minus second. None: the first two classes.
        baseline : (float | None, float | None) | None
            Start and end, in seconds, of a stretch that power is held against; None
            inside: that end of the epoch. None: power as it is.
        mode : "mean" | "ratio" | "logratio" | "percent" | "zscore" | "zlogratio"
            How it is held against it, as in ``mne.baseline.rescale``.

        Returns
        -------
        TimeFrequency
            ``.left_out_hz`` names frequencies whose wavelet does not fit the epoch.

        Raises
        ------
        ValueError
            A stage without time axis; no frequency that fits; no such class; a
            baseline outside of the epoch, or without any power.

        Notes
        -----
        Source: Lawhern et al. 2018, Fig. 6. Deviates: the paper does not state its
        cycles; six of them at 2.4 Hz last longer than its epoch of one second. It
        states no baseline either, so none is the default.

        Each class, filter and frequency has a baseline of its own, from the mean power
        of the class. So a difference that the classes have in the baseline already is
        taken away, and if it is no accident, it shows elsewhere with the sign turned.
        Within ``edge_s`` of the start a baseline is too low, as all power is there.
        """
        if self.times is None or self.sfreq is None:
            raise ValueError(
                f"The stage {self.stage!r} has no time axis, so no frequencies; choose "
                "an earlier stage, such as 'spatial'."
            )
        n_times = self.data.shape[-1]
        hz, cycles, left_out = choose_freqs(freqs, n_cycles, self.sfreq, n_times)
        window = check_baseline(baseline, mode, self.times)
        groups, parts = self._groups(), self._by_class()
        pair = self._pair(contrast, groups)
        power = np.array([morlet_power(part, self.sfreq, hz, cycles) for part in parts])
        power = against_baseline(power, self.times, window, mode)
        difference = None
        if pair is not None:
            difference = power[groups.index(pair[0])] - power[groups.index(pair[1])]
        return TimeFrequency(
            power=power,
            difference=difference,
            contrast=pair,
            freqs=hz,
            n_cycles=cycles,
            left_out_hz=left_out,
            edge_s=np.sqrt(2) * deviation(hz, cycles),
            times=self.times,
            classes=groups,
            n_trials=np.array([len(part) for part in parts]),
            names=self.names,
            sfreq=self.sfreq,
            unit=unit_after(f"({self.unit})²", window, mode),
            stage=self.stage,
            settings={**self.settings, "zero_mean": True},
            baseline=window,
            mode=None if window is None else mode,
        )

    def plot(
        self,
        *,
        rows: Any = None,
        freqs: Any = None,
        n_cycles: Any = None,
        contrast: Any = None,
        baseline: Any = None,
        mode: str = "logratio",
    ) -> tuple[Any, dict[str, Any]]:
        """Summarise, and draw averages, power and maps: a row for each filter.

        Parameters
        ----------
        rows : list of int | None
            Filters to draw, by position in ``names``. None: the first 16.
        freqs, n_cycles, contrast, baseline, mode
            As in ``time_frequency``.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_activations``.
        """
        power = self.time_frequency(
            freqs, n_cycles, contrast=contrast, baseline=baseline, mode=mode
        )
        averages = self.average()
        return draw(averages, power=power, spatial=self.spatial, rows=rows)

    def to_epochs(self) -> mne.EpochsArray:
        """Give the trials as MNE holds them, filters as named channels.

        Returns
        -------
        mne.EpochsArray
            (n_trials, n_filters, n_times) in ``unit`` and no volts, with channels of
            type "misc", and an event for each class. Times as in
            ``ClassAverages.to_evoked``.

        Raises
        ------
        ValueError
            A stage without time axis.
        """
        times, sfreq = need_time(self)
        words = self._groups() * len(self.data)
        if self.labels is not None:
            words = [str(name) for name in self.labels.tolist()]
        info = named_channels(self.names, sfreq)
        return make_epochs(self.data, info, float(times[0]), words)
