"""From recordings to labelled trials."""

from eegmodels.data._arrays import epochs_from_array
from eegmodels.data._epoching import epochs_from_recording
from eegmodels.data._physionet import (
    PHYSIONET_CITATION,
    PHYSIONET_TASKS,
    PhysioNetTask,
    load_physionet,
    read_physionet,
)
from eegmodels.data._positions import add_positions
from eegmodels.data._prepare import prepare_epochs
from eegmodels.data._presets import PRESETS, Preset, get_preset
from eegmodels.data._recordings import read_recording
from eegmodels.data._simulation import SimulatedRecording, simulate_recording
from eegmodels.data._summary import describe_recording
from eegmodels.data._trials import Trials, as_trials, pick_names

__all__ = [
    "PHYSIONET_CITATION",
    "PHYSIONET_TASKS",
    "PRESETS",
    "PhysioNetTask",
    "Preset",
    "SimulatedRecording",
    "Trials",
    "add_positions",
    "as_trials",
    "describe_recording",
    "epochs_from_array",
    "epochs_from_recording",
    "get_preset",
    "load_physionet",
    "pick_names",
    "prepare_epochs",
    "read_physionet",
    "read_recording",
    "simulate_recording",
]
