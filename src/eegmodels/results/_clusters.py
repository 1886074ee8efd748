"""Where two classes differ: clusters, each with a p value corrected for all points."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eegmodels._checks import check_whole
from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved

CAUTION = (
    "A small p value says that the classes differ, not that they do so exactly within "
    "the borders of the cluster. Trials are taken to be exchangeable. Filters of a "
    "network that was trained on these very trials make them differ whatever the "
    "brain did: use held-out trials."
)


@dataclass(frozen=True)
class ClusterTest(Saved):
    """Clusters in which two classes differ, tested by shuffling the trials.

    Attributes
    ----------
    statistic : array, shape (n_filters, n_freqs, n_times)
        Student's t of the trials of the first class against those of the second;
        without the axis of frequencies for ``on="signal"``.
    cluster : array of int, like ``statistic``
        Number of the cluster that a point belongs to, from 1; 0: of none.
    p_values : array, shape (n_clusters,)
        Of each cluster, corrected for all filters, frequencies and times together.
    mass : array, shape (n_clusters,)
        Sum of t over the cluster; its sign says which class is larger.
    filters : array of int, shape (n_clusters,)
        Filter of each cluster, by position in ``names``.
    null : array, shape (n_permutations,)
        Largest mass of any cluster of any filter, for the trials as they are and for
        each shuffle; empty where no point passed the threshold.
    threshold : float
        Absolute t from which on neighbours make a cluster.
    alpha : float
        Family-wise rate of false alarms.
    on : "power" | "log-power" | "signal"
        What was compared.
    contrast : tuple
        First class and second class.
    n_trials : array of int, shape (2,)
    freqs, n_cycles : array, shape (n_freqs,) | None
        In Hz; None for ``on="signal"``.
    left_out_hz : list of float
        Frequencies asked for that do not fit the epoch.
    times : array, shape (n_times,)
    names : list of str
        Of the filters.
    stage : str
    settings : dict
    """

    statistic: np.ndarray
    cluster: np.ndarray
    p_values: np.ndarray
    mass: np.ndarray
    filters: np.ndarray
    null: np.ndarray
    threshold: float
    alpha: float
    on: str
    contrast: tuple[Any, Any]
    n_trials: np.ndarray
    freqs: np.ndarray | None
    n_cycles: np.ndarray | None
    left_out_hz: list[float]
    times: np.ndarray
    names: list[str]
    stage: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def significant(self) -> np.ndarray:
        """Which clusters have a p value of at most ``alpha``; (n_clusters,)."""
        return self.p_values <= self.alpha

    def mask(self, number: int) -> np.ndarray:
        """Tell which points a cluster holds.

        Parameters
        ----------
        number : int
            From 1, as in ``cluster`` and ``table``.

        Returns
        -------
        array of bool, shape (n_freqs, n_times)
            Of the cluster's own filter; (n_times,) for ``on="signal"``.
        """
        number = check_whole("number", number)
        if number > len(self.p_values):
            raise ValueError(
                f"number={number}: there are {len(self.p_values)} clusters, counted "
                "from 1."
            )
        found: np.ndarray = self.cluster[self.filters[number - 1]] == number
        return found

    def table(self, *, all_clusters: bool = False) -> list[dict[str, Any]]:
        """List the clusters, as rows that ``pandas.DataFrame`` takes.

        Parameters
        ----------
        all_clusters : bool
            Also those whose p value is above ``alpha``.

        Returns
        -------
        list of dict
            ``cluster`` (number), ``filter``, ``more`` (the class with the larger
            values), ``low_hz``, ``high_hz``, ``start_s``, ``stop_s`` (the points that
            it reaches over), ``peak_hz``, ``peak_s`` (largest absolute t), ``mass``
            and ``p``. The frequencies are None for ``on="signal"``.
        """
        chosen = self.significant | all_clusters
        return [self._row(int(k) + 1) for k in np.flatnonzero(chosen)]

    def _row(self, number: int) -> dict[str, Any]:
        own, mask = self.filters[number - 1], self.mask(number)
        size = np.where(mask, np.abs(self.statistic[own]), -1)
        *at_freq, at_time = np.unravel_index(int(size.argmax()), size.shape)
        times = self.times[mask if self.freqs is None else mask.any(axis=0)]
        low = high = peak = None
        if self.freqs is not None:
            freqs = self.freqs[mask.any(axis=1)]
            low, high = float(freqs[0]), float(freqs[-1])
            peak = float(self.freqs[at_freq[0]])
        mass = float(self.mass[number - 1])
        return {
            "cluster": number,
            "filter": self.names[own],
            "more": self.contrast[0 if mass > 0 else 1],
            "low_hz": low,
            "high_hz": high,
            "start_s": float(times[0]),
            "stop_s": float(times[-1]),
            "peak_hz": peak,
            "peak_s": float(self.times[at_time]),
            "mass": mass,
            "p": float(self.p_values[number - 1]),
        }

    @property
    def reading(self) -> str:
        """Say in words what was found, and what it does not show."""
        n, total = int(self.significant.sum()), len(self.p_values)
        first, second = self.contrast
        what = {"signal": "signals"}.get(self.on, self.on.replace("-", " "))
        found = f"{n} of {total} clusters have p ≤ {self.alpha:g}"
        if total == 0:
            found = "no point passes the threshold, so there is no cluster"
        elif n == 0:
            found = f"no cluster has p ≤ {self.alpha:g}; the least is "
            found += f"{self.p_values.min():.3g}"
        return (
            f"{first} against {second}, {what} of {len(self.names)} filters: {found} "
            f"(corrected for all filters and points, {self.settings['n_permutations']} "
            f"shuffles). {CAUTION}"
        )

    def plot(self, *, rows: Any = None) -> tuple[Any, dict[str, Any]]:
        """Draw t of each filter, with outlines around clusters that are significant.

        Parameters
        ----------
        rows : list of int | None
            Filters to draw, by position in ``names``. None: the first 16.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_clusters``.
        """
        return draw(self, rows=rows)

    def __str__(self) -> str:
        lines = [self.reading]
        for row in self.table():
            hz = ""
            if self.freqs is not None:
                hz = f"{row['low_hz']:.3g}-{row['high_hz']:.3g} Hz, "
            lines.append(
                f"  {row['filter']}: more {row['more']}, {hz}{row['start_s']:.2f} to "
                f"{row['stop_s']:.2f} s, p = {row['p']:.3g}"
            )
        return "\n".join(lines)
