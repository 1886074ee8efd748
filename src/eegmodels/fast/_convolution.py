"""Convolution over time that mixes channels, as one product of matrices."""

from typing import Any

from keras import ops

from eegmodels._backend import convolves_slowly

LONGER = 6  # a block is at most this part of its kernel: products grow by as much


def convolve(signals: Any, kernel: Any) -> Any:
    """Convolve over time and mix channels ('valid', as Keras does).

    Parameters
    ----------
    signals : tensor, shape (n_trials, n_times, n_chans)
    kernel : tensor, shape (kernel_length, n_chans, n_outputs)

    Returns
    -------
    tensor, shape (n_trials, n_times - kernel_length + 1, n_outputs)

    Notes
    -----
    Where convolutions are slow, windows of samples are multiplied by the kernel. A
    window per output would copy each sample ``kernel_length`` times; a window for a
    block of outputs, times a Toeplitz matrix of kernels, copies less and multiplies a
    little more.
    """
    if not convolves_slowly():
        return ops.conv(signals, kernel, padding="valid", data_format="channels_last")
    kernel_length, _, n_outputs = kernel.shape
    n_times = signals.shape[1] - kernel_length + 1
    length = max(1, kernel_length // LONGER)
    windows = _windows(signals, kernel_length, length)
    found = ops.matmul(windows, _toeplitz(kernel, windows.shape[-1], length))
    return ops.reshape(found, (-1, windows.shape[1] * length, n_outputs))[:, :n_times]


def _windows(signals: Any, kernel_length: int, length: int) -> Any:
    """Cut signals into windows for blocks of outputs, (n_trials, n_blocks, window)."""
    n_samples, n_chans = signals.shape[1:]
    n_blocks = -(-(n_samples - kernel_length + 1) // length)
    n_parts = -(-(length + kernel_length - 1) // length)  # blocks that make a window
    n_padded = (n_blocks + n_parts - 1) * length
    more = max(0, n_padded - n_samples)
    padded = ops.pad(signals, [(0, 0), (0, more), (0, 0)])[:, :n_padded]
    blocks = ops.reshape(padded, (-1, n_blocks + n_parts - 1, length * n_chans))
    parts = [blocks[:, k : k + n_blocks] for k in range(n_parts)]
    return ops.concatenate(parts, axis=-1)


def _toeplitz(kernel: Any, window: int, length: int) -> Any:
    """Build (window, length * n_outputs): a column of outputs for each of a block."""
    kernel_length, n_chans, n_outputs = kernel.shape
    n_samples = window // n_chans
    after = n_samples + 1 - kernel_length
    column = ops.pad(kernel, [(0, after), (0, 0), (0, 0)])
    columns = ops.tile(column, (length, 1, 1))[: length * n_samples]
    columns = ops.reshape(columns, (length, window, n_outputs))
    return ops.reshape(ops.transpose(columns, (1, 0, 2)), (window, length * n_outputs))
