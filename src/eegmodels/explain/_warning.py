"""Relevances that look plausible and are not: all zero, or far from adding up."""

import warnings

import numpy as np

from eegmodels.explain._methods import Method
from eegmodels.explain._walk import Walk

INCOMPLETE = 0.01  # largest residual, as a share of the largest difference of logits
ROUNDING = 1e-6  # of the largest logit, several times what float32 resolves
CANCELLED = 1e-3  # of the largest sum of absolute relevances: logits may be near 0


def warn_if_all_zero(
    data: np.ndarray, x: np.ndarray, x0: np.ndarray, walk: Walk, method: Method
) -> None:
    """Say of trials without any relevance why they have none."""
    silent = ~data.any(axis=(1, 2))
    if not silent.any():
        return
    x0 = np.broadcast_to(x0, x.shape)
    same = silent & (x == x0).all(axis=(1, 2)) & (not method.is_slope)
    reasons = []
    if same.any():
        reasons.append(f"{int(same.sum())} of them equal the baseline")
    rest = silent & ~same
    if rest.any():
        of = "" if rest.all() else f"for {int(rest.sum())} of them "
        reasons.append(of + walk.why_zero(x[rest], x0[rest]))
    warnings.warn(
        f"The relevance of {int(silent.sum())} of {len(data)} trials is zero "
        f"everywhere: {'; '.join(reasons)}.",
        RuntimeWarning,
        stacklevel=3,
    )


def warn_if_incomplete(
    data: np.ndarray,
    residual: np.ndarray,
    logits: tuple[np.ndarray, np.ndarray],
    x0: np.ndarray,
    walk: Walk,
    method: Method,
) -> None:
    """Say how far a method that promises to add up is from it, and why.

    ``logits`` are those of the trials and of the baseline, (n_trials,) each. Where
    they differ little because relevances cancel, the residual is held against the size
    of these, and where trials equal the baseline, against the rounding of a logit.
    """
    if not method.complete:
        return
    worst = float(np.abs(residual).max())
    whole = float(np.abs(logits[0] - logits[1]).max())
    size = float(np.abs(data).sum(axis=(1, 2), dtype=np.float64).max())
    rounding = ROUNDING * float(np.abs(logits).max())
    if worst <= max(INCOMPLETE * whole, CANCELLED * size, rounding):
        return
    share = f"{worst / whole:.2g} of" if whole > 0 else "compared with"
    warnings.warn(
        f"The relevances of {method.name!r} do not add up: the largest residual is "
        f"{worst:.3g}, {share} the largest difference of a logit to that of the "
        f"baseline, {whole:.3g} (up to {INCOMPLETE:g} of it passes). The likely "
        f"reason: {walk.why_incomplete(x0)}.",
        RuntimeWarning,
        stacklevel=3,
    )
