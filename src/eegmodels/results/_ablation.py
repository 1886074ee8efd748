"""What a network loses without one of its filters."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved
from eegmodels.results._sources import source_name
from eegmodels.results._subsets import FilterSubsets, score_attrs
from eegmodels.results._tables import Tabled


@dataclass(frozen=True)
class Ablation(Saved, Tabled):
    """Score of a network without each of its temporal-spatial filters.

    Indices of filters count from 0, as in the arrays; text counts from 1.

    Attributes
    ----------
    baseline : float
        Score of the whole network.
    drop : array, shape (n_temporal, n_spatial)
        Baseline minus the score without that filter; below 0 where the network does
        better without it.
    log_likelihood : float
        Mean log-likelihood of the true classes in nats, of the whole network.
    log_likelihood_drop : array, shape (n_temporal, n_spatial)
        What that falls by. It separates filters whose drop is the same.
    scorer : str
    n_trials : int
    opening : "temporal-spatial" | "merged" | "spatial"
        As in ``SpatialFilters``.
    settings : dict
    subsets : FilterSubsets | None
        All subsets that were left out, the single filters among them, with intervals.
    """

    baseline: float
    drop: np.ndarray
    log_likelihood: float
    log_likelihood_drop: np.ndarray
    scorer: str
    n_trials: int
    opening: str = "temporal-spatial"
    settings: dict[str, Any] = field(default_factory=dict)
    subsets: FilterSubsets | None = None

    @property
    def ranking(self) -> list[tuple[int, int]]:
        """Filters (temporal, spatial), the costliest first.

        By the drop; among equal drops by that of the mean log-likelihood.
        """
        # Rounded, since a score is a mean whose last digit hangs on the order of sums.
        drops = np.round(self.drop, 12)
        return sorted(
            np.ndindex(self.drop.shape),
            key=lambda at: (-drops[at], -self.log_likelihood_drop[at], at),
        )

    def name_of(self, f: int, d: int) -> str:
        """Name a filter; indices count from 0, names from 1."""
        return source_name(self.opening, f, d)

    def table(self) -> list[dict[str, Any]]:
        """List the filters, the costliest first, as ``pandas.DataFrame`` takes them.

        Returns
        -------
        list of dict
            ``without``, ``temporal`` and ``spatial`` (from 0), ``score``, ``drop``,
            ``log_likelihood_drop``.
        """
        return [
            {
                "without": self.name_of(f, d),
                "temporal": f,
                "spatial": d,
                "score": float(self.baseline - self.drop[f, d]),
                "drop": float(self.drop[f, d]),
                "log_likelihood_drop": float(self.log_likelihood_drop[f, d]),
            }
            for f, d in self.ranking
        ]

    def _attrs(self) -> dict[str, Any]:
        return score_attrs(self)

    def plot(self, *, names: Any = None) -> tuple[Any, dict[str, Any]]:
        """Draw what is lost without each filter, the costliest first.

        Parameters
        ----------
        names : list of str | None
            Of the filters, kernel by kernel. None: as ``name_of`` gives them.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_ablation``.
        """
        return draw(self, names=names)

    def __str__(self) -> str:
        lines = [
            f"{self.scorer} {self.baseline:.3f} on {self.n_trials} trials; without"
        ]
        lines += [
            f"  {self.name_of(f, d)}: {self.baseline - self.drop[f, d]:.3f} "
            f"(drop {self.drop[f, d]:+.3f}, log-likelihood "
            f"{self.log_likelihood_drop[f, d]:+.4f})"
            for f, d in self.ranking
        ]
        return "\n".join(lines)
