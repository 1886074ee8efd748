"""Relevance in time: its sums, when it is largest, and maps of moments."""

from typing import Any

import numpy as np
from scipy.ndimage import uniform_filter1d

from eegmodels._checks import check_number, check_whole

WIDTH = 0.05  # seconds that a peak and a map stand for
SLACK = 1e-9  # of a sample, for times that rounding moved


class InTime:
    """What a relevance says of electrodes and moments; a base class."""

    data: np.ndarray
    times: np.ndarray

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
        size = np.abs(self.data[check_trial(self, trial)]).sum(axis=0, dtype=float)
        return self._largest(size, n, apart)

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

    def _largest(
        self, size: np.ndarray, n: int = 3, apart: float | None = None
    ) -> np.ndarray:
        """Find the times around which a value (n_times,) is largest, apart."""
        n = check_whole("n", n)
        step, n_times = self._step, len(self.times)
        if apart is None:
            apart = 0.1 * n_times * step
        apart = check_number("apart", apart, low=0)
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


def check_trial(relevance: InTime, trial: Any) -> int:
    """Return the position of a trial that there is."""
    found, n = check_whole("trial", trial, low=0), len(relevance.data)
    if found >= n:
        raise ValueError(
            f"trial={found} does not exist; the {n} trials are counted from 0, so give "
            f"at most {n - 1}."
        )
    return found
