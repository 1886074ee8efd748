"""Outputs of a trained network for trials in memory."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from eegmodels._backend import compiled_once, runs_whole_passes
from eegmodels._batches import filled_up
from eegmodels.fast._kinds import Kept, is_of_keras, same_kind, template_of
from eegmodels.fast._plan import steps_of

_FORWARD = Kept(8)
# Trials of a batch: few keep the answer to a single trial quick, many are faster for
# many; never more than two, because each is compiled.
FEW, MANY = 32, 128


def outputs(
    network: keras.Model,
    x: np.ndarray,
    prepare: Callable[[np.ndarray], np.ndarray] | None = None,
) -> np.ndarray:
    """Run a network on trials, in batches of 32 or, of more than 64 trials, 128.

    On JAX networks of one kind share one compiled program, such as the folds of a
    study; elsewhere, and where a network runs layer by layer or holds layers of a
    user's own, Keras's ``predict`` does it.

    Parameters
    ----------
    network : keras.Model
    x : array, shape (n_trials, n_chans, n_times)
    prepare : callable | None
        Makes of some trials the float32 that the network wants, such as scaled ones;
        on JAX called batch by batch, so that no second array of all trials is made.
        None: ``x`` is that already.

    Returns
    -------
    array of float64, shape (n_trials, n_outputs)
    """
    prepare = prepare or np.asarray
    batch_size = FEW if len(x) <= 2 * FEW else MANY
    with compiled_once():
        fast = runs_whole_passes() and steps_of(network) is not None
        if fast and is_of_keras(network):
            forward = _FORWARD.get(same_kind(network), lambda: _forward(network))
            values = [variable.value for variable in network.variables]
            batches = (x[k : k + batch_size] for k in range(0, len(x), batch_size))
            parts = [
                forward(values, prepare(filled_up(part, batch_size)))
                for part in batches
            ]
            found = np.concatenate([np.asarray(part) for part in parts])
        else:
            filled = filled_up(prepare(x), batch_size)
            found = network.predict(filled, batch_size=batch_size, verbose=0)
    return found.astype(np.float64)[: len(x)]


def _forward(network: keras.Model) -> Any:
    """Compile a function of the values of all variables and of a batch."""
    import jax

    template = template_of(network)

    def run(values: list[Any], x: Any) -> Any:
        mapping = list(zip(template.variables, values, strict=True))
        with keras.StatelessScope(state_mapping=mapping):
            return template(x[..., None], training=False)

    return jax.jit(run)
