"""How relevances are computed from slopes: at the trial, along a path, under noise.

Each function takes a task and the options of its method, and gives relevances
(n_trials, n_chans, n_times) with the explained logits of the trials and of their
baseline, (n_trials,). Memory is bounded: what is repeated is summed, never kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss

from eegmodels.explain._walk import BATCH, Walk

Found = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Task:
    """What is to be explained.

    Attributes
    ----------
    walk : Walk
    x, x0 : array, shape (n_trials, n_chans, n_times)
        Trials and their baseline, as the network sees them, in its precision.
    weights : array, shape (n_trials, n_units)
        1 for the logit to explain, -1 for one that it is held against.
    ch_names : list of str
    sfreq : float
        In Hz.
    """

    walk: Walk
    x: np.ndarray
    x0: np.ndarray
    weights: np.ndarray
    ch_names: list[str]
    sfreq: float

    def outputs(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the explained logits of the trials and of their baseline."""
        return (
            self.walk.outputs(self.x, self.weights),
            self.walk.outputs(self.x0, self.weights),
        )


def multiplied(task: Task, **options: Any) -> Found:
    """Multiply the slopes of the method by the difference to the baseline."""
    del options  # the slopes know them
    slopes, output, output0 = task.walk.gradient(task.x, task.x0, task.weights)
    return slopes * (task.x - task.x0), output, output0


def integrated(task: Task, *, n_nodes: int) -> Found:
    """Average the gradient along the path, at the nodes of Gauss and Legendre."""
    nodes, shares = leggauss(n_nodes)
    difference = task.x - task.x0

    def at_node(k: int) -> np.ndarray:
        return task.x0 + (nodes[k] + 1) / 2 * difference

    mean = _mean_gradient(task, at_node, shares / 2)
    return (mean * difference).astype(task.x.dtype), *task.outputs()


def absolute_gradient(task: Task) -> Found:
    """Take the absolute gradient at the trial."""
    slopes = task.walk.plain_gradient(task.x, task.weights)
    return np.abs(slopes), *task.outputs()


def smoothed(
    task: Task, *, n_samples: int, noise: float, random_state: int | None
) -> Found:
    """Average the gradient over noisy trials.

    All trials get the same noise, each in proportion to its own deviation over
    electrodes and samples, so none depends on the others.
    """
    rng = np.random.default_rng(random_state)
    size = noise * task.x.std(axis=(1, 2), keepdims=True, dtype=np.float64)

    def with_noise(k: int) -> np.ndarray:
        del k  # another one at each call
        return task.x + size * rng.standard_normal(task.x.shape[1:])

    mean = _mean_gradient(task, with_noise, np.full(n_samples, 1 / n_samples))
    return mean.astype(task.x.dtype), *task.outputs()


def groups(n_trials: int, n_variants: int) -> list[range]:
    """Group variants of all trials, so that a batch is full where trials are few."""
    at_once = max(1, BATCH // n_trials)
    return [
        range(start, min(start + at_once, n_variants))
        for start in range(0, n_variants, at_once)
    ]


def _mean_gradient(
    task: Task, variant: Callable[[int], np.ndarray], shares: np.ndarray
) -> np.ndarray:
    """Sum the gradients at variants of the trials, each with its share, in float64."""
    mean = np.zeros(task.x.shape)
    for group in groups(len(task.x), len(shares)):
        points = np.concatenate([variant(k) for k in group]).astype(task.x.dtype)
        weights = np.tile(task.weights, (len(group), 1))
        slopes = task.walk.plain_gradient(points, weights)
        slopes = slopes.reshape(len(group), *task.x.shape)
        mean += np.tensordot(shares[group.start : group.stop], slopes, axes=1)
    return mean
