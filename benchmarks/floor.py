"""What a training step takes at least: its multiply-adds at the machine's own rate."""

import statistics
import time
from math import prod
from typing import Any

import numpy as np


def matrix_rate(n: int = 1024, seconds: float = 2.0) -> float:
    """Give the rate of single-precision matrix products, in GFLOP/s."""
    a = np.random.default_rng(0).standard_normal((n, n), dtype=np.float32)
    rates = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        a @ a
        rates.append(2 * n**3 / (time.perf_counter() - start))
    return statistics.median(rates) / 1e9


def multiply_adds(shape: dict[str, Any]) -> int:
    """Count the multiply-adds of a step of the exact computation.

    Forward, and backward to weights and inputs (of the first layer to weights alone),
    each as often as the mathematics asks: padding and Toeplitz zeros do not count.
    Element-wise work and random numbers count nothing.
    """
    from eegmodels import models

    build = getattr(models, shape["network"])
    sizes = (shape["n_chans"], shape["n_times"], shape["n_outputs"])
    network = build(*sizes, sfreq=shape.get("sfreq"), **(shape.get("arguments") or {}))
    total = 0
    for step in network._steps():
        total += _of_step(step, shape["n_times"])
    return total * shape["batch_size"]


def _of_step(step: Any, n_times: int) -> int:
    """Count those of one trial."""
    kinds = [type(layer).__name__ for layer in step.layers]
    first = step.layers[0]
    if kinds == ["Conv2D", "BatchNormalization", "DepthwiseConv2D"]:
        n_chans, _, n_temporal, n_spatial = step.layers[2].kernel.shape
        kernel_length, n_signals = first.kernel.shape[1], n_temporal * n_spatial
        spatial = n_chans * n_signals * n_times
        return 2 * spatial + 3 * n_signals * kernel_length * n_times
    if kinds == ["Conv2D", "Conv2D"]:
        n_chans, _, _, n_outputs = step.layers[1].kernel.shape
        kernel_length, n_outside = first.kernel.shape[1], step.layers[1].output.shape[2]
        return 2 * n_chans * kernel_length * n_outputs * n_outside
    n_outside = prod(first.output.shape[1:-1])
    if kinds == ["SeparableConv2D"]:
        kernels = (first.depthwise_kernel, first.pointwise_kernel)
        return 3 * n_outside * sum(prod(kernel.shape) for kernel in kernels)
    if kinds in (["Conv2D"], ["Dense"]):
        return 3 * n_outside * prod(first.kernel.shape)
    return 0
