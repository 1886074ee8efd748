"""Which moments of a recording belong to which class.

Events are MNE's arrays of shape (n_events, 3); here the first column counts
samples from the start of the data, so that ``first_samp`` plays no part.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mne
import numpy as np

from eegmodels._checks import some_names

# Marks of breaks, not of events: MNE's, EEGLAB's and BrainVision's.
BREAKS = re.compile(r"^(edge|boundary|new segment)", re.IGNORECASE)
NOT_EVENTS = re.compile(r"^(bad|edge|boundary|new segment)", re.IGNORECASE)


@dataclass(frozen=True)
class ClassEvents:
    """Events of the chosen classes.

    Attributes
    ----------
    events : array of int, shape (n_events, 3)
        Sample after the start of the data, 0, code of the class.
    event_id : dict
        Code of each class by its name.
    """

    events: np.ndarray
    event_id: dict[str, int]


def class_events(
    raw: mne.io.BaseRaw,
    classes: Mapping[str, Any] | None = None,
    stim_channel: str | None = None,
    min_classes: int = 2,
) -> ClassEvents:
    """Find the events and name their classes; see ``epochs_from_recording``."""
    descriptions = event_descriptions(raw)
    _check_mapping(classes, min_classes)
    wants_codes = classes is not None and any(
        isinstance(value, (int, np.integer))
        for given in classes.values()
        for value in _listed(given)
    )
    if stim_channel is not None or wants_codes or not descriptions:
        found = _from_stim(raw, classes, stim_channel, descriptions)
    else:
        found = _from_annotations(raw, classes, descriptions)
    n_classes = len(np.unique(found.events[:, 2]))
    if n_classes < min_classes:
        raise ValueError(
            f"The recording has events of {n_classes} class "
            f"({some_names(list(found.event_id))}); at least {min_classes} classes are "
            "needed. "
            "Name them with events={class: description or code}; there are "
            f"annotations {some_names(descriptions) or '(none)'}."
        )
    return ClassEvents(_without_clashes(raw, found), found.event_id)


def event_descriptions(raw: mne.io.BaseRaw) -> list[str]:
    """List the annotations that can be events: not BAD, EDGE, boundary, New Segment."""
    return sorted(
        {
            str(text)
            for text in raw.annotations.description
            if not NOT_EVENTS.match(text)
        }
    )


def break_samples(raw: mne.io.BaseRaw) -> np.ndarray:
    """Give the samples, from the start of the data, where a new stretch begins."""
    marks = {str(text) for text in raw.annotations.description if BREAKS.match(text)}
    if not marks:
        return np.zeros(0, dtype=int)
    codes = {text: code for code, text in enumerate(marks, start=1)}
    events, _ = mne.events_from_annotations(
        raw, event_id=codes, regexp=None, verbose="ERROR"
    )
    samples = np.unique(events[:, 0] - raw.first_samp)
    return samples[(samples > 0) & (samples < raw.n_times)]


def _check_mapping(classes: Any, min_classes: int) -> None:
    if classes is None:
        return
    if not isinstance(classes, Mapping):
        raise TypeError(
            f"events={classes!r} is of type {type(classes).__name__}; give a dict such "
            "as {'left': 'T1', 'right': 'T2'}, or None for all events."
        )
    if len(classes) < min_classes:
        raise ValueError(
            f"events={dict(classes)!r} names fewer than {min_classes} classes; at "
            f"least {min_classes} are needed to tell them apart."
        )
    owner: dict[str, str] = {}
    for name, given in classes.items():
        values = [str(value) for value in _listed(given)]
        if not isinstance(name, str) or not name or not values:
            raise ValueError(
                f"events={dict(classes)!r}: give each class a name and at least one "
                "annotation or code."
            )
        for value in values:
            if owner.setdefault(value, name) != name:
                raise ValueError(
                    f"events gives {value!r} to two classes, {owner[value]!r} and "
                    f"{name!r}; each annotation or code belongs to one."
                )


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple, set)) else [given]


def _from_annotations(
    raw: mne.io.BaseRaw, classes: Mapping[str, Any] | None, there: list[str]
) -> ClassEvents:
    if classes is None:
        classes = {text: text for text in there}
    wanted: dict[str, int] = {}
    for code, given in enumerate(classes.values(), start=1):
        wanted |= {str(value): code for value in _listed(given)}
    _check_known(wanted, there, "annotations")
    events, _ = mne.events_from_annotations(
        raw, event_id=wanted, regexp=None, verbose="ERROR"
    )
    events[:, 0] -= raw.first_samp
    return ClassEvents(events, {name: k for k, name in enumerate(classes, start=1)})


def _from_stim(
    raw: mne.io.BaseRaw,
    classes: Mapping[str, Any] | None,
    stim_channel: str | None,
    descriptions: list[str],
) -> ClassEvents:
    events = _stim_events(raw, stim_channel, descriptions)
    there = [str(code) for code in np.unique(events[:, 2])]
    if classes is None:
        classes = {code: code for code in there}
    code_of: dict[str, int] = {}
    for code, given in enumerate(classes.values(), start=1):
        code_of |= {str(value): code for value in _listed(given)}
    _check_known(code_of, there, "stim codes")
    codes = np.array([code_of.get(str(code), 0) for code in events[:, 2]], dtype=int)
    chosen = np.column_stack(
        [events[:, 0] - raw.first_samp, np.zeros_like(codes), codes]
    )
    event_id = {name: k for k, name in enumerate(classes, start=1)}
    return ClassEvents(chosen[codes > 0], event_id)


def _stim_events(
    raw: mne.io.BaseRaw, stim_channel: str | None, descriptions: list[str]
) -> np.ndarray:
    types = zip(raw.ch_names, raw.get_channel_types(), strict=True)
    stims = [name for name, kind in types if kind == "stim"]
    looked = (
        f"annotations ({some_names(descriptions) or 'none'}) and stim channels "
        f"({some_names(stims) or 'none'})"
    )
    if stim_channel is not None and stim_channel not in raw.ch_names:
        raise ValueError(
            f"stim_channel={stim_channel!r} is not in the recording. It has {looked}."
        )
    if stim_channel is None and not stims:
        raise ValueError(
            f"No events to use: the recording has {looked}. Add annotations "
            "(raw.set_annotations), or say with events= which ones to use."
        )
    # One-sample triggers count: at low rates they are common.
    events = mne.find_events(
        raw, stim_channel=stim_channel, shortest_event=1, verbose="ERROR"
    )
    if len(events) == 0:
        raise ValueError(
            f"No events: the stim channel {stim_channel or stims[0]} stays at one "
            f"value. The recording has {looked}."
        )
    return events


def _check_known(wanted: Mapping[str, int], there: list[str], kind: str) -> None:
    unknown = [value for value in wanted if value not in there]
    if unknown:
        raise ValueError(
            f"events names {some_names(unknown)}, which the recording lacks. Its "
            f"{kind} are: {some_names(there, 20) or 'none'}."
        )


def _without_clashes(raw: mne.io.BaseRaw, found: ClassEvents) -> np.ndarray:
    """Sort the events, drop repeats, refuse two classes at one moment."""
    events = np.unique(found.events, axis=0)
    same = np.flatnonzero(np.diff(events[:, 0]) == 0)
    if len(same):
        names = {code: name for name, code in found.event_id.items()}
        first = events[same[0] : same[0] + 2]
        raise ValueError(
            f"{len(same)} moments belong to two classes; the first is at "
            f"{first[0, 0] / raw.info['sfreq']:g} s "
            f"({' and '.join(names[code] for code in first[:, 2])}). Choose the events "
            "with events={class: description or code}."
        )
    return events
