"""What a check is given, and what it finds."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from eegmodels.explain._checking._state import State
from eegmodels.explain._computing import groups
from eegmodels.explain._question import Question

FEWEST = 5  # trials, below which an interval over trials says nothing


class Finding(NamedTuple):
    """What a check found: whether it was passed (None: unknown), words, numbers."""

    passed: bool | None
    words: str
    numbers: dict[str, Any]


@dataclass(frozen=True)
class Examined:
    """Relevances that are checked, and what they are of.

    Attributes
    ----------
    question : Question
        About the trials that are used.
    whole : Question
        About all trials that were given.
    before : State
        Of the network, from before anything was asked of it.
    epochs : mne.Epochs | array
        As the user gave them.
    random_state : int
    n_random : int
        Random orders, for curves.
    n_subsets : int
        Random parts of each size, for sums.
    retrain : bool
        Whether networks may be trained.
    """

    question: Question
    whole: Question
    before: State
    epochs: Any
    random_state: int
    n_random: int
    n_subsets: int
    retrain: bool

    @cached_property
    def _answer(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.question.answer()

    @property
    def data(self) -> np.ndarray:
        """Relevances, (n_trials, n_chans, n_times)."""
        return self._answer[0]

    @property
    def logit(self) -> np.ndarray:
        """Explained logits of the trials, (n_trials,)."""
        return self._answer[1]

    @property
    def baseline_logit(self) -> np.ndarray:
        """Explained logits of the baseline, (n_trials,)."""
        return self._answer[2]

    @property
    def x0(self) -> np.ndarray:
        """Baseline of each trial, the first one of several; shaped as the trials."""
        return np.broadcast_to(self.question.against.at(0), self.question.x.shape)

    @property
    def order_by(self) -> np.ndarray:
        """What samples are ordered by; of slopes, whose sign is no help, the size."""
        is_slope = self.question.method.is_slope
        return np.abs(self.data) if is_slope else self.data

    def rng(self, name: str) -> np.random.Generator:
        """Make the random numbers of one check: the same, whichever others are run."""
        return np.random.default_rng([self.random_state, zlib.crc32(name.encode())])

    def outputs(
        self, variant: Callable[[int], np.ndarray], n_variants: int
    ) -> np.ndarray:
        """Run variants of the trials, several of few trials at once.

        Parameters
        ----------
        variant : callable
            Of k, the number of the variant: all trials, as the network sees them.
        n_variants : int

        Returns
        -------
        array, shape (n_trials, n_variants)
            Explained logits.
        """
        n_trials = len(self.question.x)
        found = []
        for group in groups(n_trials, n_variants):
            x = np.concatenate([variant(k) for k in group]).astype(np.float32)
            weights = np.tile(self.question.weights, (len(group), 1))
            outputs = self.question.walk.outputs(x, weights)
            found.append(outputs.reshape(len(group), n_trials))
        return np.concatenate(found).T.astype(np.float64)


def too_few(examined: Examined) -> str:
    """Say that there are too few trials to judge; "" if there are enough."""
    n_trials = len(examined.question.x)
    if n_trials >= FEWEST:
        return ""
    return f" {n_trials} trials are too few to judge it; give {FEWEST} or more."
