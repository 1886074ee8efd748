"""The networks, as ``keras.Model`` objects with named layers."""

from eegmodels.models._describe import describe_network
from eegmodels.models._eegnet import EEGNet
from eegmodels.models._network import Network, as_network
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
    "as_network",
    "describe_network",
    "get_architecture",
    "load_network",
    "open_model_file",
]
