"""EEGNet (Lawhern et al. 2018)."""

from typing import Any

from keras import constraints, layers

from eegmodels._checks import check_number, check_whole
from eegmodels._docs import fill_docs
from eegmodels.models._blocks import LAST, Seeds, assemble, check_dropout, dropout
from eegmodels.models._lengths import chosen, scaled
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
    seed : int | None
        Of initial weights and dropout.

    Returns
    -------
    Network
        A ``keras.Model`` from (n_trials, n_chans, n_times, 1) to class probabilities,
        not compiled. A trailing axis of 1 may be left out.

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
    sizes = _sizes(locals())
    check_dropout(dropout_rate, dropout_type)
    check_number("norm_rate", norm_rate, low=0, closed="neither")
    seeds = Seeds(seed)
    drop = (dropout_type, dropout_rate, seeds)
    chain = [
        layers.Conv2D(
            sizes["F1"],
            (1, sizes["kernel_length"]),
            padding="same",
            use_bias=False,
            kernel_initializer=seeds.glorot(),
            data_format=LAST,
            name="temporal",
        ),
        layers.BatchNormalization(name="temporal_norm"),
        layers.DepthwiseConv2D(
            (sizes["n_chans"], 1),
            depth_multiplier=sizes["D"],
            use_bias=False,
            depthwise_initializer=seeds.glorot(),
            depthwise_constraint=constraints.MaxNorm(1.0),
            data_format=LAST,
            name="spatial",
        ),
        layers.BatchNormalization(name="spatial_norm"),
        layers.Activation("elu", name="spatial_elu"),
        layers.AveragePooling2D(
            (1, sizes["first_pool"]), data_format=LAST, name="spatial_pool"
        ),
        dropout(*drop, "spatial_dropout"),
        layers.SeparableConv2D(
            sizes["F2"],
            (1, sizes["separable_length"]),
            padding="same",
            use_bias=False,
            depthwise_initializer=seeds.glorot(),
            pointwise_initializer=seeds.glorot(),
            data_format=LAST,
            name="separable",
        ),
        layers.BatchNormalization(name="separable_norm"),
        layers.Activation("elu", name="separable_elu"),
        layers.AveragePooling2D(
            (1, sizes["second_pool"]), data_format=LAST, name="separable_pool"
        ),
        dropout(*drop, "separable_dropout"),
        layers.Flatten(data_format=LAST, name="flatten"),
        layers.Dense(
            sizes["n_outputs"],
            kernel_initializer=seeds.glorot(),
            kernel_constraint=constraints.MaxNorm(norm_rate),
            name="dense",
        ),
        layers.Activation("softmax", name="softmax"),
    ]
    other = {"dropout_rate": dropout_rate, "dropout_type": dropout_type}
    arguments = {**sizes, **other, "norm_rate": norm_rate}
    return assemble("EEGNet", chain, arguments)


def _sizes(given: dict[str, Any]) -> dict[str, Any]:
    """Check the sizes and put numbers in place of None."""
    rate = REFERENCE_SFREQ
    if given["sfreq"] is not None:
        rate = check_number("sfreq", given["sfreq"], low=0, closed="neither")
    sizes: dict[str, Any] = {
        "n_chans": check_whole("n_chans", given["n_chans"]),
        "n_times": check_whole("n_times", given["n_times"]),
        "n_outputs": check_whole("n_outputs", given["n_outputs"], low=2),
        "sfreq": rate,
    }
    defaults: dict[str, int] = {
        "F1": 8,
        "D": 2,
        "kernel_length": scaled(64, rate, REFERENCE_SFREQ),
        "separable_length": 16,
        "first_pool": scaled(4, rate, REFERENCE_SFREQ),
        "second_pool": 8,
    }
    for name, default in defaults.items():
        sizes[name] = chosen(name, given[name], default)
    sizes["F2"] = chosen("F2", given["F2"], sizes["F1"] * sizes["D"])
    pools = sizes["first_pool"], sizes["second_pool"]
    if sizes["n_times"] < pools[0] * pools[1]:
        raise ValueError(
            f"n_times={sizes['n_times']} is too short for EEGNet: its pools of "
            f"{pools[0]} and {pools[1]} samples need at least {pools[0] * pools[1]} "
            "samples. Cut longer epochs, or give smaller pools (first_pool, "
            "second_pool)."
        )
    return sizes
