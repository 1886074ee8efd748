"""From the options of a command to trials, and to what is known of their source."""

from typing import Any

import click

from eegmodels.cli._options import parse_events

SETTINGS = ("l_freq", "h_freq", "sfreq", "tmin", "tmax")
MAIN_JOB = (1, "fists-feet")  # what runs when nothing is named


def load_trials(options: dict[str, Any], preset: Any, **more: Any) -> tuple[Any, Any]:
    """Read the recording that the options name and cut it into trials.

    Parameters
    ----------
    options : dict
        Values of ``_options.RECORDINGS``.
    preset : Preset
        Preprocessing.
    **more
        Further arguments of ``eegmodels.data.epochs_from_recording``.

    Returns
    -------
    raw : mne.io.Raw
        As it came in.
    epochs : mne.Epochs
    """
    from eegmodels import data

    classes = parse_events(options["events"])
    if options["recordings"]:
        _check_one_source(options)
        raw = data.read_recording(
            list(options["recordings"]), allow_truncated=options["allow_truncated"]
        )
    else:
        subject, task = physionet_source(options)
        raw = data.read_physionet(subject, task)
        classes = classes or data.PHYSIONET_TASKS[task].classes
    stim_channel = options["stim_channel"]
    epochs = data.epochs_from_recording(
        raw, events=classes, stim_channel=stim_channel, preset=preset, **more
    )
    return raw, epochs


def load_for_model(options: dict[str, Any], estimator: Any) -> Any:
    """Read a recording and cut it into trials as a model's training data were.

    Its events need not be the model's classes.
    """
    _, epochs = load_trials(
        options, _preset_of(estimator), min_classes=1, picks=_picks_of(estimator)
    )
    return epochs


def physionet_source(options: dict[str, Any]) -> tuple[int, str]:
    """Give subject and task of the PhysioNet set."""
    subject, task = options["subject"], options["task"]
    return MAIN_JOB[0] if subject is None else subject, task or MAIN_JOB[1]


def describe_source(options: dict[str, Any], raw: Any, epochs: Any) -> dict[str, Any]:
    """Describe a recording, with what to cite where that is known."""
    from eegmodels import data

    citation = "" if options["recordings"] else data.PHYSIONET_CITATION
    return {**data.describe_recording(raw, epochs), "citation": citation}


def source_title(options: dict[str, Any]) -> str:
    """Name the source in a few words."""
    if options["recordings"]:
        from pathlib import Path

        names = [Path(name).name for name in options["recordings"]]
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    subject, task = physionet_source(options)
    return f"PhysioNet subject {subject}, {task}"


def chosen_preset(options: dict[str, Any]) -> Any:
    """Build the preset that the options ask for."""
    from eegmodels.data import get_preset

    changes = {key: options[key] for key in SETTINGS if options[key] is not None}
    return get_preset(options["preset"], **changes)


def chosen_picks(options: dict[str, Any]) -> Any:
    """Give the picks as MNE takes them; None for the default."""
    picks = list(options["picks"])
    return picks or None


def _check_one_source(options: dict[str, Any]) -> None:
    if options["subject"] is not None or options["task"] is not None:
        raise click.UsageError(
            "--subject and --task name a recording of the PhysioNet set; give either "
            "them or the path of a RECORDING."
        )


def _preset_of(estimator: Any) -> Any:
    """Give the preprocessing of the training data."""
    from eegmodels.data import Preset, get_preset

    if estimator.preset is not None:
        return get_preset(estimator.preset)
    spec = estimator.data_spec_
    if spec.tmin is None or spec.band is None:
        raise ValueError(
            "The model was trained on arrays, so the filter and the window of its data "
            "are not known. Prepare the trials in Python and use "
            f"{type(estimator).__name__}.load(...).predict(X), or train with a preset."
        )
    low, high = spec.band
    return Preset(
        name="as in training",
        l_freq=low or None,
        h_freq=high if high < spec.sfreq / 2 else None,
        sfreq=spec.sfreq,
        tmin=spec.tmin,
        tmax=spec.tmin + spec.n_times / spec.sfreq,
    )


def _picks_of(estimator: Any) -> list[str] | None:
    """Name the channels only where the default, EEG, would leave some out."""
    spec = estimator.data_spec_
    return None if set(spec.ch_types) == {"eeg"} else spec.ch_names
