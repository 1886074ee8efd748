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


def physionet_source(options: dict[str, Any]) -> tuple[int, str]:
    """Give subject and task of the PhysioNet set."""
    subject, task = options["subject"], options["task"]
    return MAIN_JOB[0] if subject is None else subject, task or MAIN_JOB[1]


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
