"""The opening that DeepConvNet and ShallowConvNet have in common."""

from typing import Any

from keras import constraints, layers

from eegmodels._checks import check_option
from eegmodels.models._blocks import LAST, Seeds

MAX_NORM = 2.0  # of the kernels of each filter
DENSE_NORM = 0.5
PAPER_SFREQ = 250.0  # of the sizes in Schirrmeister et al. 2017
SIZES = ("reference", "original")


def check_sizes_option(sizes: str) -> float:
    """Check which sizes are wanted; give the rate at which they hold."""
    check_option("sizes", sizes, SIZES)
    return 128.0 if sizes == "reference" else PAPER_SFREQ


def conv(
    n_filters: int,
    kernel: tuple[int, int],
    seeds: Seeds,
    name: str,
    *,
    use_bias: bool = True,
) -> Any:
    """Build a convolution whose filters have a bounded norm."""
    return layers.Conv2D(
        n_filters,
        kernel,
        use_bias=use_bias,
        kernel_initializer=seeds.glorot(),
        # Over rows, columns and what comes in: one norm for each filter.
        kernel_constraint=constraints.MaxNorm(MAX_NORM, axis=(0, 1, 2)),
        data_format=LAST,
        name=name,
    )


def norm(name: str) -> Any:
    """Build the BatchNorm of the ConvNets: PyTorch's defaults, in Keras's terms."""
    return layers.BatchNormalization(epsilon=1e-5, momentum=0.9, name=name)
