"""The networks by name, for the estimator, the command line and error messages."""

from collections.abc import Callable
from dataclasses import dataclass

from eegmodels._checks import check_option
from eegmodels.models._eegnet import REFERENCE_SFREQ, EEGNet
from eegmodels.models._network import Network


@dataclass(frozen=True)
class Architecture:
    """One network: how to build it, where it comes from, at which rate it was made."""

    name: str
    build: Callable[..., Network]
    summary: str
    reference: str
    reference_sfreq: float


ARCHITECTURES = {
    record.name: record
    for record in (
        Architecture(
            name="EEGNet",
            build=EEGNet,
            summary="temporal kernels, spatial filters for each, separable summary",
            reference="Lawhern et al. 2018, doi:10.1088/1741-2552/aace8c",
            reference_sfreq=REFERENCE_SFREQ,
        ),
    )
}


def get_architecture(name: str) -> Architecture:
    """Look up a network by name.

    Parameters
    ----------
    name : str
        A key of ``ARCHITECTURES``.

    Returns
    -------
    Architecture

    Raises
    ------
    ValueError
        Unknown name; the message offers the nearest.
    """
    check_option("model", name, ARCHITECTURES)
    return ARCHITECTURES[name]
