"""Epochs of MNE for trials of any kind, and channels that are no electrodes."""

from collections.abc import Sequence

import mne
import numpy as np


def named_channels(names: Sequence[str], sfreq: float) -> mne.Info:
    """Describe channels of no type that MNE knows, such as filters.

    Parameters
    ----------
    names : sequence of str
    sfreq : float
        In Hz.

    Returns
    -------
    mne.Info
    """
    return mne.create_info(list(names), sfreq, "misc", verbose="ERROR")


def make_epochs(
    data: np.ndarray, info: mne.Info, tmin: float, words: Sequence[str]
) -> mne.EpochsArray:
    """Give trials as Epochs, with an event for each.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)
    info : mne.Info
    tmin : float
        Time of the first sample in seconds.
    words : sequence of str
        Name of the event of each trial; codes start at 1.

    Returns
    -------
    mne.EpochsArray
        Without baseline: the values are no voltages, and zero means something.
    """
    codes = {word: k + 1 for k, word in enumerate(dict.fromkeys(words))}
    n_trials, _, n_times = data.shape
    events = np.zeros((n_trials, 3), dtype=int)
    events[:, 0] = n_times * np.arange(n_trials)
    events[:, 2] = [codes[word] for word in words]
    return mne.EpochsArray(
        data.astype(np.float64),
        info,
        events=events,
        tmin=tmin,
        event_id=codes,
        baseline=None,
        proj=False,
        verbose="ERROR",
    )
