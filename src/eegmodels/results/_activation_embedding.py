"""Activations of whole trials as points in a plane."""

from typing import Any

import numpy as np

from eegmodels.results._activation_groups import Grouped
from eegmodels.results._embedding import Embedding
from eegmodels.results._embedding_fit import fit_embedding


class Embedded(Grouped):
    """Pictures of all trials at once; a base class of activations."""

    def embed(
        self,
        *,
        perplexity: float = 15.0,
        by: Any = None,
        n_neighbors: int = 5,
        n_permutations: int = 1000,
        random_state: int | None = 0,
    ) -> Embedding:
        """Lay the trials out in a plane by t-SNE, and say how true the picture is.

        t-SNE keeps neighbours together and shows clusters also where there are none;
        distances between clusters, and their sizes, mean nothing. So the result has
        two numbers: how true the picture is to the activations, and how often
        neighbours are of one group, beside shuffled groups.

        Parameters
        ----------
        perplexity : float
            About how many neighbours a trial has; below the number of trials.
        by : array-like, shape (n_trials,) | None
            Name of each trial's group, such as its participant. None: the labels.
        n_neighbors : int
            Neighbours by which both numbers are taken.
        n_permutations : int
            Shuffles of the groups.
        random_state : int | None
            Seed of t-SNE and of the shuffles.

        Returns
        -------
        Embedding
            ``.coordinates`` (n_trials, 2), ``.trustworthiness``, ``.purity``.

        Raises
        ------
        ValueError
            A perplexity that is not below the number of trials; too few trials; names
            of another number of trials; activations that are equal in all trials.

        Notes
        -----
        Source: Waytowich et al. 2018, Fig. 4; van der Maaten & Hinton 2008, by
        ``sklearn.manifold.TSNE`` from the first two principal components; exact up to
        200 trials, by Barnes and Hut's approximation beyond. All values of a trial,
        filters by times, are one point, unscaled: filters of large variance count most.
        On trials of the training groups fall apart because the network was made to tell
        them apart.

        References
        ----------
        Waytowich NR et al. (2018). Compact convolutional neural networks for
        classification of asynchronous steady-state visual evoked potentials. J Neural
        Eng 15, 066031. doi:10.1088/1741-2552/aae5d8
        van der Maaten L, Hinton G (2008). Visualizing data using t-SNE. J Mach Learn
        Res 9, 2579-2605.
        """
        groups = self.labels if by is None else np.asarray(by)
        found = fit_embedding(
            self.data.reshape(len(self.data), -1).astype(np.float64),
            groups,
            perplexity=perplexity,
            n_neighbors=n_neighbors,
            n_permutations=n_permutations,
            random_state=random_state,
        )
        names: list[Any] = []
        if groups is not None:
            names = list(self.classes) if by is None else np.unique(groups).tolist()
        settings = {
            **self.settings,
            "n_permutations": n_permutations,
            "random_state": random_state,
        }
        return Embedding(**found, classes=names, stage=self.stage, settings=settings)
