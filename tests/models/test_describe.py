"""What ``net.describe()`` says, against the arrays that it speaks of."""

import json

import keras
import numpy as np
import pytest

from EEGModels import EEGNet as ReferenceEEGNet
from eegmodels.models import EEGNet, describe_network, load_network
from eegmodels.results import NetworkDescription


@pytest.fixture(scope="module")
def net():
    return EEGNet(5, 64, 3, F1=4, D=2, seed=0)


@pytest.fixture(scope="module")
def described(net):
    return net.describe()


def test_the_sentence_about_layer_3_stands_there_in_so_many_words(described):
    words = "electrode c, temporal filter f, spatial filter d"
    assert f"layer 3 `spatial`: weight [c, 0, f, d] = {words}" in str(described)
    assert "layer 1 `temporal`: weight [0, k, 0, f] = sample k, temporal filter f" in (
        str(described)
    )


def test_each_layer_stands_in_its_place_with_its_shapes(net, described):
    assert [stage.name for stage in described.stages] == [x.name for x in net.layers]
    assert described.n_params == net.count_params()
    for stage, layer in zip(described.stages, net.layers, strict=True):
        assert net.layers[stage.index] is layer
        assert stage.kind == type(layer).__name__
        assert stage.output_shape == tuple(layer.output.shape[1:])
        assert len(stage.output_axes) == len(stage.output_shape)
        assert [w.shape for w in stage.weights] == [w.shape for w in layer.weights]
        assert [w.name for w in stage.weights] == [w.name for w in layer.weights]
        assert all(len(w.axes) == len(w.shape) for w in stage.weights)
        # An axis of length 1 is index 0, and every other axis has a meaning.
        for weight in stage.weights:
            for axis, size in zip(weight.axes, weight.shape, strict=True):
                assert (axis.symbol == "0") == (size == 1)
                assert bool(axis.meaning) == (size > 1)


def test_j_is_made_of_f_and_d_as_keras_orders_them(described, net):
    """Set one number at [c, 0, f, d]; it must come out in row j = 2 f + d."""
    axis = described["spatial"].output_axes[-1]
    assert axis.definition.startswith("j = 2 f + d")
    assert axis.parts == (4, 2)
    layer = keras.layers.DepthwiseConv2D((5, 1), depth_multiplier=2, use_bias=False)
    layer.build((None, 5, 64, 4))
    f, d = 2, 1
    weights = np.zeros((5, 1, 4, 2))
    weights[3, 0, f, d] = 1
    layer.set_weights([weights])
    output = keras.ops.convert_to_numpy(layer(np.ones((1, 5, 64, 4))))
    output = output.sum(axis=(0, 1, 2))
    assert np.flatnonzero(output).tolist() == [2 * f + d]


def test_u_counts_units_as_flatten_does(described):
    assert described["flatten"].output_axes[0].definition == "u = 8 t + o"
    values = np.arange(2 * 8).reshape(1, 1, 2, 8)
    flat = np.asarray(keras.layers.Flatten()(values))[0]
    assert flat[8 * 1 + 3] == values[0, 0, 1, 3]


def lengths(stage):
    return {n.what: (n.samples, n.seconds) for n in stage.lengths}


def test_lengths_and_rates_in_samples_and_seconds(described):
    assert lengths(described["temporal"]) == {"kernel": (64, 0.5), "output": (64, 0.5)}
    assert lengths(described["spatial_pool"])["pool"] == (4, 4 / 128)
    assert lengths(described["separable"])["kernel"] == (16, 0.5)
    assert lengths(described["separable_pool"])["pool"] == (8, 0.25)
    rates = [described[name].sfreq for name in ("spatial", "spatial_pool", "separable")]
    assert rates == [128, 32, 32]
    assert described["separable_pool"].sfreq == 4
    assert described["dense"].sfreq is None
    assert "kernel 64 samples = 0.5 s" in str(described)


def test_times_of_pooled_samples_are_middles_of_their_pools(described):
    """First pool: samples 0 to 3; second: 8 pools of 4 samples."""
    assert described["spatial"].offset == 0
    assert described["spatial_pool"].offset == np.mean(range(4))
    assert described["separable_pool"].offset == np.mean(range(32))


