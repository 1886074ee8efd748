"""Start a network from a trained one of other channels, length or outputs."""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from eegmodels.models._channel_rows import ChannelRows, match_channels
from eegmodels.models._network import Network
from eegmodels.models._registry import get_architecture
from eegmodels.models._stages import check_freeze, stages
from eegmodels.models._transfer_checks import (
    HEAD,
    SPATIAL,
    check_rate,
    check_reused,
    checked_arguments,
    design_of,
    same_layer,
)
from eegmodels.results import Transfer, TransferredLayer


def transfer(
    source: Network,
    *,
    n_outputs: int | None = None,
    n_times: int | None = None,
    ch_names: list[str] | None = None,
    source_ch_names: list[str] | None = None,
    sfreq: float | None = None,
    freeze: str | Iterable[str] = (),
    reuse_head: bool = True,
    new_channels: str = "error",
    seed: int | None = None,
    **arguments: Any,
) -> tuple[Network, Transfer]:
    """Build a network that starts from the weights of a trained one.

    Nothing of the source is changed, and nothing is shared with it. None means: as in
    the source.

    Parameters
    ----------
    source : Network
        Built by this package, or opened by ``load_network``.
    n_outputs : int | None
        Number of classes, or of values to predict.
    n_times : int | None
        Number of samples in a trial.
    ch_names : list of str | None
        Channels of the new network: a subset of the source's, or another order.
    source_ch_names : list of str | None
        Channels of the source, in its order; needed with ``ch_names``.
    sfreq : float | None
        Sampling rate of the new data in Hz; it must be the source's.
    freeze : str | list of str
        Stages, named as in ``stages``, that training is to leave as they are.
    reuse_head : bool
        Whether the outputs mean what those of the source mean. False: the dense layer
        starts afresh, also where its size fits.
    new_channels : "error" | "fresh"
        What becomes of channels that the source lacks: refused, or their spatial
        weights start afresh.
    seed : int | None
        Of what starts afresh, and of dropout.
    **arguments
        Of the network, which must equal the source's; but for ``dropout_rate``,
        ``dropout_type``, ``norm_rate``, ``reg_rate`` and ``output_activation``.

    Returns
    -------
    network : Network
        Not compiled.
    transfer : Transfer
        What was reused, what starts afresh and why, what is frozen.

    Raises
    ------
    TypeError, ValueError
        If the source is no network of this package, a channel is unknown, the rate or
        an argument differs, or ``freeze`` names what would never be trained.

    Notes
    -----
    Every convolution is reused with its normalisation. The spatial kernel is taken row
    by row; with fewer rows the constant that the dropped channels added is gone too
    (EEGNet's first normalisation gives each channel one, as the temporal biases of
    the ConvNets do), so the outputs are those of the source fed with zeros there up to
    a constant behind ``spatial``. The dense layer is reused where outputs and flattened
    features agree. Where fresh rows take a filter beyond its max-norm, the first
    training step scales the whole filter.

    Examples
    --------
    >>> from eegmodels.models import EEGNet, transfer
    >>> source = EEGNet(n_chans=3, n_times=128, n_outputs=2)
    >>> names = {"ch_names": ["C4", "C3"], "source_ch_names": ["C3", "Cz", "C4"]}
    >>> network, how = transfer(source, n_outputs=4, freeze="temporal", **names)
    >>> how.fresh, how.frozen
    (('dense',), ('temporal', 'temporal_norm'))
    """
    name, before = design_of(source)
    check_rate(sfreq, before["sfreq"])
    rows = match_channels(ch_names, source_ch_names, before["n_chans"], new_channels)
    after = {**before, **checked_arguments(name, before, arguments)}
    after["n_chans"] = len(rows.taken)
    after["n_times"] = before["n_times"] if n_times is None else n_times
    after["n_outputs"] = before["n_outputs"] if n_outputs is None else n_outputs
    network = get_architecture(name).build(**after, seed=seed)
    frozen = check_freeze(network, freeze)
    why = _why_fresh_head(source, network, before, after, reuse_head)
    stage_of = {one: stage for stage, group in stages(network).items() for one in group}
    moved = [
        TransferredLayer(
            stage=stage_of[layer.name],
            name=str(layer.name),
            weights=tuple(str(weight.name) for weight in layer.weights),
            frozen=layer.name in frozen,
            **_start(layer, same_layer(source, layer), rows, why),
        )
        for layer in network.layers
        if layer.weights
    ]
    check_reused(moved)
    for layer in moved:
        network.get_layer(layer.name).trainable = not layer.frozen
    sizes = ("n_chans", "n_times", "n_outputs")
    done = Transfer(
        model=name,
        source_sizes=tuple(int(before[key]) for key in sizes),  # type: ignore[arg-type]
        sizes=tuple(int(after[key]) for key in sizes),  # type: ignore[arg-type]
        layers=tuple(moved),
        notes=_notes(network, rows, frozen),
    )
    return network, done


def _why_fresh_head(
    source: Network,
    network: Network,
    before: dict[str, Any],
    after: dict[str, Any],
    reuse_head: bool,
) -> str:
    """Say why the dense layer cannot be reused; nothing where it can."""
    reasons = []
    if before["n_outputs"] != after["n_outputs"]:
        n = after["n_outputs"]
        reasons.append(f"{n} output{'s' * (n != 1)} in place of {before['n_outputs']}")
    old, new = (int(net.get_layer(HEAD).input.shape[-1]) for net in (source, network))
    if old != new:
        reasons.append(
            f"{new} features in place of {old} ({after['n_times']} samples in place "
            f"of {before['n_times']})"
        )
    kinds = before["output_activation"], after["output_activation"]
    if kinds[0] != kinds[1]:
        reasons.append(f"{kinds[1]} outputs in place of {kinds[0]}")
    if not reasons and not reuse_head:
        reasons.append("the outputs mean something else")
    return ", ".join(reasons)


def _start(layer: Any, old: Any, rows: ChannelRows, why_fresh_head: str) -> dict:
    """Set the weights with which a layer starts; say where they come from."""
    if layer.name == HEAD and why_fresh_head:
        return {"start": "fresh", "detail": why_fresh_head}
    # Copies: on some backends get_weights gives views into the source.
    values = [np.array(value) for value in old.get_weights()]
    start, detail = "reused", ""
    if layer.name == SPATIAL:
        values[0] = rows.take(values[0], np.array(layer.get_weights()[0]))
        start, detail = "mixed" if rows.new else "reused", str(rows)
    layer.set_weights(values)
    return {"start": start, "detail": detail}


def _notes(network: Network, rows: ChannelRows, frozen: list[str]) -> tuple[str, ...]:
    if rows.same_set:
        return ()
    norms = [
        str(layer.name)
        for layer in network.layers
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    trained = [name for name in norms if name not in frozen]
    held = [name for name in norms if name in frozen]
    notes = []
    if trained:
        notes.append(
            f"The moving statistics of {', '.join(trained)} are those of the source's "
            "channels; training estimates them anew."
        )
    if held:
        notes.append(
            f"The moving statistics of {', '.join(held)} are those of the source's "
            "channels and, frozen, stay so."
        )
    return tuple(notes)
