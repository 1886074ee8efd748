"""The contract battery: one function over every network, on every backend.

``make test`` runs it on the default backend, ``make test-backends`` on the others.
"""

import subprocess
import sys
from importlib.util import find_spec

import keras
import numpy as np
import pytest

from eegmodels._backend import BACKENDS
from eegmodels.models import ARCHITECTURES, Network, get_architecture, load_network

N_CHANS, N_TIMES, N_TRIALS = 4, 90, 7
CASES = [(name, n) for name in ARCHITECTURES for n in (2, 5)]
SMALL = {
    "EEGNet": {"F1": 3, "F2": 5, "kernel_length": 9},
    "EEGNetSSVEP": {"F1": 4, "F2": 3, "kernel_length": 12},
}


pytestmark = pytest.mark.usefixtures("quick_compilation")


def build(name, n_outputs, seed=0, **arguments):
    """Build a small compiled network."""
    given = {**SMALL.get(name, {}), "seed": seed, **arguments}
    net = get_architecture(name).build(N_CHANS, N_TIMES, n_outputs, **given)
    net.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return net


def trials(n_outputs):
    x = np.random.default_rng(0).standard_normal((N_TRIALS, N_CHANS, N_TIMES))
    y = np.eye(n_outputs, dtype=np.float32)[np.arange(N_TRIALS) % n_outputs]
    return x.astype(np.float32), y


def state(net):
    """Copy all that a call could change: weights, optimizer, metrics, flags."""
    variables = [*net.variables, *net.optimizer.variables]
    flags = [layer.trainable for layer in net.layers]
    return [np.array(v.numpy()) for v in variables], flags


def lasting(net):
    """Copy what a file keeps: all but the state of the dropout's generators."""
    return [np.array(v.numpy()) for v in [*net.weights, *net.optimizer.variables]]


def assert_same_state(before, after):
    assert before[1] == after[1]
    assert len(before[0]) == len(after[0])
    for old, new in zip(before[0], after[0], strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(("name", "n_outputs"), CASES)
def test_contract(name, n_outputs, tmp_path):
    net = build(name, n_outputs)
    x, y = trials(n_outputs)
    check_training(net, build(name, n_outputs), x, y)
    check_shapes(net, x, n_outputs)
    if n_outputs == 2:  # the rest does not depend on it, and compiling takes long
        return
    check_seeds(name, n_outputs)
    check_trials_are_independent(net, x)
    check_prediction_leaves_the_state(net, x, y)
    check_refused_and_interrupted_calls(net, x, y)
    check_files(net, x, y, tmp_path)


def check_training(net, twin, x, y):
    """Steps learn, and the same seed gives the same losses; dropout included."""
    losses = [[m.train_on_batch(x, y)[0] for _ in range(4)] for m in (net, twin)]
    assert np.isfinite(losses).all()
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-6)
    for a, b in zip(net.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)


def check_seeds(name, n_outputs):
    one, two, other, free = (build(name, n_outputs, seed) for seed in (1, 1, 2, None))
    for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b, c in zip(*(net.get_weights() for net in (one, other, free)), strict=True):
        if a.ndim > 1:
            assert not np.array_equal(a, b)
            assert not np.array_equal(a, c)


def check_shapes(net, x, n_outputs):
    """Three axes or four, one trial or many, float32 or float64."""
    assert isinstance(net, Network)
    assert net.input_shape == (None, N_CHANS, N_TIMES, 1)
    probabilities = net.predict(x, verbose=0)
    assert probabilities.shape == (N_TRIALS, n_outputs)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    for given in (x[..., None], x.astype(np.float64)):
        np.testing.assert_array_equal(net.predict(given, verbose=0), probabilities)
    assert net.predict(x[:1], verbose=0).shape == (1, n_outputs)
    assert [layer.name for layer in net.layers][-2:] == ["dense", "softmax"]
    logits = keras.Model(net.inputs, net.get_layer("dense").output)
    values = logits.predict(x[..., None], verbose=0).astype(float)
    expected = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-6)


def check_trials_are_independent(net, x):
    """Whatever the size of the batch, and whoever else is in it."""
    whole = net.predict(x, verbose=0)
    for size in (1, 3):
        parts = net.predict(x, batch_size=size, verbose=0)
        np.testing.assert_allclose(parts, whole, rtol=0, atol=1e-6)
    others = np.concatenate([x[:2], 1000 * x[2:]])
    np.testing.assert_allclose(
        net.predict(others, verbose=0)[:2], whole[:2], rtol=0, atol=1e-6
    )


