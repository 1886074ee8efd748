"""Pages in a real browser: names of a recording run nothing."""

import html
import shutil
import subprocess
from pathlib import Path

import pytest

from eegmodels import EEGClassifier
from eegmodels.report import run_explanation

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason=f"needs one of {', '.join(BROWSERS)} on the path"
)


@pytest.fixture
def opened(tmp_path):
    """Open a page and give the document as it stands when its scripts have run."""

    def open_page(path):
        command = [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=5000",
            "--dump-dom",
            Path(path).resolve().as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return done.stdout.decode("utf-8")

    return open_page


def harmed(document):
    """Give what a script of a name has written into the document's first tag."""
    start = document.index("<html")
    return document[start : document.index(">", start)].partition(' id="')[2]


def test_a_report_of_hostile_names_runs_nothing(opened, hostile_run):
    document = opened(hostile_run.report)
    assert harmed(document) == ""
    assert 'id="figure-relevance-1"' in document
    assert "</footer>" in document  # nothing stopped it half-way


def test_an_explanation_of_hostile_names_runs_nothing(
    opened, hostile_run, hostile_epochs, tmp_path
):
    classifier = EEGClassifier.load(hostile_run.model)
    result = run_explanation(classifier, hostile_epochs, output=tmp_path / "out")
    assert harmed(opened(result.page)) == ""


def test_the_same_names_do_harm_where_nobody_escapes_them(
    opened, hostile_names, tmp_path
):
    """What the tests above would look like if they failed."""
    page = tmp_path / "page.html"
    for write, harm in ((str, True), (html.escape, False)):
        names = "".join(f"<p>{write(name)}</p>" for name in hostile_names)
        page.write_text(f"<!doctype html><html><body>{names}</body></html>")
        assert (harmed(opened(page)) != "") == harm
