"""The networks by name, for the estimator, the command line and error messages."""

from collections.abc import Callable
from dataclasses import dataclass

from eegmodels._checks import check_option
from eegmodels.models import (
    _deep_convnet,
    _eegnet,
    _eegnet_ssvep,
    _eegnet_v1,
    _shallow_convnet,
)
from eegmodels.models._network import Network

LAWHERN = "Lawhern et al. 2018, doi:10.1088/1741-2552/aace8c"
SCHIRRMEISTER = "Schirrmeister et al. 2017, doi:10.1002/hbm.23730"


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
            build=_eegnet.EEGNet,
            summary="temporal kernels, spatial filters for each, separable summary",
            reference=LAWHERN,
            reference_sfreq=_eegnet.REFERENCE_SFREQ,
        ),
        Architecture(
            name="EEGNetSSVEP",
            build=_eegnet_ssvep.EEGNetSSVEP,
            summary="EEGNet with 96 kernels of one second, for flicker responses",
            reference="Waytowich et al. 2018, doi:10.1088/1741-2552/aae5d8",
            reference_sfreq=_eegnet_ssvep.REFERENCE_SFREQ,
        ),
        Architecture(
            name="EEGNetV1",
            build=_eegnet_v1.EEGNetV1,
            summary="the first EEGNet: spatial filters, then two convolutions over "
            "time; its authors advise against it",
            reference="Lawhern et al. 2016, arXiv:1611.08024v2",
            reference_sfreq=_eegnet_v1.REFERENCE_SFREQ,
        ),
        Architecture(
            name="DeepConvNet",
            build=_deep_convnet.DeepConvNet,
            summary="four blocks of convolution and max pooling",
            reference=SCHIRRMEISTER,
            reference_sfreq=_deep_convnet.REFERENCE_SFREQ,
        ),
        Architecture(
            name="ShallowConvNet",
            build=_shallow_convnet.ShallowConvNet,
            summary="logarithm of the power of filtered signals",
            reference=SCHIRRMEISTER,
            reference_sfreq=_shallow_convnet.REFERENCE_SFREQ,
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
