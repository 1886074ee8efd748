"""How EEGNet is built: layers, lengths at other rates, seeds, arguments."""

import inspect
import subprocess
import sys

import keras
import numpy as np
import pytest

import EEGModels
from eegmodels import models
from eegmodels.models import ARCHITECTURES, EEGNet, Network, get_architecture

pytestmark = pytest.mark.usefixtures("quick_compilation")

NAMES = [
    "eeg",
    "temporal",
    "temporal_norm",
    "spatial",
    "spatial_norm",
    "spatial_elu",
    "spatial_pool",
    "spatial_dropout",
    "separable",
    "separable_norm",
    "separable_elu",
    "separable_pool",
    "separable_dropout",
    "flatten",
    "dense",
    "softmax",
]


def lengths(net):
    """Kernel, first pool, separable kernel and second pool in samples."""
    return (
        net.get_layer("temporal").kernel_size[1],
        net.get_layer("spatial_pool").pool_size[1],
        net.get_layer("separable").kernel_size[1],
        net.get_layer("separable_pool").pool_size[1],
    )


def test_sixteen_named_layers_in_the_order_of_the_reference():
    net = EEGNet(n_chans=4, n_times=64, n_outputs=2)
    assert [layer.name for layer in net.layers] == NAMES
    assert isinstance(net, Network)
    assert isinstance(net, keras.Model)
    assert net.layers[1].get_weights()[0].shape == (1, 64, 1, 8)
    assert net.layers[3].get_weights()[0].shape == (4, 1, 8, 2)


@pytest.mark.parametrize(
    ("sfreq", "expected"),
    [
        (None, (64, 4, 16, 8)),
        (128, (64, 4, 16, 8)),
        (160, (80, 5, 16, 8)),
        (250, (125, 8, 16, 8)),
        (256, (128, 8, 16, 8)),
        (512, (256, 16, 16, 8)),
        (100, (50, 3, 16, 8)),
        (16, (8, 1, 16, 8)),  # a pool of half a sample is rounded up
        (1, (1, 1, 16, 8)),  # never below one sample
    ],
)
def test_first_kernel_and_first_pool_scale_with_the_rate(sfreq, expected):
    assert lengths(EEGNet(3, 160, 2, sfreq, F1=1, D=1)) == expected


@pytest.mark.parametrize(("sfreq", "kernel"), [(129, 65), (127, 64), (131, 66)])
def test_lengths_are_rounded_half_up(sfreq, kernel):
    """64.5 gives 65, 63.5 gives 64 and 65.5 gives 66 samples."""
    assert lengths(EEGNet(3, 160, 2, sfreq, F1=1, D=1))[0] == kernel


def test_lengths_in_samples_are_taken_as_given():
    given = {"kernel_length": 7, "first_pool": 2, "second_pool": 3}
    net = EEGNet(3, 40, 2, 250, F1=1, D=1, separable_length=5, **given)
    assert lengths(net) == (7, 2, 5, 3)


def test_design_tells_all_sizes():
    net = EEGNet(3, 160, 2, 250, F1=3, D=2, dropout_rate=0.25)
    assert net.design["model"] == "EEGNet"
    arguments = net.design["arguments"]
    assert arguments["sfreq"] == 250
    assert (arguments["kernel_length"], arguments["first_pool"]) == (125, 8)
    assert (arguments["F2"], arguments["dropout_rate"]) == (6, 0.25)


def test_a_trial_of_the_shortest_length_builds_and_a_shorter_one_names_it():
    assert EEGNet(3, 32, 2, F1=1, D=1).output_shape == (None, 2)
    with pytest.raises(ValueError, match=r"n_times=31 .*pools of 4 and 8 .*least 32"):
        EEGNet(3, 31, 2, F1=1, D=1)
    with pytest.raises(ValueError, match="at least 64 samples"):
        EEGNet(3, 32, 2, sfreq=250)


