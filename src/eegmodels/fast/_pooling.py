"""Pooling over time without XLA's windows, which are slow on CPU, backwards above all.

Windows that do not overlap are a reshape; overlapping means are a product with a banded
matrix. Outputs and gradients are those of Keras's layers.
"""

from typing import Any

import numpy as np
from keras import layers, ops

from eegmodels._backend import convolves_slowly
from eegmodels.fast._once import once


def is_pooled(layer: Any) -> bool:
    """Whether a layer pools over time alone, where windows are slow."""
    return bool(
        convolves_slowly()
        and type(layer) in (layers.AveragePooling2D, layers.MaxPooling2D)
        and layer.data_format == "channels_last"
        and layer.padding == "valid"
        and layer.pool_size[0] == layer.strides[0] == 1
        and (type(layer) is layers.AveragePooling2D or not _overlaps(layer))
    )


def pooled(layer: Any, x: Any, training: bool) -> Any:
    """Apply AveragePooling2D or MaxPooling2D to (n_trials, n_rows, n_times, n)."""
    del training
    size, stride = layer.pool_size[1], layer.strides[1]
    n_rows, n_times, n = x.shape[1:]
    n_outputs = (n_times - size) // stride + 1
    if _overlaps(layer):
        matrix = _mean_matrix(n_times, n_outputs, size, stride)
        matrix = ops.convert_to_tensor(matrix, dtype=x.dtype)
        return ops.einsum("bhts,tu->bhus", x, matrix)
    # Samples that no window takes are cut off.
    x = ops.pad(x, [(0, 0), (0, 0), (0, max(0, n_outputs * stride - n_times)), (0, 0)])
    windows = ops.reshape(
        x[:, :, : n_outputs * stride], (-1, n_rows, n_outputs, stride, n)
    )[:, :, :, :size]
    if type(layer) is layers.AveragePooling2D:
        return once(ops.mean(windows, axis=3))
    return _first_largest(windows)


def _first_largest(windows: Any) -> Any:
    """Take the largest of each window along axis 3; of equal ones the first.

    Where the gradient goes is what matters: ``max`` would share it among equal ones.
    """
    largest = windows[:, :, :, 0]
    for k in range(1, windows.shape[3]):
        other = windows[:, :, :, k]
        kept = (largest >= other) | (largest != largest)  # NaN stays
        largest = ops.where(kept, largest, other)
    return largest


def _overlaps(layer: Any) -> bool:
    return bool(layer.pool_size[1] > layer.strides[1])


def _mean_matrix(n_times: int, n_outputs: int, size: int, stride: int) -> np.ndarray:
    """Build the matrix (n_times, n_outputs) whose product averages each window."""
    since = np.arange(n_times)[:, None] - stride * np.arange(n_outputs)
    return ((since >= 0) & (since < size)) / size
