"""What a comparison with CSP needs of the trials: classes, and bands they can hold."""

from typing import Any

import numpy as np

from eegmodels._checks import check_number
from eegmodels.data import Trials
from eegmodels.explain._judges import no_labels
from eegmodels.explain._subject import Subject

CYCLES = 3  # of the lower edge, that a trial needs

Bands = list[tuple[float, float]]


def known_labels(
    subject: Subject, trials: Trials, epochs: Any
) -> tuple[np.ndarray, list[Any]]:
    """Give labels and the classes that occur, in the order of the model's."""
    if trials.labels is None:
        raise ValueError(no_labels(subject, epochs))
    found, counts = np.unique(trials.labels, return_counts=True)
    names = found.tolist()
    if len(names) < 2 or counts.min() < 2:
        said = ", ".join(f"{a!r} {b}" for a, b in zip(names, counts, strict=True))
        raise ValueError(
            f"The trials of the classes are {said}; CSP needs two classes or more, "
            "each with two trials or more. Give more trials."
        )
    own = [name for name in subject.classes if name in names]
    return trials.labels, own + [name for name in names if name not in own]


def check_bands(band: Any, subject: Subject, trials: Trials) -> Bands:
    """List the bands, or say why the data cannot hold one."""
    given = [band] if np.ndim(band) == 1 else list(band)
    bands = []
    for edges in given:
        if np.shape(edges) != (2,):
            raise ValueError(
                f"band={band!r} is no pair of edges; give (low, high) in Hz, such as "
                "(8, 12), or a list of such pairs."
            )
        low = check_number("band[0]", edges[0], low=0, closed="neither")
        high = check_number(
            "band[1]", edges[1], low=low, high=subject.sfreq / 2, closed="neither"
        )
        _check_band_of_data(low, high, subject, trials)
        bands.append((low, high))
    return bands


def _check_band_of_data(
    low: float, high: float, subject: Subject, trials: Trials
) -> None:
    passed = trials.band or subject.band
    if passed is not None and (high <= passed[0] or low >= passed[1]):
        raise ValueError(
            f"band=({low:g}, {high:g}) Hz lies outside of what the data's own filter "
            f"let pass, {passed[0]:g} to {passed[1]:g} Hz: nothing is left there. Give "
            "a band inside it."
        )
    seconds = trials.data.shape[2] / subject.sfreq
    if seconds * low < CYCLES:
        raise ValueError(
            f"band=({low:g}, {high:g}) Hz has {seconds * low:.2g} cycles of its lower "
            f"edge in a trial of {seconds:g} s; at least {CYCLES} are needed. Give a "
            "higher band, or longer trials."
        )