def test_image_data_format_of_keras_has_no_influence():
    """In a process of its own, because the setting is global."""
    code = """
import eegmodels, keras, numpy as np
from eegmodels.models import EEGNet
x = np.random.default_rng(0).standard_normal((4, 3, 32)).astype("float32")
build = lambda: EEGNet(3, 32, 2, F1=2, D=1, seed=0, dropout_type="SpatialDropout2D")
before = build()
keras.config.set_image_data_format("channels_first")
after = build()
assert [w.shape for w in before.weights] == [w.shape for w in after.weights]
outputs = [net.predict(x, verbose=0) for net in (before, after)]
assert np.array_equal(*outputs)
assert after.layers[3].get_weights()[0].shape == (3, 1, 2, 1)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_seed_gives_the_same_initial_weights():
    one, two, other = (EEGNet(3, 32, 2, F1=2, D=1, seed=s) for s in (1, 1, 2))
    for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(one.get_weights()[0], other.get_weights()[0])
    layers = [w for w in one.get_weights() if w.ndim > 1]
    assert len({float(w.ravel()[0]) for w in layers}) == len(layers)


def test_without_a_seed_weights_differ():
    one, two = (EEGNet(3, 32, 2, F1=2, D=1) for _ in range(2))
    assert not np.array_equal(one.get_weights()[0], two.get_weights()[0])


@pytest.mark.parametrize("seed", [0, 4_294_968, 2**31 - 1, 2**40])
def test_large_seeds_build(seed):
    """Keras keeps seeds in 32 bits, scikit-learn's are up to 2**31 - 1."""
    EEGNet(3, 32, 2, F1=1, D=1, seed=seed)


def test_seed_leaves_global_generators_alone():
    def draws():
        keras.utils.set_random_seed(7)
        yield
        yield np.random.random(), float(keras.random.uniform(()))  # noqa: NPY002

    plain = list(draws())[1]
    steps = draws()
    next(steps)
    EEGNet(3, 32, 2, F1=2, D=1, seed=3)
    assert next(steps) == plain


def test_spatial_dropout_builds_and_drops_whole_signals():
    net = EEGNet(
        3, 64, 2, F1=4, D=2, dropout_type="SpatialDropout2D", dropout_rate=0.5, seed=0
    )
    layer = net.get_layer("spatial_dropout")
    assert type(layer).__name__ == "SpatialDropout2D"
    kept = np.asarray(layer(np.ones((5, 1, 16, 8), np.float32), training=True))
    assert np.all(kept == kept[:, :, :1])
    assert 0 < (kept == 0).mean() < 1


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ({"dropout_type": "dropout"}, ValueError, "dropout_type='dropout'.*Dropout"),
        ({"dropout_rate": 1.0}, ValueError, r"dropout_rate=1.0 is outside \[0, 1\)"),
        ({"dropout_rate": "0.5"}, TypeError, "dropout_rate='0.5' is of type str"),
        ({"F1": 0}, ValueError, "F1=0 is too small"),
        ({"D": 1.5}, TypeError, "D=1.5 is of type float"),
        ({"F2": True}, TypeError, "F2=True is of type bool"),
        ({"norm_rate": 0}, ValueError, "norm_rate=0 is outside"),
        ({"sfreq": -1}, ValueError, "sfreq=-1 is outside"),
        ({"kernel_length": 0}, ValueError, "kernel_length=0 is too small"),
        ({"seed": -1}, ValueError, "seed=-1 is too small"),
        ({"seed": "a"}, TypeError, "seed='a' is of type str"),
        ({"n_outputs": 1}, ValueError, "n_outputs=1 is too small; give at least 2"),
        ({"n_chans": 0}, ValueError, "n_chans=0 is too small"),
    ],
)
def test_wrong_arguments_are_named(arguments, error, match):
    sizes = {"n_chans": 3, "n_times": 32, "n_outputs": 2}
    with pytest.raises(error, match=match):
        EEGNet(**{**sizes, **arguments})


def test_registry_builds_each_network_by_name():
    for name, record in ARCHITECTURES.items():
        assert get_architecture(name) is record
        assert record.build(3, 128, 2).name == name
    with pytest.raises(ValueError, match=r"model='eegnet' .*Did you mean 'EEGNet'"):
        get_architecture("eegnet")


def test_drop_in_has_the_signature_of_the_reference():
    def reference(
        nb_classes,
        Chans=64,
        Samples=128,
        dropoutRate=0.5,
        kernLength=64,
        F1=8,
        D=2,
        F2=16,
        norm_rate=0.25,
        dropoutType="Dropout",
    ):
        pass

    assert inspect.signature(EEGModels.EEGNet) == inspect.signature(reference)


def test_drop_in_equals_the_network_of_the_package():
    old = EEGModels.EEGNet(3, 19, 165, 0.25, 51, 4, 2, 6, 0.3, "SpatialDropout2D")
    new = models.EEGNet(
        n_chans=19,
        n_times=165,
        n_outputs=3,
        F1=4,
        D=2,
        F2=6,
        kernel_length=51,
        dropout_rate=0.25,
        dropout_type="SpatialDropout2D",
        norm_rate=0.3,
    )
    assert old.design == new.design
    assert [layer.name for layer in old.layers] == NAMES
    for a, b in zip(old.weights, new.weights, strict=True):
        assert (a.path, a.shape) == (b.path, b.shape)
