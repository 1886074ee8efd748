"""Common spatial patterns with a linear classifier: the reference for rhythms."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import mne
import numpy as np
from mne.decoding import CSP
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from eegmodels._checks import check_whole
from eegmodels.data import as_trials

_log_level = Lock()


def csp_lda(n_components: int = 6) -> Pipeline:
    """Make an unfitted CSP + LDA pipeline, the classical method for motor imagery.

    Spatial filters whose output varies much in one class and little in the other;
    the logarithm of that variance goes to a linear discriminant. It sees band power
    alone, so filter the recording to the band of interest first (8-30 Hz for motor
    imagery). Trials are matched by the position of their channels.

    Parameters
    ----------
    n_components : int
        Number of spatial filters; with fewer channels, or data of lower rank, there
        are as many as the data allow.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``"signals"``, ``"csp"`` and ``"lda"``. It takes ``mne.Epochs``, arrays
        (n_trials, n_chans, n_times) and lists of one-trial Epochs. Predictions do
        not depend on the unit of the data.

    Raises
    ------
    TypeError, ValueError
        If ``n_components`` is not a whole number of at least 1.

    Notes
    -----
    Source: [1]_, by ``mne.decoding.CSP``; the covariances are shrunk as in [2]_,
    which has no parameter to set. Without shrinkage the score is the same on data of
    full rank and after an average reference, but data of low rank that were once
    stored in single precision (removed ICA components) fall to chance or fail.

    References
    ----------
    .. [1] Blankertz et al. (2008). Optimizing spatial filters for robust EEG
       single-trial analysis. IEEE Signal Processing Magazine 25(1), 41-56.
       https://doi.org/10.1109/MSP.2008.4408441
    .. [2] Chen et al. (2010). Shrinkage algorithms for MMSE covariance estimation.
       IEEE Transactions on Signal Processing 58, 5016-5029.
       https://doi.org/10.1109/TSP.2010.2053029
    """
    n_components = check_whole("n_components", n_components)
    return Pipeline(
        [
            ("signals", FunctionTransformer(_signals)),
            ("csp", _CSP(n_components=n_components, reg="oas")),
            ("lda", LinearDiscriminantAnalysis()),
        ]
    )


class _CSP(CSP):
    """MNE's CSP, but silent: it has no ``verbose`` of its own."""

    def fit(self, X: np.ndarray, y: Any) -> "_CSP":
        with _silent_mne():
            return super().fit(X, y)


def _signals(X: Any) -> np.ndarray:
    """Turn any accepted form of trials into (n_trials, n_chans, n_times)."""
    with _silent_mne():
        return as_trials(X).data


@contextmanager
def _silent_mne() -> Iterator[None]:
    # MNE's log level is global, and MNE itself sets and resets it within a fit: two
    # threads at once would leave it changed. Warnings stay audible.
    with _log_level, mne.use_log_level("WARNING"):
        yield
