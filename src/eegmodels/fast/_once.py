"""Arrays that XLA is to compute once.

On CPU it fuses what leads to an array into each operation that reads it, forwards and
backwards, and so computes it several times. Nothing is fused into a matrix product, and
one with the identity changes no finite number.
"""

from typing import Any

from keras import ops

from eegmodels._backend import fuses_too_much


def once(x: Any) -> Any:
    """Give (n_trials, n_rows, n_times, n) as it is, computed once."""
    return _times_identity("bhtn,nm->bhtm", x, x.shape[-1]) if fuses_too_much() else x


def transposed_once(x: Any) -> Any:
    """Give (n, n_trials, n_times) as (n_trials, n_times, n), computed once."""
    if not fuses_too_much():
        return ops.transpose(x, (1, 2, 0))
    return _times_identity("nbt,nm->btm", x, x.shape[0])


def _times_identity(axes: str, x: Any, size: int) -> Any:
    return ops.einsum(axes, x, ops.eye(size, dtype=x.dtype))
