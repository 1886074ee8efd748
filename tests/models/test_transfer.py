"""Starting from a trained network: what is taken over equals the source, number by
number, and what is not says why."""

import json

import keras
import numpy as np
import pytest

from eegmodels.models import (
    ARCHITECTURES,
    EEGNet,
    load_network,
    stages,
    transfer,
)
from eegmodels.results import Transfer

pytestmark = pytest.mark.usefixtures("quick_compilation")

CHANNELS = ["C3", "Cz", "C4"]
N_TIMES = 48
SMALL = {"F1": 2, "D": 2, "kernel_length": 5, "separable_length": 3}
POOLS = {"first_pool": 2, "second_pool": 2}
SIZES = {
    "EEGNet": {**SMALL, **POOLS},
    "EEGNetSSVEP": {**SMALL, **POOLS, "F2": 3},
    "EEGNetV1": {"first_kernel": (2, 4), "second_kernel": (3, 2)},
    "DeepConvNet": {"kernel_length": 3, "later_length": 2},
    "ShallowConvNet": {"kernel_length": 5, "first_pool": 6, "pool_stride": 3},
}
every_network = pytest.mark.parametrize("name", list(ARCHITECTURES))


def trained(name, **arguments):
    """Build a network whose weights, biases and moving statistics are all its own."""
    rng = np.random.default_rng(0)
    given = {**SIZES[name], **arguments}
    net = ARCHITECTURES[name].build(3, N_TIMES, 2, seed=1, **given)
    net.set_weights([w + 0.1 * rng.uniform(-1, 1, w.shape) for w in net.get_weights()])
    return net


def signals(n_chans=3, n_times=N_TIMES):
    rng = np.random.default_rng(1)
    return rng.standard_normal((4, n_chans, n_times, 1)).astype(np.float32)


def behind(net, layer, x):
    part = keras.Model(net.input, net.get_layer(layer).output)
    return keras.ops.convert_to_numpy(part(x)).astype(np.float64)


def logits(net, x):
    """Before softmax, which would hide differences where it saturates."""
    return behind(net, "dense", x)


def assert_close(found, expected):
    """To 1e-6, of the largest number where that is above 1."""
    scale = max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(found / scale, expected / scale, rtol=0, atol=1e-6)


def weights(net, layer):
    return [np.array(w) for w in net.get_layer(layer).get_weights()]


def assert_same_weights(one, other, layers):
    for name in layers:
        pairs = zip(weights(one, name), weights(other, name), strict=True)
        for a, b in pairs:
            np.testing.assert_array_equal(a, b, err_msg=name)


# What is taken over -----------------------------------------------------------------


@every_network
def test_the_same_sizes_give_the_same_network(name):
    source = trained(name)
    net, done = transfer(source)
    assert done.fresh == done.frozen == done.notes == ()
    assert net.design == source.design
    assert_same_weights(net, source, [layer.name for layer in source.layers])


@every_network
def test_another_order_of_channels_gives_the_same_outputs(name):
    source, x = trained(name), signals()
    order = [2, 0, 1]
    names = [CHANNELS[c] for c in order]
    net, done = transfer(source, ch_names=names, source_ch_names=CHANNELS)
    assert_close(logits(net, x[:, order]), logits(source, x))
    assert done.fresh == done.notes == ()
    assert done["spatial"].detail == "all 3 channels, in another order"


def constant_of(net, name, channel):
    """What a channel of zeros adds behind ``spatial``, in float64.

    EEGNet normalises each channel before it weighs them, so a channel of zeros still
    brings the offset; the ConvNets add the bias of each temporal filter to it.
    """
    kernel = weights(net, "spatial")[0].astype(np.float64)[channel, 0]
    if name == "EEGNetV1":
        return 0.0
    if name.startswith("EEGNet"):
        norm = net.get_layer("temporal_norm")
        gamma, beta, mean, variance = (w.astype(float) for w in norm.get_weights())
        offset = beta - mean * gamma / np.sqrt(variance + norm.epsilon)
        return np.array([offset[f] * v for f, row in enumerate(kernel) for v in row])
    bias = weights(net, "temporal")[1].astype(np.float64)
    return np.array([sum(bias * kernel[:, o]) for o in range(kernel.shape[1])])


@every_network
def test_a_subset_is_the_source_with_zeros_but_for_a_constant(name):
    source, x = trained(name), signals()
    names = ["C4", "C3"]
    net, done = transfer(source, ch_names=names, source_ch_names=CHANNELS)
    silent = x.copy()
    silent[:, 1] = 0
    expected = behind(source, "spatial", silent) - constant_of(source, name, 1)
    found = behind(net, "spatial", x[:, [2, 0]])
    assert_close(found, expected)
    assert done["spatial"].detail == "2 of 3 channels, by name"
    assert done.fresh == ()
    if name == "EEGNetV1":  # no constant there
        assert_close(logits(net, x[:, [2, 0]]), logits(source, silent))


