"""Names and signs of a network's first filters, which differ by how it opens."""

import numpy as np


def source_name(opening: str, f: int, d: int) -> str:
    """Name a filter for people, who count from 1.

    Parameters
    ----------
    opening : "temporal-spatial" | "merged" | "spatial"
        Spatial filters of temporal kernels (EEGNet), outputs of two merged
        convolutions (DeepConvNet, ShallowConvNet), or filters of the raw signals
        (EEGNetV1).
    f, d : int
        Index of the temporal kernel, and of its filter.
    """
    if opening == "temporal-spatial":
        return f"kernel {f + 1}, filter {d + 1}"
    return f"filter {d + 1}"


def source_number(opening: str, f: int, d: int) -> str:
    """Give the number of a filter: "2.1" is filter 1 of kernel 2.

    Parameters
    ----------
    opening : "temporal-spatial" | "merged" | "spatial"
        As in ``source_name``; filters without a kernel of their own have one number.
    f, d : int
        Index of the temporal kernel, and of its filter.
    """
    return f"{f + 1}.{d + 1}" if opening == "temporal-spatial" else f"{d + 1}"


def largest_positive(vectors: np.ndarray) -> np.ndarray:
    """Give the sign of the largest entry of each vector along the last axis; 1 of 0."""
    at = np.abs(vectors).argmax(axis=-1)[..., None]
    signs = np.sign(np.take_along_axis(vectors, at, axis=-1)[..., 0])
    return np.where(signs == 0, 1.0, signs)
