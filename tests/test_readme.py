"""The README's Python runs as it stands, with fewer passes and folds."""

import os
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("quick_compilation")

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def python_block():
    (block,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    return block


@pytest.mark.recordings
@pytest.mark.skipif(
    not Path(os.environ.get("MNE_DATA", "")).is_dir() or "MNE_DATA" not in os.environ,
    reason="MNE_DATA does not name a folder with the PhysioNet recordings",
)
def test_the_ten_lines_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code = python_block()
    for old, new in (
        ("n_epochs=300", "n_epochs=2"),
        ("cross_validate(clf, epochs)", "cross_validate(clf, epochs, cv=2)"),
    ):
        assert old in code
        code = code.replace(old, new, 1)
    exec(compile(code, "README.md", "exec"), {})
    assert Path("s01.keras").exists()
    printed = capsys.readouterr().out
    assert printed.count("[") == 2  # two accuracies with their intervals
    for name in ("signals", "kernels", "filters", "relevance"):
        assert Path(f"{name}.png").stat().st_size > 10_000


def test_the_code_is_about_ten_lines():
    lines = [line for line in python_block().splitlines() if line.strip()]
    assert len(lines) <= 11


def test_files_that_the_readme_names_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
