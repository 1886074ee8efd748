"""The networks, as ``keras.Model`` objects with named layers."""

from eegmodels.models._eegnet import EEGNet
from eegmodels.models._network import Network
from eegmodels.models._opening import load_network, open_model_file
from eegmodels.models._registry import (
    ARCHITECTURES,
    Architecture,
    get_architecture,
)

__all__ = [
    "ARCHITECTURES",
    "Architecture",
    "EEGNet",
    "Network",
    "get_architecture",
    "load_network",
    "open_model_file",
]
