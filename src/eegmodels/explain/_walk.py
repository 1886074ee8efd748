"""Walk a network with the rules of a method: the one mechanism of all relevances.

The walk gives the network's own logits; only their gradient is the method's. Affine
runs of layers go through ``eegmodels.fast``; nothing of the user's model is touched.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

from eegmodels._backend import compiled_once, forward, input_gradient
from eegmodels.explain._layout import Layout
from eegmodels.explain._methods import Method
from eegmodels.explain._outputs import find_output
from eegmodels.explain._steps import walk_steps

BATCH = 32
WEIGHTS = ("kernel", "depthwise_kernel", "pointwise_kernel", "gamma")


class Walk:
    """The logits of a network as a function whose gradient follows a method.

    Parameters
    ----------
    network : keras.Model
        A chain of layers with one input.
    method : Method
    layout : Layout
        Of the network's input.

    Raises
    ------
    UnsupportedLayerError
        If a layer has no rule.
    ValueError
        If the network branches, or no logit is defined for its output.
    """

    def __init__(self, network: keras.Model, method: Method, layout: Layout) -> None:
        self.method = method
        self.layout = layout
        self.output = find_output(network)
        self.steps = walk_steps(self.output.chain)

    def logits(self, x: Any, x0: Any) -> Any:
        """Run trials and their baseline; (n_trials, n_units)."""
        x0 = ops.stop_gradient(x0)
        for step in self.steps:
            x, x0, _ = step.run(self.method, x, x0)
        return x

    def why_zero(self, x: np.ndarray, x0: np.ndarray) -> str:
        """Say what keeps the relevance of trials at zero, for a message."""
        for layer in self.output.chain:
            for kind in WEIGHTS:
                weights = getattr(layer, kind, None)
                if weights is not None and not ops.convert_to_numpy(weights).any():
                    return f"all weights of the layer {layer.name!r} are zero"
        x0 = np.broadcast_to(x0, x.shape)[:BATCH]
        now, now0 = (
            ops.convert_to_tensor(self.layout.arrange(part)) for part in (x[:BATCH], x0)
        )
        for step in self.steps:
            now, now0, slope = step.run(self.method, now, now0)
            if slope is not None and not ops.convert_to_numpy(slope).any():
                return (
                    f"the activation of {step.name!r} is saturated, its slope is "
                    "zero for every unit"
                )
        return (
            "no path from the input to the logit is alive, each meets weights of zero "
            "or a saturated activation"
        )

    def predicted(self, x: np.ndarray) -> np.ndarray:
        """Index of the most likely class of each trial."""
        outputs = []
        run = forward(lambda batch: self.logits(batch, batch))
        with compiled_once():
            for start in range(0, len(x), BATCH):
                part = x[start : start + BATCH]
                logits = run(self.layout.arrange(_filled(part)))
                outputs.append(logits[: len(part)])
        return self.output.predicted(np.concatenate(outputs))

    def relevance(
        self, x: np.ndarray, x0: np.ndarray, weights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Relevance of each sample for a weighted sum of logits.

        Parameters
        ----------
        x : array of float32, shape (n_trials, n_chans, n_times)
            As the network sees it.
        x0 : array, shape (n_trials or 1, n_chans, n_times)
            Baseline.
        weights : array, shape (n_trials, n_units)
            1 for the unit to explain, -1 for one that it is held against.

        Returns
        -------
        relevance : array, shape (n_trials, n_chans, n_times)
        output, output0 : array, shape (n_trials,)
            The weighted sum for the trials and for their baseline.
        """
        x0 = np.broadcast_to(x0, x.shape)
        parts = []
        gradient = input_gradient(self._weighted)
        with compiled_once():
            for start in range(0, len(x), BATCH):
                chosen = slice(start, start + BATCH)
                # Filled up to full batches, so that they are compiled once.
                batch = [_filled(part[chosen]) for part in (x, x0, weights)]
                slopes, output, output0 = gradient(*batch)
                n = len(x[chosen])
                values = slopes[:n] * (x[chosen] - x0[chosen])
                parts.append((values, output[:n], output0[:n]))
        relevance, output, output0 = map(np.concatenate, zip(*parts, strict=True))
        return relevance, output, output0

    def _weighted(self, x: Any, x0: Any, weights: Any) -> tuple[Any, Any]:
        """Weighted logits of the trials and of the baseline."""
        x, x0 = self.layout.arrange(x), self.layout.arrange(x0)
        output = ops.sum(self.logits(x, x0) * weights, axis=-1)
        output0 = ops.sum(self.logits(x0, x0) * weights, axis=-1)
        return output, output0


def _filled(part: np.ndarray) -> np.ndarray:
    missing = BATCH - len(part)
    return np.concatenate([part, np.repeat(part[-1:], missing, axis=0)])
