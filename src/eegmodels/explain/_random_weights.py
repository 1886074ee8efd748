"""Maps of a network's filters as they would be with random spatial weights."""

from collections.abc import Iterator

import numpy as np

from eegmodels.data import Trials
from eegmodels.explain._spatial import filtered_covariance
from eegmodels.explain._subject import Subject


def random_maps(
    subject: Subject, trials: Trials, of: str, n: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Draw the spatial weights of all filters anew; the temporal kernels stay.

    A pattern is ``Cov(w * x) v``, so patterns of random weights lean towards the
    strongest sources of the data, as those of any network do.

    Parameters
    ----------
    subject : Subject
    trials : Trials
        Their covariance makes patterns.
    of : "filters" | "patterns"
    n : int
        Number of draws.
    rng : numpy.random.Generator

    Yields
    ------
    array, shape (n_filters, n_chans)
        Of arbitrary scale.
    """
    opening = subject.opening()
    n_temporal, n_spatial, n_chans = opening.weights.shape
    if of == "patterns":
        kernels = np.ones((1, 1)) if opening.kernels is None else opening.kernels
        each = np.array([filtered_covariance(trials.data, w) for w in kernels])
        # A kernel for each row of filters, for each filter, or one for all.
        covariances = np.repeat(each, n_temporal * n_spatial // len(each), axis=0)
    for _ in range(n):
        weights = rng.standard_normal((n_temporal * n_spatial, n_chans))
        weights = weights * subject.factors
        if of == "patterns":
            yield np.einsum("kcd,kd->kc", covariances, weights)
        else:
            yield weights
