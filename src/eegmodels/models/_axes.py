"""What the axes of tensors and weights mean behind a layer, kind by kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from keras import layers

from eegmodels.results import Axis

ONE = Axis("0")
ELECTRODE = Axis("c", "electrode")
TIME = Axis("t", "time")
SAMPLE = Axis("k", "sample")
TEMPORAL = Axis("f", "temporal filter")
SPATIAL = Axis("d", "spatial filter")


@dataclass(frozen=True)
class State:
    """What is known of a tensor: its axes without that of trials, and its time.

    ``decimation``, ``offset``, ``receptive`` and ``needed`` are in samples of the
    network's input.
    """

    axes: tuple[Axis, ...]
    shape: tuple[int | None, ...]
    decimation: int = 1
    offset: float = 0.0
    receptive: int | None = 1  # that one value depends on; None: not known
    needed: int = 1  # without which there is no value
    apart: int = 0  # between the first and the last time that the units stand for
    whole: int | None = None  # what there is


@dataclass(frozen=True)
class Found:
    """What a rule finds out of a layer."""

    axes: tuple[Axis, ...]
    weights: tuple[tuple[Axis, ...], ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()
    stride: int = 1
    offset: float = 0.0  # in samples of the layer's input
    reach: int = 0  # samples that an output sees beyond one
    padded: bool = False  # zeros stand in where the input ends
    gathers: bool = False  # each value depends on all units of the input


def apply_rule(layer: Any, before: State, shape: tuple[int | None, ...]) -> Found:
    """Find out what the axes behind a layer mean, of those before it."""
    rule = RULES.get(type(layer), _as_before)
    usable = len(before.axes) == 3 and _is_channels_last(layer)
    found = rule(layer, before) if usable or rule in FLAT else _as_before(layer, before)
    if len(found.axes) != len(shape):
        return replace(found, axes=numbered(shape))
    if rule is _as_before:
        same = before.shape + (None,) * len(shape)
        axes = [
            axis if size == old else number
            for axis, number, size, old in zip(
                found.axes, numbered(shape), shape, same, strict=False
            )
        ]
        return replace(found, axes=tuple(axes))
    return found


def _as_before(layer: Any, before: State) -> Found:
    return Found(before.axes)


def _conv(layer: Any, before: State) -> Found:
    """Rule for Conv2D over time (rows of 1), over electrodes, or over both."""
    row, column = _kernel_axes(layer, before)
    source = before.axes[2]
    if source == ONE and row == ONE:
        made = TEMPORAL
    elif row == ELECTRODE:
        made = Axis("d", "spatial filter")
    else:
        made = Axis(_free_symbol(before), "filter")
    axes = (*_left(layer, before, row, column), made)
    weights: tuple[tuple[Axis, ...], ...] = ((row, column, _bare(source), made),)
    return _over_time(layer, before, axes, weights + ((made,),) * layer.use_bias)


def _depthwise(layer: Any, before: State) -> Found:
    """Rule for DepthwiseConv2D: filters for each of what came in."""
    row, column = _kernel_axes(layer, before)
    source, depth = before.axes[2], int(layer.depth_multiplier)
    own = SPATIAL if row == ELECTRODE else Axis("m", "filter")
    n_sources = int(before.shape[2] or 1)
    if source == ONE:
        made = own
    elif depth == 1 and row != ELECTRODE:
        made = source
    else:
        text = f"j = {depth} {source.symbol} + {own.symbol}: {source.meaning} "
        text += f"{source.symbol}, {own.meaning} {own.symbol}"
        made = Axis("j", "filter", text, (n_sources, depth))
    axes = (*_left(layer, before, row, column), made)
    last = own if depth > 1 or row == ELECTRODE else ONE
    weights: tuple[tuple[Axis, ...], ...] = ((row, column, _bare(source), last),)
    extra = ((_bare(made),),) * layer.use_bias
    return _over_time(layer, before, axes, weights + extra)


def _separable(layer: Any, before: State) -> Found:
    """Rule for SeparableConv2D: a depthwise kernel, then a pointwise mixture."""
    row, column = _kernel_axes(layer, before)
    source, depth = _bare(before.axes[2]), int(layer.depth_multiplier)
    own = ONE if depth == 1 else Axis("m", "filter")
    made = Axis(_free_symbol(before), "pointwise filter")
    mixed = source if depth == 1 else Axis("i", f"{depth} {source.symbol} + m")
    axes = (*_left(layer, before, row, column), made)
    weights: tuple[tuple[Axis, ...], ...] = (
        (row, column, source, own),
        (ONE, ONE, mixed, made),
    )
    return _over_time(layer, before, axes, weights + ((made,),) * layer.use_bias)


def _over_time(
    layer: Any,
    before: State,
    axes: tuple[Axis, ...],
    weights: tuple[tuple[Axis, ...], ...],
) -> Found:
    time = _time_of(before)
    n, stride = int(layer.kernel_size[time]), int(layer.strides[time])
    reach = (n - 1) * int(layer.dilation_rate[time])
    lengths = [("kernel", n)] if n > 1 else []
    if stride > 1:
        lengths.append(("stride", stride))
    padded = layer.padding == "same"
    offset = _padded_offset(before, reach, stride) if padded else reach / 2
    return Found(axes, weights, tuple(lengths), stride, offset, reach, padded)


def _pool(layer: Any, before: State) -> Found:
    time = _time_of(before)
    n, stride = int(layer.pool_size[time]), int(layer.strides[time])
    lengths = [("pool", n)]
    if stride != n:
        lengths.append(("stride", stride))
    padded = layer.padding == "same"
    offset = _padded_offset(before, n - 1, stride) if padded else (n - 1) / 2
    return Found(before.axes, (), tuple(lengths), stride, offset, n - 1, padded)


def _padded_offset(before: State, reach: int, stride: int) -> float:
    """Find the middle of what the first output sees, with "same" padding.

    Without a stride an output sample stands for the input sample of its number.
    """
    if stride == 1:
        return 0.0
    n = before.shape[_time_of(before)] or stride  # of unknown length: no remainder
    padding = max((-(-n // stride) - 1) * stride + reach + 1 - n, 0)
    return reach / 2 - padding // 2


def _time_of(before: State) -> int:
    """Find which of rows and columns is the time."""
    return 0 if before.axes[0] == TIME else 1


def _norm(layer: Any, before: State) -> Found:
    axis = layer.axis if isinstance(layer.axis, int) else layer.axis[0]
    along = before.axes[axis - 1 if axis > 0 else axis]
    return Found(before.axes, ((_bare(along),),) * len(layer.weights))


def _flatten(layer: Any, before: State) -> Found:
    """Rule for Flatten: units count rows, times and filters, the last one fastest."""
    parts = [
        (axis, int(size))
        for axis, size in zip(before.axes, before.shape, strict=True)
        if size is not None and axis != ONE and size > 1
    ]
    terms, width = [], 1
    for axis, size in reversed(parts):
        terms.append(f"{width} {axis.symbol}" if width > 1 else axis.symbol)
        width *= size
    text = f"u = {' + '.join(reversed(terms))}" if parts else ""
    return Found((Axis("u", "unit", text, tuple(size for _, size in parts)),))


def _dense(layer: Any, before: State) -> Found:
    made = Axis("n", "output")
    if before.axes and before.axes[-1].symbol == "n":
        made = Axis("o", "output")
    weights: tuple[tuple[Axis, ...], ...] = ((_bare(before.axes[-1]), made),)
    weights += ((made,),) * layer.use_bias
    return Found((*before.axes[:-1], made), weights, gathers=True)


def _over_all(layer: Any, before: State) -> Found:
    """Rule for global pooling: one value for each of what came in."""
    return Found(before.axes[-1:], gathers=True)


def _permute(layer: Any, before: State) -> Found:
    return Found(tuple(before.axes[k - 1] for k in layer.dims))


def _reshape(layer: Any, before: State) -> Found:
    """Rule for Reshape: an axis of one more or less changes no meaning."""
    real = [
        (axis, size)
        for axis, size in zip(before.axes, before.shape, strict=True)
        if size != 1
    ]
    shape = tuple(layer.output.shape[1:])
    if [size for _, size in real] != [size for size in shape if size != 1]:
        return Found(numbered(shape))
    left = iter(axis for axis, _ in real)
    return Found(tuple(ONE if size == 1 else next(left) for size in shape))


RULES: dict[type, Callable[[Any, State], Found]] = {
    layers.Conv2D: _conv,
    layers.DepthwiseConv2D: _depthwise,
    layers.SeparableConv2D: _separable,
    layers.AveragePooling2D: _pool,
    layers.MaxPooling2D: _pool,
    layers.GlobalAveragePooling2D: _over_all,
    layers.GlobalMaxPooling2D: _over_all,
    layers.BatchNormalization: _norm,
    layers.Flatten: _flatten,
    layers.Dense: _dense,
    layers.Permute: _permute,
    layers.Reshape: _reshape,
}
FLAT = (_norm, _flatten, _dense, _permute, _reshape)  # whatever the number of axes
# Layers without a rule that look at one time after the other.
POINTWISE = (
    layers.Activation,
    layers.Dropout,
    layers.SpatialDropout2D,
    layers.GaussianNoise,
    layers.ELU,
    layers.ReLU,
    layers.LeakyReLU,
    layers.Softmax,
)


def _kernel_axes(layer: Any, before: State) -> tuple[Axis, Axis]:
    """Name rows and columns of a kernel."""
    names = []
    for k, symbol in enumerate("hw"):
        n, along = int(layer.kernel_size[k]), before.axes[k]
        if n == 1:
            names.append(ONE)
        elif along == TIME:
            names.append(SAMPLE)
        elif along == ELECTRODE and n == before.shape[k]:
            names.append(ELECTRODE)
        elif before.shape[k] == 1 and layer.padding == "same":
            only = f"only {symbol} = {(n - 1) // 2} meets data"
            names.append(Axis(symbol, "row" if k == 0 else "column", only))
        else:
            names.append(Axis(symbol, "row" if k == 0 else "column"))
    return names[0], names[1]


def _left(layer: Any, before: State, *kernel: Axis) -> tuple[Axis, ...]:
    """Name what a convolution leaves of rows and columns."""
    left = []
    for along, over in zip(before.axes[:2], kernel, strict=True):
        if over == ELECTRODE and layer.padding == "valid":
            left.append(ONE)
        elif over in (ONE, SAMPLE) or along == ONE:
            left.append(along)
        else:
            left.append(Axis("h", "row"))
    return tuple(left)


def _free_symbol(before: State) -> str:
    used = {axis.symbol for axis in before.axes}
    return next(letter for letter in "opqrs" if letter not in used)


def _bare(axis: Axis) -> Axis:
    """Leave out the definition, which stands at the output of the stage."""
    return replace(axis, definition="", parts=())


def numbered(shape: tuple[int | None, ...]) -> tuple[Axis, ...]:
    return tuple(Axis(f"i{k}", f"axis {k}") for k in range(1, len(shape) + 1))


def _is_channels_last(layer: Any) -> bool:
    return getattr(layer, "data_format", None) in (None, "channels_last")
