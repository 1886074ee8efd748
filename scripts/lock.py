"""Write versions that fit together to constraints.txt: ``make lock``.

pip resolves the package with its extras, without installing anything. Names and
versions only, so that the file works with any package registry. Arguments such as
``torch==2.13.0`` hold a version fixed.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "constraints.txt"
HEAD = "# Versions that fit together, extras included. Written by `make lock`.\n"
EXTRAS = "tensorflow,torch,moabb,bids,dask,bench,docs,dev"
# What pip leaves out, because every environment may have it already.
ALSO = ("setuptools",)


def main() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PIP_CONSTRAINT"}
    with tempfile.TemporaryDirectory() as folder:
        fixed, report = Path(folder, "fixed.txt"), Path(folder, "report.json")
        fixed.write_text("\n".join(sys.argv[1:]))
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet"]
        command += ["--ignore-installed", "--report", str(report), "-c", str(fixed)]
        command += [f"{ROOT}[{EXTRAS}]", *ALSO]
        subprocess.run(command, check=True, env=environment)
        found = json.loads(report.read_text())["install"]
    packages = [item["metadata"] for item in found]
    # A local part, as in 2.13.0+cpu, would tie the file to one registry.
    lines = [f"{p['name']}=={p['version'].partition('+')[0]}\n" for p in packages]
    lines = [line for line in lines if not line.startswith("eegmodels==")]
    FILE.write_text(HEAD + "".join(sorted(lines, key=str.lower)), encoding="utf-8")
    print(f"{len(lines)} versions in {FILE.name}")


if __name__ == "__main__":
    main()
