"""Drop-in for the module of the reference collection: its names, signatures, defaults.

``from EEGModels import EEGNet`` runs an old script on Keras 3. New code is clearer with
``eegmodels.models``, whose arguments carry the field's names. The original is at
github.com/vlawhern/arl-eegmodels; this is a new implementation.
"""

from eegmodels import models
from eegmodels.models import log, square

__all__ = [
    "DeepConvNet",
    "EEGNet",
    "EEGNet_SSVEP",
    "EEGNet_old",
    "ShallowConvNet",
    "log",
    "square",
]


def EEGNet(
    nb_classes,
    Chans=64,
    Samples=128,
    dropoutRate=0.5,
    kernLength=64,
    F1=8,
    D=2,
    F2=16,
    norm_rate=0.25,
    dropoutType="Dropout",
):
    """Build EEGNet as the reference collection does.

    Parameters
    ----------
    nb_classes : int
        Number of classes.
    Chans, Samples : int
        Number of channels and of samples in a trial.
    dropoutRate : float
    kernLength : int
        Length of the temporal kernels in samples; half the sampling rate.
    F1 : int
        Number of temporal kernels.
    D : int
        Number of spatial filters for each temporal kernel.
    F2 : int
        Number of pointwise filters.
    norm_rate : float
        Max-norm of the dense weights.
    dropoutType : "Dropout" | "SpatialDropout2D"

    Returns
    -------
    keras.Model
        With the 16 layers of the reference: ``layers[1]`` holds the temporal kernels,
        ``layers[3]`` the spatial filters.

    Notes
    -----
    Source: Lawhern et al. 2018, doi:10.1088/1741-2552/aace8c.
    """
    return models.EEGNet(
        n_chans=Chans,
        n_times=Samples,
        n_outputs=nb_classes,
        F1=F1,
        D=D,
        F2=F2,
        kernel_length=kernLength,
        dropout_rate=dropoutRate,
        dropout_type=dropoutType,
        norm_rate=norm_rate,
    )


def EEGNet_SSVEP(
    nb_classes=12,
    Chans=8,
    Samples=256,
    dropoutRate=0.5,
    kernLength=256,
    F1=96,
    D=1,
    F2=96,
    dropoutType="Dropout",
):
    """Build EEGNet-SSVEP as the reference collection does.

    Parameters
    ----------
    nb_classes : int
        Number of classes.
    Chans, Samples : int
        Number of channels and of samples in a trial.
    dropoutRate : float
    kernLength : int
        Length of the temporal kernels in samples.
    F1, D, F2 : int
        As in ``EEGNet``.
    dropoutType : "Dropout" | "SpatialDropout2D"

    Returns
    -------
    keras.Model

    Notes
    -----
    Source: Waytowich et al. 2018, doi:10.1088/1741-2552/aae5d8.
    """
    return models.EEGNetSSVEP(
        n_chans=Chans,
        n_times=Samples,
        n_outputs=nb_classes,
        F1=F1,
        D=D,
        F2=F2,
        kernel_length=kernLength,
        dropout_rate=dropoutRate,
        dropout_type=dropoutType,
    )


def EEGNet_old(
    nb_classes,
    Chans=64,
    Samples=128,
    regRate=0.0001,
    dropoutRate=0.25,
    kernels=((2, 32), (8, 4)),
    strides=(2, 4),
):
    """Build the first EEGNet as the reference collection meant to.

    Parameters
    ----------
    nb_classes : int
        Number of classes.
    Chans, Samples : int
        Number of channels and of samples in a trial.
    regRate : float
        Weight of the L1 and L2 penalties.
    dropoutRate : float
    kernels : sequence of two pairs of int
        Of the second and the third convolution.
    strides : pair of int
        Of both.

    Returns
    -------
    keras.Model

    Notes
    -----
    Source: Lawhern et al. 2016, arXiv:1611.08024v2. In the reference this network
    cannot be built, since its input lacks the trailing axis; here it has one.
    """
    return models.EEGNetV1(
        n_chans=Chans,
        n_times=Samples,
        n_outputs=nb_classes,
        first_kernel=tuple(kernels[0]),
        second_kernel=tuple(kernels[1]),
        first_stride=tuple(strides),
        second_stride=tuple(strides),
        reg_rate=regRate,
        dropout_rate=dropoutRate,
    )


def DeepConvNet(nb_classes, Chans=64, Samples=256, dropoutRate=0.5):
    """Build DeepConvNet as the reference collection does.

    Parameters
    ----------
    nb_classes : int
        Number of classes.
    Chans, Samples : int
        Number of channels and of samples in a trial.
    dropoutRate : float

    Returns
    -------
    keras.Model

    Notes
    -----
    Source: Schirrmeister et al. 2017, doi:10.1002/hbm.23730, with the sizes for 128 Hz
    of Lawhern et al. 2018.
    """
    return models.DeepConvNet(Chans, Samples, nb_classes, dropout_rate=dropoutRate)


def ShallowConvNet(nb_classes, Chans=64, Samples=128, dropoutRate=0.5):
    """Build ShallowConvNet as the reference collection does.

    Parameters
    ----------
    nb_classes : int
        Number of classes.
    Chans, Samples : int
        Number of channels and of samples in a trial.
    dropoutRate : float

    Returns
    -------
    keras.Model

    Notes
    -----
    Source: Schirrmeister et al. 2017, doi:10.1002/hbm.23730, with the sizes for 128 Hz
    of Lawhern et al. 2018.
    """
    return models.ShallowConvNet(Chans, Samples, nb_classes, dropout_rate=dropoutRate)
