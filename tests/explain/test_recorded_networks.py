"""Relevances on the recorded networks of the reference, full size, add up."""

import json
from pathlib import Path

import numpy as np
import pytest

import EEGModels
from eegmodels import explain

FIXTURES = Path(__file__).parents[1] / "fixtures"
# What integrated gradients with 64 nodes keep to; maxima switch along the path.
RECORDS = {
    "eegnet_p300": 1e-4,
    "eegnet_ssvep": 1e-4,
    "eegnet_v1": 1e-4,
    "deepconvnet_smr": 1e-3,
    "shallowconvnet_smr": 1e-4,
}


def load(name):
    """Build a network with its recorded weights; give its record too."""
    entry = json.loads((FIXTURES / "index.json").read_text("utf-8"))[name]
    record = np.load(FIXTURES / f"{name}.npz")
    net = getattr(EEGModels, entry["model"])(**entry["arguments"])
    net.set_weights([record[f"w_init_{k:02d}"] for k in range(len(net.weights))])
    return net, record


@pytest.fixture(scope="module", params=RECORDS)
def recorded(request):
    return *load(request.param), request.param


def test_deeplift_adds_up(recorded):
    net, record, _ = recorded
    found = explain.relevance(net, record["x"][:4], target=1)
    np.testing.assert_allclose(found.logit, record["logits"][:4, 1], atol=1e-5)
    # Of all its logits: those of one class may be nearly the same for all trials.
    assert np.abs(found.residual).max() < 1e-5 * np.ptp(record["logits"])


def test_integrated_gradients_add_up(recorded):
    net, record, name = recorded
    found = explain.relevance(
        net, record["x"][:4], target=1, method="integrated_gradients"
    )
    assert found.largest_residual < RECORDS[name]


def test_deep_convnet_adds_up_with_more_nodes():
    net, record = load("deepconvnet_smr")
    found = explain.relevance(
        net, record["x"][:2], target=1, method="integrated_gradients", n_nodes=256
    )
    assert found.largest_residual < 1e-4
