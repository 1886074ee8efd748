"""The door through which trials enter: arrays, Epochs, lists of one-trial Epochs.

Everything behind it sees one record, ``Trials``, with named channels in a known
order. Signals are float64 of shape (n_trials, n_chans, n_times); who only scales them
for a network may ask for float32 as it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_finite, check_not_flat, check_number, some_names


@dataclass(frozen=True)
class Trials:
    """Labelled trials and all that is known of where they came from.

    Attributes
    ----------
    data : array, shape (n_trials, n_chans, n_times)
        Volts where they came as Epochs, otherwise the unit of the array.
    labels : array, shape (n_trials,) | None
    ch_names : list of str
        Numbers as text ("0", "1", ...) where the array came without names.
    sfreq : float | None
        In Hz.
    tmin : float | None
        Time of the first sample in seconds after the event.
    info : mne.Info | None
        Of the used channels; None for arrays.
    bads : list of str
        Channels that were left out because they are marked as bad.
    """

    data: np.ndarray
    labels: np.ndarray | None
    ch_names: list[str]
    sfreq: float | None = None
    tmin: float | None = None
    info: mne.Info | None = None
    bads: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.data)

    @property
    def band(self) -> tuple[float, float] | None:
        """Pass band in Hz as MNE keeps it in ``info``; None for arrays."""
        if self.info is None:
            return None
        return float(self.info["highpass"]), float(self.info["lowpass"])


def as_trials(
    X: Any,
    y: Any = None,
    *,
    sfreq: float | None = None,
    picks: Any = None,
    ch_names: Sequence[str] | None = None,
    name: str = "X",
    keep_float32: bool = False,
) -> Trials:
    """Turn any accepted form of trials into ``Trials``, or say what is wrong.

    Parameters
    ----------
    X : mne.Epochs | list of mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Arrays may carry a trailing axis of 1.
    y : array-like, shape (n_trials,) | None
        Labels. None: those of ``event_id`` for Epochs, none for arrays.
    sfreq : float | None
        Of an array, in Hz. Epochs bring their own; one that differs is an error.
    picks : str | list | None
        Channels as in MNE. None: the good EEG channels; where there is no EEG
        channel at all, the good data channels of any type.
    ch_names : list of str | None
        Channels that are needed, in this order: Epochs are matched by name, arrays
        by position (the number of channels must agree).
    name : str
        What to call X in messages.
    keep_float32 : bool
        Leave an array of float32 as it is, without a copy twice its size.

    Raises
    ------
    ValueError
        Wrong number of axes, NaN, infinity, flat channels, labels that do not match
        the trials, missing or bad channels, another sampling rate.
    """
    if sfreq is not None:
        sfreq = check_number("sfreq", sfreq, low=0, closed="neither")
    if isinstance(X, mne.BaseEpochs):
        trials = _from_epochs([X], sfreq, picks, ch_names, name)
    elif _is_list_of_epochs(X):
        trials = _from_epochs(list(X), sfreq, picks, ch_names, name)
    elif isinstance(X, (mne.io.BaseRaw, mne.Evoked)):
        raise TypeError(
            f"{name} is a {type(X).__name__}; cut it into labelled trials first, "
            "with eegmodels.data.epochs_from_recording or mne.Epochs."
        )
    else:
        trials = _from_array(X, sfreq, picks, ch_names, name, keep_float32)
    if y is not None:
        trials = replace(trials, labels=_check_labels(y, len(trials), name))
    if len(trials) == 0:
        raise ValueError(f"{name} has no trials left; at least one is needed.")
    check_finite(name, trials.data, trials.ch_names)
    check_not_flat(name, trials.data, trials.ch_names)
    return trials


def pick_names(info: mne.Info, picks: Any = None) -> list[str]:
    """Name the channels to use: by default the good EEG channels.

    Parameters
    ----------
    info : mne.Info
    picks : str | list | None
        As in MNE: channels that are named one by one are used even where they are
        marked as bad. None: good EEG; where there is no EEG, good data channels.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If no channel is left; the message says what is there.
    """
    if picks is not None:
        # MNE: a type or "all" leaves out the bad ones, single names do not.
        chosen = mne.io.pick._picks_to_idx(info, picks, exclude="bads")
    else:
        chosen = mne.pick_types(info, eeg=True, exclude="bads")
        if len(chosen) == 0 and len(mne.pick_types(info, eeg=True, exclude=[])) == 0:
            chosen = mne.io.pick._picks_to_idx(info, "data", exclude="bads")
    if len(chosen) == 0:
        types = sorted(set(info.get_channel_types()))
        raise ValueError(
            f"picks={picks!r} leaves no channel: the recording has {len(info['chs'])} "
            f"channels of type {', '.join(types)}, {len(info['bads'])} of them marked "
            "as bad. Give picks= channel names or a type that is there."
        )
    return [info["ch_names"][c] for c in chosen]


def _from_epochs(
    parts: list[mne.BaseEpochs],
    sfreq: float | None,
    picks: Any,
    ch_names: Sequence[str] | None,
    name: str,
) -> Trials:
    first = parts[0]
    for k, part in enumerate(parts):
        if part.ch_names != first.ch_names or len(part.times) != len(first.times):
            raise ValueError(
                f"{name}[{k}] has {len(part.ch_names)} channels and "
                f"{len(part.times)} samples, unlike {name}[0] with "
                f"{len(first.ch_names)} and {len(first.times)}, or other channel "
                "names; all trials must agree."
            )
    info = first.info
    if sfreq is not None and not np.isclose(sfreq, info["sfreq"]):
        raise ValueError(
            f"{name} was sampled at {info['sfreq']:g} Hz, not at {sfreq:g} Hz; "
            f"resample it with epochs.resample({sfreq:g})."
        )
    if ch_names is None:
        used = pick_names(info, picks)
    else:
        used = _match_channels(info, ch_names, name)
    left_out = tuple(bad for bad in info["bads"] if bad not in used)
    arrays, labels = [], []
    for part in parts:
        with mne.use_log_level("WARNING"):  # load_data has no verbose
            part = part.copy().load_data().apply_proj()
        arrays.append(part.get_data(picks=used, copy=False))
        by_code = {code: label for label, code in part.event_id.items()}
        labels += [by_code[code] for code in part.events[:, 2]]
    order = [info["ch_names"].index(channel) for channel in used]
    return Trials(
        data=np.concatenate(arrays).astype(np.float64, copy=False),
        labels=np.array(labels),
        ch_names=list(used),
        sfreq=float(info["sfreq"]),
        tmin=float(first.tmin),
        info=mne.pick_info(info, order, copy=True),
        bads=left_out,
    )


def _match_channels(info: mne.Info, wanted: Sequence[str], name: str) -> list[str]:
    missing = [channel for channel in wanted if channel not in info["ch_names"]]
    if missing:
        raise ValueError(
            f"{name} lacks {len(missing)} of the {len(wanted)} channels that the model "
            f"uses: {some_names(missing)}. It has {some_names(info['ch_names'])}. "
            "Rename the channels (epochs.rename_channels), interpolate the missing "
            "ones, or train on the channels that both have."
        )
    bad = [channel for channel in wanted if channel in info["bads"]]
    if bad:
        raise ValueError(
            f"{name} marks channels as bad that the model uses: {some_names(bad)}. "
            "Interpolate them (epochs.interpolate_bads()) or train without them."
        )
    return list(wanted)


def _from_array(
    X: Any,
    sfreq: float | None,
    picks: Any,
    ch_names: Sequence[str] | None,
    name: str,
    keep_float32: bool,
) -> Trials:
    if hasattr(X, "toarray") or hasattr(X, "todense"):
        raise TypeError(
            f"{name} is a sparse matrix; EEG is dense: give {name} as an "
            "array of shape (n_trials, n_chans, n_times)."
        )
    data = np.asarray(X)
    if np.iscomplexobj(data):
        raise ValueError(
            f"{name} is complex. Complex data not supported: EEG samples "
            "are real numbers."
        )
    try:
        if not (keep_float32 and data.dtype == np.float32):
            data = data.astype(np.float64, copy=False)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} holds {data.dtype} values that are not numbers; give floats of "
            "shape (n_trials, n_chans, n_times)."
        ) from error
    if data.ndim == 4 and data.shape[-1] == 1:
        data = data[..., 0]
    if data.ndim != 3:
        raise ValueError(
            f"{name} has {data.ndim} axes (shape {data.shape}); expected 3, "
            "(n_trials, n_chans, n_times). A single trial is X[np.newaxis]."
        )
    if 0 in data.shape[1:]:
        raise ValueError(
            f"{name} has shape {data.shape}; at least 1 channel and 1 sample are "
            "required."
        )
    if picks is not None:
        raise ValueError(
            f"picks={picks!r} needs channel names, which an array has not; index the "
            "array, or make Epochs with eegmodels.data.epochs_from_array."
        )
    names = [str(c) for c in range(data.shape[1])] if ch_names is None else ch_names
    if len(names) != data.shape[1]:
        raise ValueError(
            f"{name} has {data.shape[1]} channels (shape {data.shape}); the model "
            f"expects {len(names)} ({some_names(list(names))}). Arrays are matched by "
            "position: give the same channels in the same order, or Epochs, which are "
            "matched by name."
        )
    return Trials(data=data, labels=None, ch_names=list(names), sfreq=sfreq)


def _check_labels(y: Any, n_trials: int, name: str) -> np.ndarray:
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(
            f"y has shape {labels.shape}; expected one label for each trial, shape "
            f"({n_trials},). One-hot labels become numbers with y.argmax(axis=1)."
        )
    if len(labels) != n_trials:
        raise ValueError(
            f"y has {len(labels)} labels and {name} has {n_trials} trials; they must "
            "match. Epochs that were dropped need their labels dropped too "
            "(epochs.selection says which were kept)."
        )
    missing = np.flatnonzero(labels != labels)  # NaN alone is not itself
    if labels.dtype.kind == "f" and len(missing):
        raise ValueError(
            f"Input y contains NaN in {len(missing)} of {n_trials} trials (the first "
            f"is trial {missing[0]}); give each a label, or drop those trials."
        )
    return labels


def _is_list_of_epochs(X: Any) -> bool:
    return (
        isinstance(X, (list, tuple))
        and len(X) > 0
        and all(isinstance(part, mne.BaseEpochs) for part in X)
    )
