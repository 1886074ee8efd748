"""One training of one network on arrays in memory, through Keras's own ``fit``."""

from typing import Any

import keras
import numpy as np

from eegmodels._backend import compiled_once
from eegmodels.fast._course import Course, Training, check_finite
from eegmodels.fast._progress import ProgressBar
from eegmodels.results import History


def fit_by_keras(training: Training, course: Course, progress: bool | None) -> History:
    """Train one network by ``keras.Model.fit``, on any backend."""
    network, x, validation = training.network, training.x, training.validation
    network.compile(
        optimizer=keras.optimizers.Adam(float(course.learning_rate)),
        loss=course.loss,
        metrics=list(course.metrics),
    )
    keep = KeepBest(course, with_validation=len(validation) > 0)
    held = (x[validation], training.y[validation]) if len(validation) else None
    bar = ProgressBar(course.n_epochs, progress)
    batches = Batches(training, course.batch_size)
    try:
        with compiled_once():
            network.fit(
                batches,
                epochs=course.n_epochs,
                shuffle=False,  # DrawOrder does; Keras would shuffle the batches again
                validation_data=held,
                validation_batch_size=max(len(validation), 1),
                callbacks=[DrawOrder(batches), keep, bar],
                verbose=0,
            )
    finally:
        bar.close()
    history = keep.history()
    check_finite(history.loss, course)
    network.set_weights(keep.weights)
    return history


class Batches(keras.utils.PyDataset):
    """Batches in an order drawn anew for each pass, from a seed of its own.

    Keras draws from NumPy's global generator; nobody else's numbers are touched here,
    and the order is the same on every backend.
    """

    def __init__(self, training: Training, batch_size: int) -> None:
        super().__init__()
        self.training = training
        self.batch_size = batch_size
        self.orders = training.orders()
        self.order = next(self.orders)

    def __len__(self) -> int:
        return -(-len(self.training.training) // self.batch_size)

    def __getitem__(self, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        chosen = self.order[k * self.batch_size : (k + 1) * self.batch_size]
        given = self.training
        return given.x[chosen], given.y[chosen], given.weight[chosen]


class DrawOrder(keras.callbacks.Callback):
    """Draw the order of each pass when it begins.

    Not at the end of the one before: Keras looks at a batch before the first pass and
    says that a pass has ended.
    """

    def __init__(self, batches: Batches) -> None:
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Go on to the next order."""
        if epoch > 0:
            self.batches.order = next(self.batches.orders)


class KeepBest(keras.callbacks.Callback):
    """Hold the weights of the pass with the lowest validation loss, in memory."""

    def __init__(self, course: Course, with_validation: bool) -> None:
        super().__init__()
        self.course = course
        self.with_validation = with_validation
        self.logs: list[dict[str, float]] = []
        self.best_loss = np.inf
        self.best_epoch = -1
        self.weights: list[np.ndarray] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Compare, and copy the weights if they are the best so far."""
        self.logs.append({key: float(value) for key, value in logs.items()})
        loss = self.logs[-1].get("val_loss", np.nan)
        # The first pass counts whatever its loss, so that there are always weights.
        better = not self.with_validation or loss < self.best_loss or epoch == 0
        if better:
            self.best_loss = loss if np.isfinite(loss) else np.inf
            self.best_epoch = epoch
            self.weights = self.model.get_weights()
        if self.course.has_ended(epoch, self.best_epoch, self.with_validation):
            self.model.stop_training = True

    def history(self) -> History:
        """Give the course of the training."""
        columns: dict[str, list[float]] = {
            key: [log[key] for log in self.logs if key in log]
            for key in ("loss", "accuracy", "val_loss", "val_accuracy")
        }
        return History(**columns, best_epoch=self.best_epoch)
