"""The methods of relevance: records that differ in the slope of a non-linearity.

Ancona et al. (2018) show that gradient x input, DeepLIFT-Rescale and others are one
computation: walk the network, replace the derivative of each non-linearity, and take
the gradient of the logit times the difference to the baseline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import ops

from eegmodels._backend import elementwise_derivative
from eegmodels._checks import check_option

# Below this difference a quotient loses its digits, and the midpoint's derivative is
# exact to second order: in float32 within 2e-6 of float64.
NEAR = {"float32": 1e-3, "float64": 1e-5}


@dataclass(frozen=True)
class Method:
    """One method of relevance.

    Attributes
    ----------
    name, summary, misleads, reference : str
    complete : bool
        Whether relevances sum to the difference of the logit to the baseline's.
    slope : callable
        ``slope(f, x, x0)``: the slope that stands for the derivative of ``f``.
    """

    name: str
    summary: str
    misleads: str
    reference: str
    complete: bool
    slope: Callable[[Callable, Any, Any], Any]


def rescale_slope(function: Callable, x: Any, x0: Any) -> Any:
    """Slope of the secant between baseline and value (Rescale rule)."""
    difference = x - x0
    near = ops.abs(difference) < NEAR[str(x.dtype).rpartition(".")[2]]
    secant = (function(x) - function(x0)) / ops.where(near, 1.0, difference)
    return ops.where(near, elementwise_derivative(function, (x + x0) / 2), secant)


def gradient_slope(function: Callable, x: Any, x0: Any) -> Any:
    """Take the derivative at the value."""
    del x0
    return elementwise_derivative(function, x)


METHODS = {
    method.name: method
    for method in (
        Method(
            name="deeplift",
            summary="contribution of each sample to the logit against a baseline, by "
            "the secants of the non-linearities (Rescale rule)",
            misleads="where the baseline is no meaningful absence of signal",
            reference="Shrikumar et al. 2017, arXiv:1704.02685; Ancona et al. 2018, "
            "arXiv:1711.06104",
            complete=True,
            slope=rescale_slope,
        ),
        Method(
            name="gradient_x_input",
            summary="slope of the logit at the trial times the difference to the "
            "baseline",
            misleads="where a unit saturates: its slope is small however much it says",
            reference="Ancona et al. 2018, arXiv:1711.06104",
            complete=False,
            slope=gradient_slope,
        ),
    )
}


def get_method(name: str) -> Method:
    """Look up a method by name."""
    check_option("method", name, METHODS)
    return METHODS[name]
