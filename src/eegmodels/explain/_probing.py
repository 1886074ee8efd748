"""Whether a layer of a user is what it was registered as, tried on random numbers."""

from typing import Any

import numpy as np
from keras import ops

from eegmodels.fast import plan

TOLERANCE = 1e-4  # of the largest output, float32


def misfit(layer: Any, rule: str) -> str:
    """Say in what a layer is not what its rule says; "" if nothing was found.

    Parameters
    ----------
    layer : keras.Layer
        Built; without its activation where the rule is "affine".
    rule : "affine" | "elementwise"
    """
    shape = (2, *[n or 4 for n in layer.input.shape[1:]])
    rng = np.random.default_rng(0)
    one, other = rng.standard_normal((2, *shape)).astype(np.float32)
    step = plan([layer])[0]

    def run(x: np.ndarray) -> np.ndarray:
        x = ops.convert_to_tensor(x)
        return ops.convert_to_numpy(step.run(layer, x, training=False))

    alone = np.stack([one[0], other[1]])
    if not _equal(run(alone)[0], run(one)[0]):
        return "its output for a trial depends on the others of the batch"
    if rule == "affine":
        if not _equal(run(one) + run(other), run(one + other) + run(0 * one)):
            return "it is not affine: f(a) + f(b) is not f(a + b) + f(0)"
        return ""
    changed = one.copy()
    changed.reshape(-1)[::2] = other.reshape(-1)[::2]
    found, expected = run(changed), run(one)
    if found.shape != one.shape:
        return f"it gives shape {found.shape[1:]} for numbers of shape {one.shape[1:]}"
    if not _equal(found.reshape(-1)[1::2], expected.reshape(-1)[1::2]):
        return "a number of its output depends on other numbers of its input"
    return ""


def _equal(found: np.ndarray, expected: np.ndarray) -> bool:
    size = float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
    return bool(
        np.allclose(found, expected, rtol=0, atol=TOLERANCE * size, equal_nan=True)
    )
