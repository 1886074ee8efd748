"""Open model files as networks of this package."""

import os
from typing import Any

from eegmodels.models._archive import read_file
from eegmodels.models._network import Network, from_bytes


def load_network(path: str | os.PathLike[str]) -> Network:
    """Open a network that this package or plain Keras saved; it runs fast again.

    Parameters
    ----------
    path : path-like
        A ``.keras`` file.

    Returns
    -------
    Network

    Raises
    ------
    FileNotFoundError, ValueError
        No such file; a file that is cut short, or not a Keras model of one EEG input.
    """
    return open_model_file(path)[0]


def open_model_file(path: str | os.PathLike[str]) -> tuple[Network, dict[str, Any]]:
    """Open a model file: the network, and the sections of its JSON member.

    Parameters
    ----------
    path : path-like
        A ``.keras`` file.

    Returns
    -------
    network : Network
    sections : dict
        ``"network"`` (how it was built) and, where an estimator was saved,
        ``"classifier"`` or ``"regressor"``.

    Raises
    ------
    FileNotFoundError, ValueError
        As ``load_network``.
    """
    return from_bytes(read_file(path), str(path))
