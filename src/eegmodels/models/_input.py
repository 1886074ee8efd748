"""Check what is handed to a network before Keras sees it.

On JAX Keras does not check at the door, and its messages elsewhere name tensors that
no user has made.
"""

from typing import Any

import numpy as np


def check_input(model: Any, x: Any, y: Any = None, *, name: str = "x") -> None:
    """Refuse arrays whose shape does not fit the network; leave others to Keras.

    Parameters
    ----------
    model : keras.Model
        With an input of (n_chans, n_times, 1).
    x : array, shape (n_trials, n_chans, n_times), a trailing axis of 1 accepted
    y : array, shape (n_trials, n_outputs) or (n_trials,) | None

    Raises
    ------
    ValueError
        Wrong axes, swapped axes, other numbers of channels or samples, wrong number
        of classes or of labels.
    """
    if not hasattr(x, "shape") or not hasattr(x, "dtype"):
        if isinstance(x, (list, tuple)) and len(x) > 0 and np.ndim(x[0]) >= 2:
            raise TypeError(
                f"{name} is a {type(x).__name__} of {len(x)} arrays; stack the trials "
                "with numpy.stack to shape (n_trials, n_chans, n_times)."
            )
        return
    shape = tuple(x.shape)
    n_chans, n_times = model.input_shape[1:3]
    got = shape[:-1] if len(shape) == 4 and shape[-1] == 1 else shape
    expected = f"(n_trials, {n_chans}, {n_times})"
    if len(got) != 3:
        hint = " A single trial is x[numpy.newaxis]." if len(got) == 2 else ""
        raise ValueError(
            f"{name} has shape {shape}; the network expects {expected}, that is "
            f"(n_trials, n_chans, n_times).{hint}"
        )
    if got[1:] != (n_chans, n_times):
        raise ValueError(_wrong_shape(name, shape, got, n_chans, n_times))
    if y is not None and hasattr(y, "shape"):
        _check_targets(model, y, got[0], name)


def with_last_axis(x: Any) -> Any:
    """Add the trailing axis of 1 to checked trials, so that Keras sees one shape.

    On TensorFlow a model that has been called with three axes and then with four is
    traced for a shape of unknown rank, and fails.
    """
    is_array = hasattr(x, "shape") and hasattr(x, "dtype")
    return x[..., None] if is_array and len(x.shape) == 3 else x


def _wrong_shape(
    name: str, shape: tuple, got: tuple, n_chans: int, n_times: int
) -> str:
    expected = f"(n_trials, {n_chans}, {n_times})"
    opening = f"{name} has shape {shape}; the network expects {expected}"
    if got[1:] == (n_times, n_chans):
        return (
            f"{opening}: the axes of channels and samples are swapped. "
            f"Use {name}.transpose(0, 2, 1)."
        )
    if got[1] != n_chans and n_chans in (got[0], got[2]):
        return (
            f"{opening}. The {n_chans} channels seem to be on axis "
            f"{0 if got[0] == n_chans else 2}; axes are (n_trials, n_chans, n_times)."
        )
    wrong = []
    if got[1] != n_chans:
        wrong.append(f"{got[1]} channels in place of {n_chans}")
    if got[2] != n_times:
        wrong.append(f"{got[2]} samples in place of {n_times}")
    return (
        f"{opening}: {' and '.join(wrong)}. Pick the same channels and cut the same "
        "window at the same sampling rate as the network was built for, or build a "
        "network for this shape."
    )


def _check_targets(model: Any, y: Any, n_trials: int, name: str) -> None:
    shape = tuple(y.shape)
    n_outputs = model.output_shape[-1]
    if shape[0] != n_trials:
        raise ValueError(
            f"y has {shape[0]} rows and {name} has {n_trials} trials; they must match."
        )
    if len(shape) == 2 and shape[1] not in (1, n_outputs):
        raise ValueError(
            f"y has shape {shape}, that is {shape[1]} classes; the network has "
            f"n_outputs={n_outputs}. Build it with n_outputs={shape[1]} or give "
            f"one-hot labels of shape ({n_trials}, {n_outputs})."
        )
