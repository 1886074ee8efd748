"""Convolution over time as matrix products of framed signals.

XLA on CPU is slow on depthwise and grouped convolutions, and in loops on all of them,
and fast on matrix products.
A signal of ``n_times`` samples is cut into windows that overlap by the kernel's length
less one; each window times a small Toeplitz matrix gives the outputs of one block.
Nothing is gathered: windows and Toeplitz matrices come from pads and reshapes.
"""

from dataclasses import dataclass
from typing import Any

from keras import ops

from eegmodels._backend import convolves_slowly


@dataclass(frozen=True)
class Framing:
    """How ``n_times`` outputs of a 'same' convolution are cut into blocks.

    ``n_blocks`` blocks of ``length`` outputs, then ``rest`` outputs.
    """

    n_times: int
    kernel_length: int

    @property
    def length(self) -> int:
        """Outputs in a block; at least the kernel, so that two blocks make a window."""
        return min(self.n_times, max(self.kernel_length, 16))

    @property
    def n_blocks(self) -> int:
        return self.n_times // self.length

    @property
    def rest(self) -> int:
        return self.n_times % self.length

    @property
    def window(self) -> int:
        """Samples that one block of outputs depends on."""
        return self.length + self.kernel_length - 1

    def pad(self, x: Any) -> Any:
        """Zeros around the last axis, as 'same' padding puts them."""
        before = (self.kernel_length - 1) // 2
        after = self.kernel_length - 1 - before
        return ops.pad(x, [(0, 0)] * (len(x.shape) - 1) + [(before, after)])

    def windows(self, padded: Any) -> list[tuple[Any, int]]:
        """Cut a padded signal (..., n_padded) into windows.

        Returns
        -------
        list of (array, shape (..., n, window), int)
            The windows of the full blocks and, where there is a rest, of the rest;
            with each the number of outputs that count in it.
        """
        keep = [(0, 0)] * (len(padded.shape) - 1)
        end = self.n_blocks * self.length
        if self.n_blocks == 1:
            full = padded[..., None, : self.window]
        else:
            blocks = (-1, *padded.shape[1:-1], self.n_blocks, self.length)
            here = ops.reshape(padded[..., :end], blocks)
            tail = padded[..., self.length : self.length + end]
            tail = ops.pad(tail, [*keep, (0, end - tail.shape[-1])])
            after = ops.reshape(tail, blocks)[..., : self.kernel_length - 1]
            full = ops.concatenate([here, after], axis=-1)
        parts = [(full, self.length)]
        if self.rest:
            last = padded[..., None, end:]
            last = ops.pad(last, [*keep, (0, 0), (0, self.window - last.shape[-1])])
            parts.append((last, self.rest))
        return parts

    def toeplitz(self, kernels: Any) -> Any:
        """Build (n_kernels, window, length) from kernels (n_kernels, kernel_length).

        Column j holds the kernel from row j on: a matrix whose rows repeat with a
        shift of one, so it is a zero-padded kernel, repeated and cut anew.
        """
        n_kernels = kernels.shape[0]
        row = ops.pad(kernels, [(0, 0), (0, self.length)])
        rows = ops.tile(row, (1, self.length))[:, : self.length * self.window]
        return ops.transpose(
            ops.reshape(rows, (n_kernels, self.length, self.window)), (0, 2, 1)
        )


def filter_signals(signals: Any, kernels: Any) -> Any:
    """Convolve each group of signals with its kernel ('same', as Keras does).

    Parameters
    ----------
    signals : tensor, shape (n_trials, n_kernels, n_signals, n_times)
    kernels : tensor, shape (n_kernels, kernel_length)

    Returns
    -------
    tensor, shape (n_trials, n_kernels, n_signals, n_times)
    """
    framing = Framing(signals.shape[-1], kernels.shape[-1])
    toeplitz = framing.toeplitz(kernels)
    n_kernels, n_signals = signals.shape[1:3]
    outputs = []
    for windows, n_outputs in framing.windows(framing.pad(signals)):
        product = ops.einsum("bfsnw,fwl->bfsnl", windows, toeplitz[..., :n_outputs])
        n_samples = product.shape[-2] * product.shape[-1]
        outputs.append(ops.reshape(product, (-1, n_kernels, n_signals, n_samples)))
    return outputs[0] if len(outputs) == 1 else ops.concatenate(outputs, axis=-1)


def convolve(signals: Any, kernel: Any) -> Any:
    """Convolve over time and mix channels ('valid', as Keras does), as one product.

    Parameters
    ----------
    signals : tensor, shape (n_trials, n_times, n_chans)
    kernel : tensor, shape (kernel_length, n_chans, n_outputs)

    Returns
    -------
    tensor, shape (n_trials, n_times - kernel_length + 1, n_outputs)
    """
    if not convolves_slowly():
        return ops.conv(signals, kernel, padding="valid", data_format="channels_last")
    kernel_length, n_chans, n_outputs = kernel.shape
    n_times = signals.shape[1] - kernel_length + 1
    shifted = [signals[:, j : j + n_times] for j in range(kernel_length)]
    weights = ops.reshape(kernel, (kernel_length * n_chans, n_outputs))
    return ops.matmul(ops.concatenate(shifted, axis=-1), weights)
