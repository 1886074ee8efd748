"""Temporal kernels of known frequency, without a network."""

import numpy as np

from eegmodels.results import TemporalKernels

SFREQ = 128.0


def make(kernels, *, n_fft=1024, **changed):
    """Kernels with their response, as ``explain.temporal_kernels`` gives them."""
    kernels = np.atleast_2d(np.asarray(kernels, dtype=float))
    freqs = np.fft.rfftfreq(n_fft, 1 / SFREQ)
    response = np.abs(np.fft.rfft(kernels, n_fft))
    fields = {
        "kernels": kernels,
        "times": np.arange(kernels.shape[1]) / SFREQ,
        "freqs": freqs,
        "response": response,
        "weighted": None,
        "peak_hz": freqs[response.argmax(axis=1)],
        "in_band": np.ones(len(kernels), dtype=bool),
        "pass_band": None,
        "sfreq": SFREQ,
    }
    return TemporalKernels(**{**fields, **changed})


def waves(hz, n_samples=32, phase=0.0):
    times = np.arange(n_samples) / SFREQ
    return np.cos(2 * np.pi * np.outer(hz, times) + phase)
