"""An old script for the reference networks, and what it can ask now.

The first half is what people wrote for the reference collection: build EEGNet, train
it with ``model.fit``, read weights by layer number. The second half hands that same
``keras.Model`` to the three approaches, with an ``mne.Info`` that names the
electrodes. Run it with ``python examples/reference_script.py``.
"""

import eegmodels  # first: it chooses the backend that is installed

# isort: split
import keras
import numpy as np

from EEGModels import EEGNet
from eegmodels import explain
from eegmodels.data import load_physionet


def old_script(X, y, n_passes=300):
    """Train as ever: arrays of (trials, channels, samples, 1), one-hot classes."""
    keras.utils.set_random_seed(0)
    model = EEGNet(nb_classes=2, Chans=X.shape[1], Samples=X.shape[2], kernLength=64)
    model.compile(loss="categorical_crossentropy", optimizer="adam")
    onehot = keras.utils.to_categorical(y, 2)
    model.fit(X[..., None], onehot, batch_size=16, epochs=n_passes, verbose=0)
    return model


def first_layers(model, ch_names):
    """Which layer, and which number belongs to which electrode?"""
    temporal = model.layers[1].get_weights()[0]  # (1, samples, 1, F1)
    spatial = model.layers[3].get_weights()[0]  # (electrodes, 1, F1, D)
    at = ch_names.index("C3")
    print("kernel 1:", temporal[0, :, 0, 0].shape[0], "samples")
    print(f"electrode C3 in filter 2 of kernel 1: {spatial[at, 0, 0, 1]:+.3f}")
    print(model.describe())
    return temporal, spatial


def three_approaches(model, X, y, info):
    """Ask the same model what it uses: signals, kernels and filters, relevance."""
    signals = explain.activations(model, X, y, info=info)
    averages = signals.average()
    print("approach 1:", averages.mean.shape, "class, filter, time;", averages.unit)

    kernels = explain.temporal_kernels(model, X, info=info)
    filters = explain.spatial_filters(model, X, info=info)
    ablation = explain.ablation(model, X, y, info=info)
    f, d = ablation.ranking[0]
    where = filters.ch_names[np.abs(filters.patterns[f, d]).argmax()]
    print(f"approach 2: costliest filter {d + 1} of kernel {f + 1}, at {where},")
    print(f"            {kernels.peak_hz[f]:.1f} Hz. {filters.reading}")

    relevance = explain.relevance(model, X, y, info=info)
    print("approach 3:", relevance.data.shape, "trial, electrode, time;", end=" ")
    print(f"largest residual {relevance.largest_residual:.0e} of the logits' range")
    return signals, kernels, filters, ablation, relevance


def main():
    """Imagined fists against feet, PhysioNet subject 1."""
    epochs = load_physionet(1, "fists-feet", preset="motor-imagery")
    X = epochs.get_data(units="uV") / 10  # EEG in tens of µV: about 1
    y = (epochs.events[:, 2] == epochs.event_id["feet"]).astype(int)
    model = old_script(X, y)
    first_layers(model, epochs.ch_names)
    three_approaches(model, X, y, epochs.info)
    print("eegmodels", eegmodels.__version__)


if __name__ == "__main__":
    main()
