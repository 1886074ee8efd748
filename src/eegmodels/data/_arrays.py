"""Labelled trials from a bare array."""

from collections.abc import Sequence
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_finite, check_number, some_names
from eegmodels.data._positions import add_positions


def epochs_from_array(
    X: Any,
    y: Any,
    *,
    sfreq: float,
    ch_names: Sequence[str],
    tmin: float = 0.0,
    montage: str | None = "standard_1005",
    ch_types: str | Sequence[str] = "eeg",
) -> mne.EpochsArray:
    """Make Epochs of an array, with names, positions and labels.

    Parameters
    ----------
    X : array, shape (n_trials, n_chans, n_times)
        In volts.
    y : array-like, shape (n_trials,)
        Any labels; written as text they name the classes in ``event_id``.
    sfreq : float
        In Hz.
    ch_names : list of str
        Names of the channels in the order of X.
    tmin : float
        Time of the first sample in seconds after the event.
    montage : str | None
        Template of MNE for channels whose name it knows. None: no positions.
    ch_types : str | list of str
        As in ``mne.create_info``.

    Returns
    -------
    mne.EpochsArray
        MNE takes the band for unfiltered (0 to half the rate), since an array says
        nothing of it.

    Raises
    ------
    ValueError
        Wrong number of axes, NaN, infinity, labels that do not match the trials,
        names that do not match the channels or come twice.
    """
    sfreq = check_number("sfreq", sfreq, low=0, closed="neither")
    data = _check_data(X)
    names = _check_names(ch_names, data.shape)
    check_finite("X", data, names)
    codes, event_id = _check_labels(y, len(data))
    starts = np.arange(len(data)) * data.shape[2]
    events = np.column_stack([starts, np.zeros_like(codes), codes])
    kinds = ch_types if isinstance(ch_types, str) else list(ch_types)
    info = mne.create_info(names, sfreq, kinds, verbose="ERROR")
    epochs = mne.EpochsArray(
        data, info, events, check_number("tmin", tmin), event_id, verbose="ERROR"
    )
    return epochs if montage is None else add_positions(epochs, montage)


def _check_data(X: Any) -> np.ndarray:
    data = np.asarray(X)
    if data.dtype.kind not in "fiu":
        raise ValueError(
            f"X holds {data.dtype} values; give real numbers, in volts, of shape "
            "(n_trials, n_chans, n_times)."
        )
    if data.ndim != 3 or 0 in data.shape:
        raise ValueError(
            f"X has shape {data.shape}; expected (n_trials, n_chans, n_times), with at "
            "least one of each."
        )
    return data.astype(np.float64)


def _check_names(ch_names: Sequence[str], shape: tuple[int, ...]) -> list[str]:
    if isinstance(ch_names, str):
        raise TypeError(f"ch_names={ch_names!r} is one text; give a list of names.")
    names = [str(name) for name in ch_names]
    if len(names) != shape[1]:
        raise ValueError(
            f"ch_names has {len(names)} names and X {shape[1]} channels (shape "
            f"{shape}); give one name for each channel."
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"ch_names has names that come more than once: {some_names(twice)}; each "
            "channel needs a name of its own."
        )
    return names


def _check_labels(y: Any, n_trials: int) -> tuple[np.ndarray, dict[str, int]]:
    labels = np.asarray(y)
    if labels.ndim != 1 or len(labels) != n_trials:
        raise ValueError(
            f"y has shape {labels.shape} and X {n_trials} trials; give one label for "
            "each trial."
        )
    values = labels.tolist()
    if any(value is None or value != value for value in values):
        raise ValueError("y has missing labels (None or NaN); give one for each trial.")
    distinct = list(dict.fromkeys(values))
    try:
        distinct = sorted(distinct)
    except TypeError:
        distinct = sorted(distinct, key=str)
    names = [str(value) for value in distinct]
    if len(set(names)) < len(names):
        raise ValueError(
            f"y has labels that are written alike, such as 1 and '1': {distinct}; "
            "use one type of label."
        )
    code = {value: k for k, value in enumerate(distinct, start=1)}
    codes = np.array([code[value] for value in values])
    return codes, dict(zip(names, range(1, len(names) + 1), strict=True))
