"""What a page says of the three approaches, as plain numbers and strings."""

from typing import Any

import numpy as np

from eegmodels.report._explaining import MOST_CLASSES, Explanation
from eegmodels.report._findings import find
from eegmodels.results import Ablation, SpatialFilters, TemporalKernels
from eegmodels.viz import visible, why_no_maps


def summarize_explanation(
    explanation: Explanation, preset: str | None
) -> dict[str, Any]:
    """Gather what there is to say of the approaches.

    Parameters
    ----------
    explanation : Explanation
    preset : str | None
        Name of the preprocessing.

    Returns
    -------
    dict
        ``kernels``, ``filters``, ``ablation``, ``activations``, ``relevance`` and
        ``findings``; None for what was not computed. Fit for JSON.
    """
    there = explanation
    return {
        "kernels": there.kernels and _kernels(there.kernels),
        "filters": there.filters and _filters(there.filters),
        "ablation": there.ablation and _ablation(there.ablation),
        "activations": _activations(there),
        "relevance": _relevance(there),
        "findings": find(there, preset),
    }


def _kernels(kernels: TemporalKernels) -> dict[str, Any]:
    length = kernels.kernels.shape[1] / kernels.sfreq
    return {
        "n": len(kernels.kernels),
        "merged": kernels.opening == "merged",
        "length_s": length,
        "resolution_hz": 1 / length,
        "peak_hz": [float(peak) for peak in kernels.peak_hz],
        "in_band": [bool(inside) for inside in kernels.in_band],
        "pass_band": None if kernels.pass_band is None else list(kernels.pass_band),
    }


def _filters(spatial: SpatialFilters) -> dict[str, Any]:
    n_temporal, n_spatial, n_chans = spatial.filters.shape
    strongest = np.abs(spatial.patterns).argmax(axis=2)
    off = ~np.eye(n_spatial, dtype=bool)
    return {
        "reading": spatial.reading,
        "of_kernels": spatial.opening == "temporal-spatial",
        "n_temporal": n_temporal,
        "n_spatial": n_spatial,
        "n_chans": n_chans,
        "no_maps": visible(why_no_maps(spatial.info) or "") or None,
        "strongest": [
            [visible(spatial.ch_names[c]) for c in row] for row in strongest.tolist()
        ],
        "correlation": [
            float(np.abs(r[off]).max()) if n_spatial > 1 else None
            for r in spatial.correlation
        ],
    }


def _ablation(done: Ablation) -> dict[str, Any]:
    return {
        "baseline": done.baseline,
        "scorer": done.scorer,
        "n_trials": done.n_trials,
        "rows": [
            {
                "name": done.name_of(f, d),
                "kernel": f + 1,
                "filter": d + 1,
                "drop": float(done.drop[f, d]),
                "log_likelihood_drop": float(done.log_likelihood_drop[f, d]),
            }
            for f, d in done.ranking
        ],
    }


def _activations(explanation: Explanation) -> dict[str, Any] | None:
    averages, power = explanation.averages, explanation.power
    if averages is None or power is None:
        return None
    return {
        "stage": averages.stage,
        "unit": averages.unit,
        "sfreq": averages.sfreq,
        "left_out_hz": power.left_out_hz,
        "by_ablation": explanation.ablation is not None,
    }


def _relevance(explanation: Explanation) -> dict[str, Any] | None:
    found = explanation.relevance
    if found is None:
        return None
    of_class = explanation.of_class or {}
    return {
        "method": found.method,
        "reference": found.settings["reference"],
        "baseline": found.baseline,
        "summary": found.settings["summary"],
        "misleads": found.settings["misleads"],
        "unit": found.unit,
        "complete": found.complete,
        "held_out": explanation.held_out,
        "known": found.labels is not None,
        # None of slopes, which have nothing to add up to.
        "largest_residual": found.largest_residual
        if np.isfinite(found.largest_residual)
        else None,
        "n_zero": int((~found.data.any(axis=(1, 2))).sum()),
        "not_drawn": [visible(name) for name in list(of_class)[MOST_CLASSES:]],
    }
