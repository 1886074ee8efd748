"""What stands for the derivative of a non-linearity: the slopes of the methods.

Ancona et al. (2018) show that gradient x input, epsilon-LRP and DeepLIFT-Rescale are
one computation: walk the network, replace the derivative of each non-linearity, and
take the gradient of the logit times the difference to the baseline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import backend, ops

from eegmodels._backend import elementwise_derivative
from eegmodels.models import log

# Below this difference a quotient loses its digits, and the midpoint's derivative is
# exact to second order: in float32 within 2e-6 of float64.
NEAR = {"float32": 1e-3, "float64": 1e-5}
TIED = 1e-5  # values of a baseline that differ by less are equally large


@dataclass(frozen=True)
class Slopes:
    """The slopes of one method.

    Attributes
    ----------
    slope : callable
        ``slope(f, x, x0)``: the slope that stands for the derivative of ``f``.
    of_largest : callable
        ``of_largest(x, x0)``: what stands for the derivative of the largest along the
        last axis.
    """

    slope: Callable[[Callable, Any, Any], Any]
    of_largest: Callable[[Any, Any], Any]


def rescale_slopes(**options: Any) -> Slopes:
    """Secants between baseline and value (Rescale rule)."""
    del options
    return Slopes(rescale_slope, rescale_of_largest)


def gradient_slopes(**options: Any) -> Slopes:
    """Plain derivatives at the value."""
    del options
    return Slopes(gradient_slope, gradient_of_largest)


def lrp_slopes(*, epsilon: float) -> Slopes:
    """Ratios of output to input (epsilon rule); the largest takes all."""
    return Slopes(Ratio(epsilon), gradient_of_largest)


def rescale_slope(function: Callable, x: Any, x0: Any) -> Any:
    """Slope of the secant between baseline and value (Rescale rule)."""
    difference = x - x0
    limit = NEAR[_dtype(x)]
    if function is log:  # its digits count relative to the smaller value
        limit = limit * ops.minimum(ops.abs(x), ops.abs(x0))
    near = ops.abs(difference) <= limit
    secant = (function(x) - function(x0)) / ops.where(near, 1.0, difference)
    return ops.where(near, elementwise_derivative(function, (x + x0) / 2), secant)


def gradient_slope(function: Callable, x: Any, x0: Any) -> Any:
    """Take the derivative at the value."""
    del x0
    return elementwise_derivative(function, x)


@dataclass(frozen=True)
class Ratio:
    """Output over input, moved off zero by ``epsilon``; sign 0 is 1."""

    epsilon: float

    def __call__(self, function: Callable, x: Any, x0: Any) -> Any:
        """Give the ratio at the value."""
        del x0
        # Two sums, as epsilon alone would be a tensor of Keras's floatx.
        return function(x) / ops.where(x >= 0, x + self.epsilon, x - self.epsilon)


def rescale_of_largest(x: Any, x0: Any) -> Any:
    """Share the difference of two maxima among their positions.

    With ``y``, ``y0`` the largest values and ``m`` the larger of them, ``m - y0`` goes
    to the position of ``x``'s and ``y - m`` to that of ``x0``'s; where ``x0`` is as
    large at the former as anywhere, to the former. So the parts add up.
    """
    at = ops.argmax(x, axis=-1)
    n = x.shape[-1]
    here = ops.one_hot(at, n, dtype=x.dtype)
    y, y0 = ops.max(x, axis=-1, keepdims=True), ops.max(x0, axis=-1, keepdims=True)
    tied = ops.sum(x0 * here, axis=-1, keepdims=True) >= y0 - TIED
    there = ops.one_hot(ops.argmax(x0, axis=-1), n, dtype=x.dtype)
    there = ops.where(tied, here, there)
    most = ops.maximum(y, y0)
    parts = (most - y0) * here + (y - most) * there
    difference = x - x0
    flat = difference == 0
    return ops.where(flat, 0.0, parts / ops.where(flat, 1.0, difference))


def gradient_of_largest(x: Any, x0: Any) -> Any:
    """Take the derivative: one where the largest is."""
    del x0
    return ops.one_hot(ops.argmax(x, axis=-1), x.shape[-1], dtype=x.dtype)


def _dtype(x: Any) -> str:
    return str(backend.standardize_dtype(x.dtype))
