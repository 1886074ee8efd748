"""TensorFlow is not imported for what runs without it, installed or not."""

import sys

import keras
import numpy as np
import pytest
from keras.src.utils import module_utils

from eegmodels import EEGClassifier, explain
from eegmodels._backend import tensorflow_left_out

pytestmark = [
    pytest.mark.skipif(
        keras.backend.backend() != "jax", reason="others import it themselves"
    ),
    pytest.mark.usefixtures("quick_compilation"),
]


class Asked:
    """A finder that knows who asks for TensorFlow, and finds nothing."""

    def __init__(self):
        self.names = []

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "tensorflow":
            self.names.append(name)


@pytest.fixture
def asked(monkeypatch):
    """As in a process that has not looked for it yet."""
    for name in [n for n in sys.modules if n.split(".")[0] == "tensorflow"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(module_utils.tensorflow, "_available", None)
    finder = Asked()
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    return finder.names


def test_an_estimator_never_asks_for_it(asked, tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((12, 3, 40)), np.arange(12) % 2
    sizes = {"F1": 1, "D": 1, "kernel_length": 8}
    clf = EEGClassifier(
        model_params=sizes, n_epochs=1, random_state=0, verbose=False
    ).fit(x, y)
    clf.predict(x)
    clf.save(tmp_path / "model.keras")
    loaded = EEGClassifier.load(tmp_path / "model.keras")
    explain.relevance(loaded, x, y)
    explain.perturbation_correlation(loaded, x, n_perturbations=3, untrained=1)
    assert asked == []
    assert module_utils.tensorflow._available is None


def test_keras_asks_for_it_elsewhere(asked):
    """Otherwise the test above shows nothing."""
    layer = keras.layers.Dense(2)
    layer.get_config()
    assert asked == ["tensorflow"]
    module_utils.tensorflow._available = None
    with tensorflow_left_out():
        layer.get_config()
    assert asked == ["tensorflow"]
    assert module_utils.tensorflow._available is None
