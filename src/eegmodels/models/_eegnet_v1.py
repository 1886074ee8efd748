"""The first EEGNet (Lawhern et al. 2016, arXiv versions 1 and 2)."""

from typing import Any

from keras import layers, regularizers

from eegmodels._checks import check_number, check_whole
from eegmodels._docs import fill_docs
from eegmodels.models._blocks import (
    LAST,
    Seeds,
    assemble,
    check_dropout,
    check_shape,
    dropout,
    head,
)
from eegmodels.models._lengths import scaled
from eegmodels.models._network import Network

REFERENCE_SFREQ = 128.0
FILTERS = (16, 4, 4)


@fill_docs
def EEGNetV1(
    n_chans: int,
    n_times: int,
    n_outputs: int,
    sfreq: float | None = None,
    *,
    first_kernel: tuple[int, int] | None = None,
    first_stride: tuple[int, int] | None = None,
    second_kernel: tuple[int, int] = (8, 4),
    second_stride: tuple[int, int] = (2, 4),
    reg_rate: float = 1e-4,
    dropout_rate: float = 0.25,
    output_activation: str = "softmax",
    seed: int | None = None,
) -> Network:
    """Build the first EEGNet: 16 spatial filters, then two convolutions over time.

    Its authors advise against it since 2018; it is here for old results.

    Parameters
    ----------
    %(n_chans)s
    %(n_times)s
    %(n_outputs)s
    %(sfreq)s
        128 Hz here.
    first_kernel, first_stride : tuple of int | None
        Samples over time, then over the axis of one that is beside it. None: (2, 32)
        and (2, 4) at 128 Hz, their samples scaled with the rate.
    second_kernel, second_stride : tuple of int
        The same of the last convolution, in samples of its input.
    reg_rate : float
        Weight of the L2 penalty of all convolutions and the L1 penalty of the first.
    %(dropout_rate)s
    %(output_activation)s
    %(seed)s

    Returns
    -------
    %(network)s

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Source: the reference code, ``EEGNet_old``, with the trailing axis of its input put
    right: as published it cannot be built. It strides where [1]_ pools. In its order of
    axes the kernels of (2, 32) and (8, 4) see 2 and 8 samples of time; the 32 and the 4
    run over an axis of one, so only column 15 and column 1 of them meet data. With
    s1, s2 = first_stride[0], second_stride[0], T1 = ceil(n_times / s1) and
    T2 = ceil(T1 / s2):

    ===============  =======================  ==========================
    layer            output                   weights
    ===============  =======================  ==========================
    spatial          1, n_times, 16           n_chans, 1, 1, 16; 16
    spatial_norm     1, n_times, 16           4 x 16
    spatial_elu      1, n_times, 16
    spatial_dropout  1, n_times, 16
    permute          n_times, 1, 16
    first            T1, 1, 4                 2, 32, 16, 4; 4
    first_norm       T1, 1, 4                 4 x 4
    first_elu        T1, 1, 4
    first_dropout    T1, 1, 4
    second           T2, 1, 4                 8, 4, 4, 4; 4
    second_norm      T2, 1, 4                 4 x 4
    second_elu       T2, 1, 4
    second_dropout   T2, 1, 4
    flatten          4*T2
    dense            n_outputs (the logits)   4*T2, n_outputs; n_outputs
    softmax          n_outputs
    ===============  =======================  ==========================

    References
    ----------
    .. [1] Lawhern VJ, Solon AJ, Waytowich NR, Gordon SM, Hung CP, Lance BJ (2016).
       EEGNet: a compact convolutional network for EEG-based brain-computer
       interfaces. arXiv:1611.08024v2

    Examples
    --------
    >>> from eegmodels.models import EEGNetV1
    >>> EEGNetV1(n_chans=64, n_times=128, n_outputs=2).count_params()
    6010
    """
    sizes = _sizes(locals())
    check_dropout(dropout_rate)
    check_number("reg_rate", reg_rate, low=0)
    seeds = Seeds(seed)
    both = regularizers.L1L2(l1=reg_rate, l2=reg_rate)
    squares = regularizers.L1L2(l1=0.0, l2=reg_rate)
    shapes = [
        ("spatial", (sizes["n_chans"], 1), (1, 1), "valid", both),
        ("first", sizes["first_kernel"], sizes["first_stride"], "same", squares),
        ("second", sizes["second_kernel"], sizes["second_stride"], "same", squares),
    ]
    chain: list[Any] = []
    for n_filters, (name, kernel, stride, padding, penalty) in zip(
        FILTERS, shapes, strict=True
    ):
        chain += [
            layers.Conv2D(
                n_filters,
                kernel,
                strides=stride,
                padding=padding,
                kernel_initializer=seeds.glorot(),
                kernel_regularizer=penalty,
                data_format=LAST,
                name=name,
            ),
            layers.BatchNormalization(name=f"{name}_norm"),
            layers.Activation("elu", name=f"{name}_elu"),
            dropout("Dropout", dropout_rate, seeds, f"{name}_dropout"),
        ]
    chain.insert(4, layers.Permute((2, 1, 3), name="permute"))
    chain += head(sizes, None, seeds)
    arguments = {**sizes, "reg_rate": reg_rate, "dropout_rate": dropout_rate}
    return assemble("EEGNetV1", chain, arguments)


def _sizes(given: dict[str, Any]) -> dict[str, Any]:
    """Check the sizes and put numbers in place of None."""
    sizes = check_shape(given, REFERENCE_SFREQ)
    over_time = scaled(2, sizes["sfreq"], REFERENCE_SFREQ)
    defaults = {"first_kernel": (over_time, 32), "first_stride": (over_time, 4)}
    for key in ("first_kernel", "first_stride", "second_kernel", "second_stride"):
        sizes[key] = _pair(key, defaults.get(key) if given[key] is None else given[key])
    return sizes


def _pair(name: str, value: Any) -> list[int]:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise ValueError(
            f"{name}={value!r} is no pair; give two whole numbers, the samples over "
            "time and those over the axis of one, such as (2, 32)."
        )
    return [check_whole(name, part) for part in value]
