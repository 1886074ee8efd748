"""Convolution over time as matrix products of framed signals.

XLA on CPU is slow on depthwise and grouped convolutions, and in loops on all of them,
and fast on matrix products.
A signal is cut into windows that overlap, each twice as long as the block of outputs
that comes of it; a window times a small Toeplitz matrix gives its block. A short signal
is one window. Nothing is gathered: windows and matrices come from pads and reshapes.
"""

from dataclasses import dataclass
from typing import Any

from keras import ops

SHORTEST = 16  # outputs of a block: below, products are too small to be fast


@dataclass(frozen=True)
class Framing:
    """How ``n_times`` outputs of a 'same' convolution are cut into blocks."""

    n_times: int
    kernel_length: int

    @property
    def length(self) -> int:
        """Outputs in a block; at least the kernel, so that two blocks make a window."""
        shortest = max(self.kernel_length, SHORTEST)
        return self.n_times if self.n_times <= 2 * shortest else shortest

    @property
    def n_blocks(self) -> int:
        """Blocks, of which the last may have more outputs than the signal."""
        return -(-self.n_times // self.length)

    @property
    def window(self) -> int:
        """Samples that a block of outputs is made of."""
        return self.n_times if self.n_blocks == 1 else 2 * self.length

    @property
    def before(self) -> int:
        """Zeros that 'same' padding puts in front of a signal."""
        return (self.kernel_length - 1) // 2

    def windows(self, signals: Any) -> Any:
        """Cut signals (..., n_times) into windows (..., n_blocks, window)."""
        if self.n_blocks == 1:
            return signals[..., None, :]
        n_padded = (self.n_blocks + 1) * self.length
        around = (self.before, n_padded - self.before - self.n_times)
        padded = ops.pad(signals, [(0, 0)] * (len(signals.shape) - 1) + [around])
        size = (*ops.shape(signals)[:-1], self.n_blocks + 1, self.length)
        blocks = ops.reshape(padded, size)
        return ops.concatenate([blocks[..., :-1, :], blocks[..., 1:, :]], axis=-1)

    def toeplitz(self, kernels: Any) -> Any:
        """Build (n_kernels, length, window) from kernels (n_kernels, kernel_length).

        Row k holds the kernel from column k on: rows that repeat with a shift of one
        are a zero-padded kernel, repeated and cut anew. Of a single window the columns
        on the padding are left out.
        """
        n_kernels, kernel_length = kernels.shape
        whole = self.n_blocks == 1
        width = self.n_times + kernel_length - 1 if whole else self.window
        row = ops.pad(kernels, [(0, 0), (0, width + 1 - kernel_length)])
        # As a product: the gradient of a repetition is a sum that XLA puts inside the
        # product before it, which then takes twice as long.
        often = ops.ones(self.length, dtype=row.dtype)
        rows = ops.reshape(ops.einsum("l,kw->klw", often, row), (n_kernels, -1))
        rows = rows[:, : self.length * width]
        matrix = ops.reshape(rows, (n_kernels, self.length, width))
        return (
            matrix[..., self.before : self.before + self.n_times] if whole else matrix
        )

    def joined(self, blocks: Any) -> Any:
        """Put blocks (..., n_blocks, length) together, to (..., n_times)."""
        size = (*ops.shape(blocks)[:-2], self.n_blocks * self.length)
        return ops.reshape(blocks, size)[..., : self.n_times]


def filter_signals(signals: Any, kernels: Any) -> Any:
    """Convolve groups of signals, each with the kernel of its group ('same').

    Parameters
    ----------
    signals : tensor, shape (n_kernels, n_signals, n_times)
    kernels : tensor, shape (n_kernels, kernel_length)

    Returns
    -------
    tensor, shape (n_kernels, n_signals, n_times)
    """
    framing = Framing(signals.shape[-1], kernels.shape[-1])
    windows = framing.windows(signals)
    blocks = ops.einsum("fsnw,flw->fsnl", windows, framing.toeplitz(kernels))
    return framing.joined(blocks)
