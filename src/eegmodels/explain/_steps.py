"""The steps of a walk: each runs trials and their baseline through one piece.

A step gives the value as it is; only its slope is the method's. So the walk's output
is the network's own logit, and the gradient of it the method's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from keras import ops

from eegmodels.explain._rules import rule_of
from eegmodels.explain._slopes import Slopes
from eegmodels.fast import Step, plan


class WalkStep(Protocol):
    """One step: ``run`` gives value, value of the baseline and slope, if it has one."""

    @property
    def name(self) -> str:
        """Name of the layer."""
        ...

    def run(self, slopes: Slopes, x: Any, x0: Any) -> tuple[Any, Any, Any]:
        """Run trials and their baseline."""
        ...


@dataclass(frozen=True)
class Affine:
    """Layers that pass a difference on unchanged in form."""

    name: str
    step: Step

    def run(self, slopes: Slopes, x: Any, x0: Any) -> tuple[Any, Any, Any]:
        """Run the layers, with their own gradient."""
        del slopes
        layers = self.step.layers
        x = self.step.run(*layers, x, training=False)
        return x, self.step.run(*layers, x0, training=False), None


@dataclass(frozen=True)
class Elementwise:
    """A function of each number by itself."""

    name: str
    function: Callable[[Any], Any]

    def run(self, slopes: Slopes, x: Any, x0: Any) -> tuple[Any, Any, Any]:
        """Apply the function, with the method's slope."""
        slope = ops.stop_gradient(slopes.slope(self.function, x, x0))
        value = ops.stop_gradient(self.function(x))
        y = value + slope * (x - ops.stop_gradient(x))
        return y, self.function(x0), slope


@dataclass(frozen=True)
class Largest:
    """Max pooling: the largest of each window."""

    name: str
    layer: Any

    def run(self, slopes: Slopes, x: Any, x0: Any) -> tuple[Any, Any, Any]:
        """Take the largest values, with the method's share of each position."""
        x, x0 = self._windows(x), self._windows(x0)
        slope = ops.stop_gradient(slopes.of_largest(ops.stop_gradient(x), x0))
        value = ops.stop_gradient(ops.max(x, axis=-1))
        y = value + ops.sum(slope * (x - ops.stop_gradient(x)), axis=-1)
        return y, ops.max(x0, axis=-1), slope

    def _windows(self, x: Any) -> Any:
        """Cut (n_trials, rows, columns, filters) into windows along a new last axis."""
        parts = []
        (height, width), (down, along) = self.layer.pool_size, self.layer.strides
        n_rows = (x.shape[1] - height) // down + 1
        n_columns = (x.shape[2] - width) // along + 1
        for i in range(height):
            rows = slice(i, i + down * (n_rows - 1) + 1, down)
            for j in range(width):
                columns = slice(j, j + along * (n_columns - 1) + 1, along)
                parts.append(x[:, rows, columns])
        return ops.stack(parts, axis=-1)


def walk_steps(chain: list[Any]) -> list[WalkStep]:
    """Cut the layers of a network into steps.

    Raises
    ------
    UnsupportedLayerError
        If a layer has no rule.
    """
    steps: list[WalkStep] = []
    for step in plan(chain):
        layer = step.layers[0]
        if len(step.layers) > 1:  # a run of affine layers
            steps.append(Affine(layer.name, step))
            continue
        rule = rule_of(layer)
        if rule.affine is layer:
            steps.append(Affine(layer.name, step))
        elif rule.affine is not None:
            steps.append(Affine(layer.name, plan([rule.affine])[0]))
        if rule.activation is not None:
            steps.append(Elementwise(layer.name, rule.activation))
        if rule.pool is not None:
            steps.append(Largest(layer.name, layer))
    return steps
