"""From a recording to labelled trials."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import mne

from eegmodels._docs import fill_docs
from eegmodels.data._events import class_events
from eegmodels.data._filtering import process_recording
from eegmodels.data._positions import add_positions
from eegmodels.data._presets import Preset, get_preset
from eegmodels.data._recordings import PathLike, read_recording
from eegmodels.data._trials import pick_names


@fill_docs
def epochs_from_recording(
    recording: mne.io.BaseRaw | PathLike | Sequence[PathLike],
    *,
    events: Mapping[str, Any] | None = None,
    stim_channel: str | None = None,
    preset: str | Preset | None = None,
    picks: Any = None,
    allow_truncated: bool = False,
    min_classes: int = 2,
    **overrides: Any,
) -> mne.Epochs:
    """Cut a recording into labelled trials, as a preset says.

    In this order: SSP projectors, choice of channels, band-pass of the continuous
    recording, moving standardisation where the preset has it, resampling (events
    follow), windows. Runs and the stretches between breaks are treated one by one.

    Parameters
    ----------
    recording : mne.io.Raw | path-like | list of path-like
        A Raw is left as it is. Files go through ``read_recording``.
    events : dict | None
        ``{class: annotation}`` or ``{class: stim code}``, or lists of them, which
        become one class. None: a class for each annotation but those that begin
        with BAD, EDGE, boundary or New Segment (BrainVision's mark of a break);
        where there are no annotations, for each code of the stim channel.
    stim_channel : str | None
        Take events from this channel, even where there are annotations. None: MNE's
        choice among the stim channels.
    %(preset)s
        None: no filter and the recording's own rate; ``tmin`` and ``tmax`` are then
        needed.
    picks : str | list | None
        Channels as in MNE. None: EEG, or, without any, all data channels. Bad ones
        stay, marked in ``info["bads"]``, and the classifier leaves them out; those
        that are named one by one are used, and lose their mark.
    allow_truncated : bool
        Accept files that were cut short.
    min_classes : int
        Fewer classes are an error. 1 where trials are only to be predicted.
    **overrides
        Single settings of the preset, e.g. ``h_freq=40``.

    Returns
    -------
    mne.Epochs
        Loaded, no baseline correction. The window is half-open, so that 0.5 to 3.5 s
        at 128 Hz are 384 samples. Trials that touch a BAD annotation or a break are
        dropped (see ``drop_log``).

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    ValueError
        No events; unknown annotation, code or channel; fewer than two classes; two
        classes at one moment; a rate that is too low; no trial left.
    """
    settings = get_preset(preset, **overrides)
    if isinstance(recording, mne.io.BaseRaw):
        raw = recording.copy()
    else:
        raw = read_recording(recording, allow_truncated=allow_truncated)
    found = class_events(raw, events, stim_channel, min_classes)
    _choose_channels(raw, picks)
    add_positions(raw)
    raw, moved = process_recording(raw, found.events, settings)
    rate = float(raw.info["sfreq"])
    first = settings.first_sample_at(rate)
    moved[:, 0] += raw.first_samp
    epochs = mne.Epochs(
        raw,
        moved,
        found.event_id,
        tmin=first / rate,
        tmax=(first + settings.n_times_at(rate) - 1) / rate,
        baseline=None,
        picks="all",
        preload=True,
        reject_by_annotation=True,
        on_missing="ignore",
        verbose="ERROR",
    )
    _check_trials(epochs, raw, settings, min_classes)
    return epochs


def _choose_channels(raw: mne.io.BaseRaw, picks: Any) -> None:
    """Apply projectors, then keep the channels that are asked for, in place."""
    used = pick_names(raw.info, picks)
    if raw.info["projs"]:
        # Before the choice: they were made for all channels together.
        raw.load_data(verbose="ERROR").apply_proj(verbose="ERROR")
    if picks is None:
        kept: Any = "eeg" if "eeg" in raw.get_channel_types() else "data"
    else:
        kept = picks
    raw.pick(kept, exclude=(), verbose="ERROR")
    _forget_partial_projectors(raw)
    if picks is not None:
        # A bad channel is among the used ones only where it was named.
        raw.info["bads"] = [bad for bad in raw.info["bads"] if bad not in used]


def _forget_partial_projectors(raw: mne.io.BaseRaw) -> None:
    """Drop applied projectors that lost channels, in place.

    MNE would apply them once more, to the remaining channels alone: an average
    reference would then be the average of those.
    """
    there = set(raw.ch_names)
    whole = [p for p in raw.info["projs"] if there.issuperset(p["data"]["col_names"])]
    with raw.info._unlock():
        raw.info["projs"] = whole


def _check_trials(
    epochs: mne.Epochs, raw: mne.io.BaseRaw, settings: Preset, min_classes: int
) -> None:
    counts = {name: len(epochs[name]) for name in epochs.event_id}
    left = [name for name, count in counts.items() if count]
    if len(left) >= min_classes:
        return
    reasons = Counter(why for log in epochs.drop_log for why in log)
    dropped = ", ".join(f"{count} {why}" for why, count in reasons.items())
    duration = raw.n_times / raw.info["sfreq"]
    raise ValueError(
        f"Too few trials are left: {len(epochs)} of {len(epochs.drop_log)}, of "
        f"{len(left)} of {len(counts)} classes; dropped: {dropped or 'none'}. The "
        f"window is {settings.tmin:g} to {settings.tmax:g} s after the event and the "
        f"recording lasts {duration:g} s. TOO_SHORT and NO_DATA mean that the window "
        "reaches beyond the data; BAD... names an annotation: shorten the window, or "
        "correct the annotations."
    )
