"""What a network took over from a trained one, and what it started afresh."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class TransferredLayer:
    """How one layer with weights started.

    Attributes
    ----------
    stage, name : str
    weights : tuple of str
        Names of its arrays.
    start : "reused" | "mixed" | "fresh"
        "mixed": some channels are the source's, the others start afresh.
    detail : str
        Which channels were taken, or why the layer starts afresh; else empty.
    frozen : bool
        Whether training leaves the layer as it is.
    """

    stage: str
    name: str
    weights: tuple[str, ...]
    start: str
    detail: str = ""
    frozen: bool = False


@dataclass(frozen=True)
class Transfer:
    """How a network started from a trained one; ``print`` shows a table.

    Attributes
    ----------
    model : str
        Name of the network, the same on both sides.
    source_sizes, sizes : tuple of int
        Numbers of channels, samples and outputs, of the source and of the new network.
    layers : tuple of TransferredLayer
        Those with weights, in the order of the network.
    notes : tuple of str
        What else should be known, as sentences.
    """

    model: str
    source_sizes: tuple[int, int, int]
    sizes: tuple[int, int, int]
    layers: tuple[TransferredLayer, ...]
    notes: tuple[str, ...] = ()

    @property
    def reused(self) -> tuple[str, ...]:
        """Layers that hold weights of the source, mixed ones included."""
        return tuple(layer.name for layer in self.layers if layer.start != "fresh")

    @property
    def fresh(self) -> tuple[str, ...]:
        """Layers that hold weights which started afresh, mixed ones included."""
        return tuple(layer.name for layer in self.layers if layer.start != "reused")

    @property
    def frozen(self) -> tuple[str, ...]:
        """Layers that training leaves as they are."""
        return tuple(layer.name for layer in self.layers if layer.frozen)

    def __getitem__(self, name: str) -> TransferredLayer:
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        plain = asdict(self)
        for layer in plain["layers"]:
            layer["weights"] = list(layer["weights"])
        lists = ("source_sizes", "sizes", "layers", "notes")
        return {**plain, **{key: list(plain[key]) for key in lists}}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Transfer":
        """Make the record again of what ``to_dict`` gave."""
        layers = [
            TransferredLayer(**{**layer, "weights": tuple(layer["weights"])})
            for layer in plain["layers"]
        ]
        return cls(
            model=plain["model"],
            source_sizes=tuple(plain["source_sizes"]),
            sizes=tuple(plain["sizes"]),
            layers=tuple(layers),
            notes=tuple(plain["notes"]),
        )

    def __str__(self) -> str:
        rows = [("stage", "layer", "training", "weights", "start")]
        for layer in self.layers:
            start = f"{layer.start}: {layer.detail}" if layer.detail else layer.start
            training = "frozen" if layer.frozen else "trained"
            weights = ", ".join(layer.weights)
            rows.append((layer.stage, layer.name, training, weights, start))
        widths = [max(len(row[k]) for row in rows) for k in range(5)]
        table = [
            "  ".join(cell.ljust(n) for cell, n in zip(row, widths, strict=True))
            for row in rows
        ]
        title = f"{self.model} of {_counted(self.sizes)}, from one of "
        title += f"{_counted(self.source_sizes)}."
        return "\n".join([title, *(line.rstrip() for line in table), *self.notes])


def _counted(sizes: Sequence[int]) -> str:
    units = ("channel", "sample", "output")
    parts = [f"{n} {u}{'s' * (n != 1)}" for n, u in zip(sizes, units, strict=True)]
    return f"{parts[0]}, {parts[1]} and {parts[2]}"
