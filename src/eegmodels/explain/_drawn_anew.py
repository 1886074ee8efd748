"""Layers as they were before any training, from other seeds."""

from typing import Any

import numpy as np

from eegmodels._backend import tensorflow_left_out


@tensorflow_left_out()
def drawn_anew(layer: Any, rng: np.random.Generator) -> Any:
    """Make a layer like one, not built, whose initialisers have other seeds.

    Parameters
    ----------
    layer : keras.Layer
        Left as it is.
    rng : numpy.random.Generator

    Returns
    -------
    keras.Layer
    """
    return type(layer).from_config(_with_seeds(layer.get_config(), rng))


def _with_seeds(config: Any, rng: np.random.Generator) -> Any:
    """Give each initialiser in a layer's configuration another seed."""
    if isinstance(config, (list, tuple)):
        return type(config)(_with_seeds(part, rng) for part in config)
    if not isinstance(config, dict):
        return config
    changed = {key: _with_seeds(value, rng) for key, value in config.items()}
    if "seed" in changed:
        changed["seed"] = int(rng.integers(2**31))
    return changed
