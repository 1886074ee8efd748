"""A bar that shows how far a training is."""

from typing import Any

import keras
from tqdm import tqdm


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
