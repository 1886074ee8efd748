"""From numbers and pictures to one page, an ``mne.Report``.

Whatever a recording may have called something reaches MNE only as HTML that jinja
has escaped, or as the title, which MNE escapes itself. Names of sections and tags
are fixed words. ``Report.add_raw`` and ``add_epochs`` stay unused: they put channel
names into attributes as they are.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import jinja2
import mne

from eegmodels.report._figures import Picture
from eegmodels.report._summarize import listed

SECTIONS = {
    "summary": "Summary",
    "data": "Data",
    "score": "Score in context",
    "kernels": "Temporal kernels",
    "filters": "Spatial filters",
    "settings": "Settings and versions",
}
TAG = "eegmodels"
# MNE hides everything tagged on the key T; with one tag that is the whole page.
NO_TAG_KEY = (
    "window.addEventListener('keydown', (event) => {"
    " if (event.code === 'KeyT') event.stopImmediatePropagation(); }, true);"
)


def build_page(summary: dict[str, Any], pictures: Sequence[Picture]) -> mne.Report:
    """Assemble the page.

    Parameters
    ----------
    summary : dict
        From ``summarize``. Texts in it are escaped here and may hold anything.
    pictures : sequence of Picture

    Returns
    -------
    mne.Report
        One element for each of ``SECTIONS``; save it with ``report.save``.
    """
    report = mne.Report(title=summary["title"], image_format="png", verbose="ERROR")
    report.add_custom_css(_templates().get_template("style.html").render())
    report.add_custom_js(NO_TAG_KEY)
    for key, title in SECTIONS.items():
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
    return "not defined" if value is None else f"{value:.{n}f}"
