"""Tables and pictures of what was measured."""

import os
import platform
import time
from pathlib import Path
from typing import Any

OURS = "EEGClassifier"
COLOURS = {"eegmodels": "#0072B2", "Keras": "#E69F00", "braindecode": "#009E73"}


def machine(rate: float) -> str:
    """Name processor, cores, rate of products and date."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    name = names[0] if names else platform.processor()
    return (
        f"{name}, {os.cpu_count()} cores, {rate:.0f} GFLOP/s in matrix products of "
        f"single precision; {platform.system()}, Python {platform.python_version()}; "
        f"{time.strftime('%Y-%m-%d')}"
    )


def versions(rows: dict[str, dict[str, Any]]) -> str:
    """Name the versions that took part."""
    found = {
        name: version
        for row in rows.values()
        for engine in row.values()
        for name, version in engine.get("versions", {}).items()
    }
    return ", ".join(f"{name} {version}" for name, version in sorted(found.items()))


def table(
    rows: dict[str, dict[str, Any]], names: list[str], key: str, unit: float = 1e3
) -> list[str]:
    """Write a table of times and, for the others, the ratio to ours.

    ``unit`` is how many of the table's unit make a second.
    """
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for label, row in rows.items():
        own, cells = row.get(OURS, {}).get(key), []
        for name in names:
            value = row.get(name, {}).get(key)
            if value is None:
                cells.append("–")
            elif own is None or name == OURS:
                cells.append(_three_digits(value * unit))
            else:
                cells.append(f"{_three_digits(value * unit)} ({value / own:.1f} x)")
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def _three_digits(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def draw_times(rows: dict[str, dict[str, Any]], names: list[str], path: Path) -> None:
    """Draw the time of a training step of each engine at each size."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(8, 0.62 * len(rows) + 1.6), layout="constrained")
    markers = dict(zip(names, "oDsv^P*X", strict=False))
    for k, row in enumerate(rows.values()):
        for name in names:
            value = row.get(name, {}).get("train_s")
            if value is not None:
                kind = next((c for c in COLOURS if name.startswith(c)), "eegmodels")
                label = name if k == 0 else None
                style = {"color": COLOURS[kind], "marker": markers[name], "ms": 7}
                ax.plot(value * 1e3, k, ls="", label=label, **style)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.invert_yaxis()
    ax.set_xscale("log")
    ax.set_xlabel("Time of a training step (ms)")
    ax.grid(axis="x", which="both", alpha=0.3)
    figure.legend(loc="outside upper center", ncols=4, fontsize=8, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def draw_growth(
    found: dict[str, dict[str, dict[str, Any]]], names: list[str], path: Path
) -> None:
    """Draw time against size, a panel for each kind of size."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        1, len(found), figsize=(3.2 * len(found), 3.2), layout="constrained"
    )
    for ax, (what, rows) in zip(axes, found.items(), strict=True):
        for name in names:
            points = [
                (int(size), row[name]["train_s"] * 1e3)
                for size, row in rows.items()
                if "train_s" in row.get(name, {})
            ]
            if points:
                kind = next((c for c in COLOURS if name.startswith(c)), "eegmodels")
                ax.loglog(
                    *zip(*points, strict=True), "o-", color=COLOURS[kind], label=name
                )
        ax.set_xlabel(f"Number of {what}")
        ticks = [int(size) for size in rows]
        ax.set_xticks(ticks, [str(tick) for tick in ticks])
        ax.minorticks_off()
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("Time of a training step (ms)")
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=3, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)
