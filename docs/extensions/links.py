"""After a build: every link, anchor and picture inside the site must be there.

Asks nothing of the network; addresses of other sites are for ``make linkcheck``.
"""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What one page links to, and which anchors it has."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.anchors: set[str] = set()
        self.targets: set[str] = set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep ids, names, links and sources."""
        for name, value in attrs:
            if not value:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            if name in ("href", "src"):
                self.targets.add(value)


def broken_links(folder: Path) -> list[str]:
    """List the links of a folder of HTML pages that lead nowhere in it.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        "page: target", in order.
    """
    pages = {file.resolve(): Page(file) for file in folder.rglob("*.html")}
    broken = []
    for page in pages.values():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or target in ("#", "#top"):
                continue
            file = (page.file.parent / unquote(parts.path)).resolve()
            file = page.file.resolve() if not parts.path else file
            there = file.exists()
            if there and parts.fragment and file in pages:
                there = unquote(parts.fragment) in pages[file].anchors
            if not there:
                broken.append(f"{page.file.relative_to(folder)}: {target}")
    return sorted(broken)


def check_site(app: Any, error: Exception | None) -> None:
    """Warn of each broken link of a finished build."""
    from sphinx.util import logging

    if error is not None or app.builder.format != "html":
        return
    logger = logging.getLogger(__name__)
    for found in broken_links(Path(app.outdir)):
        logger.warning("broken link in %s", found)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("build-finished", check_site)
    return {"parallel_read_safe": True}
