"""Data as an amplifier gives them: offsets, slow drifts, channels without a signal.

In float32 digits are lost there, layer by layer too. The fast network may lose at most
three times as many, measured against the layers in float64.
"""

import keras
import numpy as np
import pytest

import oracles
import precision
from eegmodels._backend import kept_in
from eegmodels.fast import FrameMoments, filtered_moments, frame_moments
from layered import array, computed, twins

pytestmark = pytest.mark.usefixtures("quick_compilation")

N_TRIALS, N_CHANS, N_TIMES, LENGTH = 4, 6, 150, 32
SIZES = {"F1": 3, "D": 1, "kernel_length": LENGTH}
SLACK = 16 * np.finfo(np.float32).eps  # where the layers happen to lose nothing


def white(rng):
    return rng.standard_normal((N_TRIALS, N_CHANS, N_TIMES))


def like_eeg(rng):
    """Power that falls with 1/f, down to a quarter of what a trial can hold."""
    n = 4 * N_TIMES
    frequencies = np.fft.rfftfreq(n)
    amplitudes = np.zeros_like(frequencies)
    amplitudes[1:] = frequencies[1:] ** -0.5
    size = (N_TRIALS, N_CHANS, len(frequencies))
    spectra = amplitudes * (rng.standard_normal(size) + 1j * rng.standard_normal(size))
    x = np.fft.irfft(spectra, n)[..., :N_TIMES]
    return x / x.std()


def of_channels(rng):
    return rng.standard_normal((1, N_CHANS, 1))


def without_signal(rng):
    x = white(rng)
    x[:, 1], x[:, 3] = 0, 7
    return x


DATA = {
    "zero and constant channels": without_signal,
    "one offset of 1e4": lambda rng: white(rng) + 1e4,
    "offsets of channels, 1e2": lambda rng: white(rng) + 1e2 * of_channels(rng),
    "offsets of channels, 1e4": lambda rng: white(rng) + 1e4 * of_channels(rng),
    "1/f": like_eeg,
    "1/f, offsets of channels, 1e4": lambda rng: like_eeg(rng) + 1e4 * of_channels(rng),
}


@pytest.fixture(params=DATA)
def x(request):
    return DATA[request.param](np.random.default_rng(3)).astype(np.float32)


def relative(found, exact):
    return float((np.abs(found - exact) / np.abs(exact).max()).max())


def balanced(weights):
    """Let one temporal kernel sum to zero, so that it passes no offset."""
    kernel = weights[0].copy()
    kernel[..., 0] -= kernel[..., 0].mean()
    return [kernel, *weights[1:]]


@pytest.fixture(scope="module")
def models():
    """Build the fast and the plain network in float32, the plain one in float64."""
    fast, plain = twins("EEGNet", N_CHANS, N_TIMES, **SIZES)
    with precision.float64(), kept_in("float64"):
        _, oracle = twins("EEGNet", N_CHANS, N_TIMES, **SIZES)
    return fast, plain, oracle, balanced(fast.get_weights())


def test_a_training_step_loses_no_more_digits_than_the_layers(models, x):
    """Its outputs, and each moving variance of the first BatchNorm."""
    *pair, oracle, weights = models
    y = np.eye(2, dtype=np.float32)[[0, 1, 1, 0]]
    for model in pair:
        model.set_weights(weights)
    ours, theirs = (computed(model, x, y) for model in pair)
    with precision.float64(), kept_in("float64"):
        oracle.set_weights(weights)
        exact = computed(oracle, x.astype(float), y.astype(float))
    of_layers = relative(theirs.trained, exact.trained)
    assert relative(ours.trained, exact.trained) <= 3 * of_layers + SLACK
    path = "temporal_norm/moving_variance"
    found, layered, true = (r.statistics[path] for r in (ours, theirs, exact))
    for k in range(SIZES["F1"]):
        of_layers = relative(layered[k], true[k])
        assert relative(found[k], true[k]) <= 3 * of_layers + SLACK


def filters():
    """Band-pass kernels, which sum to zero, and one that does not."""
    rng = np.random.default_rng(0)
    times = np.arange(LENGTH) - (LENGTH - 1) / 2
    kernels = [np.cos(2 * np.pi * f * times + 0.3) for f in (0.1, 0.2, 0.3)]
    kernels = np.stack([np.hanning(LENGTH) * kernel for kernel in kernels])
    kernels -= kernels.mean(axis=1, keepdims=True)
    kernels = np.concatenate([kernels, rng.standard_normal((1, LENGTH))])
    return (kernels / np.linalg.norm(kernels, axis=1)[:, None]).astype(np.float32)


def of_trials(x, kernels):
    """From the moments of each trial, as a training on arrays has them."""
    found = frame_moments(x, LENGTH)
    parts = (found.second, found.first, found.constant)
    moments = FrameMoments(*(keras.ops.convert_to_tensor(part) for part in parts))
    return moments.of_batch(np.arange(len(x))).filtered(kernels)


@pytest.mark.parametrize("moments", [filtered_moments, of_trials])
def test_variances_of_filtered_data_do_not_cancel(moments, x):
    kernels = filters()
    tensors = [keras.ops.convert_to_tensor(part) for part in (x, kernels)]
    given = (x, tensors[1]) if moments is of_trials else tensors
    mean, variance = (array(part) for part in moments(*given))
    layer = keras.layers.Conv2D(len(kernels), (1, LENGTH), padding="same")
    layer.build((None, N_CHANS, N_TIMES, 1))
    layer.set_weights([kernels.T[None, :, None, :], np.zeros(len(kernels))])
    layered = keras.ops.moments(layer(tensors[0][..., None]), axes=(0, 1, 2))
    exact = oracles.filtered_moments(x.astype(float), kernels.astype(float))
    deviation = np.sqrt(exact[1] + exact[0] ** 2)
    for found, own, true, scale in (
        (mean, array(layered[0]), exact[0], deviation),
        (variance, array(layered[1]), exact[1], exact[1]),
    ):
        ours, theirs = ((np.abs(value - true) / scale).max() for value in (found, own))
        assert ours <= 3 * theirs + SLACK
