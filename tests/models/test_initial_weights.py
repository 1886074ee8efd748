"""Weights at the start are drawn as in the reference: Glorot's uniform distribution."""

import math

import keras
import numpy as np
import pytest
from scipy import stats

from eegmodels.models import ARCHITECTURES

N_SEEDS = 4


def limit(layer, weight):
    """Compute sqrt(6 / (fan in + fan out)) with the fans that Keras counts."""
    shape = weight.shape
    field = math.prod(shape[:-2])
    return math.sqrt(6 / (field * shape[-2] + field * shape[-1]))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_kernels_are_uniform_within_glorots_limit_and_the_rest_constant(name):
    nets = [ARCHITECTURES[name].build(16, 128, 4, seed=s) for s in range(N_SEEDS)]
    for layers in zip(*(net.layers for net in nets), strict=True):
        constants = {"gamma": 1, "beta": 0, "moving_mean": 0, "moving_variance": 1}
        constants["bias"] = 0
        for weights in zip(*(layer.weights for layer in layers), strict=True):
            kind = weights[0].path.rpartition("/")[2]
            values = np.stack([np.array(weight.numpy()) for weight in weights])
            if kind in constants:
                assert np.all(values == constants[kind]), weights[0].path
                continue
            scaled = values.ravel() / limit(layers[0], weights[0])
            assert np.abs(scaled).max() <= 1
            assert np.abs(scaled).max() > 1 - 10 / len(scaled)
            found = stats.kstest(scaled, stats.uniform(-1, 2).cdf)
            assert found.pvalue > 1e-4, weights[0].path


def test_the_limit_is_that_of_keras():
    """For the kinds of kernels that there are."""
    for shape in [(1, 64, 1, 8), (16, 1, 8, 2), (1, 16, 16, 1), (1, 1, 16, 16), (9, 4)]:
        drawn = keras.initializers.GlorotUniform(0)(shape)
        values = np.abs(keras.ops.convert_to_numpy(drawn))
        bound = limit(None, values)
        assert values.max() <= bound
        assert values.max() > bound * (1 - 20 / values.size)
