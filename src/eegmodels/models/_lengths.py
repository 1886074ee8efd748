"""Lengths in samples at another sampling rate than that of the paper.

The papers' lengths hold at a reference rate. At another rate the first kernel and the
first pool scale with it; the later stages then run at about the rate of the paper
again and keep their samples.
"""

import math

from eegmodels._checks import check_whole


def scaled(length: int, sfreq: float, reference_sfreq: float) -> int:
    """Scale a length to another rate; half up, at least 1."""
    return max(1, math.floor(length * sfreq / reference_sfreq + 0.5))


def chosen(name: str, length: int | None, default: int) -> int:
    """Take a length in samples if it was given, else the default."""
    return default if length is None else check_whole(name, length)
