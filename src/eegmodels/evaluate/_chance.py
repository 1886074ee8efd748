"""What a score is worth: chance, its upper bound, and the interval of an accuracy."""

from typing import Any

import numpy as np
from scipy import stats

from eegmodels._checks import check_number, check_whole
from eegmodels.results import Interval


def chance_level(y: Any) -> float:
    """Share of the largest class: what always naming that class would score.

    Parameters
    ----------
    y : array-like, shape (n_trials,)
        True labels.

    Raises
    ------
    ValueError
        If ``y`` is empty or has other than one axis.

    Examples
    --------
    >>> chance_level(["left", "left", "right", "left"])
    0.75
    """
    labels = np.asarray(y)
    if labels.ndim != 1 or len(labels) == 0:
        raise ValueError(
            f"y has shape {labels.shape}; expected one label for each trial, shape "
            "(n_trials,), and at least one trial."
        )
    counts = np.unique(labels, return_counts=True)[1]
    return float(counts.max() / len(labels))


def chance_bound(n_trials: int, chance: float, alpha: float = 0.05) -> float:
    """Accuracy that a guesser exceeds with a probability of at most ``alpha``.

    With few trials a guesser is often far above chance: with 20 trials and two
    classes the bound is 0.70. A score above the bound is significant at ``alpha``;
    one below it says little, in either direction.

    Parameters
    ----------
    n_trials : int
        Number of tested trials.
    chance : float
        Probability that one guess is right, for instance ``chance_level(y)``.
    alpha : float
        Probability of exceeding the bound by luck.

    Returns
    -------
    float
        The (1 - alpha) quantile of a binomial variable, divided by ``n_trials``.

    Raises
    ------
    ValueError
        If ``n_trials`` is below 1, or ``chance`` or ``alpha`` outside its range.

    Notes
    -----
    Source: [1]_, [2]_. The guesses are taken as independent, which those of
    networks that share training trials are only nearly.

    References
    ----------
    .. [1] Combrisson and Jerbi (2015). Exceeding chance level by chance. Journal of
       Neuroscience Methods 250, 126-136.
       https://doi.org/10.1016/j.jneumeth.2015.01.010
    .. [2] Müller-Putz et al. (2008). Better than random? A closer look on BCI
       results. International Journal of Bioelectromagnetism 10, 52-55.

    Examples
    --------
    >>> chance_bound(100, 0.5)
    0.58
    """
    n_trials = check_whole("n_trials", n_trials)
    chance = check_number("chance", chance, low=0, high=1)
    alpha = check_number("alpha", alpha, low=0, high=1, closed="neither")
    return float(stats.binom.ppf(1 - alpha, n_trials, chance) / n_trials)


def accuracy_interval(n_correct: int, n_trials: int, level: float = 0.95) -> Interval:
    """Accuracy with its Clopper-Pearson interval.

    The interval holds the true accuracy with a probability of at least ``level``,
    however few the trials.

    Parameters
    ----------
    n_correct : int
        Number of trials that were predicted rightly.
    n_trials : int
        Number of tested trials.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If there are more right trials than trials, or ``level`` is outside (0, 1).

    Notes
    -----
    Source: [1]_, computed by SciPy.

    References
    ----------
    .. [1] Clopper and Pearson (1934). The use of confidence or fiducial limits
       illustrated in the case of the binomial. Biometrika 26, 404-413.
       https://doi.org/10.1093/biomet/26.4.404

    Examples
    --------
    >>> print(accuracy_interval(42, 45))
    0.93 [0.82, 0.99]
    """
    n_trials = check_whole("n_trials", n_trials)
    n_correct = check_whole("n_correct", n_correct, low=0)
    level = check_number("level", level, low=0, high=1, closed="neither")
    if n_correct > n_trials:
        raise ValueError(
            f"n_correct={n_correct} is more than n_trials={n_trials}; give the number "
            "of right trials, then the number of all trials."
        )
    test = stats.binomtest(n_correct, n_trials)
    low, high = test.proportion_ci(level, method="exact")
    return Interval(n_correct / n_trials, float(low), float(high), level)
