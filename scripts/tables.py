"""Renew the tables in docs/ from the networks themselves: ``make tables``.

A table stands between ``<!-- table KIND ... -->`` and ``<!-- end -->``; the prose
around it stays. tests/test_tables.py fails where a file is not what this makes.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from eegmodels.models import ARCHITECTURES, Network
from eegmodels.results import NetworkDescription, Stage

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("networks.md", "sampling-rates.md")
PLACE = re.compile(r"<!-- table (.+?) -->\n.*?<!-- end -->", re.DOTALL)
RATES = (128, 160, 250, 256, 512)

# Lawhern et al. 2018, tables 1 and 3: channels, samples at 128 Hz, classes, kernel.
DATA_SETS = {
    "P300": (64, 128, 2, 64),
    "ERN": (56, 160, 2, 64),
    "MRCP": (64, 192, 2, 64),
    "SMR": (22, 256, 4, 32),
}
PAPER = {
    "DeepConvNet": (174_127, 169_927, 175_727, 152_219),
    "ShallowConvNet": (104_002, 91_602, 104_722, 40_644),
    "EEGNet-4,2": (1_066, 1_082, 1_098, 796),
    "EEGNet-8,2": (2_258, 2_290, 2_322, 1_716),
}
# The ERN data have 56 channels; EEGNet was counted with those of the P300 data.
ERN_WITH_64 = (64, 160, 2, 64)
# The shape for which the layers are shown: channels, samples, classes.
EXAMPLES = {
    "EEGNet": (64, 128, 2),
    "EEGNetSSVEP": (8, 256, 12),
    "EEGNetV1": (64, 128, 2),
    "DeepConvNet": (64, 128, 2),
    "ShallowConvNet": (64, 128, 2),
}


def main() -> None:
    for page in PAGES:
        file = DOCS / page
        file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"docs/{page}")


def renewed(text: str) -> str:
    """Make each table of a page anew."""

    def make(place: re.Match) -> str:
        kind, *names = place[1].split()
        return f"<!-- table {place[1]} -->\n\n{TABLES[kind](*names)}\n\n<!-- end -->"

    return PLACE.sub(make, text)


def overview() -> str:
    """Network, what it does, and the paper."""
    rows = []
    for record in ARCHITECTURES.values():
        authors, _, address = record.reference.partition(", ")
        kind, _, number = address.partition(":")
        site = {"doi": "https://doi.org/", "arXiv": "https://arxiv.org/abs/"}[kind]
        link = f"[{authors}]({site}{number})"
        rows.append((record.name, record.summary, f"{record.reference_sfreq:g}", link))
    head = ("network", "what it does", "reference rate, Hz", "paper")
    return table(head, rows, numbers=(2,))


def parameters() -> str:
    """Trainable parameters beside table 3 of the paper."""
    rows = []
    for name, published in PAPER.items():
        for (label, shape), paper in zip(DATA_SETS.items(), published, strict=True):
            size = f"{shape[0]} x {shape[1]}, {shape[2]} classes"
            numbers = f"{count(name, *shape):,}", f"{paper:,}"
            rows.append((name, label, size, *numbers, verdict(name, label, paper)))
    head = ("network", "data", "channels x samples", "here", "paper", "")
    return table(head, rows, numbers=(3, 4))


def verdict(name: str, label: str, paper: int) -> str:
    """Say whether a number of the paper is ours, or which slip explains it."""
    if count(name, *DATA_SETS[label]) == paper:
        return "equal"
    if label == "ERN" and count(name, *ERN_WITH_64) == paper:
        return "the paper counted 64 channels"
    return "cannot be so, see below"


@cache
def count(name: str, n_chans: int, n_times: int, n_outputs: int, kernel: int) -> int:
    """Count the trainable parameters of a network under the paper's name."""
    network, _, numbers = name.partition("-")
    options = {}
    if numbers:
        F1, D = map(int, numbers.split(","))
        options = {"F1": F1, "D": D, "kernel_length": kernel}
    return trainable(
        ARCHITECTURES[network].build(n_chans, n_times, n_outputs, **options)
    )


def trainable(net: Network) -> int:
    return sum(math.prod(weight.shape) for weight in net.trainable_weights)


def layers(name: str) -> str:
    """Layers of one network for one shape, with what they hold."""
    n_chans, n_times, n_outputs = EXAMPLES[name]
    net = ARCHITECTURES[name].build(n_chans, n_times, n_outputs)
    rate = net.design["arguments"]["sfreq"]
    rows = [
        (f"`{stage.name}`", stage.kind, size(stage.output_shape), weights(stage))
        for stage in net.describe().stages
    ]
    opening = (
        f"For {n_chans} channels, {n_times} samples at {rate:g} Hz and {n_outputs} "
        f"classes: {trainable(net):,} trainable parameters."
    )
    return f"{opening}\n\n{table(('layer', 'type', 'output', 'weights'), rows)}"


def weights(stage: Stage) -> str:
    shapes = [size(weight.shape) for weight in stage.weights]
    if stage.kind == "BatchNormalization":
        return f"{len(shapes)} of {shapes[0]}"
    return "; ".join(shapes)


def lengths(name: str, sizes: str = "reference") -> str:
    """Lengths of one network: one column for each rate."""
    option = {} if sizes == "reference" else {"sizes": sizes}
    described = []
    for rate in RATES:  # trials long enough that their ends cut nothing
        net = ARCHITECTURES[name].build(2, 8 * rate, 2, rate, **option)
        described.append(net.describe())
    head = ("", *(f"{rate} Hz" for rate in RATES))
    return table(head, length_rows(described), numbers=range(1, len(head)))


def length_rows(described: Sequence[NetworkDescription]) -> list[tuple[str, ...]]:
    rows = []
    for stages in zip(*(each.stages for each in described), strict=True):
        layer = f"`{stages[0].name}`"
        for row in zip(*(stage.lengths for stage in stages), strict=True):
            if row[0].what != "output":
                title = f"{layer} {row[0].what}"
                rows.append((title, *(extent(n.samples, n.seconds) for n in row)))
        if stages[0].lowest_hz is not None:
            lowest = (f"{stage.lowest_hz:.3g} Hz" for stage in stages)
            rows.append((f"{layer} lowest frequency", *lowest))
        if {length.what for length in stages[0].lengths} & {"pool", "stride"}:
            rates = (f"{stage.sfreq:.4g} Hz" for stage in stages)
            rows.append((f"rate behind {layer}", *rates))
    last = [[s for s in each.stages if s.has_time][-1] for each in described]
    seen = [stage.receptive_field for stage in last]
    row = (extent(n.samples, n.seconds) for n in seen if n is not None)
    rows.append(("receptive field", *row))
    needs = [stage.min_samples or 0 for stage in last]
    row = (extent(n, n / rate) for n, rate in zip(needs, RATES, strict=True))
    rows.append(("fewest samples", *row))
    return rows


def extent(samples: int, seconds: float | None) -> str:
    """Write a length in samples and in milliseconds."""
    return f"{samples} ({1000 * (seconds or math.nan):.4g})"


def size(shape: Iterable[int | None]) -> str:
    return " x ".join(str(n) for n in shape)


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()
) -> str:
    """Write a Markdown table; the columns ``numbers`` stand to the right."""
    right = set(numbers)
    rule = ["---:" if k in right else "---" for k in range(len(head))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rows))


TABLES: dict[str, Callable[..., str]] = {
    function.__name__: function for function in (overview, parameters, layers, lengths)
}

if __name__ == "__main__":
    main()
