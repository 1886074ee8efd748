"""How well explanations find a source that was planted."""

import numpy as np

from eegmodels.data import SimulatedRecording
from eegmodels.results import (
    Ablation,
    Recovery,
    Relevance,
    SpatialFilters,
    TemporalKernels,
)


def recovery(
    truth: SimulatedRecording,
    *,
    kernels: TemporalKernels,
    filters: SpatialFilters,
    ablation: Ablation,
    relevance: Relevance,
) -> Recovery:
    """Hold explanations of a network against the truth of its simulated data.

    A network has many filters; judged is the one whose ablation costs most.

    Parameters
    ----------
    truth : SimulatedRecording
    kernels : TemporalKernels
        Made with epochs, since the peak is that of response times spectrum.
    filters : SpatialFilters
    ablation : Ablation
    relevance : Relevance
        With labels, best of trials held out from training.

    Returns
    -------
    Recovery

    Raises
    ------
    ValueError
        Kernels made without epochs; other channels than those simulated; relevance
        without labels, or without trials of the planted class; an epoch that does
        not hold the window.
    """
    if kernels.weighted is None:
        raise ValueError(
            "kernels were made without epochs, so their peaks are not those of the "
            "data; give temporal_kernels(model, epochs)."
        )
    simulated = truth.raw.ch_names
    if filters.ch_names != simulated or filters.info is None:
        raise ValueError(
            f"filters are of {len(filters.ch_names)} channels; expected the "
            f"{len(simulated)} simulated ones, in their order and with their info."
        )
    course, other = _courses(truth, relevance)
    start, end = truth.window
    times = relevance.times
    step = float(np.diff(times).mean())
    if times[0] > start or times[-1] + step < end - 1e-9:
        raise ValueError(
            f"The epochs last from {times[0]:g} to {times[-1] + step:g} s and do not "
            f"hold the planted window of {start:g} to {end:g} s."
        )
    inside = (times >= start) & (times < end)
    f, d = ablation.ranking[0]
    pattern, weights = filters.patterns[f, d], filters.filters[f, d]
    return Recovery(
        planted_hz=truth.planted_hz,
        found_hz=float(kernels.peak_hz[f]),
        response_hz=float(kernels.freqs[kernels.response[f].argmax()]),
        freqs=kernels.freqs,
        weighted=kernels.weighted[f],
        response=kernels.response[f],
        topography=truth.topography,
        pattern=pattern,
        filter=weights,
        pattern_cosine=_cosine(pattern, truth.topography),
        filter_cosine=_cosine(weights, truth.topography),
        window=truth.window,
        window_share=(end - start) / (len(times) * step),
        times=times,
        course=course,
        other_course=other,
        relevance_in_window=float(course[inside].sum() / course.sum()),
        judged=(f, d),
        info=filters.info,
        settings={"snr_db": truth.snr_db, "planted_at": truth.planted_at},
    )


def _courses(
    truth: SimulatedRecording, relevance: Relevance
) -> tuple[np.ndarray, np.ndarray | None]:
    """Sum absolute relevance over electrodes; mean over trials, by class."""
    if relevance.labels is None:
        raise ValueError("relevance has no labels; give the classes of its trials (y).")
    planted = np.array([name == truth.planted_class for name in relevance.labels])
    if not planted.any():
        raise ValueError(
            f"relevance has no trial of the planted class {truth.planted_class!r}."
        )
    total = np.abs(relevance.data).sum(axis=1, dtype=np.float64)
    if not total[planted].any():
        raise ValueError("The relevance of the planted class is zero everywhere.")
    others = None if planted.all() else total[~planted].mean(axis=0)
    return total[planted].mean(axis=0), others


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(abs(one @ other)) / size if size > 0 else 0.0
