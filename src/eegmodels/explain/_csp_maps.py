"""Common spatial patterns of one band, refitted cheaply for many labellings.

CSP sees trials by their second moments alone. Those are taken once; a fit then gets
for each group of trials few samples that have the same moments.
"""

from dataclasses import dataclass, replace

import mne
import numpy as np
from mne.decoding import CSP

LEAST = 1e-10  # share of the largest power below which a direction holds no signal
JITTER = 1e-12  # of the mean power, for groups of few trials


@dataclass(frozen=True)
class Maps:
    """Spatial filters and patterns of CSP.

    Attributes
    ----------
    filters, patterns : array, shape (n_components, n_chans)
        Scale and sign are arbitrary.
    more : array of bool, shape (n_components,)
        Whether the filter's output has more power in the group than in the rest.
    """

    filters: np.ndarray
    patterns: np.ndarray
    more: np.ndarray


@dataclass(frozen=True)
class BandMoments:
    """Second moments of trials in one band.

    Attributes
    ----------
    moments : array, shape (n_trials, rank, rank)
        In ``basis``, as a share of the mean power.
    basis : array, shape (n_chans, rank)
        Orthonormal directions that hold signal.
    """

    moments: np.ndarray
    basis: np.ndarray

    def shrunk(self, shrinkage: float) -> "BandMoments":
        """Mix in equal power in all directions, of that share of the power."""
        rank = self.basis.shape[1]
        powers = np.trace(self.moments, axis1=1, axis2=2) / rank
        equal = powers[:, None, None] * np.eye(rank)
        mixed = (1 - shrinkage) * self.moments + shrinkage * equal
        return replace(self, moments=mixed)

    def fit(self, group: np.ndarray, n_components: int) -> Maps:
        """Fit CSP of a group of trials against the rest.

        Parameters
        ----------
        group : array of bool, shape (n_trials,)
        n_components : int
            Taken from both ends in turn: pairs with much and with little power in
            the group. As many as the data allow.
        """
        own, rest = (self.moments[k].mean(axis=0) for k in (group, ~group))
        n_components = min(n_components, len(own))
        csp = CSP(n_components, component_order="alternate", rank="full")
        csp.fit(np.stack([_samples(own), _samples(rest)]), np.array([1, 0]))
        filters = csp.filters_[:n_components]
        powers = [np.einsum("kc,cd,kd->k", filters, m, filters) for m in (own, rest)]
        patterns = csp.patterns_[:n_components]
        return Maps(
            filters @ self.basis.T, patterns @ self.basis.T, powers[0] > powers[1]
        )


def band_moments(
    data: np.ndarray, sfreq: float, band: tuple[float, float]
) -> BandMoments:
    """Filter trials to a band and take their second moments.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)
    sfreq : float
    band : tuple of float
        In Hz.
    """
    filtered = mne.filter.filter_data(data, sfreq, *band, method="iir", verbose="ERROR")
    moments = filtered @ filtered.transpose(0, 2, 1)
    total = moments.mean(axis=0)
    values, vectors = np.linalg.eigh(total)
    basis = vectors[:, values > LEAST * values.max()]
    return BandMoments(basis.T @ (moments / np.trace(total)) @ basis, basis)


def _samples(moments: np.ndarray) -> np.ndarray:
    """Make samples, (rank, 2 * rank), of mean zero with these second moments."""
    root = np.linalg.cholesky(moments + JITTER * np.eye(len(moments)))
    return np.hstack([root, -root])
