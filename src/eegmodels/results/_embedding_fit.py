"""t-SNE of trials, and two numbers that say what its picture is worth."""

from typing import Any

import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors

from eegmodels._checks import check_number, check_whole

FEW = 200  # trials up to which t-SNE is exact, not approximate; both take seconds


def fit_embedding(
    points: np.ndarray,
    groups: np.ndarray | None,
    *,
    perplexity: float,
    n_neighbors: int,
    n_permutations: int,
    random_state: int | None,
) -> dict[str, Any]:
    """Embed points in a plane and judge the result.

    Parameters
    ----------
    points : array, shape (n_trials, n_values)
    groups : array, shape (n_trials,) | None
    perplexity, n_neighbors, n_permutations, random_state
        As in ``Activations.embed``.

    Returns
    -------
    dict
        Fields of ``Embedding``.
    """
    n_trials = len(points)
    perplexity = check_number("perplexity", perplexity, low=0, closed="neither")
    n_neighbors = check_whole("n_neighbors", n_neighbors)
    n_permutations = check_whole("n_permutations", n_permutations)
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    if perplexity >= n_trials:
        raise ValueError(
            f"perplexity={perplexity:g} is not below the {n_trials} trials: it is a "
            f"number of neighbours. Give less, such as {max(1, n_trials // 3)}, or "
            "more trials."
        )
    if n_neighbors >= n_trials / 2:
        raise ValueError(
            f"n_neighbors={n_neighbors} is not below half of the {n_trials} trials. "
            "Give fewer neighbours, or more trials."
        )
    if groups is not None and len(groups) != n_trials:
        raise ValueError(
            f"by has {len(groups)} names; give one for each of the {n_trials} trials."
        )
    points = points - points.mean(axis=0)
    if points.shape[1] < 2 or not points.any():
        raise ValueError(
            f"The stage gives {points.shape[1]} values for each trial, and "
            f"{'all trials the same' if not points.any() else 'one is no plane'}; "
            "t-SNE needs two values or more that differ. Choose another stage."
        )
    method = TSNE(
        perplexity=perplexity,
        init="pca",
        method="exact" if n_trials <= FEW else "barnes_hut",
        random_state=random_state,
    )
    # Of one size whatever the unit: the first steps of t-SNE hang on it.
    places = method.fit_transform(points / points.std()).astype(np.float64)
    found = {
        "coordinates": places,
        "labels": groups,
        "trustworthiness": float(
            trustworthiness(points, places, n_neighbors=n_neighbors)
        ),
        "n_neighbors": n_neighbors,
        "perplexity": perplexity,
    }
    if groups is None:
        return {**found, "purity": None, "null": None, "p_values": None}
    near = [_neighbours(space, n_neighbors) for space in (points, places)]
    rng = np.random.default_rng(random_state)
    own = np.array([_purity(each, groups) for each in near])
    shuffled = [rng.permutation(groups) for _ in range(n_permutations)]
    null = np.array([[_purity(each, order) for order in shuffled] for each in near])
    exceeding = (null >= own[:, None] - 1e-12).sum(axis=1)
    p_values = (1 + exceeding) / (1 + n_permutations)
    return {**found, "purity": own, "null": null, "p_values": p_values}


def _neighbours(points: np.ndarray, n_neighbors: int) -> np.ndarray:
    """Find each point's nearest ones, itself left out; indices (n_trials, n)."""
    # Without points to look for, a point is not its own neighbour.
    search = NearestNeighbors(n_neighbors=n_neighbors).fit(points)
    found: np.ndarray = search.kneighbors(return_distance=False)
    return found


def _purity(near: np.ndarray, groups: np.ndarray) -> float:
    return float((groups[near] == groups[:, None]).mean())
