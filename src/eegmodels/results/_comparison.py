"""How a network's spatial filters resemble those of a classical method."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved
from eegmodels.results._tables import Tabled

ALPHA = 0.05


@dataclass(frozen=True)
class FilterComparison(Saved, Tabled):
    """A network's spatial filters, or their patterns, beside those of CSP.

    Attributes
    ----------
    of : "filters" | "patterns"
        What was compared.
    correlations : array, shape (n_filters, n_csp)
        Absolute correlation over electrodes of each pair.
    assignment : array of int, shape (n_pairs, 2)
        Index of the network's filter and of the CSP component: pairs, each used once,
        whose correlations add up to most; the most alike first.
    p_values : array, shape (n_filters, n_csp)
        Of each pair, corrected for all pairs; the larger one of the two nulls.
    null : array, shape (2, n_permutations)
        Largest correlation of any pair, with CSP of shuffled labels and of a network
        of random weights.
    mean_p : float
        P value of the assigned pairs together, by their mean correlation; the larger
        one of the two nulls.
    mean_null : array, shape (2, n_permutations)
        Mean correlation of assigned pairs, under the same nulls.
    names, csp_names : list of str
        Of both sides. A component "left 1, more" has more power in trials of that
        class than in the rest.
    maps : array, shape (n_filters, n_chans)
        What was compared, of the network.
    csp_maps : array, shape (n_csp, n_chans)
        Of CSP; scale and sign are arbitrary.
    ch_names : list of str
    info : mne.Info | None
        Names and positions of the electrodes; None for arrays.
    bands : list of (float, float)
        In Hz.
    n_trials : int
    settings : dict
    """

    of: str
    correlations: np.ndarray
    assignment: np.ndarray
    p_values: np.ndarray
    null: np.ndarray
    mean_p: float
    mean_null: np.ndarray
    names: list[str]
    csp_names: list[str]
    maps: np.ndarray
    csp_maps: np.ndarray
    ch_names: list[str]
    info: mne.Info | None
    bands: list[tuple[float, float]]
    n_trials: int
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def mean_correlation(self) -> float:
        """Mean absolute correlation of the assigned pairs."""
        return float(self.correlations[tuple(self.assignment.T)].mean())

    @property
    def reading(self) -> str:
        """Say in words what was found, and what the p values are about."""
        pairs = tuple(self.assignment.T)
        n_found = int((self.p_values[pairs] <= ALPHA).sum())
        n_pairs = len(self.assignment)
        together = "more" if self.mean_p <= ALPHA else "not clearly more"
        shuffled, random = self.mean_null.mean(axis=1)
        return (
            f"Together the {n_pairs} assigned pairs are {together} alike (mean |r| "
            f"{self.mean_correlation:.2f}) than with CSP of shuffled labels "
            f"({shuffled:.2f} on average) and with random weights ({random:.2f}), p = "
            f"{self.mean_p:.3g}. Pairs that are so alone, corrected for all (p ≤ "
            f"{ALPHA:g}): {n_found}."
        )

    def table(self) -> list[dict[str, Any]]:
        """List the assigned pairs, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``network``, ``csp``, ``correlation`` and ``p``.
        """
        return [
            {
                "network": self.names[i],
                "csp": self.csp_names[j],
                "correlation": float(self.correlations[i, j]),
                "p": float(self.p_values[i, j]),
            }
            for i, j in self.assignment.tolist()
        ]

    def _attrs(self) -> dict[str, Any]:
        return {"of": self.of, "bands": self.bands, "mean_p": self.mean_p}

    def plot(self, *, most: int = 6) -> tuple[Any, dict[str, Any]]:
        """Draw all correlations as a matrix, and the assigned pairs as maps.

        Parameters
        ----------
        most : int
            Pairs that are drawn as maps, the most alike ones.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_filter_comparison``.
        """
        return draw(self, most=most)

    def __str__(self) -> str:
        bands = " and ".join(f"{low:g}-{high:g} Hz" for low, high in self.bands)
        lines = [f"{self.of} and CSP, {bands}, {self.n_trials} trials. {self.reading}"]
        lines += [
            f"  {row['network']} ~ {row['csp']}: |r| {row['correlation']:.2f}, "
            f"p = {row['p']:.3g}"
            for row in self.table()
        ]
        return "\n".join(lines)
