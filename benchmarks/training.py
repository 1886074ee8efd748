"""Training and prediction beside the peers: ``make bench``. Let nothing else run.

Each engine lives in a process of its own; their repeats alternate, so that what the
machine does meanwhile meets all of them. Numbers are medians, and ratios of medians.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from engines import ENGINES, N_BATCHES

EEGNET = {"network": "EEGNet", "n_outputs": 2}
SHALLOW = {"network": "ShallowConvNet", "n_outputs": 2}
DEEP = {"network": "DeepConvNet", "n_outputs": 2}
AS_OURS = {"F1": 8, "D": 2, "F2": 16, "drop_prob": 0.5}


def sizes(n_chans: int, n_times: int, batch_size: int) -> dict[str, int]:
    return {"n_chans": n_chans, "n_times": n_times, "batch_size": batch_size}


def eegnet(kernel_length: int = 64) -> dict[str, Any]:
    peer = ["EEGNet", {**AS_OURS, "kernel_length": kernel_length}]
    arguments = {"kernel_length": kernel_length}
    return {**EEGNET, "arguments": arguments, "peer": peer}


SHAPES: dict[str, dict[str, Any]] = {
    "EEGNet-8,2, 64 x 128, batch 64": {**eegnet(), **sizes(64, 128, 64)},
    "EEGNet-8,2, 60 x 151, batch 16": {**eegnet(), **sizes(60, 151, 16)},
    "EEGNet-8,2, 22 x 256, batch 64": {**eegnet(32), **sizes(22, 256, 64)},
    "EEGNet-8,2, 64 x 480, batch 64": {**eegnet(), **sizes(64, 480, 64)},
    "EEGNetSSVEP, 8 x 256, batch 64": {
        **sizes(8, 256, 64),
        "network": "EEGNetSSVEP",
        "n_outputs": 12,
        "peer": [
            "EEGNet",
            {"F1": 96, "D": 1, "F2": 96, "kernel_length": 256, "drop_prob": 0.5},
        ],
    },
    "ShallowConvNet, 22 x 256, batch 64": {
        **SHALLOW,
        **sizes(22, 256, 64),
        "peer": [
            "ShallowFBCSPNet",
            {
                "n_filters_time": 40,
                "filter_time_length": 13,
                "n_filters_spat": 40,
                "pool_time_length": 35,
                "pool_time_stride": 7,
                "final_conv_length": "auto",
            },
        ],
    },
    "DeepConvNet, 22 x 256, batch 64": {
        **DEEP,
        **sizes(22, 256, 64),
        "peer": [
            "Deep4Net",
            {
                "filter_time_length": 5,
                "pool_time_length": 2,
                "pool_time_stride": 2,
                "filter_length_2": 5,
                "filter_length_3": 5,
                "filter_length_4": 5,
                "final_conv_length": "auto",
            },
        ],
    },
}
OURS, REFERENCE, PEER = "EEGClassifier", "Keras on TensorFlow", "braindecode"


class Engine:
    """A process that answers requests."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, str(Path(__file__).with_name("engines.py")), name]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.hello = self.read()

    def read(self) -> dict[str, Any]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        return json.loads(line) if line else {"error": "the process ended"}

    def ask(self, **request: Any) -> dict[str, Any]:
        if self.process.poll() is None and self.process.stdin is not None:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        return self.read()

    def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()


