"""Spatial filters and the patterns of what they pick up."""

from typing import Any

import mne
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import oaconvolve

from eegmodels._docs import fill_docs
from eegmodels.data import Trials
from eegmodels.explain._opening import Opening
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.results import SpatialFilters
from eegmodels.results._tuning import gains

Found = tuple[np.ndarray, np.ndarray, np.ndarray]  # patterns, correlation, deviations


@fill_docs
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
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted. It opens as EEGNet, as the ConvNets or as EEGNetV1 do.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model; their covariance makes patterns of filters.
    %(info)s
    %(layout)s

    Returns
    -------
    SpatialFilters
        ``.filters`` and ``.patterns``, shape (n_temporal, n_spatial, n_chans). Where a
        filter has no temporal kernel of its own, n_temporal is 1: in DeepConvNet and
        ShallowConvNet each output of the two merged convolutions is a source, in
        EEGNetV1 each filter of the raw signals. Signs and sizes are those of the
        weights; ``.standardised()`` fixes them, and ``.plot()`` does so.

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
    The source of a merged opening is ``s = sum_ck W[o, c, k] x_c``; its pattern is
    ``Cov(w * x, s) / var(s)`` with ``w`` the best single course of its kernel: without
    that filter a kernel whose phase is off by a quarter of a cycle would show none.
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
    opening = subject.opening()
    filters = opening.weights * subject.factors
    if opening.merged is None:
        found = _of_kernels(trials.data, opening.kernels, filters)
    else:
        found = _of_merged(
            trials.data, opening.kernels, opening.merged * subject.factors[:, None]
        )
    patterns, correlation, source_sd = found
    return SpatialFilters(
        filters=filters,
        patterns=patterns,
        correlation=correlation,
        ch_names=subject.ch_names,
        info=trials.info if info is None else info,
        opening=opening.kind,
        settings={
            "network": str(subject.network.name),
            "scaled": subject.estimator is not None,
            "patterns": f"{HOW[opening.kind]}, one filter at a time",
            "n_trials": len(trials.data),
        },
        source_sd=source_sd,
        kernel_gain=_gains(opening),
    )


def _gains(opening: Opening) -> np.ndarray:
    """Largest gain of each filter's kernel; 1 where it has none."""
    shape = opening.weights.shape[:2]
    if opening.kernels is None:
        return np.ones(shape)
    found = gains(opening.kernels)
    across = found[None] if opening.kind == "merged" else found[:, None]
    return np.broadcast_to(across, shape).copy()


HOW = {
    "temporal-spatial": "covariance behind the temporal kernel",
    "merged": "covariance with the source behind the best course of its kernel",
    "spatial": "covariance of the raw signals",
}


def _of_kernels(
    data: np.ndarray, kernels: np.ndarray | None, filters: np.ndarray
) -> Found:
    """Patterns of filters behind temporal kernels, or of the raw signals."""
    patterns, correlation, deviations = [], [], []
    if kernels is None:
        kernels = np.ones((1, 1))
    for kernel, of_kernel in zip(kernels, filters, strict=True):
        covariance = filtered_covariance(data, kernel)
        outputs = of_kernel @ covariance @ of_kernel.T
        variances = np.diag(outputs)
        # A silent filter (all weights or all data zero) has no pattern.
        safe = np.where(variances > 0, variances, np.inf)
        patterns.append(of_kernel @ covariance / safe[:, None])
        correlation.append(outputs / np.sqrt(np.outer(safe, safe)))
        deviations.append(np.sqrt(np.clip(variances, 0, None)))
    return np.array(patterns), np.array(correlation), np.array(deviations)


def _of_merged(
    data: np.ndarray, courses: np.ndarray | None, merged: np.ndarray
) -> Found:
    """Patterns of the outputs of merged convolutions."""
    assert courses is not None
    n_samples = merged.shape[-1]
    sources = []
    for trial in data:
        frames = sliding_window_view(trial, n_samples, axis=1)  # channels, times, k
        sources.append(np.tensordot(merged, frames, axes=((1, 2), (0, 2))))
    signals = np.concatenate(sources, axis=1)  # n_sources, trials x times
    signals = signals - signals.mean(axis=1, keepdims=True)
    outputs = signals @ signals.T / (signals.shape[1] - 1)
    variances = np.diag(outputs)
    safe = np.where(variances > 0, variances, np.inf)
    patterns = []
    for signal, course, variance in zip(signals, courses, safe, strict=True):
        filtered = oaconvolve(data, course[::-1][None, None], mode="valid", axes=2)
        samples = filtered.transpose(1, 0, 2).reshape(data.shape[1], -1)
        patterns.append(samples @ signal / (len(signal) - 1) / variance)
    correlation = outputs / np.sqrt(np.outer(safe, safe))
    return np.array(patterns)[None], correlation[None], np.sqrt(variances)[None]


def filtered_covariance(data: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Covariance between channels behind a kernel; trials follow one another."""
    n_times = data.shape[2]
    mode = "valid" if n_times >= 2 * len(kernel) else "same"
    reverse = kernel[::-1][None, None]  # Keras correlates, SciPy convolves
    filtered = oaconvolve(data, reverse, mode=mode, axes=2)
    samples = filtered.transpose(1, 0, 2).reshape(data.shape[1], -1)
    return np.atleast_2d(np.cov(samples))
