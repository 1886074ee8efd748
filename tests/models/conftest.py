"""A small network with trials that fit it, and the records of the reference."""

import json
from pathlib import Path

import numpy as np
import pytest

from eegmodels.models import EEGNet

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="session")
def index():
    return json.loads((FIXTURES / "index.json").read_text(encoding="utf-8"))


@pytest.fixture
def small():
    """Build a compiled network of 3 channels, 32 samples and 2 classes."""

    def build(seed=0, **arguments):
        sizes = {"F1": 2, "D": 1, "kernel_length": 8, **arguments}
        net = EEGNet(3, 32, 2, seed=seed, **sizes)
        net.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
        return net

    return build


@pytest.fixture(scope="session")
def trials():
    """Twelve trials and their one-hot labels."""
    x = np.random.default_rng(0).standard_normal((12, 3, 32)).astype(np.float32)
    return x, np.eye(2, dtype=np.float32)[np.arange(12) % 2]


@pytest.fixture(scope="session")
def net(trials):
    """Trained for one step; tests leave it as it is."""
    net = EEGNet(3, 32, 2, F1=2, D=1, kernel_length=8, seed=0)
    net.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    net.train_on_batch(*trials)
    return net


@pytest.fixture(scope="session")
def content(net, tmp_path_factory):
    """Bytes of its file."""
    path = tmp_path_factory.mktemp("whole") / "whole.keras"
    net.save(path)
    return path.read_bytes()
