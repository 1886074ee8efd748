"""Which sample of which electrode spoke for a class or a value, trial by trial."""

from dataclasses import dataclass, field, replace
from typing import Any

import mne
import numpy as np
from scipy.ndimage import uniform_filter1d

from eegmodels._checks import check_number, check_whole
from eegmodels.results._drawing import draw

WIDTH = 0.05  # seconds that a peak and a map stand for
SLACK = 1e-9  # of a sample, for times that rounding moved


@dataclass(frozen=True)
class Relevance:
    """Relevance of each sample, in logits, with the check of its own axiom.

    Of a regressor the output takes the logit's place, and all is in the unit of y.

    Attributes
    ----------
    data : array, shape (n_trials, n_chans, n_times)
        Positive: speaks for the target against the baseline; negative: against it.
    residual : array, shape (n_trials,)
        ``sum(data) - (logit - baseline_logit)``: how far the relevances are from
        adding up. Zero to float precision for a complete method; NaN of slopes (as of
        saliency), which have nothing to add up to.
    logit, baseline_logit : array, shape (n_trials,)
        What is explained: the logit of the target, before softmax, for the trial and
        for the baseline; for a contrast the difference of two logits; of a regressor
        the predicted value.
    target : list
        The class explained in each trial, or a pair of classes for a contrast; of a
        regressor the index of the output.
    labels : array, shape (n_trials,) | None
        True classes where they are known; None of a regressor.
    method, baseline : str
        Names of what was done.
    complete : bool
        Whether the method promises a residual of zero.
    ch_names : list of str
    times : array, shape (n_times,)
        Seconds after the event; from 0 for arrays.
    info : mne.Info | None
    settings : dict
    """

    data: np.ndarray
    residual: np.ndarray
    logit: np.ndarray
    baseline_logit: np.ndarray
    target: list[Any]
    labels: np.ndarray | None
    method: str
    baseline: str
    complete: bool
    ch_names: list[str]
    times: np.ndarray
    info: mne.Info | None
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def explains(self) -> str:
        """What is explained: "logit", or of a regressor "output"."""
        return str(self.settings.get("explains", "logit"))

    @property
    def unit(self) -> str:
        """Unit of the relevances: "logits", or of a regressor "units of y".

        Of slopes, as those of saliency, it is "logits per unit", that of the data.
        """
        unit = "logits" if self.explains == "logit" else "units of y"
        return f"{unit} per unit" if self.settings.get("per_unit") else unit

    @property
    def largest_residual(self) -> float:
        """Largest absolute residual, as a share of the range of the logits."""
        logits = np.concatenate([self.logit, self.baseline_logit])
        spread = float(np.ptp(logits))
        worst = float(np.abs(self.residual).max())
        return worst / spread if spread > 0 else worst

    @property
    def by_channel(self) -> np.ndarray:
        """Net relevance of each electrode: its sum over time, in logits.

        Returns
        -------
        array, shape (n_trials, n_chans)
            Adds up to what ``data`` adds up to. Signs cancel: an electrode at 0 may
            have spoken for the target at one time and against it at another.
        """
        return self.data.sum(axis=2, dtype=np.float64)

    @property
    def by_time(self) -> np.ndarray:
        """Net relevance of each sample: its sum over electrodes, in logits.

        Returns
        -------
        array, shape (n_trials, n_times)
        """
        return self.data.sum(axis=1, dtype=np.float64)

    def peak_times(
        self, n: int = 3, trial: int = 0, apart: float | None = None
    ) -> np.ndarray:
        """Find when most was spoken, for or against the target.

        Largest of the sum over electrodes of the absolute relevance, summed over 50
        ms around each time: as wide as a map of ``at``.

        Parameters
        ----------
        n : int
            How many.
        trial : int
            By position, from 0.
        apart : float | None
            Least distance between two of them, in seconds. None: a tenth of the epoch.

        Returns
        -------
        array, shape (n,)
            In seconds, in order of time; fewer where no more are that far apart.
        """
        n = check_whole("n", n)
        step, n_times = self._step, len(self.times)
        if apart is None:
            apart = 0.1 * n_times * step
        apart = check_number("apart", apart, low=0)
        size = np.abs(self.data[check_trial(self, trial)]).sum(axis=0, dtype=float)
        width = 2 * self._half(WIDTH) + 1
        size = width * uniform_filter1d(size, width, mode="constant")
        chosen: list[int] = []
        free = np.ones(n_times, dtype=bool)
        while len(chosen) < n and free.any():
            best = int(np.where(free, size, -np.inf).argmax())
            chosen.append(best)
            distance = np.abs(np.arange(n_times) - best) * step
            free &= (distance >= apart - SLACK * step) & (distance > 0)
        return self.times[sorted(chosen)]

    def at(self, times: Any, width: float = WIDTH) -> np.ndarray:
        """Sum the relevance of each electrode over the samples around given times.

        Parameters
        ----------
        times : float | array, shape (n_at,)
            In seconds; the nearest sample of each is the middle.
        width : float
            In seconds. At either end of the epoch there is less to sum.

        Returns
        -------
        array, shape (n_trials, n_at, n_chans)
            In logits.

        Raises
        ------
        ValueError
            A time outside the epoch.
        """
        half = self._half(check_number("width", width, low=0))
        sums = []
        for middle in self._samples(times):
            part = self.data[:, :, max(middle - half, 0) : middle + half + 1]
            sums.append(part.sum(axis=2, dtype=np.float64))
        return np.stack(sums, axis=1)

    def plot(self, trial: int = 0, times: Any = None) -> tuple[Any, dict[str, Any]]:
        """Draw the relevance of one trial by electrode and time, with maps.

        Parameters
        ----------
        trial : int
            By position, from 0.
        times : array, shape (n_at,) | None
            Of the maps, in seconds, each over 50 ms. None: ``peak_times``.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_relevance``.
        """
        trial = check_trial(self, trial)
        if times is None:
            times = self.peak_times(trial=trial)
        maps = self.at(times)[trial]
        return draw(self, trial=trial, times=np.atleast_1d(times), maps=maps)

    @property
    def _step(self) -> float:
        """Seconds between two samples."""
        n = len(self.times)
        return float(self.times[-1] - self.times[0]) / (n - 1) if n > 1 else 1.0

    def _half(self, width: float) -> int:
        """Count the samples to either side of the middle one within a width."""
        return int(width / 2 / self._step + SLACK)

    def _samples(self, times: Any) -> list[int]:
        """Find the sample nearest to each time."""
        wanted = np.atleast_1d(np.asarray(times, dtype=float))
        if wanted.ndim != 1 or len(wanted) == 0:
            raise ValueError(
                f"times has shape {wanted.shape}; give one time, or a list of them, in "
                "seconds."
            )
        first, last = float(self.times[0]), float(self.times[-1])
        edge = self._step / 2 * (1 + SLACK)
        outside = ~((wanted >= first - edge) & (wanted <= last + edge))
        if outside.any():
            raise ValueError(
                f"times has {wanted[outside][0]:g} s; the epoch lasts from {first:g} "
                f"to {last:g} s. Give times inside it."
            )
        return [int(np.abs(self.times - time).argmin()) for time in wanted]

    def average(self) -> dict[Any, "Relevance"]:
        """Average over the trials of each class.

        Returns
        -------
        dict
            A ``Relevance`` of one trial for each true class, where labels are known,
            else for each class explained.
        """
        known = self.target if self.labels is None else self.labels.tolist()
        groups: dict[Any, list[int]] = {}
        for k, label in enumerate(known):
            groups.setdefault(label, []).append(k)
        return {label: self._mean(chosen) for label, chosen in groups.items()}

    def _mean(self, chosen: list[int]) -> "Relevance":
        def mean(values: np.ndarray) -> np.ndarray:
            return values[chosen].mean(axis=0, keepdims=True)

        return replace(
            self,
            data=mean(self.data),
            residual=mean(self.residual),
            logit=mean(self.logit),
            baseline_logit=mean(self.baseline_logit),
            target=[self.target[chosen[0]]],
            labels=None if self.labels is None else self.labels[chosen[:1]],
            settings={**self.settings, "n_averaged": len(chosen)},
        )


def check_trial(relevance: Relevance, trial: Any) -> int:
    """Return the position of a trial that there is."""
    found, n = check_whole("trial", trial, low=0), len(relevance.data)
    if found >= n:
        raise ValueError(
            f"trial={found} does not exist; the {n} trials are counted from 0, so give "
            f"at most {n - 1}."
        )
    return found
