"""Networks in their fast and in their plain form, with the same weights."""

import numpy as np
import pytest

from eegmodels.models import EEGNet


@pytest.fixture
def pair():
    """Build a network and the plain Keras model of another one with its weights."""
    import keras  # after eegmodels, which chooses the backend

    def build(n_chans, n_times, n_outputs=2, **arguments):
        sizes = {"dropout_rate": 0.0, "seed": 0, **arguments}
        fast, other = (EEGNet(n_chans, n_times, n_outputs, **sizes) for _ in range(2))
        rng = np.random.default_rng(0)
        weights = [w + 0.1 * rng.random(w.shape) for w in fast.get_weights()]
        fast.set_weights(weights)
        other.set_weights(weights)
        plain = keras.Model(other.input, other.output)
        assert type(plain).__name__ == "Functional"
        return fast, plain

    return build
