"""Every network in its fast form against the same network layer by layer.

Random shapes in float32, chosen ones in float64, on every backend. Data are of unit
deviation without an offset; ``test_raw_recordings.py`` has others.
"""

from dataclasses import fields

import keras
import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import compiling
import precision
from eegmodels._backend import kept_in
from layered import computed, twins

# On JAX each new shape is compiled for seconds, elsewhere it takes a tenth of one, so
# most random shapes are drawn there, and all those of DeepConvNet.
ON_JAX = keras.backend.backend() == "jax"
FEW = settings(
    max_examples=2 if ON_JAX else 6, deadline=None, derandomize=True, database=None
)
FORWARD, GRADIENT = 1e-6, 1e-5  # float32; the latter of the largest gradient
EXACT = 1e-12  # float64, both
# The second BatchNorm takes their gradient out: what float32 shows of it is noise.
REMOVED = ("temporal_norm/gamma", "temporal_norm/beta")


def draw(n_trials, n_chans, n_times, dtype="float32"):
    rng = np.random.default_rng([n_trials, n_chans, n_times])
    x = rng.standard_normal((n_trials, n_chans, n_times)).astype("float32")
    return x.astype(dtype), np.eye(2, dtype=dtype)[np.arange(n_trials) % 2]


def both(name, shape, sizes, dtype="float32"):
    fast, plain = twins(name, *shape[1:], **sizes)
    given = draw(*shape, dtype=dtype)
    return [computed(model, *given) for model in (fast, plain)]


def probabilities(logits):
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def distances(ours, theirs):
    """Of logits, probabilities, statistics and gradients, each the largest."""
    found = {}
    for name in ("inferred", "trained"):
        a, b = getattr(ours, name), getattr(theirs, name)
        assert a.dtype == b.dtype or b.dtype == np.float64
        found[f"{name} logits"] = np.abs(a - b).max()
        found[name] = np.abs(probabilities(a) - probabilities(b)).max()
    largest = max(np.abs(slope).max() for slope in theirs.gradients.values())
    for path, slope in theirs.gradients.items():
        found[path] = np.abs(ours.gradients[path] - slope).max() / largest
    for path, value in theirs.statistics.items():
        difference = np.abs(ours.statistics[path] - value).max()
        found[path] = difference / max(1.0, np.abs(value).max())
    return found


def bound(path):
    """In float32; without one what is noise, and what is judged as probabilities."""
    if path in REMOVED:
        return np.inf
    return GRADIENT if "/" in path and "moving" not in path else FORWARD


@FEW
@given(
    st.sampled_from(["EEGNet", "EEGNetSSVEP"]),
    st.tuples(st.integers(1, 4), st.integers(1, 128), st.integers(16, 100)),
    st.tuples(st.integers(1, 120), st.integers(1, 3), st.integers(1, 2)),
)
@example("EEGNet", (1, 3, 33), (8, 2, 1))  # one trial, odd length, even kernel
@example("EEGNet", (2, 128, 64), (51, 2, 2))  # many channels, odd kernel
@example("EEGNet", (2, 1, 47), (70, 1, 1))  # one channel, kernel longer than the trial
@example("EEGNetSSVEP", (2, 5, 65), (81, 3, 1))  # the same, odd
def test_eegnets_in_float32(name, shape, sizes):
    """Logits too to 1e-6, which is stricter than probabilities."""
    length, f1, d = sizes
    sizes = {"F1": f1, "D": d, "F2": f1 * d + 1, "kernel_length": length}
    sizes |= {"first_pool": 2, "second_pool": 3}
    with compiling.quick():
        found = distances(*both(name, shape, sizes))
    assert {p: error for p, error in found.items() if error > bound(p)} == {}


@settings(FEW, max_examples=1 if ON_JAX else 6)
@given(
    st.tuples(st.integers(1, 3), st.integers(1, 128), st.integers(12, 50)),
    st.tuples(st.integers(3, 20), st.integers(6, 12), st.integers(1, 12)),
)
@example((1, 128, 17), (12, 7, 7))  # one trial, many channels, even kernel
def test_shallow_conv_net(shape, sizes):
    """A kernel of one sample and one channel would be signals that are all alike."""
    sizes = dict(
        zip(("kernel_length", "first_pool", "pool_stride"), sizes, strict=True)
    )
    n_times = sizes["kernel_length"] + sizes["first_pool"] - 1 + shape[2]
    check_in_both("ShallowConvNet", (*shape[:2], n_times), sizes)


@settings(FEW, phases=[Phase.explicit] if ON_JAX else list(Phase))
@given(
    st.tuples(st.integers(2, 4), st.integers(1, 128), st.integers(30, 60)),
    st.tuples(st.integers(1, 12), st.integers(2, 3), st.integers(2, 3)),
)
@example((1, 3, 71), (5, 2, 3))  # one trial, odd kernels
def test_deep_conv_net(shape, sizes):
    names = ("kernel_length", "first_pool", "later_length")
    sizes = {**dict(zip(names, sizes, strict=True)), "later_pool": 2}
    n_times = sizes["kernel_length"] - 1 + 22 * sizes["first_pool"] + shape[2]
    check_in_both("DeepConvNet", (*shape[:2], n_times), sizes)


def check_in_both(name, shape, sizes):
    """In float64 to 1e-12, in float32 to its bounds or three times the layers' error.

    The ConvNets take logarithms of small powers and divide by the deviation of a few
    numbers. What float32 leaves of that is above the bounds now and then, layer by
    layer and here; of logits, which are larger than one, most of the time.
    """
    ours, theirs = both(name, shape, sizes)
    with precision.float64(), kept_in("float64"):
        exact, oracle = both(name, shape, sizes, "float64")
    assert max(distances(exact, oracle).values()) < EXACT
    found, layered = distances(ours, oracle), distances(theirs, oracle)
    limits = {path: max(bound(path), 3 * layered[path]) for path in found}
    assert {path: e for path, e in found.items() if e > limits[path]} == {}


CHOSEN = {
    "EEGNet, one trial, odd length, even kernel": (
        "EEGNet",
        (1, 3, 33),
        {"F1": 2, "D": 2, "F2": 3, "kernel_length": 8},
    ),
    "EEGNetSSVEP, kernel longer than the trial": (
        "EEGNetSSVEP",
        (3, 9, 40),
        {"F1": 2, "D": 1, "F2": 2, "kernel_length": 51},
    ),
}


@pytest.mark.parametrize("case", CHOSEN)
def test_eegnets_in_float64(case):
    """Gain and offset of the first BatchNorm too.

    As Keras promotes, layers in float64 would round to float32 in between.
    """
    with compiling.quick(), precision.float64(), kept_in("float64"):
        ours, theirs = both(*CHOSEN[case], "float64")
    for field in fields(ours):
        values = getattr(ours, field.name)
        values = values.values() if isinstance(values, dict) else [values]
        assert {str(value.dtype) for value in values} == {"float64"}
    assert max(distances(ours, theirs).values()) < EXACT
