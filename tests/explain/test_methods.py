"""Every method on every network: naive oracles, its own axiom, and its promises."""

import keras
import numpy as np
import pytest

from eegmodels import EEGRegressor, explain
from eegmodels.estimator import _base
from eegmodels.models import ARCHITECTURES, ShallowConvNet
from eegmodels.results import History
from naive_networks import (
    N_CHANS,
    N_TIMES,
    derivative,
    make_network,
    push,
    winner,
)

# Three nodes are few: what they compute is looked at, not whether it adds up.
FEW_NODES = pytest.mark.filterwarnings("ignore:The relevances of 'integrated_grad")
FEW = {
    "integrated_gradients": {"n_nodes": 3},
    "smooth_grad": {"n_samples": 2},
}


def few(method):
    """Options with which a method is quick."""
    options = dict(FEW.get(method, {}))
    if method == "occlusion":
        options["occlude"] = {"first": ["0"], "others": ["1", "2"]}
    return options


@pytest.fixture(scope="module", params=list(ARCHITECTURES))
def net(request):
    return make_network(request.param)


@pytest.fixture(scope="module")
def trials():
    return np.random.default_rng(0).standard_normal((6, N_CHANS, N_TIMES))


def slopes_at(net, x, k):
    """Plain gradient of a logit, one sample after another."""
    return push(net, x, x, derivative, winner)[0][..., k]


def assert_equal_to(found, expected):
    largest = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * largest)


def test_gradients_equal_the_oracle(net, trials):
    """Saliency is the size of the slope, gradient x input its product with x."""
    x, x0 = trials[0], 0.3 * trials[1]
    slopes = slopes_at(net, x, 1)
    found = explain.relevance(net, trials[:1], target=1, method="saliency")
    assert_equal_to(found.data[0], np.abs(slopes))
    found = explain.relevance(
        net, trials[:1], target=1, method="gradient_x_input", baseline=x0
    )
    assert_equal_to(found.data[0], slopes * (x - x0))


@FEW_NODES
def test_integrated_gradients_equal_the_oracle(net, trials):
    """Three nodes of Gauss and Legendre: 0 and the roots of 3/5, shares 8 and 5."""
    x, x0 = trials[0], 0.3 * trials[1]
    found = explain.relevance(
        net,
        trials[:1],
        target=1,
        method="integrated_gradients",
        baseline=x0,
        n_nodes=3,
    )
    mean = 0
    for node, share in ((-np.sqrt(0.6), 5), (0, 8), (np.sqrt(0.6), 5)):
        point = x0 + (1 + node) / 2 * (x - x0)
        mean = mean + share / 18 * slopes_at(net, point, 1)
    assert_equal_to(found.data[0], mean * (x - x0))


def test_smooth_grad_equals_the_oracle(net, trials):
    found = explain.relevance(
        net,
        trials[:1],
        target=0,
        method="smooth_grad",
        n_samples=2,
        noise=0.2,
        random_state=5,
    )
    rng, x = np.random.default_rng(5), trials[0]
    mean = 0
    for _ in range(2):
        noise = 0.2 * x.std() * rng.standard_normal(x.shape)
        mean = mean + slopes_at(net, x + noise, 0) / 2
    assert_equal_to(found.data[0], mean)


def test_lrp_equals_the_oracle(net, trials):
    """The ratio of output to input, moved off zero; biases keep their part."""

    def ratio(function, z, z0):
        del z0
        return function(z) / (z + 0.05 * np.where(z < 0, -1, 1))

    x = trials[0]
    slopes, *_ = push(net, x, x, ratio, winner)
    found = explain.relevance(net, trials[:1], target=1, method="lrp", epsilon=0.05)
    assert_equal_to(found.data[0], slopes[..., 1] * x)
    assert found.baseline == "0"


def test_occlusion_is_the_loss_of_the_logit(net, trials):
    x0 = 0.5 * trials[::-1][:1].mean(axis=0)
    found = explain.relevance(
        net, trials, target=1, method="occlusion", baseline=x0, **few("occlusion")
    )
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    whole = logits.predict(trials, verbose=0)[:, 1]
    for electrodes in ([0], [1, 2]):
        without = trials.copy()
        without[:, electrodes] = x0[electrodes]
        loss = whole - logits.predict(without, verbose=0)[:, 1]
        part = found.data[:, electrodes]
        tolerance = 1e-4 * np.ptp(whole)
        np.testing.assert_allclose(part.sum(axis=(1, 2)), loss, atol=tolerance)
        assert np.ptp(part, axis=(1, 2)).max() == 0


def test_integrated_gradients_add_up(net, trials):
    """ShallowConvNet from noise: zero is next to the singularity of its logarithm."""
    baseline = 0.3 * trials[::-1][:1] if net.name == "ShallowConvNet" else 0.0
    found = explain.relevance(
        net, trials, target=0, method="integrated_gradients", baseline=baseline
    )
    assert found.complete
    assert found.settings["options"] == {"n_nodes": 64}
    limit = 1e-3 if net.name == "DeepConvNet" else 1e-4
    assert found.largest_residual < limit


