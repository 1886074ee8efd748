"""A network set by hand to read the power of one rhythm at one electrode."""

import keras
import mne
import numpy as np

from eegmodels.models import square

SFREQ, N_CHANS, N_TIMES = 128.0, 4, 96
HZ, CHANNEL = 20.0, 2
BANDS = {"low": (6.0, 14.0), "own": (16.0, 24.0), "high": (30.0, 40.0)}


def build(*, end="softmax", layout="channel,time,1"):
    """Square the filtered signal of the channel, average it, and weigh two classes.

    Class 1 speaks for power, class 0 against it.
    """
    axes = {"channel,time,1": (N_CHANS, N_TIMES, 1), "time,channel": (N_TIMES, N_CHANS)}
    inputs = x = keras.Input(axes[layout])
    if layout == "time,channel":
        x = keras.layers.Permute((2, 1))(x)
        x = keras.layers.Reshape((N_CHANS, N_TIMES, 1))(x)
    layers = [
        keras.layers.Conv2D(1, (1, 33), use_bias=False, name="temporal"),
        keras.layers.Conv2D(1, (N_CHANS, 1), use_bias=False, name="spatial"),
        keras.layers.Activation(square, name="square"),
        keras.layers.AveragePooling2D((1, 16), (1, 8), name="pool"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(1 if end == "sigmoid" else 2, end, name="dense"),
    ]
    for layer in layers:
        x = layer(x)
    network = keras.Model(inputs, x)
    times = (np.arange(33) - 16) / SFREQ
    kernel = np.cos(2 * np.pi * HZ * times) * np.hanning(33) / 8
    spatial = np.eye(N_CHANS)[CHANNEL]
    n_flat = network.get_layer("flatten").output.shape[-1]
    signs = [1.0] if end == "sigmoid" else [-1.0, 1.0]
    values = {
        "temporal": [kernel[None, :, None, None]],
        "spatial": [spatial[:, None, None, None]],
        "dense": [np.tile(signs, (n_flat, 1)) / n_flat, np.zeros(len(signs))],
    }
    for name, weights in values.items():
        network.get_layer(name).set_weights(weights)
    return network


def trials(n=20, seed=0):
    """White noise; at each channel the loudness goes up and down over time."""
    rng = np.random.default_rng(seed)
    data = rng.standard_normal((n, N_CHANS, N_TIMES))
    times = np.arange(N_TIMES) / SFREQ
    phase = rng.uniform(0, 2 * np.pi, (n, N_CHANS, 1))
    return data * (1 + 0.8 * np.sin(2 * np.pi * 1.5 * times + phase))


def info(names=("Fz", "C3", "Cz", "C4")):
    """Electrodes with places."""
    made = mne.create_info(list(names), SFREQ, "eeg")
    places = np.array([[0, 7, 6], [-6, 0, 6], [0, 0, 10], [6, 0, 6]]) / 100
    at = dict(zip(names, places, strict=True))
    return made.set_montage(mne.channels.make_dig_montage(at, coord_frame="head"))
