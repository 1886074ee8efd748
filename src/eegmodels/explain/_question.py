"""What is asked of a network: trials, a logit of each, a baseline and a method.

A question can be put again to the same network or to another one of its shape, about
all of its trials or some, by its own method or another. The answer has no unit of the
user: it is about what the network sees and gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import keras
import mne
import numpy as np

from eegmodels._checks import english_list
from eegmodels.data import Trials
from eegmodels.explain._baselines import Chosen, Given, baseline_options, find_baseline
from eegmodels.explain._computing import Found, Task
from eegmodels.explain._kept_walks import find_walk
from eegmodels.explain._methods import METHODS, Method, get_method
from eegmodels.explain._options import sort_options
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.explain._targets import Targets, find_targets, find_values
from eegmodels.explain._walk import Walk


@dataclass(frozen=True)
class Question:
    """All that an answer depends on.

    Attributes
    ----------
    subject : Subject
    method : Method
    options, of_baseline : dict
        Options of the method and of the named baseline.
    walk : Walk
        Of the subject's network, by the method.
    trials : Trials
        In the user's unit.
    x : array, shape (n_trials, n_chans, n_times)
        As the network sees them, in its precision.
    weights : array, shape (n_trials, n_units)
        1 for the unit to explain, -1 for one that it is held against.
    against : Chosen
        The baseline.
    targets : Targets
    predicted : array, shape (n_trials,) | None
        Class with the largest logit; None of a regressor.
    probability : array, shape (n_trials,) | None
        Of that class.
    """

    subject: Subject
    method: Method
    options: dict[str, Any]
    of_baseline: dict[str, Any]
    walk: Walk
    trials: Trials
    x: np.ndarray
    weights: np.ndarray
    against: Chosen
    targets: Targets
    predicted: np.ndarray | None
    probability: np.ndarray | None

    @property
    def labels(self) -> np.ndarray | None:
        """True classes where they are known; None of a regressor."""
        return None if self.subject.regressor is not None else self.trials.labels

    @property
    def times(self) -> np.ndarray:
        """Seconds after the event; from 0 for arrays."""
        return _times(self.subject, self.trials)

    def answer(self) -> Found:
        """Compute relevances, logits and logits of the baseline.

        Of several baselines the average.
        """
        found: list[Any] = []
        names, sfreq = self.subject.ch_names, self.subject.sfreq
        for k in range(self.against.n):
            x0 = np.broadcast_to(self.against.at(k), self.x.shape)
            task = Task(self.walk, self.x, x0, self.weights, names, sfreq)
            parts = self.method.compute(task, **self.options)
            if self.against.n == 1:
                return parts
            share = [part.astype(np.float64) / self.against.n for part in parts]
            if k > 0:
                share = [a + b for a, b in zip(found, share, strict=True)]
            found = share
        data, output, output0 = found
        return data.astype(self.x.dtype), output, output0

    def about(self, chosen: Any) -> "Question":
        """Ask about some of the trials; the baseline stays that of each."""
        chosen = np.asarray(chosen)

        def at(k: int) -> np.ndarray:
            values = self.against.at(k)
            return values if len(values) == 1 else values[chosen]

        trials, names = self.trials, self.targets.names
        labels = None if trials.labels is None else trials.labels[chosen]
        return replace(
            self,
            trials=replace(trials, data=trials.data[chosen], labels=labels),
            x=self.x[chosen],
            weights=self.weights[chosen],
            against=replace(self.against, at=at),
            targets=Targets(
                self.targets.weights[chosen], [names[k] for k in chosen.tolist()]
            ),
            predicted=None if self.predicted is None else self.predicted[chosen],
            probability=(
                None if self.probability is None else self.probability[chosen]
            ),
        )

    def put_to(
        self, network: keras.Model, factors: np.ndarray | None = None
    ) -> "Question":
        """Ask another network, of the same shape and outputs.

        Parameters
        ----------
        network : keras.Model
        factors : array, shape (n_chans,) | None
            What it sees of what this question's network sees; None: the same.
        """
        slopes = self.method.slopes(**self.options)
        walk = find_walk(network, slopes, self.subject.layout)
        subject = replace(self.subject, network=network)
        other = replace(self, walk=walk, subject=subject)
        if factors is None:
            return other
        scale, inner = factors[:, None], self.against.at
        return replace(
            other,
            x=(self.x * scale).astype(self.x.dtype),
            against=replace(
                self.against, at=lambda k: (inner(k) * scale).astype(self.x.dtype)
            ),
        )

    def by(self, method: Method, **options: Any) -> "Question":
        """Ask by another method; options that are not given have their defaults."""
        options = {**method.options, **options}
        network, layout = self.subject.network, self.subject.layout
        walk = find_walk(network, method.slopes(**options), layout)
        return replace(self, method=method, options=options, walk=walk)


def pose(
    model: Any,
    epochs: Any,
    y: Any,
    *,
    method: str,
    target: Any,
    baseline: Any,
    info: mne.Info | None,
    layout: str | None,
    options: Mapping[str, Any],
) -> Question:
    """Check all that a relevance is asked with; parameters as of ``relevance``."""
    subject = as_subject(model, info, layout)
    chosen = get_method(method)
    name, known = baseline_options(baseline)
    of_method, of_baseline = sort_options(options, chosen, name, known)
    _check_use(chosen, baseline)
    walk = find_walk(subject.network, chosen.slopes(**of_method), subject.layout)
    trials = subject.trials(epochs, y)
    x = subject.seen(trials)
    classes, labels, predicted, probability = None, None, None, None
    if subject.regressor is None:
        classes, labels = subject.classes, trials.labels
        indices, probability = walk.predicted(x)
        targets = find_targets(target, classes, labels, indices)
        predicted = np.array(classes)[indices]
        weights = walk.output.of_units(targets.weights)
    else:
        targets = find_values(target, walk.output.n_units, len(x))
        weights = targets.weights
    timed = None if trials.tmin is None else _times(subject, trials)
    given = Given(x, timed, classes, labels, targets.weights)
    return Question(
        subject=subject,
        method=chosen,
        options=of_method,
        of_baseline=of_baseline,
        walk=walk,
        trials=trials,
        x=x,
        weights=weights.astype(x.dtype),
        against=find_baseline(baseline, given, subject.factors, of_baseline),
        targets=targets,
        predicted=predicted,
        probability=probability,
    )


def _times(subject: Subject, trials: Trials) -> np.ndarray:
    start = 0.0 if trials.tmin is None else trials.tmin
    return start + np.arange(trials.data.shape[2]) / subject.sfreq


def _check_use(method: Method, baseline: Any) -> None:
    """Refuse a baseline that a method would pass over."""
    if method.baseline == "any":
        return
    is_zero = baseline == "zero" if isinstance(baseline, str) else not np.any(baseline)
    if not is_zero:
        why = (
            "its relevances are slopes, which are against nothing"
            if method.is_slope
            else "zero at the network's input is part of it"
        )
        takes = [name for name, known in METHODS.items() if known.baseline == "any"]
        given = repr(baseline) if np.ndim(baseline) == 0 else "an array"
        raise ValueError(
            f"baseline={given} has no meaning for method {method.name!r}: {why}. Leave "
            f"it out, or take {english_list(takes)}."
        )
