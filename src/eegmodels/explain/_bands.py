"""Bands of frequencies by name, and which of them the data can hold."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from eegmodels._checks import check_number
from eegmodels.data import Trials
from eegmodels.explain._subject import Subject

# In Hz; those of Schirrmeister et al. 2017.
BANDS = {"alpha": (7.0, 13.0), "beta": (13.0, 31.0), "gamma": (71.0, 91.0)}

Named = dict[str, tuple[float, float]]


def choose_bands(bands: Any, subject: Subject, trials: Trials) -> tuple[Named, Named]:
    """Check bands, or take those of the paper that the data can hold.

    Parameters
    ----------
    bands : dict | list of (float, float) | (float, float) | None
        Edges in Hz, by name.
    subject : Subject
    trials : Trials

    Returns
    -------
    bands : dict
        Name and edges.
    left_out : dict
        Those of the paper that the data cannot hold.

    Raises
    ------
    ValueError
        No pair of edges; a band above half of the rate, outside of what the data's
        filter let pass, or without any frequency of a trial's Fourier transform.
    """
    given = BANDS if bands is None else _named(bands)
    chosen, left_out = {}, {}
    for name, edges in given.items():
        why = _why_not(edges, subject, trials)
        if not why:
            chosen[name] = edges
        elif bands is None:
            left_out[name] = edges
        else:
            low, high = edges
            raise ValueError(
                f"bands has {name!r}, {low:g} to {high:g} Hz, and {why}. Give another "
                "band."
            )
    if not chosen:
        raise ValueError(
            "bands=None means those of the paper, "
            + ", ".join(f"{a:g}-{b:g} Hz" for a, b in BANDS.values())
            + ", of which these data hold none. Give bands, such as {'theta': (4, 7)}."
        )
    return chosen, left_out


def _named(bands: Any) -> Named:
    if not isinstance(bands, Mapping):
        pairs = [bands] if np.ndim(bands) == 1 and np.size(bands) == 2 else list(bands)
        bands = {
            f"{pair[0]:g}-{pair[1]:g} Hz": pair for pair in pairs if _is_pair(pair)
        }
        if len(bands) != len(pairs) or not pairs:
            raise ValueError(
                f"bands={pairs!r} are no pairs of edges, each given once; give (low, "
                "high) in Hz, a list of such pairs, or a dict of them by name."
            )
    found = {}
    for name, pair in bands.items():
        if not _is_pair(pair):
            raise ValueError(
                f"bands[{name!r}]={pair!r} is no pair of edges; give (low, high) in Hz."
            )
        low = check_number("low edge", pair[0], low=0, closed="left")
        high = check_number("high edge", pair[1], low=low, closed="neither")
        found[str(name)] = (low, high)
    if not found:
        raise ValueError("bands is empty; give at least one band.")
    return found


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, (tuple, list, np.ndarray)) and len(pair) == 2


def _why_not(edges: tuple[float, float], subject: Subject, trials: Trials) -> str:
    """Say why the data cannot hold a band; "" if they can."""
    low, high = edges
    half = subject.sfreq / 2
    if high >= half:
        return f"the data, at {subject.sfreq:g} Hz, hold frequencies below {half:g} Hz"
    passed = trials.band or subject.band
    if passed is not None and (high <= passed[0] or low >= passed[1]):
        return f"the data's own filter passed {passed[0]:g} to {passed[1]:g} Hz"
    n_times = trials.data.shape[2]
    freqs = np.fft.rfftfreq(n_times, 1 / subject.sfreq)
    if not ((freqs >= low) & (freqs <= high)).any():
        step = subject.sfreq / n_times
        return f"trials are so short that their frequencies are {step:.3g} Hz apart"
    return ""
