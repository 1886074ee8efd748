"""A recording brought to a preset: band-pass, moving standardisation, rate.

Each continuous stretch (a run, or what lies between two breaks) is treated by
itself, so that nothing smears from one into the next and no event shifts.
"""

import warnings
from itertools import pairwise

import mne
import numpy as np
from scipy.signal import lfilter

from eegmodels.data._events import break_samples
from eegmodels.data._presets import Preset

# As in the source of the moving standardisation, see the preset "smr".
START_SAMPLES = 1000


def process_recording(
    raw: mne.io.BaseRaw, events: np.ndarray, preset: Preset
) -> tuple[mne.io.BaseRaw, np.ndarray]:
    """Filter, standardise and resample a recording; its events follow.

    Parameters
    ----------
    raw : mne.io.Raw
        Of the channels that are used. It is loaded and changed.
    events : array of int, shape (n_events, 3)
        Samples counted from the start of the data, before and after.

    Returns
    -------
    raw : mne.io.Raw
    events : array of int, shape (n_events, 3)

    Raises
    ------
    ValueError
        If the recording's rate is too low for the preset.
    """
    check_rate(raw.info, preset, "recording")
    raw.load_data(verbose="ERROR")
    rate = float(raw.info["sfreq"])
    bounds = [0, *break_samples(raw).tolist(), raw.n_times]
    _warn_of_short_stretches(raw, np.diff(bounds), preset)
    parts, moved, offset = [], [], 0
    for start, stop in pairwise(bounds):
        part = _stretch(raw, start, stop)
        _process_stretch(part, preset)
        inside = (events[:, 0] >= start) & (events[:, 0] < stop)
        own = events[inside]
        ratio = part.info["sfreq"] / rate
        own[:, 0] = offset + np.floor((own[:, 0] - start) * ratio + 0.5).astype(int)
        moved.append(own)
        parts.append(part)
        offset += part.n_times
    whole = mne.concatenate_raws(parts, verbose="ERROR")
    return whole, np.concatenate(moved)


def check_rate(info: mne.Info, preset: Preset, what: str) -> None:
    """Refuse a rate that is below the preset's, or too low for its band."""
    rate = float(info["sfreq"])
    if preset.sfreq is not None and preset.sfreq > rate * (1 + 1e-9):
        raise ValueError(
            f"The {what} was sampled at {rate:g} Hz and the preset {preset.name!r} "
            f"asks for sfreq={preset.sfreq:g} Hz; sampling up adds nothing. Give "
            f"sfreq={rate:g}, or a lower rate."
        )
    for name, edge in (("h_freq", preset.h_freq), ("l_freq", preset.l_freq)):
        if edge is not None and edge >= rate / 2:
            raise ValueError(
                f"{name}={edge:g} Hz of the preset {preset.name!r} is not below "
                f"{rate / 2:g} Hz, half of the {what}'s rate of {rate:g} Hz. Give a "
                f"lower {name}, or None for no filter on that side."
            )


def filter_seconds(
    sfreq: float, l_freq: float | None, h_freq: float | None, method: str
) -> float:
    """Give the length of a filter in seconds: its taps, or how long it rings."""
    if l_freq is None and h_freq is None:
        return 0.0
    made = mne.filter.create_filter(
        None, sfreq, l_freq, h_freq, method=method, verbose="ERROR"
    )
    if method == "fir":
        return len(made) / sfreq
    ringing = mne.filter.estimate_ringing_samples(made["sos"])
    return float(ringing) / sfreq


def moving_standardise(data: np.ndarray, decay: float) -> np.ndarray:
    """Standardise each channel by its exponential moving mean and variance.

    ``m[t] = (1 - decay) * x[t] + decay * m[t-1]`` and the same for the variance
    ``v`` of ``x[t] - m[t]``; the result is ``(x - m) / sqrt(v)``. Before the first
    sample, ``m`` and ``v`` are mean and variance of the first 1000 samples.

    Parameters
    ----------
    data : array, shape (n_chans, n_times)
        In any unit.
    decay : float
        Between 0 and 1, per sample.

    Returns
    -------
    array, shape (n_chans, n_times)
        Without a unit; 0 where a channel has not varied yet.
    """
    start = data[:, :START_SAMPLES]
    mean = _moving_mean(data, decay, start.mean(axis=1))
    centred = data - mean
    variance = _moving_mean(centred**2, decay, start.var(axis=1))
    deviation = np.sqrt(variance)
    return np.divide(
        centred, deviation, out=np.zeros_like(centred), where=deviation > 0
    )


def _moving_mean(data: np.ndarray, decay: float, before: np.ndarray) -> np.ndarray:
    state = decay * before[:, np.newaxis]
    mean, _ = lfilter([1 - decay], [1, -decay], data, axis=1, zi=state)
    return mean


def _stretch(raw: mne.io.BaseRaw, start: int, stop: int) -> mne.io.BaseRaw:
    if (start, stop) == (0, raw.n_times):
        return raw
    # Not copy and crop: that would copy the whole recording for each stretch.
    data = raw.get_data(start=start, stop=stop, verbose="ERROR")
    first = raw.first_samp + start
    part = mne.io.RawArray(data, raw.info, first_samp=first, verbose="ERROR")
    marks = raw.annotations.copy()
    if marks.orig_time is None:
        # Without a date MNE counts the onsets it is given from the first sample.
        marks.onset -= part.first_time
    part.set_annotations(marks, emit_warning=False, verbose="ERROR")
    return part


def _process_stretch(raw: mne.io.BaseRaw, preset: Preset) -> None:
    if preset.l_freq is not None or preset.h_freq is not None:
        raw.filter(
            preset.l_freq,
            preset.h_freq,
            picks="all",
            method=preset.method,
            skip_by_annotation="bad_acq_skip",
            verbose="ERROR",
        )
    if preset.moving_standardisation is not None:
        raw.apply_function(
            moving_standardise,
            picks="all",
            channel_wise=False,
            decay=preset.moving_standardisation,
            verbose="ERROR",
        )
    if preset.sfreq is not None:
        raw.resample(preset.sfreq, verbose="ERROR")


def _warn_of_short_stretches(
    raw: mne.io.BaseRaw, lengths: np.ndarray, preset: Preset
) -> None:
    rate = raw.info["sfreq"]
    needed = filter_seconds(rate, preset.l_freq, preset.h_freq, preset.method)
    n_short = int((lengths / rate < needed).sum())
    if n_short:
        warnings.warn(
            f"{n_short} of {len(lengths)} continuous stretches of the recording are "
            f"shorter than the filter ({needed:.2f} s); their signals are distorted. "
            "A higher l_freq needs a shorter filter.",
            RuntimeWarning,
            stacklevel=4,
        )
