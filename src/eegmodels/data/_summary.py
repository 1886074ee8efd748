"""What a recording holds and what became of its events, as plain numbers.

Names and annotations are the raw texts of the file; whoever writes HTML escapes
them.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import mne

from eegmodels.data._trials import pick_names


def describe_recording(
    raw: mne.io.BaseRaw, epochs: mne.BaseEpochs | None = None
) -> dict[str, Any]:
    """Describe a recording, and the trials that were cut from it.

    Parameters
    ----------
    raw : mne.io.Raw
        As it came in, before any filter.
    epochs : mne.Epochs | None
        What was made of it.

    Returns
    -------
    dict
        Fit for JSON: ``files`` (names without folders), ``duration_s``, ``sfreq``
        (Hz), ``n_chans`` by type, ``bads``, ``highpass`` and ``lowpass`` (Hz),
        ``annotations`` (count of each) and, with Epochs, ``epochs``: ``n_trials``,
        ``classes`` (trials of each), ``n_dropped``, ``dropped`` (trials by reason),
        ``tmin``, ``tmax`` (s, half-open), ``n_times``, ``sfreq``, ``highpass``,
        ``lowpass``, ``ch_names`` (used) and ``bads`` (left out).
    """
    info = raw.info
    description: dict[str, Any] = {
        "files": [Path(name).name for name in raw.filenames if name is not None],
        "duration_s": raw.n_times / float(info["sfreq"]),
        "sfreq": float(info["sfreq"]),
        "n_chans": dict(Counter(raw.get_channel_types())),
        "bads": list(info["bads"]),
        "highpass": float(info["highpass"]),
        "lowpass": float(info["lowpass"]),
        "annotations": _counts(raw.annotations.description),
    }
    if epochs is not None:
        description["epochs"] = _describe_epochs(epochs)
    return description


def _describe_epochs(epochs: mne.BaseEpochs) -> dict[str, Any]:
    info = epochs.info
    rate = float(info["sfreq"])
    codes = epochs.events[:, 2]
    # Trials that were not asked for ("IGNORED") were never there.
    logs = [log for log in epochs.drop_log if log and "IGNORED" not in log]
    used = pick_names(info)
    return {
        "n_trials": len(epochs.events),
        "classes": {
            str(name): int((codes == code).sum())
            for name, code in epochs.event_id.items()
        },
        "n_dropped": len(logs),
        "dropped": _counts(" + ".join(log) for log in logs),
        "tmin": float(epochs.times[0]),
        "tmax": float(epochs.times[-1]) + 1 / rate,
        "n_times": len(epochs.times),
        "sfreq": rate,
        "highpass": float(info["highpass"]),
        "lowpass": float(info["lowpass"]),
        "ch_names": used,
        "bads": [bad for bad in info["bads"] if bad not in used],
    }


def _counts(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(str(word) for word in words).items()))
