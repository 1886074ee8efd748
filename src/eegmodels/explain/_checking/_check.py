"""All checks of relevances in one call."""

from collections.abc import Iterable
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_option, check_whole
from eegmodels._docs import fill_docs
from eegmodels.estimator import software
from eegmodels.explain._baselines import BASELINES
from eegmodels.explain._checking._examined import Examined
from eegmodels.explain._checking._registry import CHECKS
from eegmodels.explain._checking._state import state_of
from eegmodels.explain._methods import METHODS
from eegmodels.explain._question import pose
from eegmodels.explain._subject import as_subject
from eegmodels.results import Check, Checks

SEED = "random_state"


@fill_docs
def check(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    method: str = "deeplift",
    target: Any = None,
    baseline: Any = 0.0,
    checks: Iterable[str] | None = None,
    max_trials: int = 64,
    n_random: int = 5,
    n_subsets: int = 30,
    retrain: bool = True,
    random_state: int = 0,
    info: mne.Info | None = None,
    layout: str | None = None,
    **options: Any,
) -> Checks:
    """Check relevances before they are believed, and say what was found in words.

    A map of relevance looks plausible whether it is right or not. These checks find
    some of the ways in which it is not: sums that do not add up, maps that stay when
    the network is replaced by a random one, samples that matter no more than others.
    None of them, nor all together, shows that a map is right.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted. It is not changed; what is drawn anew or trained is a copy.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model, best held out from training.
    y : array-like, shape (n_trials,) | None
        As in ``relevance``.
    method : str
        A name from ``eegmodels.explain.METHODS``.
    target : "true" | "predicted" | class | (class, class) | int | None
        As in ``relevance``; of each trial the same one throughout all checks.
    baseline : str | float | array
        As in ``relevance``. Where there are several, relevances are against all, and
        samples are replaced by those of the first.
    checks : list of str | None
        Names from ``eegmodels.explain.CHECKS``. None: all.
    max_trials : int
        Of more trials so many are used, evenly spread over all. A retraining uses all.
    n_random : int
        Random orders for the curves of deletion and insertion.
    n_subsets : int
        Random parts of each size for "sensitivity".
    retrain : bool
        Whether "labels" may train two networks, as the EEGClassifier was trained. It
        is the check that takes longest.
    random_state : int
        Seed of all that is drawn, also by the method or the baseline.
    %(info)s
    %(layout)s
    **options : dict
        Of the method and of the baseline, as in ``relevance``.

    Returns
    -------
    Checks
        ``.verdict`` in words; each check by its name, ``checks["cascade"]``, with
        ``.passed`` (None: it cannot be judged), ``.words`` and ``.numbers``; ``.plot``.

    Raises
    ------
    TypeError, ValueError
        As ``relevance``; a check that does not exist, or none; a number that is not a
        whole one.

    Notes
    -----
    Rank correlations are Spearman's over channels and times, trial by trial, then
    averaged. Intervals are those of a mean over 1000 resamples of the trials (95 %):
    they say how much other trials would change it, not another training or another
    random network.

    Cascade: Adebayo et al. 2018, on a copy; each layer is drawn by its own
    initialisers, with other seeds, also where a max-norm bounds its weights. Biases and
    BatchNorm begin as constants (gain 1, offset 0, mean 0, variance 1) and go back to
    these. Two random maps would correlate by 0. Relevances of two networks may by more,
    as both are multiplied by the same trial; by size alone, without sign, they always
    do, so the sign is judged where there is one. The bound of 0.5 is a convention.

    Labels: the same, deviating in that a second training on the true labels says how
    alike two trainings are at best. Both use the given trials.

    Deletion and insertion: the random orders of the usual curves scatter samples, which
    no relevance does; here they are the order of the trial's own relevance with
    electrodes exchanged and time rolled. Holes that follow an oscillation make a signal
    of their own, which can move the logit to one class in all trials: on one recording
    deletion raised the logit in all trials of one class and lowered it in all of the
    other. So an order is held against its reverse too, with holes of the same kind, and
    where it is better than that but not than random, it is not judged.

    Sensitivity: Ancona et al. 2018 (sensitivity-n) for scattered samples, which are
    reported; Cui et al. 2023 for windows at one electrode, which are judged.

    References
    ----------
    Adebayo J et al. (2018). Sanity checks for saliency maps. arXiv:1810.03292.
    Ancona M, Ceolini E, Öztireli C, Gross M (2018). Towards better understanding of
    gradient-based attribution methods for deep neural networks. arXiv:1711.06104.
    Cui J et al. (2023). Towards best practice of interpreting deep learning models for
    EEG-based brain computer interfaces. Front Comput Neurosci 17, 1232925.
    doi:10.3389/fncom.2023.1232925
    """
    chosen = _chosen(checks)
    numbers = {"max_trials": max_trials, "n_random": n_random, "n_subsets": n_subsets}
    for name, value in numbers.items():
        check_whole(name, value, low=2 if name == "n_subsets" else 1)
    check_whole(SEED, random_state, low=0)
    if not isinstance(retrain, (bool, np.bool_)):
        raise TypeError(f"retrain={retrain!r} is neither True nor False; give one.")
    before = state_of(as_subject(model, info, layout).network)
    whole = pose(
        model,
        epochs,
        y,
        method=method,
        target=target,
        baseline=baseline,
        info=info,
        layout=layout,
        options={**_seeded(method, baseline, random_state), **options},
    )
    n_trials = len(whole.x)
    used = np.unique(
        np.linspace(0, n_trials - 1, min(max_trials, n_trials)).astype(int)
    )
    examined = Examined(
        question=whole.about(used),
        whole=whole,
        before=before,
        epochs=epochs,
        random_state=random_state,
        n_random=n_random,
        n_subsets=n_subsets,
        retrain=bool(retrain),
    )
    return Checks(
        checks=[_run(name, examined) for name in chosen],
        method=whole.method.name,
        baseline="none" if whole.method.is_slope else whole.against.name,
        n_trials=len(used),
        settings={
            **numbers,
            "network": str(whole.subject.network.name),
            "n_given": n_trials,
            "random_state": random_state,
            "explains": "logit" if whole.subject.regressor is None else "output",
            "versions": software(),
        },
    )


def _chosen(checks: Iterable[str] | None) -> list[str]:
    """List the checks to run, in the order of the registry."""
    if checks is None:
        return list(CHECKS)
    names = [checks] if isinstance(checks, str) else list(checks)
    for name in names:
        check_option("checks", name, CHECKS)
    if not names:
        raise ValueError("checks is empty; name some of explain.CHECKS, or leave it.")
    return [name for name in CHECKS if name in names]


def _seeded(method: str, baseline: Any, random_state: int) -> dict[str, int]:
    """Seed what method and baseline draw; names that do not exist are refused later."""
    known = dict(METHODS[method].options) if method in METHODS else {}
    if isinstance(baseline, str) and baseline in BASELINES:
        known |= BASELINES[baseline].options
    return {SEED: random_state} if SEED in known else {}


def _run(name: str, examined: Examined) -> Check:
    checking = CHECKS[name]
    passed, words, numbers = checking.run(examined)
    return Check(
        name=name,
        about=checking.about,
        asks=checking.asks,
        expected=checking.expected,
        passed=passed,
        words=words,
        cannot_show=checking.cannot_show,
        numbers=numbers,
    )
