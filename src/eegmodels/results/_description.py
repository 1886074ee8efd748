"""What a network consists of: each stage, and what each number in it belongs to."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

KEY = """
sees: samples of the input that one value depends on at most
lowest: the lowest frequency of which one cycle fits the kernel
needs: the fewest samples of the input for which there is an output"""


@dataclass(frozen=True)
class Axis:
    """One axis of an output or of a weight.

    Attributes
    ----------
    symbol : str
        Index along the axis; ``"0"`` where there is only one.
    meaning : str
        What the index counts; empty where there is only one.
    definition : str
        How the index is made of others, such as ``"j = 2 f + d"``; else empty.
    parts : tuple of int
        Sizes of those others, outermost first; else empty.
    """

    symbol: str
    meaning: str = ""
    definition: str = ""
    parts: tuple[int, ...] = ()

    def __str__(self) -> str:
        text = f"{self.meaning} {self.symbol}" if self.meaning else ""
        return f"{text} ({self.definition})" if self.definition else text


@dataclass(frozen=True)
class Weight:
    """One array of weights: its name, shape and axes."""

    name: str
    shape: tuple[int, ...]
    axes: tuple[Axis, ...]


@dataclass(frozen=True)
class Length:
    """Extent of an operation in time; ``seconds`` is None where the rate is unknown.

    Attributes
    ----------
    what : str
        ``"kernel"``, ``"pool"``, or ``"output"`` for what a stage hands on.
    samples : int
        At the rate of the stage's input; ``"output"`` at that of the stage.
    seconds : float | None
    """

    what: str
    samples: int
    seconds: float | None

    def __str__(self) -> str:
        text = f"{self.samples} sample{'s' * (self.samples != 1)}"
        return text if self.seconds is None else f"{text} = {self.seconds:.4g} s"


@dataclass(frozen=True)
class Stage:
    """One layer of a network.

    Attributes
    ----------
    index : int
        Position in ``net.layers``.
    name : str
        Name of the layer, under which ``net.get_layer`` finds it.
    kind : str
        Type of the layer.
    output_shape : tuple of int | None
        Without the axis of trials.
    output_axes : tuple of Axis
    weights : tuple of Weight
    lengths : tuple of Length
    sfreq : float | None
        Rate of the output in Hz; None where it is unknown or there is no time axis.
    decimation : int
        Samples of the network's input for one of the output.
    offset : float
        From the first sample of the input to the middle of what the first sample of
        the output stands for, in samples of the input.
    receptive_field : Length | None
        What one value of the output depends on at most, in samples of the network's
        input: all stages up to here together, and never more than the input has.
        None behind a layer of which it is not known.
    min_samples : int | None
        Samples of the network's input without which the stage has no output; None
        as above.
    lowest_hz : float | None
        The lowest frequency of which one cycle fits the kernel of the stage; None
        where it has no kernel over time or the rate is unknown.
    """

    index: int
    name: str
    kind: str
    output_shape: tuple[int | None, ...]
    output_axes: tuple[Axis, ...]
    weights: tuple[Weight, ...]
    lengths: tuple[Length, ...]
    sfreq: float | None
    decimation: int
    offset: float
    receptive_field: Length | None
    min_samples: int | None
    lowest_hz: float | None

    @property
    def has_time(self) -> bool:
        """Whether the output is a course in time."""
        return any(axis.meaning == "time" for axis in self.output_axes)

    def lines(self) -> list[str]:
        """Say in words what each number of the output and of the weights is."""
        here = f"layer {self.index} `{self.name}`"
        extents = {length.what: length for length in self.lengths}
        lasting = extents.pop("output", None)
        said = [f"{here}: output {_words(self.output_axes)}"]
        if lasting is not None:
            said[0] += f"; {lasting}"
        alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
        for weight in self.weights:
            alike.setdefault((_words(weight.axes), weight.shape), []).append(
                weight.name
            )
        for (words, shape), names in alike.items():
            said.append(f"{here}: weight {words}; {', '.join(names)}, shape {shape}")
        if extents:
            text = ", ".join(f"{what} {length}" for what, length in extents.items())
            if self.lowest_hz is not None:
                text += f"; one cycle of {self.lowest_hz:.3g} Hz fits the kernel"
            if self.receptive_field is not None:
                text += f"; receptive field {self.receptive_field}"
            if self.min_samples is not None:
                many = "s" * (self.min_samples != 1)
                text += f"; needs at least {self.min_samples} sample{many} of input"
            said.append(f"{here}: {text}")
        return said


@dataclass(frozen=True)
class NetworkDescription:
    """The stages of a network, with the meaning of each axis; ``print`` shows it.

    Attributes
    ----------
    name : str
    n_params : int
    sfreq : float | None
        Rate of the input in Hz.
    note : str
        Where the rate comes from, or why there are no seconds.
    stages : tuple of Stage
        In the order of ``net.layers``.
    """

    name: str
    n_params: int
    sfreq: float | None
    note: str
    stages: tuple[Stage, ...]

    def __getitem__(self, name: str) -> Stage:
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for JSON; each stage also holds its lines of text."""
        plain = asdict(self)
        for stage, values in zip(self.stages, plain["stages"], strict=True):
            values["text"] = stage.lines()
        return plain

    def __str__(self) -> str:
        head = ("layer", "stage", "type", "output", "rate", "sees", "lowest", "needs")
        rows = [head, *(_row(stage) for stage in self.stages)]
        widths = [max(len(row[k]) for row in rows) for k in range(len(head))]
        table = [
            "  ".join(cell.ljust(n) for cell, n in zip(row, widths, strict=True))
            for row in rows
        ]
        title = f"{self.name}: {self.n_params} parameters. {self.note}"
        text = [line for stage in self.stages for line in stage.lines()]
        lines = [title, "", *(line.rstrip() for line in table), KEY, "", *text]
        return "\n".join(lines)

    def __repr__(self) -> str:
        kinds = Counter(stage.kind for stage in self.stages)
        return (
            f"<NetworkDescription of {self.name}: {len(self.stages)} layers, "
            f"{kinds.total() - kinds['InputLayer']} behind the input, "
            f"{self.n_params} parameters; print it>"
        )


def _row(stage: Stage) -> tuple[str, ...]:
    """Write one line of the table."""
    seen = stage.receptive_field
    sees = "" if seen is None else str(seen.samples)
    if seen is not None and seen.seconds is not None:
        sees += f" = {seen.seconds:.4g} s"
    return (
        str(stage.index),
        stage.name,
        stage.kind,
        str(stage.output_shape),
        "" if stage.sfreq is None else f"{round(stage.sfreq, 2):g} Hz",
        sees,
        "" if stage.lowest_hz is None else f"{stage.lowest_hz:.3g} Hz",
        "" if stage.min_samples is None else str(stage.min_samples),
    )


def _words(axes: tuple[Axis, ...]) -> str:
    """Write ``[c, 0, f, d] = electrode c, temporal filter f, spatial filter d``."""
    index = f"[{', '.join(axis.symbol for axis in axes)}]"
    meanings = [str(axis) for axis in axes if axis.meaning]
    return f"{index} = {', '.join(meanings)}" if meanings else index
