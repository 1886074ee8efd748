"""Outputs of a trained network for trials in memory."""

import keras
import numpy as np

from eegmodels._backend import compiled_once
from eegmodels._batches import filled_up


def predict(network: keras.Model, x: np.ndarray, batch_size: int = 32) -> np.ndarray:
    """Run the network in batches of one size."""
    filled = filled_up(x, batch_size)
    with compiled_once():
        outputs = network.predict(filled, batch_size=batch_size, verbose=0)
    return np.asarray(outputs, dtype=np.float64)[: len(x)]
