"""DeepLIFT beside Captum: ``make bench-explain``, with nothing else running.

The same computation on networks of one size: EEGNet-8,2 on 64 electrodes and 128
samples, this package's and braindecode's (whose padding gives one sample more). Each
contender is a process of its own that stays: it compiles, shows that its relevances
add up, and then takes turns with the others, one timed repeat after another. All have
the same two cores and as many threads. Timed is what a user calls: ``relevance`` with
its checks, its residual and its result, and Captum's ``DeepLift.attribute``.
"""

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

CONTENDERS = {
    "eegmodels, JAX": ("eegmodels", "jax"),
    "eegmodels, PyTorch": ("eegmodels", "torch"),
    "Captum on braindecode's EEGNet": ("captum", "torch"),
}
OURS, PEER = "eegmodels, JAX", "Captum on braindecode's EEGNet"
WANTED = 15.0  # times the throughput of Captum
N_CHANS, N_TIMES, BATCH = 64, 128, 64
INCOMPLETE = 1e-5  # residual that is refused, as a share of the range of the logits
VERSIONS = ("eegmodels", "keras", "jax", "torch", "captum", "braindecode", "numpy")


def main() -> None:
    """Time the contenders in turn and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--n-trials", type=int, nargs="+", default=[BATCH, 16 * BATCH])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--worker", choices=list(CONTENDERS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(*CONTENDERS[given.worker], given.threads)
        return
    print(
        f"{platform.machine()}, {processor()}, {given.threads} threads each; ", end=""
    )
    found = ((name, version_of(name)) for name in VERSIONS)
    print(", ".join(f"{name} {version}" for name, version in found))
    running = {name: Worker(name, given.threads) for name in CONTENDERS}
    try:
        for worker in running.values():
            print(f"{worker.name}: {worker.ask('first')}", flush=True)
        for n_trials in given.n_trials:
            seconds = in_turn(running, n_trials, given.repeats)
            print(f"\n{table(seconds, n_trials)}", flush=True)
    finally:
        for worker in running.values():
            worker.close()


def in_turn(
    running: "dict[str, Worker]", n_trials: int, repeats: int
) -> dict[str, list[float]]:
    """Time each contender once in each round, the order turned round by round.

    Before that it runs once uncounted: a system may take memory away from a process
    that has waited for seconds, and to get it back would count.
    """
    names, seconds = list(running), {name: [] for name in running}
    for k in range(repeats):
        start = k % len(names)
        for name in names[start:] + names[:start]:
            running[name].ask(f"run {n_trials}")
            seconds[name].append(float(running[name].ask(f"run {n_trials}")))
    return seconds


def table(seconds: dict[str, list[float]], n_trials: int) -> str:
    """Write medians, quartiles and ratios of one size."""
    rows = [
        f"{n_trials} trials in batches of {BATCH}, median of "
        f"{len(seconds[PEER])} repeats [quartiles]\n",
        "| | seconds | trials per second | times Captum |",
        "|---|---|---|---|",
    ]
    peer = statistics.median(seconds[PEER])
    for name, values in seconds.items():
        middle = statistics.median(values)
        low, high = quartiles(values)
        rows.append(
            f"| {name} | {middle:.4f} [{low:.4f}, {high:.4f}] | "
            f"{n_trials / middle:.0f} | {peer / middle:.2f} |"
        )
    ratio = peer / statistics.median(seconds[OURS])
    verdict = "pass" if ratio >= WANTED else "MISS"
    rows.append(f"\n{OURS}: {ratio:.2f} times, at least {WANTED:g}: {verdict}")
    return "\n".join(rows)


def quartiles(values: list[float]) -> tuple[float, float]:
    """Give the first and the third quartile."""
    if len(values) < 2:
        return values[0], values[0]
    parts = statistics.quantiles(values, n=4, method="inclusive")
    return parts[0], parts[2]


class Worker:
    """A contender in a process of its own, which answers line by line."""

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        command = [sys.executable, __file__, "--worker", name]
        command += ["--threads", str(threads)]
        # Threads that wait must not hold the cores that another contender needs.
        settings = {
            "KERAS_BACKEND": CONTENDERS[name][1],
            "OMP_NUM_THREADS": str(threads),
            "OMP_WAIT_POLICY": "passive",
        }
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **settings},
        )

    def ask(self, question: str) -> str:
        """Send a line, wait for the answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(
                f"{self.name} ended at {question!r}; see its error above."
            )
        return answer

    def close(self) -> None:
        """Let it end."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def work(package: str, backend: str, threads: int) -> None:
    """Answer the questions of ``main`` until there are no more."""
    if hasattr(os, "sched_setaffinity"):  # before JAX counts the cores
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    if backend == "torch":
        import torch

        torch.set_num_threads(threads)
    explained = ours() if package == "eegmodels" else captums()
    for line in sys.stdin:
        what, *rest = line.split()
        start = time.perf_counter()
        residual, spread = explained(int(rest[0]) if rest else BATCH)
        seconds = time.perf_counter() - start
        if residual > INCOMPLETE * spread:
            raise SystemExit(f"{package} is not complete: {residual:g} of {spread:g}")
        answer = f"{seconds:.6f}"
        if what == "first":
            answer = (
                f"residual {residual / spread:.1g} of the range of the logits; first "
                f"call {seconds:.2f} s, what is compiled included"
            )
        print(answer, flush=True)


@cache
def trials(n_trials: int):
    """Draw standard-normal trials, the same for all contenders; uncounted."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.standard_normal((n_trials, N_CHANS, N_TIMES)).astype(np.float32)


def ours() -> Callable[[int], tuple[float, float]]:
    """Make the contender of this package."""
    import numpy as np

    from eegmodels import explain
    from eegmodels.models import EEGNet

    net = EEGNet(N_CHANS, N_TIMES, 2, kernel_length=64, F1=8, D=2, seed=0)

    def explained(n_trials: int) -> tuple[float, float]:
        found = explain.relevance(net, trials(n_trials), target=1)
        logits = np.concatenate([found.logit, found.baseline_logit])
        return float(np.abs(found.residual).max()), float(np.ptp(logits))

    return explained


def captums() -> Callable[[int], tuple[float, float]]:
    """Make the contender of Captum: DeepLIFT in batches, with its delta."""
    import torch
    from captum.attr import DeepLift

    # Of parameters that will be named otherwise, and of the hooks that Captum sets.
    warnings.simplefilter("ignore")
    from braindecode.models import EEGNet

    torch.manual_seed(0)
    net = EEGNet(
        n_chans=N_CHANS, n_times=N_TIMES, n_outputs=2, kernel_length=64, F1=8, D=2
    ).eval()
    method = DeepLift(net)

    def explained(n_trials: int) -> tuple[float, float]:
        x = torch.from_numpy(trials(n_trials))
        parts = []
        for batch in x.split(BATCH):
            _, delta = method.attribute(
                batch, torch.zeros_like(batch), 1, return_convergence_delta=True
            )
            parts.append(delta.abs().max().item())
        with torch.no_grad():
            logits = net(torch.cat([x[:BATCH], 0 * x[:1]]))[:, 1]
        return max(parts), float(logits.max() - logits.min())

    return explained


def processor() -> str:
    """Name the processor, where the system says it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor()


def version_of(name: str) -> str:
    """Give the installed version of a package."""
    return importlib.metadata.version(name)


if __name__ == "__main__":
    main()
