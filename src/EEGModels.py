"""Drop-in for the module of the reference collection: its names, signatures, defaults.

``from EEGModels import EEGNet`` runs an old script on Keras 3. New code is clearer with
``eegmodels.models``, whose arguments carry the field's names.
"""

from eegmodels import models

__all__ = ["EEGNet"]


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
    Source: Lawhern et al. 2018, doi:10.1088/1741-2552/aace8c. The original is at
    github.com/vlawhern/arl-eegmodels; this is a new implementation.
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
