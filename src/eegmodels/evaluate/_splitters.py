"""Splitters that respect the order in which trials were recorded."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.model_selection import BaseCrossValidator

from eegmodels._checks import check_whole


class BlockwiseKFold(BaseCrossValidator):
    """Hold out contiguous blocks of each class, without shuffling.

    The trials of each class, in recording order, are cut into ``n_splits``
    contiguous blocks; fold k tests on block k of every class. So every fold holds
    all classes, and trials that are neighbours in time, which are alike for reasons
    that have nothing to do with the class, are mostly tested together. Shuffled
    folds score higher on drifting recordings, and promise too much.

    Parameters
    ----------
    n_splits : int
        Number of folds, at least 2.

    Raises
    ------
    ValueError
        If ``n_splits`` is below 2; on splitting, if ``y`` is missing or a class has
        fewer trials than there are folds.

    Notes
    -----
    The blocks of a class differ by one trial at most. The larger blocks of the next
    class begin where those of the last one ended, so that folds, too, differ by one
    trial at most.

    Source: within-subject analyses of [1]_, section 2 (four folds there).

    References
    ----------
    .. [1] Lawhern et al. (2018). EEGNet: a compact convolutional neural network for
       EEG-based brain-computer interfaces. Journal of Neural Engineering 15, 056013.
       https://doi.org/10.1088/1741-2552/aace8c

    Examples
    --------
    >>> import numpy as np
    >>> y = ["left", "left", "right", "left", "right", "left", "right", "right"]
    >>> for train, test in BlockwiseKFold(n_splits=2).split(np.zeros(8), y):
    ...     print(test)
    [0 1 2 4]
    [3 5 6 7]
    """

    def __init__(self, n_splits: int = 5) -> None:
        self.n_splits = check_whole("n_splits", n_splits, low=2)

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of folds; the arguments are not used."""
        return self.n_splits

    def _iter_test_indices(
        self, X: Any = None, y: Any = None, groups: Any = None
    ) -> Iterator[np.ndarray]:
        fold = self._fold_of_each_trial(y)
        for k in range(self.n_splits):
            yield np.flatnonzero(fold == k)

    def _fold_of_each_trial(self, y: Any) -> np.ndarray:
        if y is None:
            raise ValueError(
                "y=None; the blocks are cut for each class, so labels are needed: "
                "split(X, y). Labels of Epochs are epochs.events[:, 2]."
            )
        labels = np.asarray(y)
        if labels.ndim != 1:
            raise ValueError(
                f"y has shape {labels.shape}; expected one label for each trial, "
                "shape (n_trials,). One-hot labels become numbers with "
                "y.argmax(axis=1)."
            )
        fold = np.empty(len(labels), dtype=int)
        n_larger = 0
        for label in np.unique(labels):
            members = np.flatnonzero(labels == label)
            if len(members) < self.n_splits:
                raise ValueError(
                    f"Class {label!s} has {len(members)} trials, fewer than the "
                    f"{self.n_splits} folds; each fold tests on at least one. Use "
                    f"n_splits={len(members)} or fewer (at least 2), record more "
                    "trials, or leave the class out."
                )
            sizes = np.full(self.n_splits, len(members) // self.n_splits)
            rest = len(members) % self.n_splits
            sizes[(n_larger + np.arange(rest)) % self.n_splits] += 1
            n_larger += rest
            fold[members] = np.repeat(np.arange(self.n_splits), sizes)
        return fold
