"""EEGNet (Lawhern et al. 2018)."""

from eegmodels._docs import fill_docs
from eegmodels.models._eegnet_layers import build_eegnet
from eegmodels.models._network import Network

REFERENCE_SFREQ = 128.0


@fill_docs
def EEGNet(
    n_chans: int,
    n_times: int,
    n_outputs: int,
    sfreq: float | None = None,
    *,
    F1: int = 8,
    D: int = 2,
    F2: int | None = None,
    kernel_length: int | None = None,
    separable_length: int = 16,
    first_pool: int | None = None,
    second_pool: int = 8,
    dropout_rate: float = 0.5,
    dropout_type: str = "Dropout",
    norm_rate: float = 0.25,
    output_activation: str = "softmax",
    seed: int | None = None,
) -> Network:
    """Build EEGNet-F1,D: temporal kernels, spatial filters for each, a summary.

    Parameters
    ----------
    %(n_chans)s
    %(n_times)s
    %(n_outputs)s
    %(sfreq)s
        128 Hz here.
    F1 : int
        Number of temporal kernels.
    D : int
        Number of spatial filters for each temporal kernel.
    F2 : int | None
        Number of pointwise filters. None: F1 * D.
    kernel_length : int | None
        Of the temporal kernels, in samples. None: half a second, 64 at 128 Hz.
    separable_length : int
        Of the separable convolution, in samples after the first pool.
    first_pool, second_pool : int | None
        Average pooling, in samples. None: 4 at 128 Hz, scaled with the rate.
    dropout_rate : float
        The paper: 0.5 within subjects, 0.25 across subjects.
    dropout_type : "Dropout" | "SpatialDropout2D"
    norm_rate : float
        Max-norm of the dense weights of each class.
    %(output_activation)s
    %(seed)s

    Returns
    -------
    %(network)s

    Raises
    ------
    ValueError
        If ``n_times`` is shorter than the pools, or an argument is out of its range.

    Notes
    -----
    Source: [1]_, table 2, and the reference code. T1 = n_times // first_pool and
    T2 = T1 // second_pool:

    ==================  ===========================  =========================
    layer               output                       weights
    ==================  ===========================  =========================
    temporal            n_chans, n_times, F1         1, kernel_length, 1, F1
    temporal_norm       n_chans, n_times, F1         4 x F1
    spatial             1, n_times, F1*D             n_chans, 1, F1, D
    spatial_norm        1, n_times, F1*D             4 x F1*D
    spatial_elu         1, n_times, F1*D
    spatial_pool        1, T1, F1*D
    spatial_dropout     1, T1, F1*D
    separable           1, T1, F2                    1, separable_length, F1*D, 1
                                                     and 1, 1, F1*D, F2
    separable_norm      1, T1, F2                    4 x F2
    separable_elu       1, T1, F2
    separable_pool      1, T2, F2
    separable_dropout   1, T2, F2
    flatten             T2*F2
    dense               n_outputs (the logits)       T2*F2, n_outputs; n_outputs
    softmax             n_outputs
    ==================  ===========================  =========================

    References
    ----------
    .. [1] Lawhern VJ, Solon AJ, Waytowich NR, Gordon SM, Hung CP, Lance BJ (2018).
       EEGNet: a compact convolutional neural network for EEG-based brain-computer
       interfaces. J Neural Eng 15, 056013. doi:10.1088/1741-2552/aace8c

    Examples
    --------
    >>> from eegmodels.models import EEGNet
    >>> EEGNet(n_chans=64, n_times=128, n_outputs=2).count_params()
    2338
    """
    return build_eegnet(
        "EEGNet", locals(), reference_sfreq=REFERENCE_SFREQ, reference_kernel=64
    )