@every_network
def test_other_classes_reuse_all_but_the_dense_layer(name):
    source = trained(name)
    net, done = transfer(source, n_outputs=4, seed=7)
    given = {**SIZES[name], "seed": 7}
    twin = ARCHITECTURES[name].build(3, N_TIMES, 4, **given)
    assert done.fresh == ("dense",)
    assert_same_weights(net, source, done.reused)
    assert_same_weights(net, twin, ["dense"])
    assert done["dense"].detail == "4 outputs in place of 2"
    assert net.output_shape == (None, 4)


@every_network
def test_another_length_keeps_what_the_convolutions_say(name):
    """Away from the end: what does not see the samples that are new."""
    longer = 80
    source, x = trained(name), signals(n_times=longer)
    net, done = transfer(source, n_times=longer)
    assert done.fresh == ("dense",)
    reason = done["dense"].detail
    assert "(80 samples in place of 48)" in reason
    assert reason.startswith(f"{net.get_layer('dense').input.shape[-1]} features")
    assert_same_weights(net, source, done.reused)
    last = net.layers[[layer.name for layer in net.layers].index("flatten") - 1].name
    stage = net.describe()[last]
    n_clean = (N_TIMES - stage.receptive_field.samples) // stage.decimation + 1
    assert n_clean >= 1
    axis = 1 if name == "EEGNetV1" else 2
    short, long = (
        np.moveaxis(behind(n, last, d), axis, 0)[:n_clean]
        for n, d in ((source, x[:, :, :N_TIMES]), (net, x))
    )
    assert_close(long, short)


def test_a_length_that_makes_as_many_features_keeps_the_dense_layer():
    source = trained("EEGNet")
    net, done = transfer(source, n_times=N_TIMES + 1)  # the pools drop the last sample
    assert done.fresh == ()
    assert done.sizes == (3, 49, 2)
    assert_same_weights(net, source, ["dense"])


def test_outputs_that_mean_something_else_start_afresh():
    source = trained("EEGNet")
    net, done = transfer(source, reuse_head=False)
    assert done.fresh == ("dense",)
    assert done["dense"].detail == "the outputs mean something else"
    assert not np.array_equal(weights(net, "dense")[0], weights(source, "dense")[0])
    net, done = transfer(source, output_activation="linear")
    assert net.layers[-1].name == "dense"
    assert done["dense"].detail == "linear outputs in place of softmax"


def test_new_channels_start_afresh_where_that_is_asked_for():
    source = trained("EEGNet")
    names = ["Pz", "C4"]
    given = {"source_ch_names": CHANNELS, "new_channels": "fresh", "seed": 5}
    net, done = transfer(source, ch_names=names, **given)
    twin = EEGNet(2, N_TIMES, 2, seed=5, **SIZES["EEGNet"])
    kernel = weights(net, "spatial")[0]
    np.testing.assert_array_equal(kernel[0], weights(twin, "spatial")[0][0])
    np.testing.assert_array_equal(kernel[1], weights(source, "spatial")[0][2])
    assert done["spatial"].start == "mixed"
    assert done["spatial"].detail == "1 of 3 channels, by name; afresh: Pz"
    assert "spatial" in done.reused
    assert done.fresh == ("spatial",)


def test_arguments_that_change_no_weight_may_be_set_anew():
    given = {"dropout_rate": 0.25, "dropout_type": "SpatialDropout2D", "norm_rate": 1.0}
    net, done = transfer(trained("EEGNet"), F1=2, kernel_length=None, **given)
    assert {key: net.design["arguments"][key] for key in given} == given
    assert done.fresh == ()
    net, _ = transfer(trained("EEGNetV1"), reg_rate=0.0, first_kernel=(2, 4))
    assert net.design["arguments"]["reg_rate"] == 0.0


@every_network
def test_the_spatial_kernel_alone_has_an_axis_of_electrodes(name):
    """Which is why no other weight hangs on the channels."""
    with_electrodes = [
        (stage.name, k, [axis.meaning for axis in weight.axes].index("electrode"))
        for stage in trained(name).describe().stages
        for k, weight in enumerate(stage.weights)
        if "electrode" in [axis.meaning for axis in weight.axes]
    ]
    assert with_electrodes == [("spatial", 0, 0)]


# Freezing ---------------------------------------------------------------------------

STAGES = {
    "EEGNet": ["temporal", "spatial", "separable", "dense"],
    "EEGNetSSVEP": ["temporal", "spatial", "separable", "dense"],
    "EEGNetV1": ["spatial", "first", "second", "dense"],
    "DeepConvNet": ["temporal", "spatial", "block2", "block3", "block4", "dense"],
    "ShallowConvNet": ["temporal", "spatial", "dense"],
}


