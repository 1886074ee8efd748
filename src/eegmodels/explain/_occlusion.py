"""Relevance by taking a part of the trial away: an electrode, a region, a window.

No slopes: the network is run on trials in which the part is the baseline's.
"""

from collections.abc import Mapping
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_number, did_you_mean, some_names
from eegmodels.explain._computing import Found, Task, groups

KINDS = ("electrode", "all")


def occluded(task: Task, *, occlude: Any, band: Any) -> Found:
    """Take each part away in turn; its loss is shared equally by its samples.

    So the sum over the samples of a part is what the logit loses without it, and
    parts that overlap add up where they do.
    """
    difference = (task.x - task.x0).astype(np.float64)
    if band is not None:
        difference = _of_band(difference, band, task.sfreq)
    output, output0 = task.outputs()
    data = np.zeros(task.x.shape)
    parts = _parts(occlude, task)
    for group in groups(len(task.x), len(parts)):
        without = np.concatenate([task.x - parts[k] * difference for k in group])
        weights = np.tile(task.weights, (len(group), 1))
        left = task.walk.outputs(without.astype(task.x.dtype), weights)
        for k, rest in zip(group, left.reshape(len(group), -1), strict=True):
            data += (output - rest)[:, None, None] * parts[k] / parts[k].sum()
    return data.astype(task.x.dtype), output, output0


def _parts(occlude: Any, task: Task) -> list[np.ndarray]:
    """List the parts, each (n_chans, n_times): 1 where it is, 0 elsewhere."""
    n_chans, n_times = task.x.shape[1:]
    if isinstance(occlude, Mapping):
        regions = _regions(occlude, task.ch_names)
        return [_rows(chosen, n_chans, n_times) for chosen in regions]
    if isinstance(occlude, str) and occlude == "electrode":
        return [_rows([c], n_chans, n_times) for c in range(n_chans)]
    if isinstance(occlude, str) and occlude == "all":
        return [np.ones((n_chans, n_times))]
    if isinstance(occlude, str) or not np.isscalar(occlude):
        hint = did_you_mean(occlude, KINDS) if isinstance(occlude, str) else ""
        raise ValueError(
            f"occlude={occlude!r} is no part of a trial; give 'electrode' (each by "
            "itself), 'all', {'name': [electrodes], ...} for regions, or the seconds "
            f"of a time window.{hint}"
        )
    seconds = check_number("occlude", occlude, low=0, closed="neither")
    length = int(np.floor(seconds * task.sfreq + 0.5))
    if not 1 <= length <= n_times:
        raise ValueError(
            f"occlude={seconds:g} s is {length} samples at {task.sfreq:g} Hz; a trial "
            f"has {n_times}. Give a window from {1 / task.sfreq:.3g} to "
            f"{n_times / task.sfreq:.3g} s."
        )
    parts = []
    for start in range(0, n_times, length):
        part = np.zeros((n_chans, n_times))
        part[:, start : start + length] = 1
        parts.append(part)
    return parts


def _rows(chosen: list[int], n_chans: int, n_times: int) -> np.ndarray:
    part = np.zeros((n_chans, n_times))
    part[chosen] = 1
    return part


def _regions(regions: Mapping[Any, Any], ch_names: list[str]) -> list[list[int]]:
    """Find the electrodes of each region."""
    if not regions:
        raise ValueError(
            "occlude={} names no region; give {'name': [electrodes], ...}."
        )
    found = []
    for name, electrodes in regions.items():
        if isinstance(electrodes, str) or len(electrodes) == 0:
            raise ValueError(
                f"occlude[{name!r}]={electrodes!r} is no list of electrodes; give "
                f"some of {some_names(ch_names)}, such as [{ch_names[0]!r}]."
            )
        for electrode in electrodes:
            if electrode not in ch_names:
                raise ValueError(
                    f"occlude[{name!r}] has the electrode {electrode!r}, which the "
                    f"model does not; it has {some_names(ch_names)}."
                    f"{did_you_mean(electrode, ch_names)}"
                )
        found.append([ch_names.index(electrode) for electrode in electrodes])
    return found


def _of_band(difference: np.ndarray, band: Any, sfreq: float) -> np.ndarray:
    """Keep what a band-stop filter takes away: Butterworth, order 4, zero phase."""
    try:
        low, high = (float(edge) for edge in band)
        fits = 0 < low < high < sfreq / 2
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(
            f"band={band!r} is no frequency band; give two numbers in Hz, 0 < low < "
            f"high < {sfreq / 2:g} (half of the rate), such as (8, 13), or None for "
            "all frequencies."
        )
    rest = mne.filter.filter_data(
        difference, sfreq, high, low, method="iir", verbose="ERROR"
    )
    return difference - rest
