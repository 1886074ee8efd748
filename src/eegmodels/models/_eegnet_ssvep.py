"""EEGNet for steady-state visual evoked potentials (Waytowich et al. 2018)."""

from eegmodels._docs import fill_docs
from eegmodels.models._eegnet_layers import build_eegnet
from eegmodels.models._network import Network

REFERENCE_SFREQ = 256.0


@fill_docs
def EEGNetSSVEP(
    n_chans: int,
    n_times: int,
    n_outputs: int,
    sfreq: float | None = None,
    *,
    F1: int = 96,
    D: int = 1,
    F2: int | None = 96,
    kernel_length: int | None = None,
    separable_length: int = 16,
    first_pool: int | None = None,
    second_pool: int = 8,
    dropout_rate: float = 0.5,
    dropout_type: str = "Dropout",
    output_activation: str = "softmax",
    seed: int | None = None,
) -> Network:
    """Build EEGNet-SSVEP: EEGNet with 96 kernels of a second, one filter for each.

    Parameters
    ----------
    %(n_chans)s
    %(n_times)s
    %(n_outputs)s
    %(sfreq)s
        256 Hz here.
    F1 : int
        Number of temporal kernels.
    D : int
        Number of spatial filters for each temporal kernel.
    F2 : int | None
        Number of pointwise filters. None: F1 * D.
    kernel_length : int | None
        Of the temporal kernels, in samples. None: one second, 256 at 256 Hz.
    separable_length : int
        Of the separable convolution, in samples after the first pool.
    first_pool, second_pool : int | None
        Average pooling, in samples. None: 4 at 256 Hz, scaled with the rate.
    %(dropout_rate)s
    dropout_type : "Dropout" | "SpatialDropout2D"
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
    Source: [1]_ and the reference code. Layers, shapes and weights are those of
    ``EEGNet``; the dense weights have no max-norm:

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
    .. [1] Waytowich N, Lawhern VJ, Garcia JO, Cummings J, Faller J, Sajda P, Vettel
       JM (2018). Compact convolutional neural networks for classification of
       asynchronous steady-state visual evoked potentials. J Neural Eng 15, 066031.
       doi:10.1088/1741-2552/aae5d8

    Examples
    --------
    >>> from eegmodels.models import EEGNetSSVEP
    >>> EEGNetSSVEP(n_chans=8, n_times=256, n_outputs=12).count_params()
    46476
    """
    return build_eegnet(
        "EEGNetSSVEP", locals(), reference_sfreq=REFERENCE_SFREQ, reference_kernel=256
    )
