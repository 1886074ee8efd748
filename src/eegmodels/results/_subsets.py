"""What a network loses without each subset of its filters."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved
from eegmodels.results._sources import source_number
from eegmodels.results._tables import Tabled


@dataclass(frozen=True)
class FilterSubsets(Saved, Tabled):
    """Score of a network without each subset of its temporal-spatial filters.

    Attributes
    ----------
    removed : list of tuple of (int, int)
        The filters of each subset, temporal and spatial index, counted from 0.
    baseline : float
        Score of the whole network.
    drop : array, shape (n_subsets,)
        Baseline minus the score without that subset; below 0 where the network does
        better without it.
    low, high : array, shape (n_subsets,)
        Bootstrap interval of the drop; NaN where none was asked for.
    log_likelihood_drop : array, shape (n_subsets,)
        In nats.
    scorer : str
    n_trials : int
    opening : "temporal-spatial" | "merged" | "spatial"
        As in ``SpatialFilters``.
    settings : dict
        ``level`` of the intervals, ``n_bootstrap`` and ``random_state``.
    """

    removed: list[tuple[tuple[int, int], ...]]
    baseline: float
    drop: np.ndarray
    low: np.ndarray
    high: np.ndarray
    log_likelihood_drop: np.ndarray
    scorer: str
    n_trials: int
    opening: str = "temporal-spatial"
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def sizes(self) -> np.ndarray:
        """Number of filters in each subset, (n_subsets,)."""
        return np.array([len(subset) for subset in self.removed])

    @property
    def order(self) -> list[int]:
        """Indices of the subsets by size, and within a size the costliest first.

        Among equal drops by that of the mean log-likelihood.
        """
        drops, sizes = np.round(self.drop, 12), self.sizes
        return sorted(
            range(len(sizes)),
            key=lambda k: (sizes[k], -drops[k], -self.log_likelihood_drop[k], k),
        )

    @property
    def drop_of_singles(self) -> np.ndarray:
        """Sum of the drops of a subset's filters alone, (n_subsets,).

        Filters that stand in for one another cost more together than that.
        """
        pairs = zip(self.removed, self.drop.tolist(), strict=True)
        alone = {subset[0]: drop for subset, drop in pairs if len(subset) == 1}
        return np.array([sum(alone[at] for at in subset) for subset in self.removed])

    def name_of(self, k: int) -> str:
        """Name a subset, such as "1.2 + 4.1"; kernels and filters count from 1."""
        return " + ".join(source_number(self.opening, f, d) for f, d in self.removed[k])

    def table(self) -> list[dict[str, Any]]:
        """List the subsets in their order, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``without``, ``size``, ``score``, ``drop``, ``low``, ``high``,
            ``drop_of_singles`` and ``log_likelihood_drop``.
        """
        singles = self.drop_of_singles
        return [
            {
                "without": self.name_of(k),
                "size": len(self.removed[k]),
                "score": float(self.baseline - self.drop[k]),
                "drop": float(self.drop[k]),
                "low": float(self.low[k]),
                "high": float(self.high[k]),
                "drop_of_singles": float(singles[k]),
                "log_likelihood_drop": float(self.log_likelihood_drop[k]),
            }
            for k in self.order
        ]

    def _attrs(self) -> dict[str, Any]:
        return {**score_attrs(self), "level": self.settings.get("level")}

    def plot(self, *, most: int = 16) -> tuple[Any, dict[str, Any]]:
        """Draw the drops with their intervals, a panel for each size.

        Parameters
        ----------
        most : int
            Subsets of a size that are drawn, the costliest ones.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_filter_subsets``.
        """
        return draw(self, most=most)

    def __str__(self) -> str:
        level = self.settings.get("level")
        lines = [f"{self.scorer} {self.baseline:.3f} on {self.n_trials} trials"]
        if np.isfinite(self.low).any() and level is not None:
            lines[0] += f"; drops with their {level:.0%} intervals over trials"
        size = 0
        for row in self.table():
            if row["size"] != size:
                size = row["size"]
                lines.append(f"without {size} filter{'s' if size > 1 else ''}")
            text = f"  {row['without']}: {row['score']:.3f} (drop {row['drop']:+.3f}"
            if np.isfinite(row["low"]):
                text += f" [{row['low']:+.3f}, {row['high']:+.3f}]"
            lines.append(f"{text})")
        return "\n".join(lines)


def score_attrs(scored: Any) -> dict[str, Any]:
    """Say what holds for all rows of a table of scores."""
    names = ("scorer", "baseline", "n_trials")
    return {name: getattr(scored, name) for name in names}
