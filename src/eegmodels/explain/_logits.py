"""The logits of a network as a plain function of trials, run fast and often."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from eegmodels._backend import forward
from eegmodels._batches import filled_up
from eegmodels.explain._layout import Layout
from eegmodels.explain._outputs import find_output
from eegmodels.fast import plan

Logits = Callable[[np.ndarray], np.ndarray]


def logits_of(network: keras.Model, layout: Layout, batch_size: int) -> Logits:
    """Make a function that gives the logits of trials as the network sees them.

    Compiled where the backend compiles, for batches of one size, to which the last one
    is filled up. Nothing of the network changes.

    Parameters
    ----------
    network : keras.Model
        A chain of layers.
    layout : Layout
    batch_size : int

    Returns
    -------
    callable
        From (n_trials, n_chans, n_times) in float32 to (n_trials, n_units).

    Raises
    ------
    ValueError
        If the network branches, or no logit is defined for its output.
    """
    steps = plan(find_output(network).chain)

    def run(x: Any) -> Any:
        for step in steps:
            x = step.run(*step.layers, x, training=False)
        return x

    compiled = forward(run)

    def logits(x: np.ndarray) -> np.ndarray:
        parts = []
        for start in range(0, len(x), batch_size):
            part = x[start : start + batch_size]
            filled = layout.arrange(filled_up(part, batch_size))
            parts.append(np.asarray(compiled(filled))[: len(part)])
        return np.concatenate(parts)

    return logits
