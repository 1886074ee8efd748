"""A network in float64 is explained in float64, as exactly as that can be.

In float32 an error in the tenth digit hides in rounding: of a threshold, a rule, or a
constant that was float32 on the way.
"""

import keras
import mne
import numpy as np
import pytest

import precision
from eegmodels import explain
from eegmodels.models import ARCHITECTURES
from naive_networks import (
    N_CHANS,
    N_TIMES,
    derivative,
    make_network,
    push,
    rescale_share,
    secant,
    winner,
)

OPTIONS = {
    "integrated_gradients": {"n_nodes": 1},
    "lrp": {"epsilon": 0.05},
    "smooth_grad": {"n_samples": 2},
    "occlusion": {"occlude": "all"},
}
pytestmark = pytest.mark.filterwarnings(
    "ignore:The relevances of 'integrated_gradients' do not add up"  # one node
)


@pytest.fixture(scope="module", autouse=True)
def _in_float64():
    with precision.float64():
        yield


@pytest.fixture(scope="module", params=list(ARCHITECTURES))
def net(request, _in_float64):
    return make_network(request.param)


@pytest.fixture(scope="module")
def pair():
    """Give a trial and its baseline."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((N_CHANS, N_TIMES)), 0.3 * rng.standard_normal(
        (N_CHANS, N_TIMES)
    )


def relevance(net, x, **options):
    found = explain.relevance(net, x[None], target=1, **options)
    assert keras.backend.standardize_dtype(net.weights[0].value.dtype) == "float64"
    assert found.data.dtype == found.logit.dtype == np.float64
    return found


def assert_equal_to(found, expected):
    largest = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10 * largest)


def test_deeplift_equals_the_oracle(net, pair):
    """From zero, which ties all maxima, and from noise, which ties none."""
    x, other = pair
    for x0 in (np.zeros_like(x), other):
        slopes, logits, logits0 = push(net, x, x0, secant, rescale_share)
        found = relevance(net, x, baseline=x0)
        assert_equal_to(found.data[0], slopes[..., 1] * (x - x0))
        assert_equal_to(found.logit[0], logits[1])
        assert_equal_to(found.baseline_logit[0], logits0[1])
        assert found.largest_residual < 1e-10


def slopes_at(net, point):
    return push(net, point, point, derivative, winner)[0][..., 1]


def test_gradient_x_input_equals_the_oracle(net, pair):
    x, x0 = pair
    found = relevance(net, x, baseline=x0, method="gradient_x_input")
    assert_equal_to(found.data[0], slopes_at(net, x) * (x - x0))


def test_integrated_gradients_equal_the_oracle(net, pair):
    """One node of Gauss and Legendre is the midpoint; its share is the whole."""
    x, x0 = pair
    found = relevance(net, x, baseline=x0, method="integrated_gradients", n_nodes=1)
    assert_equal_to(found.data[0], slopes_at(net, (x + x0) / 2) * (x - x0))


def test_lrp_equals_the_oracle(twins, pair):
    """Its epsilon too is of the network's precision."""
    net, x = twins[0], pair[0]

    def ratio(function, z, z0):
        del z0
        return function(z) / np.where(z < 0, z - 0.05, z + 0.05)

    slopes, *_ = push(net, x, x, ratio, winner)
    found = relevance(net, x, method="lrp", epsilon=0.05)
    assert_equal_to(found.data[0], slopes[..., 1] * x)


@pytest.fixture(scope="module")
def twins(_in_float64):
    """One network in both precisions."""
    net = make_network("EEGNet")
    single = keras.models.clone_model(net, clone_function=_in_float32)
    single.set_weights(net.get_weights())
    return net, single


@pytest.mark.parametrize("method", explain.METHODS)
def test_every_method_keeps_the_precision_of_the_network(twins, pair, method):
    """Of float32 too, whatever the data are."""
    options = OPTIONS.get(method, {})
    info = mne.create_info(N_CHANS, 128.0, "eeg")
    double = relevance(twins[0], pair[0], method=method, **options)
    found = explain.relevance(
        twins[1], pair[0][None], target=1, method=method, info=info, **options
    )
    assert found.data.dtype == found.logit.dtype == np.float32
    size = np.abs(double.data).max()
    np.testing.assert_allclose(found.data, double.data, rtol=0, atol=1e-5 * size)
    assert np.abs(found.data - double.data).max() > 1e-12 * size


def _in_float32(layer):
    return type(layer).from_config({**layer.get_config(), "dtype": "float32"})
