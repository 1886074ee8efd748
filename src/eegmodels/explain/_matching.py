"""Which maps of one set resemble which of another, and what luck alone would give."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment


def correlations_of(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Absolute correlation of each map in ``a`` with each in ``b``; 0 of flat maps."""
    rows = []
    for maps in (a, b):
        centred = maps - maps.mean(axis=1, keepdims=True)
        size = np.linalg.norm(centred, axis=1, keepdims=True)
        rows.append(centred / np.where(size > 0, size, np.inf))
    return np.minimum(np.abs(rows[0] @ rows[1].T), 1.0)


def assign(correlations: np.ndarray) -> np.ndarray:
    """Pair rows with columns, (n_pairs, 2), the most alike first."""
    pairs = np.array(linear_sum_assignment(correlations, maximize=True)).T
    return pairs[np.argsort(-correlations[tuple(pairs.T)], kind="stable")]


def p_values(values: ArrayLike, null: np.ndarray) -> np.ndarray:
    """Share of the null, the values themselves included, that is as large."""
    # Rounded, since the same correlation differs in its last digit.
    exceeding = np.round(null, 12) >= np.round(np.asarray(values), 12)[..., None]
    return (1 + exceeding.sum(axis=-1)) / (1 + len(null))


def statistics(correlations: np.ndarray) -> tuple[float, float]:
    """Largest correlation of all pairs, and mean of the assigned ones."""
    pairs = assign(correlations)
    return float(correlations.max()), float(correlations[tuple(pairs.T)].mean())
