"""Which logit is explained, or which output of a regressor."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from eegmodels._checks import did_you_mean, english_list


@dataclass(frozen=True)
class Targets:
    """What is explained of each trial: a logit, a contrast of two, or an output.

    ``weights`` (n_trials, n_outputs) makes it of the network's logits; ``names`` has
    the class, the pair of classes, or the index of the output, of each trial.
    """

    weights: np.ndarray
    names: list[Any]


def find_targets(
    target: Any,
    classes: list[Any],
    labels: np.ndarray | None,
    predicted: np.ndarray,
) -> Targets:
    """Turn ``target`` into weights of the logits.

    Parameters
    ----------
    target : "true" | "predicted" | class | (class, class) | None
        None: "true" where labels are known, else "predicted".
    classes : list
        Labels of a classifier, or output indices, in the order of the outputs.
    labels : array, shape (n_trials,) | None
    predicted : array of int, shape (n_trials,)
        Index of the class with the largest logit.

    Raises
    ------
    ValueError
        If a class does not exist, or true classes are not known.
    """
    if target is None:
        target = "predicted" if labels is None else "true"
    n_trials = len(predicted)
    if isinstance(target, tuple):
        if len(target) != 2 or target[0] == target[1]:
            raise ValueError(
                f"target={target!r} is no contrast; give two different classes, "
                f"such as {tuple(classes[:2])!r}."
            )
        plus, minus = (class_index(name, classes, "target") for name in target)
        weights = np.zeros((n_trials, len(classes)), dtype=np.float32)
        weights[:, plus], weights[:, minus] = 1, -1
        return Targets(weights, [target] * n_trials)
    if isinstance(target, str) and target == "true":
        if labels is None:
            raise ValueError(
                "target='true' needs the true classes: give y, or Epochs, whose "
                "event_id has them."
            )
        indices = np.array(
            [class_index(label, classes, "y") for label in labels.tolist()]
        )
    elif isinstance(target, str) and target == "predicted":
        indices = predicted
    else:
        indices = np.full(n_trials, class_index(target, classes, "target"))
    weights = np.eye(len(classes), dtype=np.float32)[indices]
    return Targets(weights, [classes[k] for k in indices.tolist()])


def find_values(target: Any, n_outputs: int, n_trials: int) -> Targets:
    """Choose the output of a regressor that is explained.

    Parameters
    ----------
    target : int | None
        Index of the output. None: the only one.
    n_outputs, n_trials : int

    Raises
    ------
    ValueError
        If there are several and none is named, or it does not exist; classes, and
        contrasts of them.
    """
    which = "0" if n_outputs == 1 else f"an index from 0 to {n_outputs - 1}"
    if target is None:
        if n_outputs > 1:
            raise ValueError(
                f"target is None and the EEGRegressor has {n_outputs} outputs; say "
                f"which is explained: target={which}."
            )
        target = 0
    number = isinstance(target, (int, np.integer)) and not isinstance(target, bool)
    if not number:
        raise ValueError(
            f"target={target!r}: an EEGRegressor has outputs and no classes, so "
            "there are no 'true' or 'predicted' ones and no contrasts. Give the index "
            f"of the output that is explained, {which}."
        )
    if not 0 <= target < n_outputs:
        raise ValueError(
            f"target={target} does not exist; the EEGRegressor has {n_outputs} "
            f"outputs. Give {which}."
        )
    weights = np.zeros((n_trials, n_outputs), dtype=np.float32)
    weights[:, target] = 1
    return Targets(weights, [int(target)] * n_trials)


def class_index(name: Any, classes: list[Any], argument: str) -> int:
    """Find a class among those that there are, or say which there are."""
    if isinstance(name, (list, np.ndarray)):
        raise ValueError(
            f"{argument}={name!r} is a {type(name).__name__}; give one class, or a "
            "tuple of two for a contrast. A class for each trial is given as y."
        )
    if isinstance(name, np.generic):
        name = name.item()
    for k, known in enumerate(classes):
        # True is 1 in Python, but the class True is not the class 1.
        if known == name and isinstance(known, bool) == isinstance(name, bool):
            return k
    words = ["true", "predicted"] if argument == "target" else []
    hint = "; or 'true', 'predicted', or a tuple of two classes" if words else ""
    near = did_you_mean(name, [*classes, *words]) if isinstance(name, str) else ""
    raise ValueError(
        f"{argument}={name!r} is no class here; give {english_list(classes)}{hint}."
        f"{near}"
    )
