from html.parser import HTMLParser

import pytest

from eegmodels.report._page import SECTIONS
from eegmodels.viz import visible

HARM = "documentElement.id="  # what the names would do
FIGURES = [
    "spectrum",
    "scores",
    "confusion",
    "learning",
    "activations",
    "kernels",
    "filters",
    "relevance-1",
    "relevance-2",
    "trial-1",
    "trial-2",
]
TABLES = [
    "scores",
    "data",
    "folds",
    "ablation",
    "strongest",
    "relevance",
    "checks",
    "settings",
    "versions",
]


class Page(HTMLParser):
    """What a browser would make of the page: tags, attributes, texts by tag."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.scripts, self.open = [], [], [], [""]
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        hidden = self.open[-1] in ("script", "style")
        (self.scripts if hidden else self.texts).append(data)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


@pytest.fixture(scope="module")
def plain_page(plain_run):
    return Page(plain_run[0].report.read_text("utf-8"))


@pytest.fixture(scope="module")
def hostile_page(hostile_run):
    return Page(hostile_run.report.read_text("utf-8"))


def test_sections_figures_and_tables_are_there(plain_page):
    for title in SECTIONS.values():
        assert title in plain_page.text
    for key in [*FIGURES, "electrodes"]:
        assert f"figure-{key}" in plain_page.ids
    for table in TABLES:
        assert f"{table}-table" in plain_page.ids
    assert "no-maps" not in plain_page.ids
    assert "unit-warning" not in plain_page.ids
    assert len(plain_page.ids) == len(set(plain_page.ids))


def test_each_figure_is_inside_the_page_and_says_what_it_shows(plain_page):
    images = [attrs for tag, attrs in plain_page.tags if tag == "img"]
    assert len(images) == 1 + len(FIGURES) + 1  # MNE's logo, the electrodes
    assert all(attrs["src"].startswith("data:image/png;base64,") for attrs in images)
    assert all(attrs["alt"] for attrs in images)
    assert plain_page.text.count("How it may mislead:") == len(FIGURES) + 2


def test_nothing_is_fetched(plain_page):
    for tag, attrs in plain_page.tags:
        if tag in ("img", "script", "iframe"):
            assert not attrs.get("src", "data:").startswith(("http", "//"))
        assert tag != "link"


def test_the_page_can_be_read_without_scripts(plain_page):
    bodies = [
        attrs["class"]
        for _, attrs in plain_page.tags
        if "accordion-collapse" in attrs.get("class", "")
    ]
    assert len(bodies) == len(SECTIONS)
    assert all("show" in classes.split() for classes in bodies)


def test_a_table_takes_the_place_of_maps(hostile_page):
    assert "no-maps" in hostile_page.ids
    assert "figure-filters" in hostile_page.ids
    assert "figure-electrodes" not in hostile_page.ids
    assert "6 of 6 electrodes have no known position" in hostile_page.text


def test_names_do_no_harm(hostile_page):
    assert not any(HARM in script for script in hostile_page.scripts)
    for tag, attrs in hostile_page.tags:
        assert tag not in ("i", "b")
        assert not any(name.startswith("on") for name in attrs)
        assert attrs.get("src", "data:").startswith("data:")
        assert HARM not in " ".join(value or "" for value in attrs.values())


def test_names_are_visible_as_they_are(hostile_page, hostile_names):
    for name in hostile_names:
        assert visible(name) in hostile_page.text
    assert "&lt;" not in hostile_page.text  # escaped twice
    assert "&amp;amp;" not in hostile_page.text
