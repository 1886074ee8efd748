"""What is trained, on what, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np


@dataclass(frozen=True)
class Training:
    """One network and the trials that train it.

    Attributes
    ----------
    network : keras.Model
        Trained in place.
    x : array of float32, shape (n_trials, n_chans, n_times)
        Scaled. Trainings that share one array have it in memory once.
    y : array of float32, shape (n_trials, n_outputs)
        Targets, such as one-hot labels.
    weight : array of float32, shape (n_trials,)
        Of each trial in the loss.
    training, validation : array of int
        Which trials train and which choose the best pass; the latter may be empty.
    seed : int | None
        Of the order of the trials.
    """

    network: keras.Model
    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    training: np.ndarray
    validation: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    seed: int | None = None

    def orders(self) -> Iterator[np.ndarray]:
        """Draw the order of the trials for one pass after another.

        Keras draws from NumPy's global generator; nobody else's numbers are touched
        here, and the order is the same on every backend. The first draw is passed over:
        Keras's ``fit`` took it to look at one batch, and a seed keeps its results.
        """
        generator = np.random.default_rng(self.seed)
        generator.permutation(len(self.training))
        while True:
            yield self.training[generator.permutation(len(self.training))]


@dataclass(frozen=True)
class Course:
    """How networks are trained: Adam, as in Lawhern et al. 2018, section 2.2.

    Attributes
    ----------
    loss : str
        As Keras names it.
    metrics : tuple of str
        ``"accuracy"`` or nothing.
    n_epochs : int
        Passes over the data.
    batch_size : int
    learning_rate : float
    patience : int | None
        Passes without a lower validation loss after which a training ends; None: never.
    """

    loss: str
    metrics: tuple[str, ...]
    n_epochs: int
    batch_size: int
    learning_rate: float
    patience: int | None = None

    def has_ended(self, epoch: int, best_epoch: int, validates: bool) -> bool:
        """Whether a training ends after pass ``epoch``."""
        waited = self.patience is not None and epoch - best_epoch >= self.patience
        return epoch + 1 >= self.n_epochs or (waited and validates)


def check_finite(losses: Any, course: Course) -> None:
    """Refuse a training whose loss left the numbers."""
    finite = np.isfinite(losses)
    if finite.all():
        return
    first = int(np.argmin(finite))
    raise ValueError(
        f"The training diverged: the loss became {losses[first]} after {first} passes. "
        f"Lower learning_rate={course.learning_rate:g}, and look for artefacts in the "
        "data."
    )
