"""What a network loses without some of its temporal-spatial filters."""

from itertools import combinations
from math import comb
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_whole
from eegmodels._docs import fill_docs
from eegmodels.explain._judges import find_judge
from eegmodels.explain._resampling import LEVEL, drop_intervals
from eegmodels.explain._silencing import outputs_without
from eegmodels.explain._subject import as_subject
from eegmodels.results import Ablation, FilterSubsets

MOST_SUBSETS = 5000


@fill_docs
def ablation(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    max_size: int = 1,
    scoring: Any = None,
    n_bootstrap: int = 1000,
    random_state: int | None = 0,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> Ablation:
    """Score without filters, one at a time or all subsets of several, untrained.

    A filter without which the score falls carries what nothing else carries: two
    filters that say the same cost nothing one by one, and much together. On trials
    that the network was trained on drops are those of the training.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted. It opens as EEGNet, as the ConvNets or as EEGNetV1 do, and ends in
        softmax, in one sigmoid unit or in logits.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model, best held out from training.
    y : array-like, shape (n_trials,) | None
        Classes; for a ``keras.Model`` indices of its outputs, for a regressor values,
        shape (n_trials,) or (n_trials, n_targets). None: labels of Epochs.
    max_size : int
        Subsets of up to so many filters are left out, all of each size; 2 of the 16
        filters of EEGNet-8,2 makes 136, and 5000 are the most.
    scoring : str | callable | None
        Name of a scorer of scikit-learn, or one; it may ask for classes and their
        probabilities. None: "accuracy", for a regressor "r2".
    n_bootstrap : int
        Resamples of trials for the intervals; 0: none. Most of scikit-learn's scorers
        are called for each resample and subset; "accuracy", "balanced_accuracy",
        "neg_log_loss", "roc_auc" of two classes, "r2", "neg_mean_absolute_error" and
        "neg_mean_squared_error" are quick.
    random_state : int | None
        Seed of the resamples.
    %(info)s
    %(layout)s

    Returns
    -------
    Ablation
        ``.drop``, shape (n_temporal, n_spatial), and ``.ranking``, of single filters;
        ``.subsets``, all subsets with intervals and ``.table()``.

    Raises
    ------
    TypeError, ValueError
        No such first block or output; no labels; labels that are no classes of the
        model; no such scorer, or one of classes for a regressor; data that do not fit
        the model; more subsets than can be run.

    Notes
    -----
    Source: Lawhern et al. 2018, table 4 ("filters replaced by zeros"). Equal to zero
    spatial weights in a copy of the network, and faster: the part up to the filters
    runs once. A BatchNorm behind them then sees zeros (the bias, where the layer has
    one) and hands on a constant, ``beta - gamma * mean / sqrt(variance + epsilon)``:
    what the filter varied by is gone, and what it shifted too. The log-likelihood of a
    regressor is that of a Gaussian around the prediction, with the deviation of the
    targets in training (``target_scale_``); of several targets the sum.

    Intervals are the 2.5 and 97.5 percentiles of the drop over resamples of trials,
    drawn within each class, the same with and without the filters. They say how much
    other trials would change the drop, not another training, and hold for one subset
    named in advance: the costliest of many is partly so by luck.

    References
    ----------
    Lawhern VJ et al. (2018). EEGNet. J Neural Eng 15, 056013.
    doi:10.1088/1741-2552/aace8c
    """
    max_size = check_whole("max_size", max_size)
    n_bootstrap = check_whole("n_bootstrap", n_bootstrap, low=0)
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    subject = as_subject(model, info, layout)
    opening = subject.opening()
    shape = opening.weights.shape[:2]
    removed = _all_subsets(list(np.ndindex(*shape)), max_size)
    trials = subject.trials(epochs, y)
    judge = find_judge(subject, scoring, epochs, trials.labels)
    x = subject.seen(trials)

    whole, *without = outputs_without(subject.chain(), opening, x, [(), *removed])
    baseline, likelihood = judge(whole, x)
    scored = np.array([judge(outputs, x) for outputs in without])
    drop, fall = baseline - scored[:, 0], likelihood - scored[:, 1]
    intervals = drop_intervals(judge, whole, without, x, n_bootstrap, random_state)
    subsets = FilterSubsets(
        removed=removed,
        baseline=baseline,
        drop=drop,
        low=intervals[:, 0],
        high=intervals[:, 1],
        log_likelihood_drop=fall,
        scorer=judge.scorer,
        n_trials=len(x),
        opening=opening.kind,
        settings={
            "level": LEVEL,
            "n_bootstrap": n_bootstrap,
            "random_state": random_state,
        },
    )
    n_filters = shape[0] * shape[1]  # the subsets of one filter come first
    return Ablation(
        baseline=baseline,
        drop=drop[:n_filters].reshape(shape),
        log_likelihood=likelihood,
        log_likelihood_drop=fall[:n_filters].reshape(shape),
        scorer=judge.scorer,
        n_trials=len(x),
        opening=opening.kind,
        settings={"network": str(subject.network.name), "zeroed": "spatial weights"},
        subsets=subsets,
    )


def _all_subsets(filters: list[Any], max_size: int) -> list[tuple[Any, ...]]:
    """List all subsets up to a size, the small ones first; refuse too many."""
    n = len(filters)
    if max_size > n:
        raise ValueError(
            f"max_size={max_size} is more than the {n} filters of the network; give "
            f"at most {n}."
        )
    counts = np.cumsum([comb(n, size) for size in range(1, max_size + 1)])
    if counts[-1] > MOST_SUBSETS:
        fitting = int(np.searchsorted(counts, MOST_SUBSETS, side="right"))
        raise ValueError(
            f"max_size={max_size} makes {counts[-1]} subsets of the network's {n} "
            f"filters, each of which is run; at most {MOST_SUBSETS} are. Give "
            f"max_size={fitting}, which makes {counts[fitting - 1]}."
        )
    sizes = range(1, max_size + 1)
    return [subset for size in sizes for subset in combinations(filters, size)]
