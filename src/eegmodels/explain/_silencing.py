"""Outputs of a network some of whose first filters are silent.

The part up to the filters runs once. What zero weights would make of a filter's signal
is a constant, zero or the layer's bias, so it is put there and the rest runs again.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from keras import ops

from eegmodels._backend import forward
from eegmodels._batches import filled_up
from eegmodels.explain._opening import Opening
from eegmodels.fast import plan

BATCH = 64

Filters = Sequence[tuple[int, int]]


def outputs_without(
    chain: list[Any], opening: Opening, x: np.ndarray, removed: Iterable[Filters]
) -> list[np.ndarray]:
    """Run a network without each of several sets of its filters.

    Equal to setting the spatial weights of those filters to zero.

    Parameters
    ----------
    chain : list of keras.Layer
        Layers behind the input. They are called in inference mode and stay as they
        are.
    opening : Opening
        Of that chain.
    x : array, shape (n_trials, n_chans, n_times)
        What the network sees.
    removed : iterable of sequences of (int, int)
        Temporal and spatial index of the filters that are silent; () for none.

    Returns
    -------
    list of array, shape (n_trials, n_units)
    """
    behind = opening.place + 1
    front, rest = plan(chain[:behind]), plan(chain[behind:])
    layer = chain[opening.place]
    n_temporal, n_spatial = opening.weights.shape[:2]
    bias = ops.convert_to_numpy(layer.bias) if layer.use_bias else 0.0
    silent = np.broadcast_to(bias, n_temporal * n_spatial).astype(x.dtype)

    def signals_of(batch: Any) -> Any:
        return _run(front, batch)

    def outputs_of(batch: Any, heard: Any) -> Any:
        return _run(rest, ops.where(heard, batch, silent))

    first, second = forward(signals_of), forward(outputs_of)
    n_trials = len(x)
    signals = [np.asarray(first(batch)) for batch in _batches(x[..., None])]
    found = []
    for filters in removed:
        heard = np.ones(n_temporal * n_spatial, dtype=bool)
        heard[[f * n_spatial + d for f, d in filters]] = False
        parts = [np.asarray(second(batch, heard)) for batch in signals]
        found.append(np.concatenate(parts)[:n_trials])
    return found


def _run(steps: list[Any], x: Any) -> Any:
    for step in steps:
        x = step.run(*step.layers, x, training=False)
    return x


def _batches(x: np.ndarray) -> Iterable[np.ndarray]:
    """Cut trials into batches of one size, the last one filled up."""
    size = min(len(x), BATCH)
    for start in range(0, len(x), size):
        yield filled_up(x[start : start + size], size)
