"""From numbers and pictures to one page, an ``mne.Report``.

Whatever a recording may have called something reaches MNE only as HTML that jinja
has escaped, or as the title, which MNE escapes itself. Names of sections and tags
are fixed words. ``Report.add_raw`` and ``add_epochs`` stay unused: they put channel
names into attributes as they are.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import jinja2
import mne

from eegmodels.report._picture import Picture
from eegmodels.report._summarize import listed

SECTIONS = {
    "summary": "Summary",
    "data": "Data",
    "score": "Score in context",
    "activations": "Approach 1: signals of the filters",
    "kernels": "Approach 2: kernels and filters",
    "relevance": "Approach 3: relevance",
    "checks": "Checks",
    "settings": "Methods, settings, versions",
}
TAG = "eegmodels"
# MNE hides everything tagged on the key T; with one tag that is the whole page.
NO_TAG_KEY = (
    "window.addEventListener('keydown', (event) => {"
    " if (event.code === 'KeyT') event.stopImmediatePropagation(); }, true);"
)


def build_page(
    summary: dict[str, Any],
    pictures: Sequence[Picture],
    sections: Mapping[str, str] = SECTIONS,
) -> mne.Report:
    """Assemble the page.

    Parameters
    ----------
    summary : dict
        From ``summarize``. Texts in it are escaped here and may hold anything.
    pictures : sequence of Picture
    sections : dict
        Titles by the name of their template.

    Returns
    -------
    mne.Report
        One element for each of ``sections``; save it with ``report.save``.
    """
    report = mne.Report(title=summary["title"], image_format="png", verbose="ERROR")
    report.add_custom_css(_templates().get_template("style.html").render())
    report.add_custom_js(NO_TAG_KEY)
    for key, title in sections.items():
        own = [picture for picture in pictures if picture.section == key]
        template = _templates().get_template(f"{key}.html")
        html = template.render(
            **summary, pictures=own, by_key={picture.key: picture for picture in own}
        )
        report.add_html(html, title, tags=(TAG,))
    return report


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("eegmodels.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["listed"] = listed
    environment.filters["decimals"] = _decimals
    return environment


def _decimals(value: float | None, n: int = 2) -> str:
    if value is None:
        return "not defined"
    return f"{round(value, n) + 0.0:.{n}f}"  # no minus before a zero