@every_network
def test_stages_hold_each_layer_once(name):
    net = trained(name)
    groups = stages(net)
    assert list(groups) == STAGES[name]
    listed = [layer for group in groups.values() for layer in group]
    assert listed == [layer.name for layer in net.layers[1:]]
    assert groups["spatial"][:2] == ["spatial", "spatial_norm"]
    assert groups["dense"] == ["flatten", "dense", "softmax"]


@every_network
def test_frozen_stages_are_the_same_after_a_training(name):
    """Through the fast steps; everything else has moved."""
    frozen_stages = STAGES[name][:2]
    net, done = transfer(trained(name), n_outputs=3, freeze=frozen_stages, seed=0)
    before = {layer.name: weights(net, layer.name) for layer in net.layers}
    net.compile("sgd", "categorical_crossentropy")
    y = np.eye(3, dtype=np.float32)[np.arange(4) % 3]
    net.train_on_batch(signals(), y)
    groups = stages(net)
    expected = [n for s in frozen_stages for n in groups[s] if before[n]]
    assert list(done.frozen) == expected
    for layer in done.layers:
        pairs = zip(before[layer.name], weights(net, layer.name), strict=True)
        alike = [np.array_equal(a, b) for a, b in pairs]
        assert all(alike) if layer.frozen else not alike[0], layer.name


def test_frozen_and_free_layers_survive_saving(tmp_path):
    net, done = transfer(trained("EEGNet"), freeze=("separable", "temporal"))
    net.compile("adam", "categorical_crossentropy")
    net.save(tmp_path / "net.keras")
    again = load_network(tmp_path / "net.keras")
    for layer in done.layers:
        assert again.get_layer(layer.name).trainable is not layer.frozen
    assert done.frozen == ("temporal", "temporal_norm", "separable", "separable_norm")
    assert len(again.trainable_variables) == len(net.trainable_variables) == 5


def test_a_frozen_source_gives_a_free_network():
    source, _ = transfer(trained("EEGNet"), freeze="temporal")
    net, done = transfer(source)
    assert done.frozen == ()
    assert len(net.trainable_variables) == len(net.weights) - 6  # moving statistics


def test_the_source_is_left_as_it_is():
    """Weights, flags and the optimizer's state, also after the new one is trained."""
    x, y = signals(), np.eye(2, dtype=np.float32)[[0, 1, 0, 1]]
    source = trained("EEGNet")
    source.get_layer("separable").trainable = False
    source.compile(keras.optimizers.SGD(momentum=0.9), "categorical_crossentropy")
    source.train_on_batch(x, y)

    def state():
        variables = [*source.variables, *source.optimizer.variables]
        return [np.array(v.numpy()) for v in variables]

    before, flags = state(), [layer.trainable for layer in source.layers]
    names = {"ch_names": ["C4", "C3", "Cz"], "source_ch_names": CHANNELS}
    net, _ = transfer(source, freeze="temporal", **names)
    net.compile("sgd", "categorical_crossentropy")
    net.train_on_batch(x, y)
    assert [layer.trainable for layer in source.layers] == flags
    for a, b in zip(before, state(), strict=True):
        np.testing.assert_array_equal(a, b)


# What is said -----------------------------------------------------------------------


def test_the_report_says_what_happened():
    names = {"ch_names": ["C4", "C3"], "source_ch_names": CHANNELS}
    _, done = transfer(trained("EEGNet"), n_outputs=3, freeze="temporal", **names)
    text = str(done).splitlines()
    assert text[0] == (
        "EEGNet of 2 channels, 48 samples and 3 outputs, from one of 3 channels, "
        "48 samples and 2 outputs."
    )
    words = [line.split() for line in text[1:9]]
    assert words[0] == ["stage", "layer", "training", "weights", "start"]
    assert words[1] == ["temporal", "temporal", "frozen", "kernel", "reused"]
    assert " ".join(words[3]) == (
        "spatial spatial trained kernel reused: 2 of 3 channels, by name"
    )
    assert " ".join(words[7]) == (
        "dense dense trained kernel, bias fresh: 3 outputs in place of 2"
    )
    assert len(text) == 11
    assert text[9].startswith("The moving statistics of spatial_norm, separable_norm ")
    assert text[9].endswith("training estimates them anew.")
    assert text[10].startswith("The moving statistics of temporal_norm are those of ")
    assert text[10].endswith("frozen, stay so.")


def test_the_record_comes_back_from_json():
    _, done = transfer(trained("EEGNet"), n_outputs=3, freeze="temporal")
    assert Transfer.from_dict(json.loads(json.dumps(done.to_dict()))) == done
    assert done["temporal"].weights == ("kernel",)
    with pytest.raises(KeyError, match="temporall"):
        _ = done["temporall"]
