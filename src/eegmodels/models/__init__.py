"""The networks, as ``keras.Model`` objects with named layers."""

from eegmodels.models._activations import log, square
from eegmodels.models._deep_convnet import DeepConvNet
from eegmodels.models._describe import describe_network
from eegmodels.models._eegnet import EEGNet
from eegmodels.models._eegnet_ssvep import EEGNetSSVEP
from eegmodels.models._eegnet_v1 import EEGNetV1
from eegmodels.models._network import Network, as_network
from eegmodels.models._opening import load_network, open_model_file
from eegmodels.models._registry import (
    ARCHITECTURES,
    Architecture,
    get_architecture,
)
from eegmodels.models._shallow_convnet import ShallowConvNet
from eegmodels.models._stages import stages
from eegmodels.models._transfer import transfer

__all__ = [
    "ARCHITECTURES",
    "Architecture",
    "DeepConvNet",
    "EEGNet",
    "EEGNetSSVEP",
    "EEGNetV1",
    "Network",
    "ShallowConvNet",
    "as_network",
    "describe_network",
    "get_architecture",
    "load_network",
    "log",
    "open_model_file",
    "square",
    "stages",
    "transfer",
]
