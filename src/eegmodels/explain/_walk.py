"""Walk a network with the rules of a method: the one mechanism of all relevances.

The walk gives the network's own logits; only their gradient is the method's. Affine
runs of layers go through ``eegmodels.fast``; nothing of the user's model is touched.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops

from eegmodels._backend import compiled_once, forward, input_gradient, kept_in
from eegmodels._batches import filled_up
from eegmodels.explain._layout import Layout
from eegmodels.explain._outputs import find_output
from eegmodels.explain._slopes import Slopes
from eegmodels.explain._steps import Affine, Largest, walk_steps
from eegmodels.fast import plan
from eegmodels.models import log

BATCH = 32
SINGULAR = 1e-6  # inputs of the logarithm below this; it is cut at 1e-7
WEIGHTS = ("kernel", "depthwise_kernel", "pointwise_kernel", "gamma")


class Walk:
    """The logits of a network as a function whose gradient follows a method.

    Parameters
    ----------
    network : keras.Model
        A chain of layers with one input.
    slopes : Slopes
        Of the method.
    layout : Layout
        Of the network's input.

    Raises
    ------
    UnsupportedLayerError
        If a layer has no rule.
    ValueError
        If the network branches, or no logit is defined for its output.
    """

    def __init__(self, network: keras.Model, slopes: Slopes, layout: Layout) -> None:
        self.slopes = slopes
        self.layout = layout
        self.output = find_output(network)
        self.steps = walk_steps(self.output.chain)
        self._plain = plan(self.output.chain)
        # Made once: a method may run them many times.
        self.variables = self._variables()
        self._gradient = input_gradient(self._weighted, self.variables)
        self._plain_gradient = input_gradient(self._plain_weighted, self.variables)
        self._forward = forward(self._plain_logits, self.variables)

    def logits(self, x: Any, x0: Any) -> tuple[Any, Any]:
        """Run trials and their baseline, or one for all; (n_trials, n_units) each."""
        x0 = ops.stop_gradient(x0)
        for step in self.steps:
            x, x0, _ = step.run(self.slopes, x, x0)
        return x, x0

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
            now, now0, slope = step.run(self.slopes, now, now0)
            if slope is not None and not ops.convert_to_numpy(slope).any():
                return (
                    f"the activation of {step.name!r} is saturated, its slope is "
                    "zero for every unit"
                )
        return (
            "no path from the input to the logit is alive, each meets weights of zero "
            "or a saturated activation"
        )

    def why_incomplete(self, x0: np.ndarray) -> str:
        """Say what may keep relevances from adding up, for a message."""
        now = ops.convert_to_tensor(self.layout.arrange(x0[:BATCH]))
        pools = [step.name for step in self.steps if isinstance(step, Largest)]
        for step in self.steps:
            if getattr(step, "function", None) is log:
                least = float(ops.convert_to_numpy(now).min())
                if least < SINGULAR:
                    return (
                        f"the logarithm {step.name!r} is at its singularity at the "
                        f"baseline, where its input is {max(least, 0):.1g}. Give "
                        "another baseline, such as 'phase-shuffled'"
                    )
            now, _, _ = step.run(self.slopes, now, now)
        if pools:
            return (
                f"the maximum of {pools[0]!r} is taken at another place along the way "
                "from the baseline. Give more n_nodes where the method has them"
            )
        return (
            "the logit is far from smooth between baseline and trial, or a rule does "
            "not fit its layer. Give another baseline, or more n_nodes where the "
            "method has them"
        )

    def predicted(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Index of the most likely class of each trial, and its probability."""
        logits = self._logits(x)
        probabilities = self.output.probabilities_of_logits(logits)
        return self.output.predicted(logits), probabilities.max(axis=1)

    def outputs(self, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Weighted sum of the logits of each trial; (n_trials,)."""
        return (self._logits(x) * weights).sum(axis=1)

    def gradient(
        self, x: np.ndarray, x0: np.ndarray, weights: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        """Gradient of a weighted sum of logits, with the slopes of the method.

        Parameters
        ----------
        x, x0 : array, shape (n_trials, n_chans, n_times)
            Trials and their baseline, as the network sees them.
        weights : array, shape (n_trials, n_units)
            1 for the unit to explain, -1 for one that it is held against.

        Returns
        -------
        slopes : array, shape (n_trials, n_chans, n_times)
        output, output0 : array, shape (n_trials,)
            The weighted sum for the trials and for their baseline.
        """
        if x0.strides[0] != 0 and len(x0) > 1:
            return tuple(self._in_batches(self._gradient, x, weights, x0))

        def against_one(x: np.ndarray, weights: np.ndarray) -> Any:
            return self._gradient(x, weights, x0[:1])  # the same for all trials

        return tuple(self._in_batches(against_one, x, weights))

    def plain_gradient(self, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Gradient of a weighted sum of logits as it is, without any rule."""
        return self._in_batches(self._plain_gradient, x, weights)[0]

    def _variables(self) -> list[Any]:
        """List the variables of all layers that are walked, each once."""
        affine = [step.step for step in self.steps if isinstance(step, Affine)]
        layers = [layer for step in (*self._plain, *affine) for layer in step.layers]
        variables = [variable for layer in layers for variable in layer.variables]
        return list({id(variable): variable for variable in variables}.values())

    def _logits(self, x: np.ndarray) -> np.ndarray:
        def run(batch: np.ndarray) -> tuple[np.ndarray]:
            return (self._forward(self.layout.arrange(batch)),)

        return self._in_batches(run, x)[0]

    def _in_batches(self, function: Callable, *arrays: np.ndarray) -> list[np.ndarray]:
        """Run a function of trials on batches, and join what it gives."""
        parts = []
        with compiled_once(), kept_in(arrays[0].dtype):
            for start in range(0, len(arrays[0]), BATCH):
                chosen = [array[start : start + BATCH] for array in arrays]
                found = function(*(filled_up(part, BATCH) for part in chosen))
                parts.append([part[: len(chosen[0])] for part in found])
        return [np.concatenate(part) for part in zip(*parts, strict=True)]

    def _plain_logits(self, x: Any) -> Any:
        """Run trials, without any rule."""
        for step in self._plain:
            x = step.run(*step.layers, x, training=False)
        return x

    def _plain_weighted(self, x: Any, weights: Any) -> tuple[Any, Any]:
        logits = self._plain_logits(self.layout.arrange(x))
        output = ops.sum(logits * weights, axis=-1)
        return output, output

    def _weighted(self, x: Any, weights: Any, x0: Any) -> tuple[Any, Any]:
        """Weighted logits of the trials and of the baseline."""
        logits, logits0 = self.logits(self.layout.arrange(x), self.layout.arrange(x0))
        return ops.sum(logits * weights, axis=-1), ops.sum(logits0 * weights, axis=-1)
