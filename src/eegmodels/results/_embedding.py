"""Trials laid out in a plane by what a stage gives for them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved

SPACES = ("activations", "picture")


@dataclass(frozen=True)
class Embedding(Saved):
    """Trials in a plane, with two numbers that say what the picture is worth.

    Attributes
    ----------
    coordinates : array, shape (n_trials, 2)
        Without unit; directions, and distances between clusters, mean nothing.
    labels : array, shape (n_trials,) | None
        Group of each trial.
    classes : list
        The groups, in the order in which they are drawn.
    trustworthiness : float
        From 0 to 1: whether neighbours in the picture are neighbours in the
        activations (Venna & Kaski 2001).
    purity : array, shape (2,) | None
        Share of a trial's nearest neighbours that are of its own group, mean over
        trials: among the activations, and in the picture. None without groups.
    null : array, shape (2, n_permutations) | None
        The same with shuffled groups.
    p_values : array, shape (2,) | None
    n_neighbors : int
        Neighbours that both numbers look at.
    perplexity : float
    stage : str
    settings : dict
    """

    coordinates: np.ndarray
    labels: np.ndarray | None
    classes: list[Any]
    trustworthiness: float
    purity: np.ndarray | None
    null: np.ndarray | None
    p_values: np.ndarray | None
    n_neighbors: int
    perplexity: float
    stage: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def reading(self) -> str:
        """Say in words what the picture is worth."""
        text = (
            f"t-SNE of {self.stage!r}, {len(self.coordinates)} trials, perplexity "
            f"{self.perplexity:g}: trustworthiness {self.trustworthiness:.2f}."
        )
        if self.purity is None or self.null is None or self.p_values is None:
            return f"{text} Groups are not known."
        parts = [
            f"{space} {own:.2f} (shuffled {null.mean():.2f}, p = {p:.3g})"
            for space, own, null, p in zip(
                SPACES, self.purity, self.null, self.p_values, strict=True
            )
        ]
        return (
            f"{text} Of the {self.n_neighbors} nearest neighbours so many are of the "
            f"same group: {', '.join(parts)}."
        )

    def plot(self) -> tuple[Any, dict[str, Any]]:
        """Draw a mark for each trial, of another shape and colour for each group.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_embedding``.
        """
        return draw(self)

    def __str__(self) -> str:
        return self.reading
