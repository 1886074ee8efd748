"""Figures of relevance: what is drawn is found here, and drawn by ``eegmodels.viz``."""

from typing import Any

import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._relevance_in_time import WIDTH, InTime, check_trial

LOUDEST = 3  # electrodes that a butterfly names


class Figures(InTime):
    """Figures of a relevance; a base class."""

    settings: dict[str, Any]

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
        trial, times, maps = self._moments(trial, times)
        return draw(self, trial=trial, times=times, maps=maps)

    def plot_joint(
        self, trial: int = 0, times: Any = None
    ) -> tuple[Any, dict[str, Any]]:
        """Draw the course of each electrode in one trial, and maps above it.

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
            As ``eegmodels.viz.plot_relevance_joint``.

        Raises
        ------
        ValueError
            Electrodes without positions; no such trial; a time outside the epoch.
        """
        trial, times, maps = self._moments(trial, times)
        height = np.abs(self.data[trial]).max(axis=1)
        named = np.argsort(-height, kind="stable")[:LOUDEST].tolist()
        return draw(
            self, form="plot_joint", trial=trial, times=times, maps=maps, named=named
        )

    def plot_topomap(
        self,
        times: Any = None,
        *,
        trial: int | None = None,
        by: Any = None,
        width: float = WIDTH,
    ) -> tuple[Any, dict[str, Any]]:
        """Draw maps at some times: a row for each class, or one for a trial.

        Parameters
        ----------
        times : array, shape (n_at,) | None
            In seconds. None: when most was spoken in all rows together.
        trial : int | None
            By position, from 0. None: the averages.
        by : "class" | "predicted" | "target" | array-like, shape (n_trials,) | None
            What is averaged, as in ``average``; not with ``trial``.
        width : float
            Seconds around each time that a map adds up.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_relevance_topomap``.

        Raises
        ------
        ValueError
            Electrodes without positions; no such trial; a time outside the epoch;
            classes that are not known.
        """
        if trial is not None and by is not None:
            raise ValueError(
                f"trial={trial} and by={by!r}: a single trial is not averaged. Give "
                "one of the two."
            )
        if trial is None:
            rows = self.average(by)  # type: ignore[attr-defined]
        else:
            trial = check_trial(self, trial)
            rows = {trial: self._mean([trial])}  # type: ignore[attr-defined]
        if times is None:
            each = [
                np.abs(row.data).sum(axis=(0, 1), dtype=float) for row in rows.values()
            ]
            times = self._largest(np.sum(each, axis=0))
        return draw(
            self,
            form="plot_topomap",
            times=np.atleast_1d(times),
            maps=np.concatenate([row.at(times, width) for row in rows.values()]),
            rows=list(rows),
            counts=[row.settings["n_averaged"] for row in rows.values()],
            of_trial=trial is not None,
            width=width,
        )

    def _moments(self, trial: Any, times: Any) -> tuple[int, np.ndarray, np.ndarray]:
        """Check a trial, and choose its times where none are given; with maps."""
        trial = check_trial(self, trial)
        if times is None:
            times = self.peak_times(trial=trial)
        return trial, np.atleast_1d(times), self.at(times)[trial]
