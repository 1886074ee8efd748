"""One pass over the data, compiled as a whole; written for JAX.

The state of a training is a tuple of arrays, so the pass of one network becomes that
of many by ``jax.vmap``. Layers, loss and optimizer are Keras's own, called without
their state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np

from eegmodels.fast._blocks import spatial_first
from eegmodels.fast._moments import FrameMoments
from eegmodels.fast._plan import Step


class State(NamedTuple):
    """Everything that a pass changes, in the order in which Keras lists it."""

    trainable: list[Any]
    others: list[Any]
    optimizer: list[Any]


class Best(NamedTuple):
    """What the pass with the lowest validation loss had."""

    loss: Any
    epoch: Any
    trainable: list[Any]
    others: list[Any]


class Order(NamedTuple):
    """Trials of a pass, by index: full batches, the shorter last one, validation."""

    full: Any  # (n_batches, batch_size)
    rest: Any  # (n_rest,)
    validation: Any  # (n_validation,)


class Data(NamedTuple):
    """All trials on the device; an index of ``Order`` names one of them."""

    x: Any  # (n_trials, ...), in the order in which the first step wants them
    y: Any  # (n_trials, n_outputs)
    weight: Any  # (n_trials,)
    second: Any  # moments of the frames, or None
    first: Any
    constant: Any


@dataclass(frozen=True)
class Pass:
    """The function of one pass, for one network without its state.

    Attributes
    ----------
    network : keras.Model
        A template: its layers are called, its variables are not read.
    steps : sequence of Step
        Its layers in the order in which they are run.
    optimizer : keras.optimizers.Optimizer
        Built.
    loss : callable
        ``loss(y, outputs)``, a number for each trial.
    counts_hits : bool
        Whether outputs are classes, so that there is an accuracy.
    patience : int | None
        Passes without a lower validation loss after which nothing changes any more: of
        stacked networks some have ended while others go on.
    """

    network: keras.Model
    steps: tuple[Step, ...]
    optimizer: keras.optimizers.Optimizer
    loss: Callable
    counts_hits: bool
    patience: int | None = None

    def __call__(
        self, state: State, best: Best, epoch: Any, order: Order, data: Data
    ) -> tuple[State, Best, dict[str, Any]]:
        """Train on all batches, score the validation trials, keep the best.

        Returns
        -------
        state, best
        logs : dict
            ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy`` of this pass.
        """
        import jax
        import jax.numpy as jnp

        def step(state: State, chosen: Any) -> tuple[State, Any]:
            return self._step(state, chosen, data)

        before = state, best
        n_batches, batch_size = order.full.shape
        n_rest = len(order.rest)
        sums = np.zeros(2)
        if n_batches:
            state, parts = jax.lax.scan(step, state, order.full)
            sums = sums + batch_size * parts.sum(axis=0)
        if n_rest:
            state, part = step(state, order.rest)
            sums = sums + n_rest * part
        n_trials = n_batches * batch_size + n_rest
        logs = {"loss": sums[0] / n_trials, "accuracy": sums[1] / n_trials}
        if len(order.validation):
            loss, hits = self._score(state, order.validation, data)
            logs |= {"val_loss": loss, "val_accuracy": hits}
        after = state, self._better(best, state, epoch, logs)
        if self.patience is not None and len(order.validation):
            goes_on = epoch - best.epoch <= self.patience
            after = jax.tree.map(
                lambda new, old: jnp.where(goes_on, new, old), after, before
            )
        return *after, logs

    def _step(self, state: State, chosen: Any, data: Data) -> tuple[State, Any]:
        """Train on one batch; give its loss and its share of hits."""
        import jax
        import jax.numpy as jnp

        y, weight = data.y[chosen], data.weight[chosen]

        def objective(trainable: list[Any]) -> tuple[Any, Any]:
            outputs, others = self._run(trainable, state.others, chosen, data, True)
            loss = jnp.mean(self.loss(y, outputs) * weight)
            return loss, (others, self._hits(y, outputs))

        found = jax.value_and_grad(objective, has_aux=True)(state.trainable)
        (loss, (others, hits)), slopes = found
        trainable, optimizer = self.optimizer.stateless_apply(
            state.optimizer, slopes, state.trainable
        )
        return State(trainable, others, optimizer), jnp.stack([loss, hits])

    def _score(self, state: State, chosen: Any, data: Data) -> tuple[Any, Any]:
        y = data.y[chosen]
        outputs, _ = self._run(state.trainable, state.others, chosen, data, False)
        return self.loss(y, outputs).mean(), self._hits(y, outputs)

    def _run(
        self,
        trainable: list[Any],
        others: list[Any],
        chosen: Any,
        data: Data,
        training: bool,
    ) -> tuple[Any, list[Any]]:
        """Run the layers on some trials; give outputs and updated statistics."""
        network = self.network
        mapping = [
            *zip(network.trainable_variables, trainable, strict=True),
            *zip(network.non_trainable_variables, others, strict=True),
        ]
        x = data.x[chosen]
        with keras.StatelessScope(state_mapping=mapping) as scope:
            for step in self.steps:
                more = {}
                if training and data.second is not None and step.run is spatial_first:
                    moments = FrameMoments(data.second, data.first, data.constant)
                    more = {"moments": moments.of_batch(chosen)}
                x = step.run(*step.layers, x, training=training, **more)
        found = [scope.get_current_value(v) for v in network.non_trainable_variables]
        return x, [
            old if new is None else new for old, new in zip(others, found, strict=True)
        ]

    def _hits(self, y: Any, outputs: Any) -> Any:
        import jax.numpy as jnp

        if not self.counts_hits:
            return jnp.zeros((), outputs.dtype)
        right = jnp.argmax(outputs, axis=-1) == jnp.argmax(y, axis=-1)
        return right.astype(outputs.dtype).mean()

    def _better(
        self, best: Best, state: State, epoch: Any, logs: dict[str, Any]
    ) -> Best:
        """Choose between the best so far and this pass.

        The first pass counts whatever its loss, so that there are always weights;
        without validation the last pass does.
        """
        import jax
        import jax.numpy as jnp

        loss = logs.get("val_loss", -jnp.ones((), jnp.float32) * epoch)
        here = Best(
            jnp.where(jnp.isfinite(loss), loss, jnp.inf),
            epoch,
            state.trainable,
            state.others,
        )
        better = (epoch == 0) | (loss < best.loss)
        return jax.tree.map(lambda a, b: jnp.where(better, a, b), here, best)
