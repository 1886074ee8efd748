"""Run the page of the paper's figures, docs/paper-figures.md: ``make figures``.

The page is the program: its Python blocks run one after another in one namespace. A
picture below a block is what the block left in ``figure``, a block of text below it
what it printed; both are made anew. MNE_DATA must name a folder with the recordings
that the page names.
"""

import contextlib
import io
import itertools
import os
import re
import sys
import time
from pathlib import Path

import mne
from PIL import Image

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "paper-figures.md"
# Python, what it printed (if shown), and the picture that it made (if any).
BLOCK = re.compile(
    r"```python\n(?P<code>.*?)```\n"
    r"(?P<printed>\n```text\n.*?```\n)?"
    r"(?:\n!\[[^\]]*\]\((?P<picture>[^)]+)\)\n)?",
    re.DOTALL,
)
NEEDED = {
    "MNE-eegbci-data": "PhysioNet motor imagery; eegmodels.data.load_physionet",
    "muse-p300-bids": "the oddball recordings of muse-lsl, as a BIDS folder",
    "MNE-ssvepexo-data": "SSVEP; MOABB's Kalunga2016 brings it",
}
WIDEST = 1100  # pixels
LARGEST = 140_000  # bytes
COLOURS = (256, 128, 64)
SHARES = (1.0, 0.85, 0.7)  # of the resolution


def main() -> None:
    missing = missing_recordings(os.environ.get("MNE_DATA"))
    if missing:
        sys.exit(missing)
    mne.set_log_level("ERROR")
    text = PAGE.read_text(encoding="utf-8")
    namespace: dict = {}
    parts, end = [], 0
    for block in BLOCK.finditer(text):
        start = time.perf_counter()
        printed = run(block["code"], namespace)
        whole = block[0]
        if block["printed"]:
            shown = f"\n```text\n{printed.strip()}\n```\n"
            whole = whole.replace(block["printed"], shown)
        if block["picture"]:
            size = save(namespace["figure"], PAGE.parent / block["picture"])
            seconds = time.perf_counter() - start
            print(f"docs/{block['picture']}: {size // 1000} kB, {seconds:.0f} s")
        print(printed, end="", flush=True)
        parts += [text[end : block.start()], whole]
        end = block.end()
    PAGE.write_text("".join([*parts, text[end:]]), encoding="utf-8")


def missing_recordings(folder: str | None) -> str | None:
    """Say in words which recordings are not there; None: all are."""
    if not folder:
        return (
            "MNE_DATA is not set. Set it to a folder with the recordings that "
            f"docs/paper-figures.md names: {', '.join(NEEDED)}."
        )
    absent = [name for name in NEEDED if not (Path(folder) / name).is_dir()]
    if not absent:
        return None
    listed = "\n".join(f"  {name}: {NEEDED[name]}" for name in absent)
    return f"MNE_DATA={folder} lacks recordings of docs/paper-figures.md:\n{listed}"


def run(code: str, namespace: dict) -> str:
    """Run one block; return what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, PAGE.name, "exec"), namespace)  # our own page
    return printed.getvalue()


def save(figure, file: Path) -> int:
    """Save a figure as a small picture of few colours; return its bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    widest = min(100, WIDEST / figure.get_figwidth())
    for share, n_colours in itertools.product(SHARES, COLOURS):
        drawn, made = io.BytesIO(), io.BytesIO()
        figure.savefig(drawn, dpi=share * widest)
        picture = Image.open(drawn).convert("RGB")
        few = picture.quantize(n_colours, Image.Quantize.MAXCOVERAGE)
        few.save(made, format="PNG", optimize=True)
        if len(made.getvalue()) <= LARGEST:
            break
    else:
        raise ValueError(f"{file.name} is larger than {LARGEST} bytes; draw less.")
    file.write_bytes(made.getvalue())
    return len(made.getvalue())


if __name__ == "__main__":
    main()
