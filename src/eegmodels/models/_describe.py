"""Describe any network of Keras layers: what each axis of each stage means.

The meaning of axes is handed on from layer to layer, so that it also holds in
networks which users have put together. A layer without a rule keeps the meaning of
axes whose size it leaves alone; the other axes are "axis 1", "axis 2".
"""

from dataclasses import replace
from typing import Any

import keras
from keras import layers

from eegmodels._checks import check_number
from eegmodels.models._axes import (
    ELECTRODE,
    ONE,
    POINTWISE,
    RULES,
    TIME,
    Found,
    State,
    apply_rule,
    numbered,
)
from eegmodels.results import Axis, Length, NetworkDescription, Stage, Weight


def describe_network(
    network: keras.Model, *, sfreq: float | None = None, layout: str | None = None
) -> NetworkDescription:
    """Stages of a network: names, shapes, and which number belongs to what.

    Parameters
    ----------
    network : keras.Model
        From (n_trials, n_chans, n_times, 1). Others are described too, with axes by
        number.
    sfreq : float | None
        Sampling rate of the input in Hz. None: that with which the network was built.
    layout : str | None
        Axes of the input behind that of the trials, such as "time,channel". None:
        "channel,time,1" where that fits.

    Returns
    -------
    NetworkDescription

    Raises
    ------
    TypeError, ValueError
        If ``network`` is no Keras model with layers, or ``sfreq`` no rate.
    """
    if not isinstance(network, keras.Model):
        raise TypeError(
            f"network is a {type(network).__name__}; give a keras.Model, of a fitted "
            "EEGClassifier its model_."
        )
    rate, note = _rate(network, sfreq)
    known: dict[int, State] = {}
    stages = []
    for index, layer in enumerate(network.layers):
        stage, state = _stage(index, layer, known, rate, layout)
        stages.append(stage)
        tensor = _single(layer, "output")
        if tensor is not None:
            known[id(tensor)] = state
    return NetworkDescription(
        name=str(network.name),
        n_params=int(network.count_params()),
        sfreq=rate,
        note=note,
        stages=tuple(stages),
    )


def _rate(network: Any, sfreq: float | None) -> tuple[float | None, str]:
    if sfreq is not None:
        rate = check_number("sfreq", sfreq, low=0, closed="neither")
        return rate, f"Seconds hold at {rate:g} Hz."
    design = getattr(network, "design", {})
    built = design.get("arguments", {}).get("sfreq")
    if built is None:
        return None, (
            "Lengths are in samples alone: the sampling rate is not known. "
            "Give it with describe(sfreq=...)."
        )
    return float(built), (
        f"Seconds hold at {built:g} Hz, for which the network was built; for data at "
        "another rate give describe(sfreq=...)."
    )


def _stage(
    index: int,
    layer: Any,
    known: dict[int, State],
    rate: float | None,
    layout: str | None,
) -> tuple[Stage, State]:
    shape = _shape(_single(layer, "output"))
    before = known.get(id(_single(layer, "input")))
    if isinstance(layer, layers.InputLayer):
        input_axes = _input_axes(shape, layout)
        whole = shape[input_axes.index(TIME)] if TIME in input_axes else None
        before = State(input_axes, shape, whole=whole)
    elif before is None:  # several inputs, or one that no layer here gave
        axes = numbered(_shape(_single(layer, "input")))
        before = State(axes, _shape(_single(layer, "input")), receptive=None)
    found = apply_rule(layer, before, shape)
    state = State(
        axes=found.axes,
        shape=shape,
        decimation=before.decimation * found.stride,
        offset=before.offset + found.offset * before.decimation,
        needed=before.needed + found.reach * before.decimation * (not found.padded),
        whole=before.whole,
    )
    state = _seen(layer, before, found, state)
    has_time = TIME in state.axes
    lengths = [
        Length(what, n, None if rate is None else n * before.decimation / rate)
        for what, n in found.lengths
    ]
    if has_time and shape[state.axes.index(TIME)] is not None:
        n = int(shape[state.axes.index(TIME)] or 0)
        seconds = None if rate is None else n * state.decimation / rate
        lengths.append(Length("output", n, seconds))
    stage = Stage(
        index=index,
        name=str(layer.name),
        kind=type(layer).__name__,
        output_shape=shape,
        output_axes=state.axes,
        weights=_weights(layer, found),
        lengths=tuple(lengths),
        sfreq=rate / state.decimation if has_time and rate is not None else None,
        decimation=state.decimation,
        offset=state.offset,
        receptive_field=_extent(state.receptive, rate),
        min_samples=None if state.receptive is None else state.needed,
        lowest_hz=_lowest(found, before, rate),
    )
    return stage, state


def _seen(layer: Any, before: State, found: Found, state: State) -> State:
    """Add how much of the network's input one value behind a layer depends on."""
    known = isinstance(layer, (*RULES, *POINTWISE, layers.InputLayer))
    if before.receptive is None or not known:
        return replace(state, receptive=None)
    receptive = before.receptive + found.reach * before.decimation
    apart = before.apart
    if TIME in before.axes and TIME not in state.axes:
        n_left = before.shape[before.axes.index(TIME)] or 1
        apart = (n_left - 1) * before.decimation
    if found.gathers:
        receptive, apart = receptive + apart, 0
    if before.whole is not None:
        receptive = min(receptive, before.whole)
    return replace(state, receptive=receptive, apart=apart)


def _extent(n: int | None, rate: float | None) -> Length | None:
    if n is None:
        return None
    return Length("receptive field", n, None if rate is None else n / rate)


def _lowest(found: Found, before: State, rate: float | None) -> float | None:
    """Find the lowest frequency of which one cycle fits a layer's kernel."""
    has_kernel = "kernel" in dict(found.lengths)
    if not has_kernel or rate is None or TIME not in before.axes:
        return None
    return rate / before.decimation / (found.reach + 1)


def _weights(layer: Any, found: Found) -> tuple[Weight, ...]:
    """Pair a layer's weights with the axes that its rule gave."""
    shapes = [tuple(int(n) for n in weight.shape) for weight in layer.weights]
    names = [str(weight.name) for weight in layer.weights]
    given = list(found.weights)
    if [len(axes) for axes in given] != [len(shape) for shape in shapes]:
        given = [numbered(shape) for shape in shapes]
    return tuple(
        Weight(name, shape, axes)
        for name, shape, axes in zip(names, shapes, given, strict=True)
    )


def _input_axes(shape: tuple[int | None, ...], layout: str | None) -> tuple[Axis, ...]:
    if layout is not None:
        names = {"channel": ELECTRODE, "time": TIME, "1": ONE}
        return tuple(names[name] for name in layout.split(","))
    if len(shape) == 3 and shape[2] == 1:
        return ELECTRODE, TIME, ONE
    return numbered(shape)


def _single(layer: Any, side: str) -> Any:
    """Give the one input or output of a layer; None where there are several."""
    try:
        tensor = getattr(layer, side)
    except (AttributeError, ValueError):  # never called, or called more than once
        return None
    return tensor if hasattr(tensor, "shape") else None


def _shape(tensor: Any) -> tuple[int | None, ...]:
    return () if tensor is None else tuple(tensor.shape[1:])
