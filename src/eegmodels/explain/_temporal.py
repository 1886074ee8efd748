"""Temporal kernels: what a network's first convolution lets pass."""

import math
from typing import Any

import mne
import numpy as np

from eegmodels._docs import fill_docs
from eegmodels.explain._subject import as_subject
from eegmodels.results import TemporalKernels
from eegmodels.results._tuning import peaks

RESOLUTION = 0.25  # Hz between the points of a response


@fill_docs
def temporal_kernels(
    model: Any,
    epochs: Any = None,
    *,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> TemporalKernels:
    """Temporal kernels in seconds, their frequency response and their peak in Hz.

    A kernel's response says what it would let pass, not what is there: with epochs the
    peak is that of the response times the amplitude spectrum of the data. A kernel of
    half a second resolves 2 Hz. A peak inside the band of the preprocessing filter may
    be that filter's work.

    In DeepConvNet and ShallowConvNet two linear convolutions follow one another, so a
    kernel of the first is no source: here a "kernel" is one output of the two merged.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted. It opens with temporal kernels followed by spatial filters, with a
        normalisation between them or without.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times) | None
        Data that fit the model. None: responses without data.
    %(info)s
    %(layout)s

    Returns
    -------
    TemporalKernels
        ``.peak_hz`` and ``.bandwidth_hz``, and ``.cycles_hz``, the paper's estimate.
        ``.standardised()`` fixes signs and sizes, which are those of the weights;
        ``.stimulus_response(stimuli)`` compares them with flickering stimuli.

    Raises
    ------
    TypeError, ValueError
        No such first block, as in EEGNetV1, whose spatial filters come before anything
        over time; data that do not fit the model.

    Notes
    -----
    Source: Lawhern et al. 2018, Fig. 7. Deviates: the paper estimates a frequency as
    4 times the visible cycles of 0.25 s, counted by eye; here it is the maximum of the
    response, and the cycles stand beside it. The response of
    a merged kernel is the root of the summed squares over electrodes; what is drawn
    over time is its best single course, the first right singular vector.

    References
    ----------
    Lawhern VJ et al. (2018). EEGNet. J Neural Eng 15, 056013.
    doi:10.1088/1741-2552/aace8c
    """
    subject = as_subject(model, info, layout)
    opening = subject.opening()
    kernels = opening.kernels
    if kernels is None:
        raise ValueError(
            f"The network {subject.network.name!r} has no temporal kernels: its "
            f"{opening.weights.shape[1]} spatial filters ({opening.layer!r}) act on "
            "the raw signals, and the convolutions behind them on their outputs. See "
            "explain.spatial_filters, explain.activations and explain.relevance."
        )
    n_samples = kernels.shape[1]
    n_fft = max(n_samples, math.ceil(subject.sfreq / RESOLUTION))
    if epochs is not None:
        trials = subject.trials(epochs)
        n_fft = max(n_fft, trials.data.shape[2])
    freqs = np.fft.rfftfreq(n_fft, 1 / subject.sfreq)
    if opening.merged is None:
        response = np.abs(np.fft.rfft(kernels, n_fft))
    else:
        response = np.linalg.norm(np.fft.rfft(opening.merged, n_fft), axis=1)
    weighted = None
    if epochs is not None:
        weighted = response * _amplitude_spectrum(trials.data, subject.sfreq, n_fft)
    peak_hz = peaks(freqs, response if weighted is None else weighted)
    low, high = (0.0, np.inf) if subject.band is None else subject.band
    return TemporalKernels(
        kernels=kernels,
        times=_times(n_samples, opening.kind) / subject.sfreq,
        freqs=freqs,
        response=response,
        weighted=weighted,
        peak_hz=peak_hz,
        in_band=(peak_hz >= low) & (peak_hz <= high),
        pass_band=subject.band,
        sfreq=subject.sfreq,
        opening=opening.kind,
        one_course_share=opening.one_course_share,
        settings={
            "network": str(subject.network.name),
            "n_fft": n_fft,
            "n_trials": None if epochs is None else len(trials.data),
        },
    )


def _times(n_samples: int, kind: str) -> np.ndarray:
    """Give the sample of each weight, counted from that of the output.

    "same" padding centres a kernel; without padding the output stands for its middle.
    """
    middle = (n_samples - 1) // 2 if kind == "temporal-spatial" else (n_samples - 1) / 2
    return np.arange(n_samples) - middle


def _amplitude_spectrum(data: np.ndarray, sfreq: float, n_fft: int) -> np.ndarray:
    """Root of the mean power over trials and channels, at the points of ``n_fft``."""
    power, _ = mne.time_frequency.psd_array_welch(
        data,
        sfreq,
        n_fft=n_fft,
        n_per_seg=data.shape[2],
        average="mean",
        verbose="ERROR",
    )
    return np.sqrt(power.mean(axis=(0, 1)))
