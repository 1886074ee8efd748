"""A network in its fast form against the same network layer by layer."""

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import oracles
from eegmodels.fast import FrameMoments, frame_moments, plan
from eegmodels.fast._blocks import (
    framed_convolution,
    framed_separable,
    spatial_first,
)
from eegmodels.fast._pooling import pooled
from eegmodels.models import DeepConvNet, Network
from eegmodels.models._network import as_network

FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


on_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="takes JAX's gradient, or runs on JAX only"
)


def array(tensor):
    """Give a tensor of any backend as NumPy array."""
    return keras.ops.convert_to_numpy(tensor)


def draw(n_trials, n_chans, n_times, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_trials, n_chans, n_times)).astype(np.float32)


@FEW
@given(
    st.tuples(st.integers(1, 5), st.integers(1, 16), st.integers(32, 70)),
    st.tuples(st.integers(1, 80), st.integers(1, 3), st.integers(1, 2)),
)
@example((1, 3, 33), (8, 2, 1))  # one trial, odd length, even kernel
@example((3, 2, 40), (51, 2, 2))  # kernel longer than the trial
def test_outputs_and_moving_statistics_equal_layer_by_layer(pair, shape, sizes):
    length, f1, d = sizes
    fast, plain = pair(*shape[1:], F1=f1, D=d, F2=f1 * d + 1, kernel_length=length)
    x = draw(*shape)
    results = [call(model, x, training=True) for model in (fast, plain)]
    assert results[0][0].shape == (shape[0], 2)
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-6)


def call(model, x, training):
    """Call a model; give its output and the statistics that it has updated."""
    weights = [v.value for v in model.trainable_variables]
    rest = [v.value for v in model.non_trainable_variables]

    def run(weights, rest, x):
        return model.stateless_call(weights, rest, x, training=training)

    if keras.backend.backend() == "jax":
        import jax

        run = jax.jit(run)
    output, rest = run(weights, rest, x[..., None])
    return [
        array(value) for value in (output, *rest) if "uint32" not in str(value.dtype)
    ]


def test_the_fast_order_can_be_turned_off(pair, monkeypatch):
    """Of one network or of all; what was compiled before is not run again."""
    fast, _ = pair(3, 32, F1=2, D=1)
    x = draw(4, 3, 32)
    expected = fast.predict(x, verbose=0)
    compiled = fast.predict_function
    fast.fast = False
    assert fast._steps() is None
    assert fast.predict_function is None
    np.testing.assert_allclose(fast.predict(x, verbose=0), expected, atol=1e-6)
    assert fast.predict_function is not compiled
    fast.fast = True
    assert fast._steps()[0].run is spatial_first
    monkeypatch.setenv("EEGMODELS_FAST", "0")
    other, _ = pair(3, 32, F1=2, D=1)
    assert not other.fast
    assert fast.fast
    monkeypatch.setenv("EEGMODELS_FAST", "no")
    with pytest.raises(ValueError, match=r"EEGMODELS_FAST='no'.* give 1 for the fast"):
        _ = other.fast


def test_the_fast_steps_are_really_taken(pair):
    fast, _ = pair(3, 32, F1=2, D=1)
    runs = [step.run for step in fast._steps()]
    assert runs[0] is spatial_first
    assert runs.count(framed_separable) == 1
    assert len(fast._steps()[0].layers) == 3


def test_opening_block_equals_naive_float64(pair):
    fast, _ = pair(5, 45, F1=3, D=2, kernel_length=12)
    x = draw(4, 5, 45) + np.float32(0.3)
    temporal, norm, spatial = fast.layers[1:4]
    gamma, beta = norm.get_weights()[:2]
    given = keras.ops.convert_to_tensor(x[..., None])
    found = spatial_first(temporal, norm, spatial, given, training=True)
    expected = oracles.opening_block(
        x,
        temporal.get_weights()[0][0, :, 0, :].T,
        gamma,
        beta,
        norm.epsilon,
        spatial.get_weights()[0][:, 0],
    )
    np.testing.assert_allclose(array(found)[:, 0], expected, rtol=0, atol=1e-5)


@on_jax
def test_gradients_equal_layer_by_layer(pair):
    """To 1e-5 of the largest, in the weights and in the input."""
    fast, plain = pair(4, 40, F1=2, D=2, F2=3, kernel_length=11)
    x, y = draw(6, 4, 40), np.eye(2, dtype=np.float32)[[0, 1, 1, 0, 1, 0]]
    for ours, theirs in zip(gradients(fast, x, y), gradients(plain, x, y), strict=True):
        largest = max(float(np.abs(g).max()) for g in theirs)
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-5 * largest)


