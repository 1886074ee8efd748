"""What was found wrong in other software's explanations, and must not be here."""

import keras
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain import METHODS
from eegmodels.explain._checking._likeness import rank_correlation
from eegmodels.explain._checking._redrawing import redrawn_from_the_end
from eegmodels.models import ARCHITECTURES
from naive_networks import N_CHANS, N_TIMES, make_network


@pytest.fixture(scope="module", params=list(ARCHITECTURES))
def net(request):
    return make_network(request.param)


@pytest.fixture(scope="module")
def eegnet():
    return make_network("EEGNet")


@pytest.fixture(scope="module")
def trials():
    return np.random.default_rng(0).standard_normal((5, N_CHANS, N_TIMES))


def test_a_network_left_in_training_mode_is_explained_as_at_inference(trials):
    """Dropout and the statistics of the batch are out of it, and stay as they are."""
    net = make_network("EEGNet")
    set_mode = getattr(net, "train", None)  # PyTorch's; elsewhere the call has it
    if set_mode is not None:
        set_mode(True)
    before = net.get_weights()
    once, again = (explain.relevance(net, trials, target=1).data for _ in range(2))
    assert np.array_equal(once, again)
    sums = once.sum(axis=(1, 2))  # of the logits that the network has at inference
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    ends = np.concatenate([trials, np.zeros((1, N_CHANS, N_TIMES))])[..., None]
    found = logits.predict(ends, verbose=0)[:, 1]
    np.testing.assert_allclose(sums, found[:-1] - found[-1], atol=1e-5)
    for old, new in zip(before, net.get_weights(), strict=True):
        assert np.array_equal(old, new)


def test_deeplift_is_not_gradient_x_input_and_keeps_its_axiom(trials):
    """Above all where the non-linearities are a square and a logarithm."""
    net = make_network("ShallowConvNet")
    deeplift, gradient = (
        explain.relevance(net, trials, target=1, method=method)
        for method in ("deeplift", "gradient_x_input")
    )
    assert deeplift.largest_residual < 1e-5
    difference = np.abs(deeplift.data - gradient.data).max()
    assert difference > 0.1 * np.abs(deeplift.data).max()
    assert gradient.largest_residual > 1e-2


def test_lrp_runs_on_every_network(net, trials):
    """ELU, square and log, Permute and max pooling have a rule."""
    found = explain.relevance(net, trials, target=1, method="lrp")
    assert np.isfinite(found.data).all()
    assert found.data.any(axis=(1, 2)).all()


def test_no_method_is_another_under_a_second_name(eegnet, trials):
    """So none is the plain gradient, as guided methods are where nothing is ReLU."""
    maps = {
        name: explain.relevance(eegnet, trials, target=1, method=name).data
        for name in METHODS
    }
    names = list(maps)
    for k, name in enumerate(names):
        for other in names[k + 1 :]:
            one, two = (maps[key] / np.abs(maps[key]).max() for key in (name, other))
            assert np.abs(one - two).max() > 1e-3, (name, other)
    offered = " ".join(METHODS)
    assert not any(word in offered for word in ("guided", "deconv", "cam"))


@pytest.mark.parametrize("method", METHODS)
def test_time_does_not_come_out_as_electrodes(method):
    """Of a network that looks at one electrode from one sample on, nothing else."""
    inputs = keras.Input((N_CHANS, N_TIMES, 1))
    window = keras.layers.Cropping2D(((1, 1), (60, 0)))(inputs)
    middle = keras.layers.Conv2D(2, (1, 5), activation="elu")(window)
    model = keras.Model(
        inputs, keras.layers.Dense(2)(keras.layers.Flatten()(middle)), name="looks"
    )
    rng = np.random.default_rng(0)
    model.set_weights([rng.standard_normal(w.shape) for w in model.get_weights()])
    model.__dict__["design"] = {"arguments": {"sfreq": 128.0}}
    data = rng.standard_normal((2, N_CHANS, N_TIMES))
    options = {"occlude": {"seen": ["1"]}} if method == "occlusion" else {}
    found = explain.relevance(model, data, target=0, method=method, **options)
    seen = np.zeros((N_CHANS, N_TIMES), dtype=bool)
    seen[1, 0 if method == "occlusion" else 60 :] = True
    assert not found.data[:, ~seen].any()
    assert found.data[:, seen].all()


@pytest.mark.parametrize("name", ["EEGNetV1", "ShallowConvNet"])
def test_a_single_sample_is_relevant_where_it_is(trials, name):
    """An impulse at one electrode and time has all the difference of the logit."""
    with_impulse = trials.copy()
    with_impulse[:, 2, 47] += 3.0
    found = explain.relevance(
        make_network(name), with_impulse, target=1, baseline=trials[None]
    )
    assert np.unique(np.argwhere(found.data)[:, 1:], axis=0).tolist() == [[2, 47]]
    np.testing.assert_allclose(
        found.data[:, 2, 47], found.logit - found.baseline_logit, atol=1e-5
    )


def test_a_reset_reaches_layers_with_a_max_norm_and_no_other_network(eegnet):
    """The spatial filters and the dense layer, which a bound on their norm wraps."""
    own = {
        name: eegnet.get_layer(name).get_weights()[0] for name in ("spatial", "dense")
    }
    assert eegnet.get_layer("spatial").depthwise_constraint is not None
    assert eegnet.get_layer("dense").kernel_constraint is not None
    *_, last = redrawn_from_the_end(eegnet, np.random.default_rng(0))
    for name, kernel in own.items():
        assert (last.network.get_layer(name).get_weights()[0] != kernel).all()
        assert np.array_equal(eegnet.get_layer(name).get_weights()[0], kernel)


def test_slopes_do_not_shrink_with_the_number_of_trials(eegnet, trials):
    """They are those of a trial's own logit, not of a mean over the batch."""
    whole = explain.relevance(eegnet, trials, target=1, method="saliency").data
    part = explain.relevance(eegnet, trials[:2], target=1, method="saliency").data
    np.testing.assert_allclose(part, whole[:2], atol=1e-5 * np.abs(whole).max())


def test_unrelated_maps_do_not_agree():
    """No part outside of a head lifts the measure: 0 is no agreement."""
    rng = np.random.default_rng(0)
    one, other = np.abs(rng.standard_normal((2, 40, 64, 16)))
    found = rank_correlation(one, other)
    assert abs(found.mean()) < 0.02
    assert np.abs(found).max() < 0.15
    by_electrode = rank_correlation(
        *(part.sum(axis=2, keepdims=True) for part in (one, other))
    )
    assert abs(by_electrode.mean()) < 0.1
