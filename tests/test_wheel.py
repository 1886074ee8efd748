"""The built wheel holds what a user needs: templates, marker file, drop-in module."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_wheel_is_complete(tmp_path):
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("eegmodels-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in [*source.rglob("*.py"), *source.rglob("*.html")]
    }
    assert wanted <= names
    assert {"EEGModels.py", "eegmodels/py.typed"} <= names
    assert not any(name.startswith(("tests", "benchmarks")) for name in names)
