"""One training of one network on arrays in memory, through Keras's own ``fit``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from tqdm import tqdm

from eegmodels._backend import compiled_once
from eegmodels._batches import filled_up
from eegmodels.results import History


@dataclass(frozen=True)
class Examples:
    """Scaled trials, targets (such as one-hot labels) and weights in the loss.

    ``x`` (n_trials, n_chans, n_times), ``y`` (n_trials, n_outputs), ``weight``
    (n_trials,), all float32.
    """

    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    def take(self, chosen: np.ndarray) -> "Examples":
        """Give some of the trials, by index."""
        return Examples(self.x[chosen], self.y[chosen], self.weight[chosen])


def train(
    network: keras.Model,
    training: Examples,
    validation: Examples,
    *,
    loss: str,
    metrics: Sequence[str],
    n_epochs: int,
    batch_size: int,
    learning_rate: float,
    seed: int | None,
    progress: bool | None,
) -> History:
    """Train a network and keep the weights of its best validation loss.

    Without validation trials the last weights are kept. Adam, as in Lawhern et al.
    2018, section 2.2.
    """
    network.compile(
        optimizer=keras.optimizers.Adam(float(learning_rate)),
        loss=loss,
        metrics=list(metrics),
    )
    keep = KeepBest(with_validation=len(validation) > 0)
    data = (validation.x, validation.y) if len(validation) else None
    bar = ProgressBar(n_epochs, progress)
    try:
        with compiled_once():
            network.fit(
                Batches(training, batch_size, seed),
                epochs=n_epochs,
                shuffle=False,  # Batches does; Keras would shuffle the batches again
                validation_data=data,
                validation_batch_size=max(len(validation), 1),
                callbacks=[keep, bar],
                verbose=0,
            )
    finally:
        bar.close()
    history = keep.history()
    if not np.isfinite(history.loss).all():
        raise ValueError(
            f"The training diverged: the loss became {history.loss[-1]} after "
            f"{int(np.argmin(np.isfinite(history.loss)))} passes. Lower "
            f"learning_rate={learning_rate:g}, and look for artefacts in the data."
        )
    network.set_weights(keep.weights)
    return history


class Batches(keras.utils.PyDataset):
    """Batches in an order drawn anew for each pass, from a seed of its own.

    Keras draws from NumPy's global generator; nobody else's numbers are touched here,
    and the order is the same on every backend.
    """

    def __init__(self, examples: Examples, batch_size: int, seed: int | None) -> None:
        super().__init__()
        self.examples = examples
        self.batch_size = batch_size
        self.generator = np.random.default_rng(seed)
        self.order = self.generator.permutation(len(examples))

    def __len__(self) -> int:
        return -(-len(self.examples) // self.batch_size)

    def __getitem__(self, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        chosen = self.order[k * self.batch_size : (k + 1) * self.batch_size]
        examples = self.examples
        return examples.x[chosen], examples.y[chosen], examples.weight[chosen]

    def on_epoch_end(self) -> None:
        """Draw the order of the next pass."""
        self.order = self.generator.permutation(len(self.examples))


class KeepBest(keras.callbacks.Callback):
    """Hold the weights of the pass with the lowest validation loss, in memory."""

    def __init__(self, with_validation: bool) -> None:
        super().__init__()
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

    def history(self) -> History:
        """Give the course of the training."""
        columns: dict[str, list[float]] = {
            key: [log[key] for log in self.logs if key in log]
            for key in ("loss", "accuracy", "val_loss", "val_accuracy")
        }
        return History(**columns, best_epoch=self.best_epoch)


class ProgressBar(keras.callbacks.Callback):
    """A bar on stderr; ``shown=None`` shows it on a terminal only."""

    def __init__(self, n_epochs: int, shown: bool | None) -> None:
        super().__init__()
        self.n_epochs = n_epochs
        self.disable = None if shown is None else not shown
        self.bar: Any = None

    def on_train_begin(self, logs: Any = None) -> None:
        """Open the bar."""
        text = "Training"
        self.bar = tqdm(
            total=self.n_epochs, desc=text, unit="pass", disable=self.disable
        )

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Advance the bar by one pass."""
        loss = logs.get("val_loss", logs["loss"])
        self.bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
        self.bar.update()

    def close(self) -> None:
        """Close the bar, also when the training was interrupted."""
        if self.bar is not None:
            self.bar.close()


def predict(network: keras.Model, x: np.ndarray, batch_size: int = 32) -> np.ndarray:
    """Run the network in batches of one size."""
    filled = filled_up(x, batch_size)
    with compiled_once():
        outputs = network.predict(filled, batch_size=batch_size, verbose=0)
    return np.asarray(outputs, dtype=np.float64)[: len(x)]