def test_another_rate_scales_what_is_scaled():
    described = EEGNet(5, 250, 2, sfreq=250).describe()
    assert lengths(described["temporal"])["kernel"] == (125, 0.5)
    assert described["spatial_pool"].sfreq == 31.25
    at_100 = EEGNet(5, 250, 2, sfreq=250).describe(sfreq=100)
    assert lengths(at_100["temporal"])["kernel"] == (125, 1.25)


def test_loaded_networks_and_the_drop_in_are_described_alike(net, described, tmp_path):
    net.save(tmp_path / "net.keras")
    assert load_network(tmp_path / "net.keras").describe() == described
    dropped = ReferenceEEGNet(3, Chans=5, Samples=64, F1=4, F2=8).describe()
    assert dropped.stages == described.stages


def test_a_bare_network_has_no_seconds_and_says_so(net, described, tmp_path):
    bare = keras.models.clone_model(net)
    text = str(describe_network(bare))
    assert "the sampling rate is not known" in text
    assert " s\n" not in text
    assert " Hz" not in text
    assert describe_network(bare, sfreq=128).stages == described.stages
    bare.save(tmp_path / "bare.keras")
    opened = load_network(tmp_path / "bare.keras").describe()
    assert "sampling rate is not known" in opened.note
    assert opened["temporal"].lengths[0].seconds is None


def test_users_own_networks_are_described_as_far_as_they_are_known():
    """Two convolutions, overlapping pools, a layer without a rule, two branches."""
    inputs = keras.Input((6, 100, 1))
    x = keras.layers.Conv2D(4, (1, 5), name="time")(inputs)
    x = keras.layers.Conv2D(3, (6, 1), name="space")(x)
    x = keras.layers.BatchNormalization(name="norm")(x)
    x = keras.layers.MaxPooling2D((1, 6), (1, 3), name="pool")(x)
    x = keras.layers.Conv2D(2, (1, 5), name="more")(x)
    x = keras.layers.Add(name="sum")([x, x])
    x = keras.layers.Reshape((27, 2), name="signals")(x)
    x = keras.layers.LSTM(3, name="lstm")(x)
    described = describe_network(keras.Model(inputs, keras.layers.Dense(2)(x)))
    text = str(described)
    assert "`space`: weight [c, 0, f, d] = electrode c, temporal filter f, spa" in text
    assert "`norm`: weight [d] = spatial filter d; gamma, beta" in text
    assert "`more`: weight [0, k, d, o] = sample k, spatial filter d, filter o" in text
    assert "`pool`: pool 6 samples, stride 3 samples" in text
    # Valid convolution: (5 - 1) / 2; the pool of 6 adds 2.5.
    assert described["space"].offset == 2
    assert described["pool"].offset == 4.5
    assert described["pool"].decimation == 3
    assert described["more"].offset == 4.5 + 3 * 2
    assert "[i1, i2] = axis 1 i1, axis 2 i2" in text


def test_to_dict_is_json_with_the_same_text(described):
    plain = json.loads(json.dumps(described.to_dict()))
    spatial = plain["stages"][3]
    assert spatial["weights"][0]["shape"] == [5, 1, 4, 2]
    assert [axis["symbol"] for axis in spatial["weights"][0]["axes"]] == list("c0fd")
    assert spatial["text"] == described["spatial"].lines()
    assert "8 layers" not in repr(described)
    assert "<NetworkDescription of EEGNet: 16 layers" in repr(described)


def test_describing_leaves_the_network_as_it_was(net):
    config, weights = net.get_config(), net.get_weights()
    assert isinstance(net.describe(), NetworkDescription)
    assert net.get_config() == config
    assert all(map(np.array_equal, net.get_weights(), weights))


def test_wrong_arguments_are_refused(net, described):
    with pytest.raises(ValueError, match=r"sfreq=0 is outside \(0, inf\)"):
        net.describe(sfreq=0)
    with pytest.raises(TypeError, match=r"network is a str; give a keras.Model"):
        describe_network("net.keras")
    with pytest.raises(KeyError, match="spatail"):
        described["spatail"]
