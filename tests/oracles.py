"""Naive computations in float64 that share no code with the package."""

import math

import numpy as np


def convolve_same(signal, kernel):
    """Convolution layers' 'same' correlation of one signal with one kernel."""
    n, k = len(signal), len(kernel)
    before = (k - 1) // 2
    out = np.zeros(n)
    for t in range(n):
        for j in range(k):
            s = t + j - before
            if 0 <= s < n:
                out[t] += float(signal[s]) * float(kernel[j])
    return out


def convolve_all(signals, kernel):
    """The same along the last axis of an array, without a loop over the signals."""
    signals = np.asarray(signals, dtype=np.float64)
    n, k = signals.shape[-1], len(kernel)
    out = np.zeros_like(signals)
    for j in range(k):
        shift = j - (k - 1) // 2
        low, high = max(0, -shift), min(n, n - shift)
        if low < high:
            part = signals[..., low + shift : high + shift]
            out[..., low:high] += float(kernel[j]) * part
    return out


def filtered_moments(x, kernels):
    """Mean and variance of every filtered channel, by filtering every channel."""
    filtered = [convolve_all(x, kernel) for kernel in kernels]
    return (
        np.array([signal.mean() for signal in filtered]),
        np.array([signal.var() for signal in filtered]),
    )


def opening_block(x, kernels, gamma, beta, epsilon, weights):
    """Temporal convolution, batch normalisation, spatial convolution; in that order.

    ``x`` (n_trials, n_chans, n_times), ``kernels`` (n_kernels, length), ``weights``
    (n_chans, n_kernels, n_spatial); gives (n_trials, n_times, n_kernels * n_spatial).
    """
    outputs = []
    for f, kernel in enumerate(kernels):
        signal = convolve_all(x, kernel)
        mean, variance = signal.mean(), signal.var()
        signal = (signal - mean) / math.sqrt(variance + epsilon) * gamma[f] + beta[f]
        for d in range(weights.shape[2]):
            outputs.append(np.einsum("bct,c->bt", signal, weights[:, f, d]))
    return np.stack(outputs, axis=-1)


def half_up(value):
    """Round to the nearest whole number, halves upwards."""
    return math.floor(value + 0.5)


def last_of_each_class(labels, fraction):
    """Split trials into training and validation, class by class, one by one."""
    wanted = {c: half_up(fraction * labels.count(c)) for c in set(labels)}
    validation = []
    for k in range(len(labels) - 1, -1, -1):
        if wanted[labels[k]] > 0:
            wanted[labels[k]] -= 1
            validation.append(k)
    validation.sort()
    return [k for k in range(len(labels)) if k not in validation], validation


def cross_entropy(probabilities, codes):
    """Mean cross-entropy of probabilities (n_trials, n_classes) in float64."""
    chosen = [float(probabilities[k][code]) for k, code in enumerate(codes)]
    return -sum(math.log(p) for p in chosen) / len(chosen)
