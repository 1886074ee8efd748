"""Training and prediction beside the peers: ``make bench``. Let nothing else run.

Each engine lives in a process of its own; their repeats alternate, so that what the
machine does meanwhile meets all of them. Numbers are medians, and ratios of medians.
A repeat of ``EEGClassifier`` is a whole fit of 100 passes or more, with its checks,
scaling and network; one of the others goes on training the network that it has.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from engines import ENGINES
from floor import matrix_rate, multiply_adds
from running import compare, memory
from shapes import MEMORY, SHAPES
from writing import OURS, draw_times, machine, table, versions

TOO_SLOW = 1.0  # seconds of a step, after which an engine is left out at other sizes
NAMES = [name for name in ENGINES if name != "eegmodels, many"]


def main() -> None:
    """Measure, print, and write the tables and the picture of the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--shapes", nargs="*", choices=list(SHAPES), default=None)
    parser.add_argument("--engines", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--write", type=Path, help="folder for tables and picture")
    options = parser.parse_args()
    rate = matrix_rate()
    rows: dict[str, dict[str, Any]] = {}
    names = list(options.engines)
    for label in options.shapes or SHAPES:
        rows[label] = compare(SHAPES[label], names, options.repeats)
        for name, found in rows[label].items():
            problem = found.get("error")
            said = problem or f"{1e3 * found['train_s']:.2f} ms, {found['repeats']} x"
            print(f"{label}: {name}: {said}", flush=True)
            if found.get("train_s", 0.0) > TOO_SLOW:
                names.remove(name)
    text = [f"{machine(rate)}. Versions: {versions(rows)}.", ""]
    text += ["### Training, ms for a step (in brackets: times `EEGClassifier`)", ""]
    text += table(rows, options.engines, "train_s")
    text += ["", "### Prediction, ms for a batch", ""]
    text += table(rows, options.engines, "predict_s")
    text += ["", "### First pass and first prediction with compilation, s", ""]
    text += table(rows, options.engines, "first_s", unit=1)
    text += ["", "### The floor", "", *floor_table(rows, rate)]
    if MEMORY in rows:
        text += ["", f"### Memory, {MEMORY}", "", *memory_table(options.engines)]
    print("\n".join(text))
    if options.write is not None:
        options.write.mkdir(parents=True, exist_ok=True)
        target = options.write / "training.md"
        target.write_text("\n".join(text) + "\n", encoding="utf-8")
        record = json.dumps(rows, indent=1)
        (options.write / "training.json").write_text(record, encoding="utf-8")
        draw_times(rows, options.engines, options.write / "training.png")


def floor_table(rows: dict[str, dict[str, Any]], rate: float) -> list[str]:
    """Write multiply-adds of a step, their least time and the share that is reached."""
    lines = [
        "| | million multiply-adds | least ms | `EEGClassifier`, ms | share |",
        "|---|---|---|---|---|",
    ]
    for label, row in rows.items():
        own = row.get(OURS, {}).get("train_s")
        if own is not None:
            count = multiply_adds(SHAPES[label])
            least = 2 * count / (rate * 1e9)
            cells = f"{count / 1e6:.0f} | {least * 1e3:.2f} | {own * 1e3:.2f}"
            lines.append(f"| {label} | {cells} | {least / own:.0%} |")
    return lines


def memory_table(names: list[str]) -> list[str]:
    """Write the peak of memory above the process before the training."""
    lines = [
        "| | peak with compilation, MiB | peak afterwards, MiB |",
        "|---|---|---|",
    ]
    for name, peaks in memory(SHAPES[MEMORY], names).items():
        cells = " | ".join(f"{value:.0f}" for value in peaks.values())
        lines.append(f"| {name} | {cells} |")
    return lines


if __name__ == "__main__":
    main()
