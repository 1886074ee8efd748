"""Whether relevances add up to what they are the relevances of."""

import numpy as np

from eegmodels.explain._checking._examined import Examined, Finding


def completeness(examined: Examined) -> Finding:
    """Hold the residual against what the method promises.

    The promise is a share of the largest of these: difference of a logit to the
    baseline's, logit, sum of the absolute relevances of a trial. The last two are what
    float32 loses digits of.
    """
    method = examined.question.method
    if method.is_slope:
        words = f"{method.name} gives slopes, which have nothing to add up to."
        return Finding(None, words, {})
    logit, baseline_logit = (
        values.astype(np.float64)
        for values in (examined.logit, examined.baseline_logit)
    )
    difference = logit - baseline_logit
    residual = examined.data.sum(axis=(1, 2), dtype=np.float64) - difference
    whole = float(np.abs(difference).max())
    size = float(np.abs(examined.data).sum(axis=(1, 2), dtype=np.float64).max())
    digits = float(np.abs([logit, baseline_logit]).max())
    worst = float(np.abs(residual).max())
    numbers = {
        "residual": residual,
        "worst": worst,
        "largest_difference": whole,
        "tolerance": method.tolerance,
    }
    share = f"{worst / whole:.1g} of" if whole > 0 else "beside"
    words = (
        f"The largest residual is {worst:.2g}, {share} the largest difference of a "
        f"logit to the baseline's, {whole:.3g}."
    )
    if not method.complete:
        return Finding(None, f"{words} {method.name} promises no sum.", numbers)
    numbers["allowed"] = allowed = method.tolerance * max(whole, size, digits)
    if worst <= allowed:
        return Finding(True, words, numbers)
    return Finding(
        False,
        f"{words} {method.name} promises {allowed:.2g} at most: a rule does not fit a "
        "layer, or the way from the baseline passes a point where the logit jumps.",
        numbers,
    )
