"""Times and memory that a user meets: ``make timings``. Run it with nothing beside.

Whole processes, as the operating system accounts for them.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eegmodels.estimator import software


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores; {software()}")
    bare = median_time([sys.executable, "-c", "pass"])
    imported = median_time([sys.executable, "-c", "import eegmodels"])
    print(f"import eegmodels: {imported - bare:.3f} s beyond the interpreter")
    helped = median_time([program(), "--help"])
    print(f"eegmodels --help: {helped:.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        command = [program(), "report", "--output", folder]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - start
    # The largest of the children; the others were interpreters that did nothing.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"eegmodels report: {seconds:.0f} s, peak memory {peak:.2f} GiB")


def program() -> str:
    return str(Path(sys.executable).parent / "eegmodels")


def median_time(command: list[str], repeats: int = 9) -> float:
    seconds = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:])


if __name__ == "__main__":
    main()
