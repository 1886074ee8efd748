"""Spatial filters and the patterns of what they pick up."""

from typing import Any

import mne
import numpy as np
from scipy.signal import oaconvolve

from eegmodels.data import Trials
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.results import SpatialFilters


def spatial_filters(
    model: Any,
    epochs: Any,
    *,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> SpatialFilters:
    """Spatial filters by temporal kernel and electrode, with their Haufe patterns.

    A filter weights electrodes, also to suppress what disturbs, so it may be large
    where no source is. A pattern says how the filter's output shows at the electrodes
    and may be read as a scalp map of a source.

    Parameters
    ----------
    model : EEGClassifier | keras.Model
        Fitted. It opens with temporal kernels followed by spatial filters.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model; their covariance makes patterns of filters.
    info : mne.Info | None
        For a ``keras.Model``: names and positions of its channels.
    layout : str | None
        For a ``keras.Model`` whose input is not (n_chans, n_times, 1): the order of
        its axes behind that of the trials, such as "time,channel".

    Returns
    -------
    SpatialFilters
        ``.filters`` and ``.patterns``, shape (n_temporal, n_spatial, n_chans).

    Raises
    ------
    TypeError, ValueError
        No such first block; data that do not fit the model.

    Notes
    -----
    A spatial filter acts on the signal behind its temporal kernel, so its pattern uses
    the covariance of that signal, one filter at a time:
    ``a = Cov(w * x) v / var(s)`` (Haufe et al. 2014, eq. 7, single-filter form). The
    joint form breaks down where two filters of one kernel are nearly collinear.
    Samples that the zero padding of the convolution reaches are left out where the
    epoch is long enough.

    References
    ----------
    Haufe S et al. (2014). On the interpretation of weight vectors of linear models in
    multivariate neuroimaging. NeuroImage 87, 96-110.
    doi:10.1016/j.neuroimage.2013.10.067
    """
    subject = as_subject(model, info, layout)
    subject.opening()  # an error of the network comes before one of the data
    return filters_and_patterns(subject, subject.trials(epochs), info)


def filters_and_patterns(
    subject: Subject, trials: Trials, info: mne.Info | None
) -> SpatialFilters:
    """Give what ``spatial_filters`` gives, of trials that are checked already."""
    kernels, weights = subject.opening()
    filters = weights * subject.factors
    patterns, correlation = [], []
    for kernel, of_kernel in zip(kernels, filters, strict=True):
        covariance = _filtered_covariance(trials.data, kernel)
        outputs = of_kernel @ covariance @ of_kernel.T
        variances = np.diag(outputs)
        # A silent filter (all weights or all data zero) has no pattern.
        safe = np.where(variances > 0, variances, np.inf)
        patterns.append(of_kernel @ covariance / safe[:, None])
        correlation.append(outputs / np.sqrt(np.outer(safe, safe)))
    return SpatialFilters(
        filters=filters,
        patterns=np.array(patterns),
        correlation=np.array(correlation),
        ch_names=subject.ch_names,
        info=trials.info if info is None else info,
        settings={
            "network": str(subject.network.name),
            "scaled": subject.estimator is not None,
            "patterns": "covariance behind the temporal kernel, one filter at a time",
            "n_trials": len(trials.data),
        },
    )


def _filtered_covariance(data: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Covariance between channels behind a kernel; trials follow one another."""
    n_times = data.shape[2]
    mode = "valid" if n_times >= 2 * len(kernel) else "same"
    reverse = kernel[::-1][None, None]  # Keras correlates, SciPy convolves
    filtered = oaconvolve(data, reverse, mode=mode, axes=2)
    samples = filtered.transpose(1, 0, 2).reshape(data.shape[1], -1)
    return np.atleast_2d(np.cov(samples))
