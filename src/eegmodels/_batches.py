"""Batches of one size. A leaf module."""

import numpy as np


def filled_up(x: np.ndarray, size: int) -> np.ndarray:
    """Repeat the last of some trials until batches of ``size`` are full.

    A batch of another size would be compiled anew. At inference no trial depends on
    the others of its batch, so the filling changes nothing; cut the outputs off again.

    Parameters
    ----------
    x : array, shape (n_trials, ...)
        One trial at least.
    size : int

    Returns
    -------
    array, shape (n_filled, ...)
        ``n_filled`` is the next multiple of ``size``.
    """
    missing = -len(x) % size
    return x if missing == 0 else np.concatenate([x, np.repeat(x[-1:], missing, 0)])
