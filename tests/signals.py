"""Activations made by hand, with or without a difference between the classes."""

import numpy as np

from eegmodels.results import Activations

SFREQ = 128.0


def make(data, labels=None, tmin=0.0):
    """Activations of a stage "spatial" at 128 Hz."""
    data = np.asarray(data)
    return Activations(
        data=data,
        times=tmin + np.arange(data.shape[2]) / SFREQ,
        sfreq=SFREQ,
        stage="spatial",
        names=[f"filter {k}" for k in range(data.shape[1])],
        labels=labels,
        classes=[] if labels is None else np.unique(labels).tolist(),
        unit="arbitrary",
    )


def noise(n_trials=20, n_filters=2, n_times=128, seed=0):
    """Trials of two classes "a" and "b" that do not differ."""
    rng = np.random.default_rng(seed)
    labels = np.tile(["a", "b"], n_trials // 2)
    return rng.standard_normal((n_trials, n_filters, n_times)), labels


def planted(hz=16.0, start=0.4, stop=0.8):
    """Trials of 1 s; in those of "b" filter 1 has a burst of random phase."""
    data, labels = noise()
    rng = np.random.default_rng(1)
    times = np.arange(data.shape[2]) / SFREQ
    inside = (times >= start) & (times < stop)
    for k in np.flatnonzero(labels == "b"):
        wave = np.sin(2 * np.pi * hz * times + rng.uniform(0, 2 * np.pi))
        data[k, 1] += 2 * wave * inside
    return make(data, labels)
