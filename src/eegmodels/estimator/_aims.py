"""What a network is trained for: classes, or values.

An aim holds the targets of all trials and says how many outputs the network has, which
loss is trained, which trials validate, and how targets become numbers for Keras.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np

from eegmodels.estimator._split import class_weights, split_last, split_validation


@dataclass(frozen=True)
class Coded:
    """Targets as Keras takes them.

    Attributes
    ----------
    y : array of float32, shape (n_trials, n_outputs)
    weight : array of float32, shape (n_trials,)
        In the loss.
    fitted : dict
        Attributes of the fitted estimator that lead back to the user's targets.
    """

    y: np.ndarray
    weight: np.ndarray
    fitted: dict[str, Any] = field(default_factory=dict)


class Aim(Protocol):
    """What the course of a training needs to know of the targets."""

    loss: ClassVar[str]
    metrics: ClassVar[tuple[str, ...]]

    @property
    def n_outputs(self) -> int:
        """Number of outputs of the network."""
        ...

    @property
    def meaning(self) -> Any:
        """What the outputs stand for: classes in their order, or a number of values."""
        ...

    def split(self, fraction: float | None) -> tuple[np.ndarray, np.ndarray]:
        """Choose trials for training and validation."""
        ...

    def encode(self, part: np.ndarray) -> Coded:
        """Turn the targets of all trials into numbers; ``part`` trains."""
        ...


@dataclass(frozen=True)
class ClassAim:
    """Tell classes apart.

    Attributes
    ----------
    labels : array, shape (n_trials,)
    classes : array, shape (n_classes,)
        Sorted.
    weights : dict | "balanced" | None
        Of the classes in the loss.
    """

    loss: ClassVar[str] = "categorical_crossentropy"
    metrics: ClassVar[tuple[str, ...]] = ("accuracy",)

    labels: np.ndarray
    classes: np.ndarray
    weights: Any

    @property
    def n_outputs(self) -> int:
        """One for each class."""
        return len(self.classes)

    @property
    def meaning(self) -> np.ndarray:
        """The classes, in the order of the outputs."""
        return self.classes

    def split(self, fraction: float | None) -> tuple[np.ndarray, np.ndarray]:
        """Let the last trials of each class validate."""
        return split_validation(self.labels, fraction)

    def encode(self, part: np.ndarray) -> Coded:
        """Make one-hot rows, and the weight of each trial."""
        del part
        codes = np.searchsorted(self.classes, self.labels)
        weight = class_weights(self.labels, self.classes, self.weights)
        return Coded(
            y=np.eye(len(self.classes), dtype=np.float32)[codes],
            weight=weight.astype(np.float32),
            fitted={"classes_": self.classes},
        )


@dataclass(frozen=True)
class ValueAim:
    """Predict real numbers.

    Attributes
    ----------
    values : array, shape (n_trials,) or (n_trials, n_targets)
    """

    loss: ClassVar[str] = "mean_squared_error"
    metrics: ClassVar[tuple[str, ...]] = ()

    values: np.ndarray

    @property
    def n_outputs(self) -> int:
        """One for each target."""
        return 1 if self.values.ndim == 1 else self.values.shape[1]

    @property
    def meaning(self) -> int:
        """Their number; values have no names."""
        return self.n_outputs

    def split(self, fraction: float | None) -> tuple[np.ndarray, np.ndarray]:
        """Let the last trials validate."""
        return split_last(len(self.values), fraction)

    def encode(self, part: np.ndarray) -> Coded:
        """Standardise by mean and deviation of the training part.

        Raises
        ------
        ValueError
            If a target has one value only there, or there is one trial only.
        """
        if len(part) < 2:
            raise ValueError(
                f"X leaves {len(part)} trial to train on (n_samples={len(part)}); a "
                "regressor needs values that differ, so at least 2. Give more trials."
            )
        columns = self.values.reshape(len(self.values), self.n_outputs)
        constant = np.flatnonzero(np.ptp(columns[part], axis=0) == 0)
        if len(constant):
            k = int(constant[0])
            which = "y" if self.values.ndim == 1 else f"y[:, {k}]"
            raise ValueError(
                f"{which} is {columns[part][0, k]:g} in all {len(part)} training "
                "trials; there is nothing to learn. Give values that differ from "
                "trial to trial, also among the trials that do not validate."
            )
        mean, scale = columns[part].mean(axis=0), columns[part].std(axis=0)
        return Coded(
            y=((columns - mean) / scale).astype(np.float32),
            weight=np.ones(len(columns), dtype=np.float32),
            fitted={
                "target_mean_": mean,
                "target_scale_": scale,
                "target_ndim_": self.values.ndim,
            },
        )