@FEW_NODES
@pytest.mark.parametrize("method", explain.METHODS)
def test_no_trial_depends_on_the_others(net, trials, method):
    options = few(method)
    whole = explain.relevance(net, trials, target=1, method=method, **options)
    alone = explain.relevance(net, trials[3:4], target=1, method=method, **options)
    assert_equal_to(whole.data[3:4], alone.data)
    np.testing.assert_allclose(whole.logit[3], alone.logit[0], atol=2e-5)


def test_rescale_is_not_gradient_x_input_on_square_and_log(trials):
    """Elsewhere it silently is, and the axiom is missed by most of the logit."""
    net = make_network("ShallowConvNet")
    deeplift = explain.relevance(net, trials, target=1)
    gradient = explain.relevance(net, trials, target=1, method="gradient_x_input")
    size = np.abs(deeplift.data).max()
    assert np.abs(deeplift.data - gradient.data).max() > 0.1 * size
    assert deeplift.largest_residual < 1e-5 < 0.01 < gradient.largest_residual


def test_training_mode_is_never_on(trials):
    """Half of the units are left out in training; here none is, and twice is once."""
    net = make_network("EEGNet")
    net.compile("adam", "sparse_categorical_crossentropy")
    net.fit(trials, np.arange(6) % 2, epochs=1, verbose=0)
    before = net.get_weights()
    first, second = (explain.relevance(net, trials, target=1) for _ in range(2))
    np.testing.assert_array_equal(first.data, second.data)
    likely = net.predict(trials, verbose=0)
    contrast = explain.relevance(net, trials, target=(1, 0))
    expected = np.log(likely[:, 1] / likely[:, 0])
    np.testing.assert_allclose(contrast.logit, expected, atol=1e-4)
    for old, new in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_singularity_of_the_logarithm_is_warned_of(trials):
    net = ShallowConvNet(N_CHANS, N_TIMES, 2, seed=0)
    with pytest.warns(
        RuntimeWarning,
        match=r"'integrated_gradients' do not add up: the largest residual is [\d.]+, "
        r".* The likely reason: the logarithm 'log' is at its singularity",
    ):
        found = explain.relevance(
            net, trials, target=1, method="integrated_gradients", n_nodes=16
        )
    assert found.largest_residual > 0.01
    other = explain.relevance(net, trials, target=1, baseline="phase-shuffled")
    assert other.largest_residual < 1e-5


def test_few_nodes_over_switching_maxima_are_warned_of(trials):
    net = make_network("DeepConvNet")
    with pytest.warns(
        RuntimeWarning, match=r"the maximum of 'spatial_pool' is taken at an"
    ):
        explain.relevance(
            net, 5 * trials, target=1, method="integrated_gradients", n_nodes=1
        )


@pytest.mark.parametrize(
    "method", ["saliency", "smooth_grad", "lrp", "occlusion", "gradient_x_input"]
)
def test_what_has_no_sum_says_so(net, trials, method):
    """On every network; of slopes there is not even a residual."""
    found = explain.relevance(net, trials, target=1, method=method, **few(method))
    assert not found.complete
    slopes = method in ("saliency", "smooth_grad")
    assert found.unit == ("logits per unit" if slopes else "logits")
    assert found.baseline == ("none" if slopes else "0")
    if slopes:
        assert np.isnan(found.residual).all()
    else:
        assert np.abs(found.residual).max() > 1e-4 * np.ptp(found.logit)
    assert (found.data >= 0).all() == (method == "saliency")


def test_the_records_say_what_there_is_to_say():
    for name, method in explain.METHODS.items():
        assert name == method.name
        assert method.baseline in ("any", "zero", "none")
        assert all((method.summary, method.misleads, method.reference))


@FEW_NODES
@pytest.mark.parametrize("method", explain.METHODS)
def test_every_method_explains_values(method):
    """Of a regressor, in the unit of y, and slopes per unit of the data."""
    rng = np.random.default_rng(0)
    X, y = 1e-5 * rng.standard_normal((6, 3, 84)), 300 + 40 * rng.standard_normal(6)
    reg = EEGRegressor(model_params={"F1": 2, "kernel_length": 9}, random_state=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [])])
        reg.fit(X, y)
    found = explain.relevance(reg, X, method=method, **few(method))
    np.testing.assert_allclose(found.logit, reg.predict(X), rtol=1e-4)
    bare = explain.relevance(
        reg.model_, X * reg.factors_[:, None], method=method, target=1, **few(method)
    )
    scale = float(reg.target_scale_[0])
    if explain.METHODS[method].is_slope:
        assert found.unit == "units of y per unit"
        scale = scale * reg.factors_[:, None]
    else:
        assert found.unit == "units of y"
    assert_equal_to(found.data, scale * bare.data)
