"""Relevances on every recorded network, full size, add up where they should.

With the weights of the record and with those after its twelve steps of training, on
standard-normal trials, in float32.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import EEGModels
from eegmodels import explain
from naive_networks import logits

FIXTURES = Path(__file__).parents[1] / "fixtures"
INDEX = json.loads((FIXTURES / "index.json").read_text("utf-8"))
WEIGHTS = ("w_init", "w_after")
# Largest residual, as a share of the range of all logits: those of one class may be
# nearly the same for all trials, and float32 has no digits left for the difference.
DEEPLIFT = 1e-5
INTEGRATED = 1e-4
SWITCHING = 1e-3  # of 64 nodes where maxima switch along the path; 1e-4 of 256


def load(name):
    """Build a network without its weights; give its record too."""
    entry = INDEX[name]
    net = getattr(EEGModels, entry["model"])(**entry["arguments"])
    return net, np.load(FIXTURES / f"{name}.npz")


def set_weights(net, record, which):
    net.set_weights([record[f"{which}_{k:02d}"] for k in range(len(net.weights))])


def standard_normal(net, n_trials=2):
    rng = np.random.default_rng(0)
    return rng.standard_normal((n_trials, *net.input_shape[1:3]))


@pytest.fixture(scope="module", params=list(INDEX))
def recorded(request):
    return *load(request.param), request.param


def share_of_range(net, x, **options):
    """Explain a logit; give the residual against the range of all logits."""
    found = explain.relevance(net, x, target=1, **options)
    assert found.data.dtype == np.float32
    expected = logits(net, np.concatenate([x, 0 * x[:1]]))
    spread = np.ptp(expected)
    np.testing.assert_allclose(found.logit, expected[:-1, 1], atol=1e-5 * spread)
    return np.abs(found.residual).max() / spread


@pytest.fixture(params=WEIGHTS)
def weighted(request, recorded):
    set_weights(recorded[0], recorded[1], request.param)
    return recorded[0]


def test_deeplift_adds_up(weighted):
    assert share_of_range(weighted, standard_normal(weighted)) < DEEPLIFT


def test_integrated_gradients_add_up(weighted):
    share = share_of_range(
        weighted, standard_normal(weighted), method="integrated_gradients"
    )
    assert share < (SWITCHING if weighted.name == "DeepConvNet" else INTEGRATED)


def test_deep_convnet_adds_up_with_more_nodes():
    net, record = load("deepconvnet_smr")
    for which in WEIGHTS:
        set_weights(net, record, which)
        options = {"method": "integrated_gradients", "n_nodes": 256}
        assert share_of_range(net, standard_normal(net), **options) < INTEGRATED


def test_the_logits_explained_are_those_recorded(recorded):
    net, record, _ = recorded
    set_weights(net, record, "w_init")
    found = explain.relevance(net, record["x"][:4], target=1)
    np.testing.assert_allclose(found.logit, record["logits"][:4, 1], atol=1e-5)
    # Of all its logits: those of one class may be nearly the same for all trials.
    assert np.abs(found.residual).max() < DEEPLIFT * np.ptp(record["logits"])


def test_the_published_weights_add_up():
    net = EEGModels.EEGNet(4, Chans=60, Samples=151, kernLength=32, F1=8, D=2, F2=16)
    net.load_weights(FIXTURES / "EEGNet-8-2-weights.h5")
    record = np.load(FIXTURES / "published_erp_weights_io.npz")
    for trials in (record["x"][:4], standard_normal(net)):
        assert share_of_range(net, trials) < DEEPLIFT
        share = share_of_range(net, trials, method="integrated_gradients")
        assert share < INTEGRATED
