"""DeepConvNet (Schirrmeister et al. 2017), in the form of the EEGNet paper."""

from typing import Any

from keras import layers

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
from eegmodels.models._convnet_layers import (
    DENSE_NORM,
    check_sizes_option,
    conv,
    norm,
)
from eegmodels.models._lengths import Span, check_long_enough, chosen, scaled
from eegmodels.models._network import Network

REFERENCE_SFREQ = 128.0
FILTERS = (25, 50, 100, 200)
LENGTHS = {"reference": (5, 2), "original": (10, 3)}  # kernel and pool


@fill_docs
def DeepConvNet(
    n_chans: int,
    n_times: int,
    n_outputs: int,
    sfreq: float | None = None,
    *,
    sizes: str = "reference",
    kernel_length: int | None = None,
    first_pool: int | None = None,
    later_length: int | None = None,
    later_pool: int | None = None,
    dropout_rate: float = 0.5,
    output_activation: str = "softmax",
    seed: int | None = None,
) -> Network:
    """Build DeepConvNet: four blocks of convolution and max pooling over time.

    Parameters
    ----------
    %(n_chans)s
    %(n_times)s
    %(n_outputs)s
    %(sfreq)s
        128 Hz here; 250 Hz for the original sizes.
    sizes : "reference" | "original"
        "reference": kernels of 5 and pools of 2 samples at 128 Hz, as in [1]_.
        "original": kernels of 10 and pools of 3 samples at 250 Hz, as in [2]_.
    kernel_length, first_pool : int | None
        Of the first block, in samples. None: those of ``sizes``, scaled with the rate.
    later_length, later_pool : int | None
        Of the other blocks, in samples of their input. None: those of ``sizes``.
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
    Source: [1]_, table A1, and the reference code; [2]_ for the original. All kernels
    have a max-norm of 2 for each filter, the dense weights of 0.5 for each class. For
    the block b = 2, 3, 4 with 50, 100, 200 filters, K = later_length, P = later_pool:

    ===============  =============================  ==========================
    layer            output                         weights
    ===============  =============================  ==========================
    temporal         n_chans, T0, 25                1, kernel_length, 1, 25; 25
    spatial          1, T0, 25                      n_chans, 1, 25, 25; 25
    spatial_norm     1, T0, 25                      4 x 25
    spatial_elu      1, T0, 25
    spatial_pool     1, T1, 25
    spatial_dropout  1, T1, 25
    block<b>         1, T(b-1) - K + 1, F           1, K, F before, F; F
    block<b>_norm    1, T(b-1) - K + 1, F           4 x F
    block<b>_elu     1, T(b-1) - K + 1, F
    block<b>_pool    1, (T(b-1) - K + 1) // P, F
    block<b>_drop    1, T(b), F
    flatten          200*T4
    dense            n_outputs (the logits)         200*T4, n_outputs; n_outputs
    softmax          n_outputs
    ===============  =============================  ==========================

    with T0 = n_times - kernel_length + 1 and T1 = T0 // first_pool.

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
    >>> from eegmodels.models import DeepConvNet
    >>> DeepConvNet(n_chans=22, n_times=256, n_outputs=4).count_params()
    156629
    """
    known = _sizes(locals())
    check_dropout(dropout_rate)
    seeds = Seeds(seed)
    chain = [
        conv(FILTERS[0], (1, known["kernel_length"]), seeds, "temporal"),
        conv(FILTERS[0], (known["n_chans"], 1), seeds, "spatial"),
        *_ending("spatial", known["first_pool"], dropout_rate, seeds),
    ]
    for b, n_filters in enumerate(FILTERS[1:], start=2):
        chain += [
            conv(n_filters, (1, known["later_length"]), seeds, f"block{b}"),
            *_ending(f"block{b}", known["later_pool"], dropout_rate, seeds),
        ]
    chain += head(known, DENSE_NORM, seeds)
    arguments = {**known, "sizes": sizes, "dropout_rate": dropout_rate}
    return assemble("DeepConvNet", chain, arguments)


def _ending(name: str, pool: int, rate: float, seeds: Seeds) -> list[Any]:
    """Build what follows the convolution of every block."""
    return [
        norm(f"{name}_norm"),
        layers.Activation("elu", name=f"{name}_elu"),
        layers.MaxPooling2D(
            (1, pool), strides=(1, pool), data_format=LAST, name=f"{name}_pool"
        ),
        dropout("Dropout", rate, seeds, f"{name}_dropout"),
    ]


def _sizes(given: dict[str, Any]) -> dict[str, Any]:
    """Check the sizes and put numbers in place of None."""
    reference = check_sizes_option(given["sizes"])
    known = check_shape(given, reference)
    kernel, pool = LENGTHS[given["sizes"]]
    defaults = {
        "kernel_length": scaled(kernel, known["sfreq"], reference),
        "first_pool": scaled(pool, known["sfreq"], reference),
        "later_length": kernel,
        "later_pool": pool,
    }
    for key, default in defaults.items():
        known[key] = chosen(key, given[key], default)
    first = known["kernel_length"], known["first_pool"]
    later = known["later_length"], known["later_pool"]
    spans = [
        span
        for kernel, pool in (first, later, later, later)
        for span in (Span("kernel", kernel), Span("pool", pool, pool))
    ]
    shape = known["n_chans"], known["n_times"]
    check_long_enough("DeepConvNet", *shape, spans, ", ".join(defaults))
    return known