def gradients(model, x, y):
    import jax

    rest = [v.value for v in model.non_trainable_variables]

    def loss(weights, x):
        outputs, _ = model.stateless_call(weights, rest, x[..., None], training=True)
        return keras.ops.mean(keras.losses.categorical_crossentropy(y, outputs))

    weights = [v.value for v in model.trainable_variables]
    by_weights, by_input = jax.jit(jax.grad(loss, argnums=(0, 1)))(weights, x)
    return by_weights, [by_input]


def test_frozen_normalisation_uses_and_keeps_its_moving_statistics(pair):
    fast, plain = pair(3, 40, F1=2, D=1, kernel_length=8)
    x = draw(5, 3, 40) * 3
    block = fast.layers[1:4]
    given = keras.ops.convert_to_tensor(x[..., None])
    thawed = array(spatial_first(*block, given, training=True))
    fast, plain = pair(3, 40, F1=2, D=1, kernel_length=8)
    for model in (fast, plain):
        model.layers[2].trainable = False
    before = fast.layers[2].get_weights()
    frozen = array(spatial_first(*fast.layers[1:4], given, training=True))
    assert np.abs(frozen - thawed).max() > 0.1
    for ours, theirs in zip(*(call(m, x, True) for m in (fast, plain)), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-6)
    for a, b in zip(before, fast.layers[2].get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_shorter_last_batch_of_a_pass_has_its_own_statistics(pair):
    """Five trials in batches of two, with a learning rate of 0."""
    fast, _ = pair(3, 33, F1=2, D=1, kernel_length=7)
    x, y = draw(5, 3, 33), np.eye(2, dtype=np.float32)[[0, 1, 0, 1, 0]]
    x[4] *= 10
    kernels = fast.layers[1].get_weights()[0][0, :, 0, :].T
    mean, variance = fast.layers[2].get_weights()[2:]
    for part in (x[:2], x[2:4], x[4:]):
        batch_mean, batch_variance = oracles.filtered_moments(part, kernels)
        mean = 0.99 * mean + 0.01 * batch_mean
        variance = 0.99 * variance + 0.01 * batch_variance
    fast.compile(keras.optimizers.SGD(0.0), "categorical_crossentropy")
    fast.fit(x, y, batch_size=2, shuffle=False, verbose=0)
    found = fast.layers[2].get_weights()[2:]
    np.testing.assert_allclose(found, [mean, variance], rtol=1e-5, atol=1e-6)


def test_trials_do_not_influence_each_other_at_inference(pair):
    fast, _ = pair(3, 40, F1=2, D=1)
    x = draw(4, 3, 40)
    twice = np.concatenate([x, 1000 * x, x[::-1]])
    outputs = call(fast, twice, training=False)[0]
    np.testing.assert_allclose(outputs[:4], outputs[8:][::-1], rtol=0, atol=1e-6)


def chain(*layers, shape=(3, 32, 1)):
    inputs = outputs = keras.Input(shape)
    for layer in layers:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def opening(**changes):
    """Three layers like EEGNet's first, with one thing changed."""
    conv = {"padding": "same", "use_bias": False, **changes.get("conv", {})}
    depth = {"use_bias": False, **changes.get("depth", {})}
    return [
        keras.layers.Conv2D(2, changes.get("kernel", (1, 5)), **conv),
        keras.layers.BatchNormalization(**changes.get("norm", {})),
        keras.layers.DepthwiseConv2D(changes.get("span", (3, 1)), **depth),
    ]


def test_the_opening_of_eegnet_is_recognised():
    assert plan(chain(*opening()).layers[1:])[0].run is spatial_first


@pytest.mark.parametrize(
    "changes",
    [
        {"conv": {"use_bias": True}},
        {"conv": {"activation": "relu"}},
        {"conv": {"padding": "valid"}},
        {"conv": {"strides": (1, 2)}},
        {"conv": {"dilation_rate": (1, 2)}},
        {"conv": {"activity_regularizer": "l2"}},
        {"conv": {"dtype": "float16"}},
        {"kernel": (3, 5)},
        {"norm": {"axis": 2}},
        {"norm": {"activity_regularizer": "l2"}},
        {"depth": {"use_bias": True}},
        {"depth": {"activation": "elu"}},
        {"span": (2, 1)},
    ],
    ids=str,
)
def test_layers_that_differ_fall_back_to_their_own_call(changes):
    """One differing argument, and the three layers are called one after another."""
    model = chain(*opening(**changes))
    x = draw(2, 3, 32)[..., None]
    assert [step.run.__name__ for step in plan(model.layers[1:])] == ["as_it_is"] * 3
    expected = array(model(x, training=True))
    assert np.array_equal(array(as_network(model)(x, training=True)), expected) or (
        "norm" in changes  # its moving statistics have moved, but not its output
    )


def test_a_network_with_a_branch_runs_as_plain_keras():
    inputs = keras.Input((3, 32, 1))
    one, two = (keras.layers.Flatten()(inputs) for _ in range(2))
    outputs = keras.layers.Dense(2)(keras.layers.Add()([one, two]))
    model = keras.Model(inputs, outputs)
    x = draw(2, 3, 32)[..., None]
    expected = array(model(x))
    network = as_network(model)
    assert network._steps() is None
    np.testing.assert_array_equal(array(network(x)), expected)


def test_a_clone_stays_fast(pair):
    """Keras's copy of a network with new weights is a network as well."""
    fast, _ = pair(3, 32, F1=2, D=1)
    clone = keras.models.clone_model(fast)
    assert isinstance(clone, Network)
    assert clone._steps()[0].run is spatial_first
    assert clone._steps()[0].layers[0] is clone.layers[1]
    assert clone.layers[1] is not fast.layers[1]


def test_convolutions_of_the_convnets_are_framed_and_equal():
    """Each block of DeepConvNet, also with an odd kernel and a bias."""
    fast = DeepConvNet(3, 80, 2, kernel_length=3, seed=0)
    assert [step.run for step in fast._steps()].count(framed_convolution) == 3
    plain = keras.Model(fast.input, fast.output)
    plain.set_weights([w + 0.1 for w in fast.get_weights()])
    x = draw(4, 3, 80)
    for ours, theirs in zip(*(call(m, x, False) for m in (fast, plain)), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-6)


@on_jax
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 3), (5, 2), (2, 3), (7, 7)])
@pytest.mark.parametrize("kind", ["AveragePooling2D", "MaxPooling2D"])
def test_pooling_equals_the_layer(kind, size, stride):
    """Outputs and gradients, with samples that are equally large."""
    layer = getattr(keras.layers, kind)((1, size), strides=(1, stride))
    x = np.round(draw(3, 1, 24)[..., None] * 2) / 2
    x = np.concatenate([x, -x[::-1]], axis=-1)
    (step,) = plan([layer])
    overlapping_largest = kind == "MaxPooling2D" and size > stride
    assert (step.run is pooled) is not overlapping_largest
    weights = draw(3, 1, (24 - size) // stride + 1)[..., None]
    runs = (lambda x: step.run(layer, x, training=False)), layer
    results = [value_and_slope(run, x, weights) for run in runs]
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)
    x[1, :, 4] = np.nan
    found, expected = (array(run(x)) for run in runs)
    assert np.isnan(found[1]).any()
    np.testing.assert_allclose(found[::2], expected[::2], rtol=0, atol=1e-6)


