"""ShallowConvNet (Schirrmeister et al. 2017), in the form of the EEGNet paper."""

from typing import Any

from keras import layers

from eegmodels._docs import fill_docs
from eegmodels.models._activations import log, square
from eegmodels.models._blocks import (
    LAST,
    Seeds,
    assemble,
    check_dropout,
    check_shape,
    dropout,
    head,
)
from eegmodels.models._convnet_layers import (
    DENSE_NORM,
    check_sizes_option,
    conv,
    norm,
)
from eegmodels.models._lengths import Span, check_long_enough, chosen, scaled
from eegmodels.models._network import Network

REFERENCE_SFREQ = 128.0
N_FILTERS = 40
# Kernel, pool and its stride.
LENGTHS = {"reference": (13, 35, 7), "original": (25, 75, 15)}


@fill_docs
def ShallowConvNet(
    n_chans: int,
    n_times: int,
    n_outputs: int,
    sfreq: float | None = None,
    *,
    sizes: str = "reference",
    kernel_length: int | None = None,
    first_pool: int | None = None,
    pool_stride: int | None = None,
    dropout_rate: float = 0.5,
    output_activation: str = "softmax",
    seed: int | None = None,
) -> Network:
    """Build ShallowConvNet: filtered signals, their power, its logarithm.

    Parameters
    ----------
    %(n_chans)s
    %(n_times)s
    %(n_outputs)s
    %(sfreq)s
        128 Hz here; 250 Hz for the original sizes.
    sizes : "reference" | "original"
        "reference": kernels of 13 samples, pools of 35 every 7 at 128 Hz, as in [1]_.
        "original": kernels of 25, pools of 75 every 15 at 250 Hz, as in [2]_.
    kernel_length, first_pool, pool_stride : int | None
        In samples. None: those of ``sizes``, scaled with the rate.
    %(dropout_rate)s
    %(output_activation)s
    %(seed)s

    Returns
    -------
    %(network)s

    Raises
    ------
    ValueError
        If ``n_times`` is too short, or an argument is out of its range.

    Notes
    -----
    Source: [1]_, table A2, and the reference code, whose first convolution is not
    padded, whatever table A2 says; [2]_ for the original. All kernels have a max-norm
    of 2 for each filter, the dense weights of 0.5 for each class. With
    T0 = n_times - kernel_length + 1 and T1 = (T0 - first_pool) // pool_stride + 1:

    ============  =======================  ============================
    layer         output                   weights
    ============  =======================  ============================
    temporal      n_chans, T0, 40          1, kernel_length, 1, 40; 40
    spatial       1, T0, 40                n_chans, 1, 40, 40
    spatial_norm  1, T0, 40                4 x 40
    square        1, T0, 40
    spatial_pool  1, T1, 40
    log           1, T1, 40
    spatial_drop  1, T1, 40
    flatten       40*T1
    dense         n_outputs (the logits)   40*T1, n_outputs; n_outputs
    softmax       n_outputs
    ============  =======================  ============================

    ``square`` and ``log`` are functions of this package: plain Keras opens a file of
    this network once ``eegmodels.models`` is imported.

    References
    ----------
    .. [1] Lawhern VJ et al. (2018). EEGNet: a compact convolutional neural network for
       EEG-based brain-computer interfaces. J Neural Eng 15, 056013.
       doi:10.1088/1741-2552/aace8c
    .. [2] Schirrmeister RT, Springenberg JT, Fiederer LDJ, Glasstetter M, Eggensperger
       K, Tangermann M, Hutter F, Burgard W, Ball T (2017). Deep learning with
       convolutional neural networks for EEG decoding and visualization. Hum Brain
       Mapp 38, 5391-5420. doi:10.1002/hbm.23730

    Examples
    --------
    >>> from eegmodels.models import ShallowConvNet
    >>> ShallowConvNet(n_chans=22, n_times=256, n_outputs=4).count_params()
    40724
    """
    known = _sizes(locals())
    check_dropout(dropout_rate)
    seeds = Seeds(seed)
    chain = [
        conv(N_FILTERS, (1, known["kernel_length"]), seeds, "temporal"),
        conv(N_FILTERS, (known["n_chans"], 1), seeds, "spatial", use_bias=False),
        norm("spatial_norm"),
        layers.Activation(square, name="square"),
        layers.AveragePooling2D(
            (1, known["first_pool"]),
            strides=(1, known["pool_stride"]),
            data_format=LAST,
            name="spatial_pool",
        ),
        layers.Activation(log, name="log"),
        dropout("Dropout", dropout_rate, seeds, "spatial_dropout"),
        *head(known, DENSE_NORM, seeds),
    ]
    arguments = {**known, "sizes": sizes, "dropout_rate": dropout_rate}
    return assemble("ShallowConvNet", chain, arguments)


def _sizes(given: dict[str, Any]) -> dict[str, Any]:
    """Check the sizes and put numbers in place of None."""
    reference = check_sizes_option(given["sizes"])
    known = check_shape(given, reference)
    names = ("kernel_length", "first_pool", "pool_stride")
    for key, length in zip(names, LENGTHS[given["sizes"]], strict=True):
        default = scaled(length, known["sfreq"], reference)
        known[key] = chosen(key, given[key], default)
    spans = (
        Span("kernel", known["kernel_length"]),
        Span("pool", known["first_pool"], known["pool_stride"]),
    )
    shape = known["n_chans"], known["n_times"]
    check_long_enough("ShallowConvNet", *shape, spans, ", ".join(names))
    return known
