"""Which row of a trained spatial kernel belongs to which channel of a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eegmodels._checks import check_option, did_you_mean, some_names

NEW_CHANNELS = ("error", "fresh")


@dataclass(frozen=True)
class ChannelRows:
    """Rows of the source for the channels of a new network.

    Attributes
    ----------
    taken : tuple of int | None
        For each new channel its row in the source; None where the source lacks it.
    n_source : int
        Number of channels of the source.
    names : tuple of str
        Of the new channels; empty where they are not known.
    """

    taken: tuple[int | None, ...]
    n_source: int
    names: tuple[str, ...] = ()

    @property
    def new(self) -> list[str]:
        """Names of the channels that the source lacks."""
        pairs = zip(self.names, self.taken, strict=True) if self.names else ()
        return [name for name, row in pairs if row is None]

    @property
    def same_set(self) -> bool:
        """Whether the channels are those of the source, in whatever order."""
        return None not in self.taken and len(self.taken) == self.n_source

    def __str__(self) -> str:
        kept = sum(row is not None for row in self.taken)
        text = f"{kept} of {self.n_source} channels, by name"
        if self.same_set:
            in_order = self.taken == tuple(range(self.n_source))
            text = "" if in_order else f"all {kept} channels, in another order"
        if self.new:
            text += f"; afresh: {some_names(self.new)}"
        return text

    def take(self, trained: np.ndarray, fresh: np.ndarray) -> np.ndarray:
        """Fill a kernel, channels along its first axis, with rows of a trained one."""
        kernel = fresh.copy()
        for c, row in enumerate(self.taken):
            if row is not None:
                kernel[c] = trained[row]
        return kernel


def match_channels(
    ch_names: Any, source_ch_names: Any, n_source: int, new_channels: str
) -> ChannelRows:
    """Find the row of each channel by name.

    Parameters
    ----------
    ch_names : list of str | None
        Of the new network. None: the channels of the source.
    source_ch_names : list of str | None
        Of the source, in the order of its rows.
    n_source : int
        Number of channels of the source.
    new_channels : "error" | "fresh"
        What becomes of channels that the source lacks.
    """
    check_option("new_channels", new_channels, NEW_CHANNELS)
    known: list[str] = []
    if source_ch_names is not None:
        known = _checked_names("source_ch_names", source_ch_names)
        if len(known) != n_source:
            raise ValueError(
                f"source_ch_names has {len(known)} names; the source has {n_source} "
                "channels. Give one name for each, in the order of its data."
            )
    if ch_names is None:
        return ChannelRows(tuple(range(n_source)), n_source, tuple(known))
    names = _checked_names("ch_names", ch_names)
    if source_ch_names is None:
        raise ValueError(
            f"ch_names names {len(names)} channels, but not which of the source's "
            f"{n_source} rows they are; give source_ch_names too (of a fitted "
            "estimator its ch_names_)."
        )
    rows = ChannelRows(
        tuple(known.index(name) if name in known else None for name in names),
        n_source,
        tuple(names),
    )
    if rows.new and new_channels == "error":
        raise ValueError(_lacking(rows.new, names, known))
    if len(rows.new) == len(names):
        raise ValueError(
            f"ch_names shares no channel with the source: {some_names(names)} against "
            f"{some_names(known)}.{did_you_mean(names[0], known)} Rename the channels, "
            "or train a new network."
        )
    return rows


def _lacking(new: Sequence[str], names: Sequence[str], known: Sequence[str]) -> str:
    return (
        f"ch_names has {len(new)} of {len(names)} channels that the source lacks: "
        f"{some_names(new)}. It has {some_names(known)}.{did_you_mean(new[0], known)} "
        "Leave those channels out, rename them, or give new_channels='fresh' to start "
        "their spatial weights afresh."
    )


def _checked_names(argument: str, given: Any) -> list[str]:
    names = [given] if isinstance(given, str) else list(given)
    if isinstance(given, str) or not all(isinstance(name, str) for name in names):
        raise TypeError(
            f"{argument}={given!r} is no list of names; give one text for each channel."
        )
    if not names:
        raise ValueError(f"{argument} is empty; give at least one channel.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"{argument} names {some_names(twice)} more than once; each channel needs "
            "a name of its own."
        )
    return names
