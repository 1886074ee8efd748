"""Check labels before Keras sees them: against the outputs and against the loss.

A label that the network has no output for gives an error on some backends and a loss
that is silently wrong on JAX.
"""

from typing import Any

import keras
import numpy as np

from eegmodels._checks import some_names


def check_targets(model: Any, y: Any, n_trials: int, name: str) -> None:
    """Refuse labels that fit neither the network's outputs nor its loss.

    Parameters
    ----------
    model : keras.Model
        Compiled or not; the loss is looked at where it is one of Keras's own.
    y : array, shape (n_trials, n_outputs) or (n_trials,)
    n_trials : int
    name : str
        Of the data that y belongs to, for the message.

    Raises
    ------
    ValueError
        Other numbers of trials or classes, text, labels without an output, one-hot
        labels where the loss takes whole numbers, and the reverse.
    """
    shape = tuple(y.shape)
    n_outputs = model.output_shape[-1]
    if len(shape) == 0 or shape[0] != n_trials:
        rows = shape[0] if shape else 0
        raise ValueError(
            f"y has {rows} rows and {name} has {n_trials} trials; they must match."
        )
    _refuse_text(y)
    loss = _builtin_loss(model)
    if _is_sparse(loss):
        _check_numbers(y, shape, n_outputs, getattr(loss, "ignore_class", None))
        return
    if len(shape) == 2 and shape[1] not in (1, n_outputs):
        raise ValueError(
            f"y has shape {shape}, that is {shape[1]} classes; the network has "
            f"n_outputs={n_outputs}. Build it with n_outputs={shape[1]} or give "
            f"one-hot labels of shape ({n_trials}, {n_outputs})."
        )
    if loss is not None and n_outputs > 1 and shape != (n_trials, n_outputs):
        raise ValueError(
            f"y has shape {shape}; the loss {_name(loss)} takes one number for each "
            f"output, shape ({n_trials}, {n_outputs}). Labels 0 to {n_outputs - 1} "
            f"become one-hot with keras.utils.to_categorical(y, {n_outputs}), or "
            "compile with loss='sparse_categorical_crossentropy'."
        )


def _refuse_text(y: Any) -> None:
    kind = getattr(getattr(y, "dtype", None), "kind", "f")  # of NumPy and pandas
    if kind in "USO":
        raise ValueError(
            f"y holds {y.dtype} values; a network takes numbers. "
            "numpy.unique(y, return_inverse=True)[1] numbers the labels in their "
            "order; eegmodels.EEGClassifier takes them as they are."
        )


def _check_numbers(y: Any, shape: tuple, n_outputs: int, ignored: int | None) -> None:
    """Refuse what is no number of an output, for the sparse loss."""
    if len(shape) > 2 or (len(shape) == 2 and shape[1] != 1):
        raise ValueError(
            f"y has shape {shape}; the loss sparse_categorical_crossentropy takes one "
            f"whole number for each trial, shape ({shape[0]},). One-hot labels become "
            "numbers with y.argmax(axis=1), or compile with "
            "loss='categorical_crossentropy'."
        )
    values = np.unique(keras.ops.convert_to_numpy(y))
    known = np.isin(values, np.arange(n_outputs))
    if ignored is not None:
        known |= values == ignored
    if known.all():
        return
    strange = [f"{value:g}" for value in values[~known]]
    hint = "Number the labels from 0"
    most = values.max()
    if values.min() >= 0 and most == np.floor(most):
        hint += f", or build the network with n_outputs={int(most) + 1}"
    raise ValueError(
        f"y holds labels {some_names(strange)}; a network with n_outputs={n_outputs} "
        f"knows 0 to {n_outputs - 1}. {hint}: numpy.unique(y, return_inverse=True)[1] "
        "numbers labels in their order."
    )


def _builtin_loss(model: Any) -> Any:
    """Find the loss of a compiled model if it is one and Keras's own; else None."""
    loss = getattr(model, "loss", None)
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if isinstance(loss, str):
        loss = keras.losses.get(loss)
    module = getattr(loss if callable(loss) else None, "__module__", "") or ""
    return loss if module.partition(".")[0] == "keras" else None


def _is_sparse(loss: Any) -> bool:
    own = keras.losses.SparseCategoricalCrossentropy
    return isinstance(loss, own) or loss is keras.losses.sparse_categorical_crossentropy


def _name(loss: Any) -> str:
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", loss))
