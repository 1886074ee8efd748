"""What the scores allow to say, in words."""

from typing import Any

import numpy as np
from scipy import stats

from eegmodels.report._result import Outcome


def verdict(outcome: Outcome) -> dict[str, Any]:
    """Judge the accuracy against chance and against the reference method.

    Returns
    -------
    dict
        ``above_chance`` (bool), ``sentence``, and ``comparison`` with the numbers
        behind it: ``only_network`` and ``only_reference`` (trials that one method
        alone got right) and ``p_value`` of McNemar's exact test.
    """
    accuracy = outcome.network.accuracy.estimate
    above = accuracy > outcome.chance_bound
    bound = f"the 95 % bound of {outcome.chance_bound:.2f} for a guesser"
    if above:
        sentence = f"Above chance: {accuracy:.2f} exceeds {bound}."
    else:
        sentence = (
            f"Not distinguishable from chance: {accuracy:.2f} does not exceed {bound}. "
            "What the network learned should not be read from the figures below."
        )
    return {
        "above_chance": bool(above),
        "sentence": sentence,
        "comparison": _comparison(outcome),
    }


def _comparison(outcome: Outcome) -> dict[str, Any]:
    """Count the trials on which the methods disagree; the test is McNemar's, exact."""
    right = outcome.network.y_pred == outcome.network.y_true
    reference = outcome.reference.y_pred == outcome.reference.y_true
    only_network = int(np.sum(right & ~reference))
    only_reference = int(np.sum(~right & reference))
    n = only_network + only_reference
    p_value = 1.0 if n == 0 else float(stats.binomtest(only_network, n).pvalue)
    certain = "are" if p_value < 0.05 else "are not"
    sentence = (
        f"{outcome.network.method} alone was right on {_trials(only_network)}, "
        f"{outcome.reference.method} alone on {only_reference}: with this many trials "
        f"the two {certain} distinguishable (McNemar's exact test, p = {p_value:.2g})."
    )
    if n == 0:
        sentence = "Both methods were right on the same trials."
    return {
        "only_network": only_network,
        "only_reference": only_reference,
        "p_value": p_value,
        "sentence": sentence,
    }


def _trials(n: int) -> str:
    return f"{n} trial" if n == 1 else f"{n} trials"
