"""Sizes that no record has: the networks against the same layers one by one.

The layers' own calls are Keras's; dropout is on, its draws are the same.
"""

import keras
import numpy as np
import pytest

from eegmodels.models import Network, get_architecture

pytestmark = pytest.mark.usefixtures("quick_compilation")

STEPS = 5
# Odd and even kernels, longer and shorter than the trial; odd numbers of samples.
CASES = {
    "odd kernel and samples, F2 not F1 * D": (
        "EEGNet",
        (3, 65, 3),
        {"F1": 3, "D": 2, "F2": 5, "kernel_length": 51, "separable_length": 5},
    ),
    "kernel longer than the trial, odd pools": (
        "EEGNet",
        (1, 51, 2),
        {"F1": 2, "D": 1, "kernel_length": 70, "first_pool": 3, "second_pool": 5},
    ),
    "spatial dropout": (
        "EEGNetSSVEP",
        (3, 77, 4),
        {"F1": 5, "F2": 7, "kernel_length": 31, "dropout_type": "SpatialDropout2D"},
    ),
    "first EEGNet, odd": (
        "EEGNetV1",
        (3, 61, 2),
        {"first_kernel": (3, 5), "first_stride": (3, 1)},
    ),
    "deep, even kernels": (
        "DeepConvNet",
        (2, 133, 2),
        {"kernel_length": 4, "later_length": 6, "first_pool": 3},
    ),
    "shallow, even kernel, other pools": (
        "ShallowConvNet",
        (3, 77, 3),
        {"kernel_length": 12, "first_pool": 20, "pool_stride": 11},
    ),
}


def pair(case):
    """Build a network and the plain model of another one with its weights."""
    name, shape, arguments = CASES[case]
    build = get_architecture(name).build
    net, other = (build(*shape, seed=3, **arguments) for _ in range(2))
    plain = keras.Model(other.input, other.output)
    assert isinstance(net, Network)
    assert not isinstance(plain, Network)
    for model in (net, plain):
        model.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy")
    return net, plain


@pytest.mark.parametrize("case", CASES)
def test_outputs_and_training_are_those_of_the_plain_layers(case):
    net, plain = pair(case)
    shape, n_outputs = net.input_shape[1:], net.output_shape[-1]
    x = np.random.default_rng(1).standard_normal((8, *shape)).astype(np.float32)
    y = np.eye(n_outputs, dtype=np.float32)[np.arange(8) % n_outputs]
    outputs = [model.predict(x, verbose=0) for model in (net, plain)]
    np.testing.assert_allclose(outputs[0], outputs[1], rtol=0, atol=1e-6)
    losses = [
        [float(model.train_on_batch(x, y)) for _ in range(STEPS)]
        for model in (net, plain)
    ]
    assert len(set(losses[0])) == STEPS  # they do learn
    np.testing.assert_allclose(losses[0], losses[1], rtol=0, atol=1e-5)
    first = [name.name for name in net.layers]
    assert first == [layer.name for layer in plain.layers]
