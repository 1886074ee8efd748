"""How a network opens: temporal kernels, spatial filters, or both merged into one.

Three kinds of opening can be read; what a *source* is differs between them. In EEGNet
it is a spatial filter behind one temporal kernel; in DeepConvNet and ShallowConvNet,
where two linear convolutions follow one another, it is one output of their merged
convolution; in the first EEGNet a spatial filter of the raw signals.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from eegmodels.fast import is_merged, is_spatial_first, is_spatial_only
from eegmodels.results._sources import largest_positive


@dataclass(frozen=True)
class Opening:
    """The sources of a network, as arrays in float64.

    Attributes
    ----------
    kind : "temporal-spatial" | "merged" | "spatial"
    layer : str
        Name of the layer that gives the sources; its weights are the spatial ones.
    place : int
        Position of that layer behind the input and what merely reorders it.
    kernels : array, shape (n_temporal, n_samples) | None
        Temporal kernels; of a merged opening the best single course of each source;
        None where there are none.
    weights : array, shape (n_temporal, n_spatial, n_chans)
        Spatial weights on what the network sees; (1, n_sources, n_chans) where a
        source has no temporal kernel of its own. Of a merged opening the electrodes'
        part in the best single course.
    merged : array, shape (n_sources, n_chans, n_samples) | None
        Kernels over channels and time.
    """

    kind: str
    layer: str
    place: int
    kernels: np.ndarray | None
    weights: np.ndarray
    merged: np.ndarray | None = None

    @property
    def one_course_share(self) -> np.ndarray | None:
        """Share of each merged kernel's energy in its best single course."""
        if self.merged is None:
            return None
        assert self.kernels is not None
        parts = np.einsum("oc,ok->ock", self.weights[0], self.kernels)
        whole = np.square(self.merged).sum(axis=(1, 2))
        kept = np.square(parts).sum(axis=(1, 2))
        return kept / np.where(whole > 0, whole, 1)


def find_opening(name: str, chain: list[Any]) -> Opening:
    """Read the opening of a network.

    Parameters
    ----------
    name : str
        Of the network, for the message.
    chain : list of keras.Layer
        Layers behind the input.

    Raises
    ------
    ValueError
        If it opens in another way.
    """
    if is_spatial_first(chain[:3]):
        return _temporal_spatial(chain)
    if is_merged(chain[:2]):
        return _merged(chain)
    if is_spatial_only(chain[:1]):
        weights = _array(chain[0].kernel)[:, 0, 0].T[None]
        return Opening("spatial", chain[0].name, 0, None, weights)
    names = ", ".join(type(layer).__name__ for layer in chain[:3])
    raise ValueError(
        f"The network {name!r} opens with {names}, whose filters cannot be read. "
        "Expected are temporal kernels followed by spatial filters (Conv2D, "
        "BatchNormalization, DepthwiseConv2D, as in EEGNet), two linear Conv2D over "
        "time and over electrodes (as in ShallowConvNet), or one Conv2D over "
        "electrodes (as in EEGNetV1)."
    )


def _temporal_spatial(chain: list[Any]) -> Opening:
    kernels = _array(chain[0].kernel)[0, :, 0, :].T
    weights = _array(chain[2].kernel)[:, 0].transpose(1, 2, 0)
    return Opening("temporal-spatial", chain[2].name, 2, kernels, weights)


def _merged(chain: list[Any]) -> Opening:
    # As the fast path merges them, here in float64.
    over_time, over_chans = _array(chain[0].kernel), _array(chain[1].kernel)
    merged = np.einsum("kf,cfo->ock", over_time[0, :, 0], over_chans[:, 0])
    # The best product of electrodes and course is the first singular pair. Its sign
    # is free: the largest weight of the course is made positive.
    left, sizes, right = np.linalg.svd(merged, full_matrices=False)
    weights = left[:, :, 0] * sizes[:, :1]
    sign = largest_positive(right[:, 0])[:, None]
    kernels = right[:, 0] * sign
    return Opening("merged", chain[1].name, 1, kernels, (weights * sign)[None], merged)


def _array(tensor: Any) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(tensor), dtype=np.float64)
