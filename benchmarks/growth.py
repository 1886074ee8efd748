"""Time of a training step against sizes: ``make bench-growth``. Let nothing else run.

Channels, samples and kernels grow one at a time, beside braindecode and Keras on
TensorFlow; then more and more small networks are trained by one call.
"""

import argparse
from pathlib import Path
from typing import Any

from floor import matrix_rate
from running import compare
from shapes import GROWTH, N_NETWORKS, STACKED
from writing import draw_growth, machine, table, versions

NAMES = ["EEGClassifier", "Keras on TensorFlow", "braindecode"]


def main() -> None:
    """Measure, print, and write the tables and the picture of the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", type=Path, help="folder for tables and picture")
    options = parser.parse_args()
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for what, shapes in GROWTH.items():
        found[what] = {}
        for size, shape in shapes.items():
            found[what][size] = compare(shape, NAMES, options.repeats, predict=False)
            print(f"{what}: {size}", flush=True)
    many = {
        str(n): compare(
            {**STACKED, "n_networks": n}, ["eegmodels, many"], options.repeats, False
        )
        for n in N_NETWORKS
    }
    everything = {
        f"{w} {s}": row for w, rows in found.items() for s, row in rows.items()
    }
    text = [f"{machine(matrix_rate())}. Versions: {versions(everything)}.", ""]
    for what, rows in found.items():
        text += [
            f"### Growth with {what}, ms for a step",
            "",
            *table(rows, NAMES, "train_s"),
        ]
        text += [""]
    text += ["### Many networks of 8 x 128, batch 16, ms for a step", ""]
    text += ["| networks | all together | each |", "|---|---|---|"]
    for n, row in many.items():
        seconds = row["eegmodels, many"]["train_s"]
        text.append(f"| {n} | {1e3 * seconds:.2f} | {1e3 * seconds / int(n):.2f} |")
    print("\n".join(text))
    if options.write is not None:
        options.write.mkdir(parents=True, exist_ok=True)
        target = options.write / "growth.md"
        target.write_text("\n".join(text) + "\n", encoding="utf-8")
        draw_growth(found, NAMES, options.write / "growth.png")


if __name__ == "__main__":
    main()
