"""Pages whose Python is run: what they print is checked, their figures are made.

The blocks of such a page are one session, in the form of doctest. Figures that it
saves are the pictures of the page. tests/test_docs.py runs it too.
"""

import doctest
import os
import re
from contextlib import chdir
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```python\n(>>> .*?)^```$", re.DOTALL | re.MULTILINE)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
PAGES = ("inside",)


def run_page(page: Path, folder: Path) -> list[str]:
    """Run the session of a page in a folder, where its figures go.

    Parameters
    ----------
    page : Path
        A Markdown file.
    folder : Path
        Made if need be.

    Returns
    -------
    list of str
        What went otherwise than the page says: none if all is well.
    """
    text = page.read_text(encoding="utf-8")
    failures: list[str] = []
    session: dict[str, Any] = {}
    runner = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False)
    parser = doctest.DocTestParser()
    folder.mkdir(parents=True, exist_ok=True)
    with chdir(folder):
        for found in BLOCK.finditer(text):
            line = text[: found.start(1)].count("\n")
            test = parser.get_doctest(found[1], session, page.name, str(page), line)
            runner.run(test, out=failures.append, clear_globs=False)
            session = test.globs
    return failures


def run_pages(app: Any) -> None:
    """Run the pages of the site; a page that is wrong ends the build."""
    from sphinx.errors import ExtensionError

    source = Path(app.srcdir)
    for name in PAGES:
        page, folder = source / f"{name}.md", source / "generated" / name
        done = folder / "done"
        if done.exists() and done.stat().st_mtime > newest(page):
            continue
        failures = run_page(page, folder)
        if failures:
            raise ExtensionError(f"{page} is wrong:\n{''.join(failures)}")
        done.touch()


def newest(page: Path) -> float:
    """Give the time of the last change of a page and of the package."""
    import eegmodels

    package = Path(os.fspath(eegmodels.__file__)).parent
    return max(file.stat().st_mtime for file in (page, *package.rglob("*.py")))


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", run_pages, priority=100)
    return {"parallel_read_safe": True}
