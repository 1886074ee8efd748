"""Outputs of a trained network for trials in memory."""

from typing import Any

import keras
import numpy as np

from eegmodels._backend import compiled_once, runs_whole_passes
from eegmodels._batches import filled_up
from eegmodels.fast._kinds import Kept, is_of_keras, same_kind, template_of
from eegmodels.fast._plan import steps_of

_FORWARD = Kept(8)


def outputs(network: keras.Model, x: np.ndarray, batch_size: int = 32) -> np.ndarray:
    """Run a network on trials, in batches of one size.

    On JAX networks of one kind share one compiled program, such as the folds of a
    study; elsewhere, and where a network runs layer by layer or holds layers of a
    user's own, Keras's ``predict`` does it.

    Parameters
    ----------
    network : keras.Model
    x : array of float32, shape (n_trials, n_chans, n_times)
        As the network wants them: scaled.
    batch_size : int

    Returns
    -------
    array of float64, shape (n_trials, n_outputs)
    """
    filled = filled_up(x, batch_size)
    with compiled_once():
        fast = runs_whole_passes() and steps_of(network) is not None
        if fast and is_of_keras(network):
            forward = _FORWARD.get(same_kind(network), lambda: _forward(network))
            values = [variable.value for variable in network.variables]
            starts = range(0, len(filled), batch_size)
            parts = [forward(values, filled[k : k + batch_size]) for k in starts]
            found = np.concatenate([np.asarray(part) for part in parts])
        else:
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
