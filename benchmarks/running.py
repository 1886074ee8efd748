"""Engines in processes of their own, which take turns."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from engines import N_BATCHES

REST = 0.5  # seconds in which the threads of the engine before stop waiting
# Seconds of a repeat, and of a pass, above which an engine takes part once only.
LONG, LONG_PASS = 30.0, 10.0


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


def compare(
    shape: dict[str, Any], names: list[str], repeats: int, predict: bool = True
) -> dict[str, Any]:
    """Seconds of a training step and of predicting a batch, for each engine.

    Returns
    -------
    dict
        For each engine ``train_s``, ``predict_s`` (medians), their quartiles,
        ``first_s`` (first pass and first prediction, compiling included), ``passes``
        of a repeat and ``versions``; or ``error``.
    """
    engines = {name: Engine(name) for name in names}
    found = {name: begin(engine, shape) for name, engine in engines.items()}
    able = {name: engines[name] for name in names if "error" not in found[name]}
    passes = {name: found[name]["passes"] for name in able}
    times = take_turns(able, passes, repeats, predict)
    for name, kinds in times.items():
        for kind, values in kinds.items():
            if values:
                found[name][f"{kind}_s"] = statistics.median(values)
                found[name][f"{kind}_quartiles_s"] = quartiles(values)
        found[name]["repeats"] = len(kinds["train"])
    for engine in engines.values():
        engine.close()
    return found


def begin(engine: Engine, shape: dict[str, Any]) -> dict[str, Any]:
    """Let an engine draw its data and compile, and choose the passes of a repeat."""
    engine.ask(do="load", shape=shape)
    first = engine.ask(do="prepare")
    found = {**engine.hello, **first, "first_s": first.get("seconds")}
    return found if "error" in found else {**found, "passes": passes_of(engine)}


def take_turns(
    engines: dict[str, Engine], passes: dict[str, int], repeats: int, predict: bool
) -> dict[str, dict[str, list[float]]]:
    """Time each engine once in each round, after a pass that does not count.

    A system may take memory away from a process that has waited; to get it back would
    count.
    """
    times: dict[str, dict[str, list[float]]] = {
        name: {"train": [], "predict": []} for name in engines
    }
    waiting = list(engines)
    for _ in range(repeats):
        for name in list(waiting):
            n, own = passes[name], times[name]
            time.sleep(REST)
            engines[name].ask(do="train", n_epochs=1)
            seconds = engines[name].ask(do="train", n_epochs=n)["seconds"]
            own["train"].append(seconds / n / N_BATCHES)
            if predict:
                engines[name].ask(do="predict")
                spent = engines[name].ask(do="predict")["seconds"]
                own["predict"].append(spent / N_BATCHES)
            if seconds > LONG or seconds / n > LONG_PASS:
                waiting.remove(name)
    return times


def passes_of(engine: Engine, at_least: float = 1.0) -> int:
    """Choose the passes of a repeat so that it lasts at least so many seconds."""
    n = engine.hello["fewest_passes"]
    while n < 300:
        seconds = engine.ask(do="train", n_epochs=n)["seconds"]
        if seconds >= at_least:
            return n
        n = min(300, max(n + 1, int(1.2 * n * at_least / max(seconds, 1e-3))))
    return n


def memory(shape: dict[str, Any], names: list[str]) -> dict[str, dict[str, float]]:
    """Peak of a training in MiB above the process after import, data and network.

    With the first pass, and of further passes once everything is compiled.
    """
    peaks = {}
    for name in names:
        engine = Engine(name)
        engine.ask(do="load", shape=shape)
        first = engine.ask(do="prepare")
        again = engine.ask(do="train", n_epochs=2)
        engine.close()
        if "error" not in first:
            peaks[name] = {
                "with compilation": first["peak_mib"] - first["before_mib"],
                "afterwards": again["peak_mib"] - first["before_mib"],
            }
    return peaks


def quartiles(values: list[float]) -> tuple[float, float]:
    """Give the first and the third quartile."""
    if len(values) < 2:
        return values[0], values[0]
    parts = statistics.quantiles(values, n=4, method="inclusive")
    return parts[0], parts[2]
