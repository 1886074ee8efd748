"""Every network against the recorded behaviour of the reference, by the drop-in names.

Held on each backend: ``make test`` runs the default one, ``make test-backends`` the
others.
"""

from pathlib import Path

import keras
import numpy as np
import pytest
from keras.layers import BatchNormalization

import EEGModels
from eegmodels.models import EEGNet

FIXTURES = Path(__file__).parents[1] / "fixtures"
RECORDS = (
    "eegnet_p300",
    "eegnet_smr",
    "eegnet_42_odd",
    "eegnet_41",
    "eegnet_ssvep",
    "eegnet_v1",
    "deepconvnet_smr",
    "shallowconvnet_smr",
)
ONE_OF_EACH = [name for name in RECORDS if name not in ("eegnet_smr", "eegnet_41")]
STEPS = 12


def build(entry):
    """Build the network of a record as an old script would, without dropout."""
    return getattr(EEGModels, entry["model"])(**entry["arguments"], dropoutRate=0.0)


def initial(record, net):
    return [record[f"w_init_{k:02d}"] for k in range(len(net.weights))]


@pytest.fixture(scope="module", params=RECORDS)
def replay(request, index):
    """Build the network of a record, predict, train as recorded, predict again."""
    entry = index[request.param]
    record = dict(np.load(FIXTURES / f"{request.param}.npz"))
    net = build(entry)
    net.set_weights(initial(record, net))
    found = {"probs": net.predict(record["x"], verbose=0)}
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    found["logits"] = logits.predict(record["x"], verbose=0)
    net.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy")
    y = np.eye(net.output_shape[-1], dtype=np.float32)[record["y"]]
    found["losses"], found["norms"] = [], []
    for step in range(STEPS):
        part = slice(0, 16) if step % 2 == 0 else slice(16, 32)
        loss = net.train_on_batch(record["x"][part], y[part])
        found["losses"].append(float(loss))
        found["norms"].append({name: norms(net, name) for name in BOUNDS[net.name]})
    found["probs_after"] = net.predict(record["x"], verbose=0)
    return net, entry, record, found


# Largest norm of each constrained kernel, and the axes over which it is taken: of the
# reference code, where conv kernels are bounded filter by filter.
EEGNET = {"spatial": (1.0, (0,)), "dense": (0.25, (0,))}
CONVNET = {name: (2.0, (0, 1, 2)) for name in ("temporal", "spatial")}
BOUNDS = {
    "EEGNet": EEGNET,
    "EEGNetSSVEP": {"spatial": EEGNET["spatial"]},
    "EEGNetV1": {},
    "ShallowConvNet": {**CONVNET, "dense": (0.5, (0,))},
    "DeepConvNet": {
        **CONVNET,
        **{f"block{b}": (2.0, (0, 1, 2)) for b in (2, 3, 4)},
        "dense": (0.5, (0,)),
    },
}


def norms(net, name):
    """Norms of the kernel of a layer, over the axes of its bound."""
    kernel = np.array(net.get_layer(name).get_weights()[0], dtype=float)
    return np.sqrt(np.square(kernel).sum(axis=BOUNDS[net.name][name][1]))


def test_layers_are_those_of_the_reference(replay):
    net, entry, _, _ = replay
    assert [type(layer).__name__ for layer in net.layers] == entry["layers"]
    assert [list(w.shape) for w in net.get_weights()] == entry["weights"]


def test_parameter_counts_equal_the_reference(replay):
    net, entry, _, _ = replay
    assert net.count_params() == entry["n_params"]
    trainable = sum(int(np.prod(w.shape)) for w in net.trainable_weights)
    assert trainable == entry["n_trainable"]


def test_outputs_equal_the_reference(replay):
    _, _, record, found = replay
    np.testing.assert_allclose(found["probs"], record["probs"], rtol=0, atol=1e-6)


def test_logits_are_reachable_by_name_and_equal_the_reference(replay):
    _, _, record, found = replay
    scale = max(1.0, float(np.abs(record["logits"]).max()))
    np.testing.assert_allclose(
        found["logits"], record["logits"], rtol=0, atol=3e-6 * scale
    )


def test_twelve_steps_follow_the_reference(replay):
    _, _, record, found = replay
    np.testing.assert_allclose(found["losses"], record["losses"], rtol=0, atol=1e-5)


