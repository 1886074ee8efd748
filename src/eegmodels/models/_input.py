"""Check what is handed to a network before Keras sees it.

On JAX Keras does not check at the door, and its messages elsewhere name tensors that
no user has made. What is neither an array nor a list of arrays, such as a ``tf.data``
dataset, a generator or a ``PyDataset``, goes to Keras as it is.
"""

from typing import Any

import numpy as np

from eegmodels._checks import check_finite
from eegmodels.models._targets import check_targets


def check_input(
    model: Any, x: Any, y: Any = None, *, name: str = "x", trains: bool = False
) -> None:
    """Refuse arrays that do not fit the network; leave others to Keras.

    Parameters
    ----------
    model : keras.Model
        With an input of (n_chans, n_times, 1).
    x : array, shape (n_trials, n_chans, n_times), a trailing axis of 1 accepted
    y : array, shape (n_trials, n_outputs) or (n_trials,) | None
    name : str
        What the caller calls ``x``.
    trains : bool
        Whether the weights are to change: then NaN and infinity in a NumPy array are
        refused, of which all weights would become NaN. In prediction and scoring they
        pass as in Keras: the outputs of those trials are NaN.

    Raises
    ------
    ValueError
        Wrong axes, swapped axes, other numbers of channels or samples, labels that
        fit neither outputs nor loss, NaN in training.
    TypeError
        Lists of trials or of labels.
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
    if isinstance(y, (list, tuple)) and len(y) == got[0] > 1:
        raise TypeError(
            f"y is a {type(y).__name__} of {len(y)} labels; give numpy.asarray(y)."
        )
    if hasattr(y, "shape"):
        check_targets(model, y, got[0], name)
    if trains and isinstance(x, np.ndarray) and x.dtype.kind == "f":
        check_finite(name, x.reshape(got), [str(c) for c in range(n_chans)])


def check_tensor(model: Any, x: Any) -> None:
    """Refuse a tensor on its way through the layers, as far as its shape is known."""
    try:
        shape = tuple(x.shape)
    except ValueError:  # TensorFlow, of a rank that is not known
        return
    if None not in shape[1:]:
        check_input(model, x)


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