def compare(shape: dict[str, Any], names: list[str], repeats: int) -> dict[str, Any]:
    """Seconds of a training step and of predicting a trial, for each engine."""
    engines = {name: Engine(name) for name in names}
    found: dict[str, Any] = {}
    for name, engine in engines.items():
        first = engine.ask(do="prepare", shape=shape)
        found[name] = {**engine.hello, "first_s": first.get("seconds"), **first}
    able = [name for name in names if "error" not in found[name]]
    passes = {name: passes_of(engines[name]) for name in able}
    times: dict[str, dict[str, list[float]]] = {
        name: {"train": [], "predict": []} for name in able
    }
    for _ in range(repeats):
        for name in able:
            n = passes[name]
            seconds = engines[name].ask(do="train", n_epochs=n)["seconds"]
            times[name]["train"].append(seconds / n / N_BATCHES)
            seconds = engines[name].ask(do="predict")["seconds"]
            times[name]["predict"].append(seconds / N_BATCHES)
    for name in able:
        found[name] |= {
            "train_s": statistics.median(times[name]["train"]),
            "predict_s": statistics.median(times[name]["predict"]),
        }
    for engine in engines.values():
        engine.close()
    return found


def passes_of(engine: Engine, at_least: float = 1.5) -> int:
    """Choose the passes of a repeat so that it lasts at least so many seconds."""
    n = 2
    while True:
        seconds = engine.ask(do="train", n_epochs=n)["seconds"]
        if seconds >= at_least or n >= 400:
            return n
        n = min(400, max(n + 1, int(1.2 * n * at_least / max(seconds, 1e-3))))


def memory(shape: dict[str, Any], names: list[str]) -> dict[str, float]:
    """Peak of a training in MiB above the process after import, each anew."""
    peaks = {}
    for name in names:
        engine = Engine(name)
        found = engine.ask(do="prepare", shape=shape)
        found = engine.ask(do="train", n_epochs=2) | {"before_mib": found["before_mib"]}
        peaks[name] = found["peak_mib"] - found["before_mib"]
        engine.close()
    return peaks


def matrix_rate(n: int = 1024, seconds: float = 1.0) -> float:
    """Give the machine's own rate of single-precision products, in GFLOP/s."""
    a = np.random.default_rng(0).standard_normal((n, n), dtype=np.float32)
    rates = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        a @ a
        rates.append(2 * n**3 / (time.perf_counter() - start))
    return statistics.median(rates) / 1e9


def table(rows: dict[str, dict[str, Any]], key: str, unit: float) -> list[str]:
    """Write a table with the ratio of each engine to ours."""
    names = [name for name in ENGINES if any(name in row for row in rows.values())]
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for label, row in rows.items():
        cells = []
        own = row.get(OURS, {}).get(key)
        for name in names:
            value = row.get(name, {}).get(key)
            if value is None:
                cells.append("–")
            elif own is None or name == OURS:
                cells.append(f"{value * unit:.2f}")
            else:
                cells.append(f"{value * unit:.2f} ({value / own:.1f} x)")
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--shapes", nargs="*", default=list(SHAPES))
    parser.add_argument("--engines", nargs="*", default=None)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    names = options.engines or [n for n in ENGINES if n != "eegmodels, stacked"]
    rate = matrix_rate()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {rate:.0f} GFLOP/s"
    print(f"{machine} in matrix products; {time.strftime('%Y-%m-%d')}")
    rows: dict[str, dict[str, Any]] = {}
    for label in options.shapes:
        rows[label] = compare(SHAPES[label], names, options.repeats)
        for name, found in rows[label].items():
            if "error" in found:
                print(f"{label}: {name}: {found['error']}")
    text = ["", "Training, ms for a step (in brackets: times ours)", ""]
    text += table(rows, "train_s", 1e3)
    text += ["", "Prediction, ms for a batch", "", *table(rows, "predict_s", 1e3)]
    text += ["", "First pass with compilation, s", "", *table(rows, "first_s", 1)]
    print("\n".join(text))
    big = "EEGNet-8,2, 64 x 480, batch 64"
    if big in options.shapes:
        for name, mib in memory(SHAPES[big], names).items():
            print(f"peak memory above import, {big}: {name}: {mib:.0f} MiB")
    versions = {
        k: v
        for row in rows.values()
        for f in row.values()
        for k, v in f.get("versions", {}).items()
    }
    print(versions)
    if options.output is not None:
        options.output.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
