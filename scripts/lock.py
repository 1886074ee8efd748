"""Write the versions of the environment in use to constraints.txt: ``make lock``.

Names and versions only, so that the file works with any package registry.
"""

from importlib.metadata import distributions
from pathlib import Path

FILE = Path(__file__).parents[1] / "constraints.txt"
HEAD = "# Versions that were tested together. Written by `make lock`.\n"
LEFT_OUT = {"eegmodels", "pip"}


def main() -> None:
    found = {d.metadata["Name"]: d.version for d in distributions()}
    lines = [
        f"{name}=={version}\n"
        for name, version in sorted(found.items(), key=lambda item: item[0].lower())
        if name.lower() not in LEFT_OUT
    ]
    FILE.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} versions in {FILE.name}")


if __name__ == "__main__":
    main()