def test_outputs_after_training_equal_the_reference(replay):
    """Wider where biases stand before a BatchNorm: they drift freely."""
    net, _, record, found = replay
    close = 1e-4 if net.name in ("EEGNet", "EEGNetSSVEP") else 1e-3
    after = record["probs_after"]
    np.testing.assert_allclose(found["probs_after"], after, rtol=0, atol=close)


def test_norms_stay_below_their_bounds_after_each_step(replay):
    net, _, _, found = replay
    assert len(found["norms"]) == STEPS
    for after_step in found["norms"]:
        for name, sizes in after_step.items():
            assert sizes.max() <= BOUNDS[net.name][name][0] + 1e-6, name


@pytest.fixture(scope="module", params=ONE_OF_EACH)
def still(request, index):
    """Do a step of size zero from too large kernels: weights before and after."""
    net = build(index[request.param])
    record = np.load(FIXTURES / f"{request.param}.npz")
    rng = np.random.default_rng(0)
    net.set_weights(
        [
            w * rng.uniform(5, 50, w.shape) if w.ndim > 1 else w
            for w in initial(record, net)
        ]
    )
    before = {x.name: x.get_weights() for x in net.layers if x.weights}
    norm = next(x for x in net.layers if isinstance(x, BatchNormalization))
    x, y = record["x"][:8], record["y"][:8]
    signals = keras.Model(net.inputs, norm.input).predict(x[..., None], verbose=0)
    net.compile(keras.optimizers.SGD(0.0), "categorical_crossentropy")
    net.train_on_batch(x, np.eye(net.output_shape[-1], dtype=np.float32)[y])
    return net, before, norm, signals


def test_max_norm_binds_along_the_axes_of_the_reference(still):
    """What is left is the projection of the kernels, computed on its own."""
    net, before, _, _ = still
    bounds = BOUNDS[net.name]
    for layer in net.layers:
        if layer.name not in before or isinstance(layer, BatchNormalization):
            continue
        expected = before[layer.name][0]
        if layer.name in bounds:
            bound, axes = bounds[layer.name]
            size = np.sqrt(np.square(expected).sum(axis=axes, keepdims=True))
            assert size.max() > bound
            expected = expected * np.minimum(1, bound / size)
        np.testing.assert_allclose(
            layer.get_weights()[0], expected, rtol=1e-5, atol=1e-6, err_msg=layer.name
        )


def test_moving_statistics_follow_the_momentum(still):
    """Of the first BatchNorm, by a plain computation on its input."""
    _, before, norm, signals = still
    signals = signals.astype(float)
    batch = signals.mean(axis=(0, 1, 2)), signals.var(axis=(0, 1, 2))
    old = before[norm.name][2:]
    for was, seen, now in zip(old, batch, norm.get_weights()[2:], strict=True):
        expected = norm.momentum * was + (1 - norm.momentum) * seen
        np.testing.assert_allclose(now, expected, rtol=1e-4, atol=1e-5)


def test_batch_norm_has_momentum_and_epsilon_of_the_reference(replay):
    """Keras's defaults; in the ConvNets PyTorch's, in Keras's terms."""
    net = replay[0]
    convnet = net.name in ("DeepConvNet", "ShallowConvNet")
    found = {
        (layer.momentum, layer.epsilon)
        for layer in net.layers
        if isinstance(layer, BatchNormalization)
    }
    assert found == {(0.9, 1e-5) if convnet else (0.99, 1e-3)}


def test_published_weights_load_and_give_the_published_outputs():
    """To 1e-6, and where two classes are near a tie to 1e-6 of the logits.

    The input is in microvolts without any scaling, so logits reach 600; where they tie
    the probabilities move by p (1 - p) times the rounding of the logits.
    """
    net = EEGNet(n_chans=60, n_times=151, n_outputs=4, kernel_length=32)
    net.load_weights(FIXTURES / "EEGNet-8-2-weights.h5")
    record = np.load(FIXTURES / "published_erp_weights_io.npz")
    outputs = net.predict(record["x"], verbose=0)
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    size = np.abs(logits.predict(record["x"], verbose=0)).max(axis=1, keepdims=True)
    likely = record["probs"].astype(float)
    bound = 1e-6 + likely * (1 - likely) * 1e-6 * size
    assert (np.abs(outputs - likely) <= bound).all()
    assert (bound < 2e-6).all(axis=1).sum() >= 14  # of 16 trials