def value_and_slope(run, x, weights):
    import jax

    slope = jax.grad(lambda x: (run(x) * weights).sum())(x)
    return array(run(x)), array(slope)


def on_backend(moments, chosen, kernels):
    """Mean and variance of a batch, with all arrays as the backend's own."""
    parts = (moments.second, moments.first, moments.constant)
    own = FrameMoments(*(keras.ops.convert_to_tensor(part) for part in parts))
    return own.of_batch(chosen).filtered(keras.ops.convert_to_tensor(kernels))


def test_moments_of_trials_equal_naive_float64():
    """Mean and variance of a batch, with a large offset, odd and even kernels."""
    for kernel_length in (1, 7, 20, 51):
        x = draw(5, 4, 40) * 2 + np.float32(30)
        kernels = draw(1, 3, kernel_length)[0]
        chosen = np.array([0, 3, 4])
        moments = frame_moments(x.astype(np.float64), kernel_length)
        found = on_backend(moments, chosen, kernels.astype(np.float64))
        expected = oracles.filtered_moments(x[chosen].astype(np.float64), kernels)
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(array(ours), theirs, rtol=2e-5)


def test_moments_do_not_cancel_on_raw_recordings():
    """An offset of 1e4 deviations: no worse than three times the layers themselves."""
    x = draw(6, 8, 96) + np.float32(1e4)
    kernels = draw(1, 4, 32)[0]
    kernels -= kernels.mean(axis=1, keepdims=True)
    exact = oracles.filtered_moments(x.astype(np.float64), kernels.astype(np.float64))
    moments = frame_moments(x, 32)
    everything = np.arange(len(x))
    ours = [array(part) for part in on_backend(moments, everything, kernels)]
    layer = keras.layers.Conv2D(4, (1, 32), padding="same", use_bias=False)
    layer.build((None, 8, 96, 1))
    layer.set_weights([kernels.T[None, :, None, :]])
    signals = array(layer(x[..., None]))
    axes = (0, 1, 2)
    theirs = [signals.mean(axes), signals.var(axes)]
    for mine, plain, truth in zip(ours, theirs, exact, strict=True):
        error = np.abs(mine - truth).max()
        scale = np.abs(truth).max() * np.finfo(np.float32).eps
        assert error <= 3 * np.abs(plain - truth).max() + 4 * scale