def check_prediction_leaves_the_state(net, x, y):
    before = state(net)
    net.predict(x, verbose=0)
    net.predict_on_batch(x)
    net(x)
    net.evaluate(x, y, verbose=0)
    assert_same_state(before, state(net))


class Interrupt(keras.callbacks.Callback):
    """Press Ctrl-C after the first batch of a training or a prediction."""

    def on_train_batch_end(self, batch, logs=None):
        raise KeyboardInterrupt

    def on_predict_batch_end(self, batch, logs=None):
        raise KeyboardInterrupt


def check_refused_and_interrupted_calls(net, x, y):
    """The weights stay, and the next call works."""
    before, expected = state(net), net.predict(x, verbose=0)
    swapped, callbacks = x.transpose(0, 2, 1), [Interrupt()]
    with pytest.raises(ValueError, match=r"swapped.*transpose\(0, 2, 1\)"):
        net.predict(swapped, verbose=0)
    with pytest.raises(ValueError, match=r"swapped.*transpose\(0, 2, 1\)"):
        net.fit(swapped, y, verbose=0)
    with pytest.raises(ValueError, match=rf"{y.shape[1] + 1} classes; .*n_outputs="):
        net.fit(x, np.pad(y, [(0, 0), (0, 1)]), verbose=0)
    with pytest.raises(KeyboardInterrupt):
        net.predict(x, batch_size=3, verbose=0, callbacks=callbacks)
    with pytest.raises(KeyboardInterrupt):
        net.fit(x, y, batch_size=N_TRIALS, verbose=0, callbacks=callbacks)
    assert_same_state(before, state(net))
    np.testing.assert_array_equal(net.predict(x, verbose=0), expected)


def check_files(net, x, y, folder):
    """Weights, optimizer, flags, design and outputs come back."""
    expected = net.predict(x, verbose=0)
    net.save(folder / "net.keras")
    again = load_network(folder / "net.keras")
    assert isinstance(again, Network)
    assert again.design == net.design
    for old, new in zip(lasting(net), lasting(again), strict=True):
        np.testing.assert_array_equal(old, new)
    flags = [[layer.trainable for layer in model.layers] for model in (net, again)]
    assert flags[0] == flags[1]
    np.testing.assert_allclose(again.predict(x, verbose=0), expected, atol=1e-7)
    net.save_weights(folder / "net.weights.h5")
    arguments = {**SMALL.get(net.name, {}), "seed": 9}
    shape = (N_CHANS, N_TIMES, y.shape[1])
    fresh = get_architecture(net.name).build(*shape, **arguments)
    fresh.load_weights(folder / "net.weights.h5")
    np.testing.assert_allclose(fresh.predict(x, verbose=0), expected, atol=1e-7)


OPEN_ALL = """
import sys
from pathlib import Path
import numpy as np
from eegmodels.models import load_network
folder = Path(sys.argv[1])
x = np.load(folder / "x.npy")
for path in sorted(folder.glob("*.keras")):
    found = load_network(path).predict(x, verbose=0)
    np.save(path.with_suffix(f".{sys.argv[2]}.npy"), found)
"""


@pytest.mark.parametrize(
    "backend", [name for name in BACKENDS if name != keras.backend.backend()]
)
def test_files_give_the_same_outputs_on_another_backend(backend, tmp_path, monkeypatch):
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed; make test-backends has all three")
    x, y = trials(2)
    np.save(tmp_path / "x.npy", x)
    expected = {}
    for name in ARCHITECTURES:
        net = build(name, 2)
        net.train_on_batch(x, y)
        net.save(tmp_path / f"{name}.keras")
        expected[name] = net.predict(x, verbose=0)
    monkeypatch.setenv("KERAS_BACKEND", backend)
    command = [sys.executable, "-W", "ignore", "-c", OPEN_ALL, str(tmp_path), backend]
    subprocess.run(command, check=True)
    for name, outputs in expected.items():
        found = np.load(tmp_path / f"{name}.{backend}.npy")
        np.testing.assert_allclose(found, outputs, rtol=0, atol=1e-6, err_msg=name)


FORMATS = """
import keras, numpy as np
from eegmodels.models import ARCHITECTURES
def outputs():
    x = np.random.default_rng(0).standard_normal((3, 4, 90)).astype("float32")
    for record in ARCHITECTURES.values():
        net = record.build(4, 90, 2, seed=0)
        yield [w.shape for w in net.weights], net.predict(x, verbose=0)
plain = list(outputs())
keras.config.set_image_data_format("channels_first")
for (shapes, one), (others, two) in zip(plain, outputs(), strict=True):
    assert shapes == others
    assert np.array_equal(one, two)
"""


def test_image_data_format_has_no_influence():
    """In a process of its own, because the setting is global."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORMATS], check=True)
