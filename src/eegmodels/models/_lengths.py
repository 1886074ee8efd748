"""Lengths in samples: at another sampling rate, and what they need together.

The papers' lengths hold at a reference rate. At another rate the first kernel and the
first pool scale with it; the later stages then run at about the rate of the paper
again and keep their samples.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eegmodels._checks import check_whole


@dataclass(frozen=True)
class Span:
    """What one layer takes of the time axis, in samples of its input.

    ``padded`` says that zeros stand in where the input ends ("same" padding).
    """

    what: str
    length: int
    stride: int = 1
    padded: bool = False


def scaled(length: int, sfreq: float, reference_sfreq: float) -> int:
    """Scale a length to another rate; half up, at least 1."""
    return max(1, math.floor(length * sfreq / reference_sfreq + 0.5))


def chosen(name: str, length: int | None, default: int) -> int:
    """Take a length in samples if it was given, else the default."""
    return default if length is None else check_whole(name, length)


def n_needed(spans: Sequence[Span]) -> int:
    """Count the samples that layers one after another need for one output."""
    total, jump = 1, 1
    for span in spans:
        total += 0 if span.padded else (span.length - 1) * jump
        jump *= span.stride
    return total


def check_long_enough(
    name: str, n_chans: int, n_times: int, spans: Sequence[Span], arguments: str
) -> None:
    """Refuse epochs that are too short for a network.

    Parameters
    ----------
    name : str
        Of the network.
    n_chans, n_times : int
    spans : sequence of Span
        Its layers over time, in their order.
    arguments : str
        Names of the arguments that make them shorter, for the message.
    """
    needed = n_needed(spans)
    if n_times >= needed:
        return
    cutting = [span for span in spans if not span.padded]
    kinds = " and ".join(sorted({f"{span.what}s" for span in cutting}))
    lengths = [str(span.length) for span in cutting]
    listed = " and ".join([", ".join(lengths[:-1]), lengths[-1]][len(lengths) < 2 :])
    swapped = ""
    # Other numbers are as likely those of a short epoch from many electrodes.
    if n_chans >= needed and n_chans >= 2 * n_times:
        swapped = (
            f" If the epochs have {n_chans} samples of {n_times} channels, n_chans and "
            "n_times are swapped."
        )
    raise ValueError(
        f"n_times={n_times} is too short for {name}: an epoch of {n_times} "
        f"sample{'s' * (n_times != 1)} is given, and the {kinds} of {listed} samples "
        f"one after another need at least {needed} samples. Cut longer epochs, or "
        f"give smaller {kinds} ({arguments}).{swapped}"
    )
