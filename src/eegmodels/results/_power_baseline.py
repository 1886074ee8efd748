"""Power against a stretch of the epoch, its baseline, as MNE does it."""

from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_number, check_option

# What power is after each mode of ``mne.baseline.rescale``.
MODES = {
    "mean": "{unit}, less the baseline",
    "ratio": "ratio to the baseline",
    "logratio": "log10 of the ratio to the baseline",
    "percent": "change, as a share of the baseline",
    "zscore": "deviations of the baseline",
    "zlogratio": "deviations of the baseline, of the log10 ratio",
}

Window = tuple[float, float]


def check_baseline(baseline: Any, mode: str, times: np.ndarray) -> Window | None:
    """Check a window against the times of an epoch.

    Parameters
    ----------
    baseline : (float | None, float | None) | None
        Start and end in seconds, both included; None inside: that end of the epoch.
    mode : str
        A key of ``MODES``.
    times : array, shape (n_times,)

    Returns
    -------
    tuple of float | None
        None: no baseline.

    Raises
    ------
    ValueError
        A window outside of the epoch, or with too few samples; no such mode.
    """
    check_option("mode", mode, MODES)
    if baseline is None:
        return None
    if not isinstance(baseline, (tuple, list)) or len(baseline) != 2:
        raise ValueError(
            f"baseline={baseline!r} is no pair of times; give start and end in "
            "seconds, such as (-0.2, 0), or None for none."
        )
    ends = (float(times[0]), float(times[-1]))
    start, stop = (
        end if value is None else check_number(f"baseline[{k}]", value)
        for k, (value, end) in enumerate(zip(baseline, ends, strict=True))
    )
    slack = 0.5 * (times[1] - times[0]) if len(times) > 1 else 0.0
    if start > stop or start < ends[0] - slack or stop > ends[1] + slack:
        raise ValueError(
            f"baseline=({start:g}, {stop:g}) s does not lie in the epoch, whose stage "
            f"has times from {ends[0]:.3f} to {ends[1]:.3f} s. Give a window inside "
            "it, or cut longer epochs."
        )
    n_inside = int(((times >= start) & (times <= stop)).sum())
    fewest = 2 if mode.startswith("z") else 1
    if n_inside < fewest:
        raise ValueError(
            f"baseline=({start:g}, {stop:g}) s holds {n_inside} samples of the stage; "
            f"mode={mode!r} needs {fewest} or more. Give a longer window."
        )
    return start, stop


def against_baseline(
    power: np.ndarray, times: np.ndarray, window: Window | None, mode: str
) -> np.ndarray:
    """Rescale power, whose last axis is time, by its own mean in the window.

    Raises
    ------
    ValueError
        Power of zero all through the window, by which nothing can be divided.
    """
    if window is None:
        return power
    inside = (times >= window[0]) & (times <= window[1])
    if mode != "mean" and (power[..., inside].mean(axis=-1) <= 0).any():
        raise ValueError(
            f"mode={mode!r} divides by the power in the baseline, which is zero for "
            "at least one filter: it is silent there. Give mode='mean', another "
            "window, or leave baseline out."
        )
    scaled = mne.baseline.rescale(power, times, window, mode=mode, verbose="ERROR")
    return np.asarray(scaled)


def unit_after(unit: str, window: Window | None, mode: str) -> str:
    """Name the unit of power after the baseline."""
    return unit if window is None else MODES[mode].format(unit=unit)
