"""A figure as the page shows it: an image, its caption, and how it may mislead."""

import base64
import io
import warnings
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure

DPI = 110


@dataclass(frozen=True)
class Picture:
    """A figure as the page shows it.

    Attributes
    ----------
    key : str
        Name within the page; its HTML id is ``figure-<key>``.
    section : str
        Key of the section of the page.
    png : str
        The image, in base64.
    width : int
        In pixels.
    alt, caption, caution : str
        Plain text: what is seen, what it shows and in which units, how it misleads.
    numbers : dict
        What was drawn.
    """

    key: str
    section: str
    png: str
    width: int
    alt: str
    caption: str
    caution: str
    numbers: dict[str, Any] = field(repr=False)


def as_picture(
    figure: Figure,
    numbers: dict[str, Any],
    *,
    key: str,
    section: str,
    alt: str,
    caption: str,
    caution: str,
) -> Picture:
    """Render a figure for a page."""
    with warnings.catch_warnings():
        # A name in a script that the font lacks shows boxes here; the text has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DPI)
    return Picture(
        key=key,
        section=section,
        png=base64.b64encode(buffer.getvalue()).decode("ascii"),
        width=int(figure.get_figwidth() * DPI),
        alt=alt,
        caption=caption,
        caution=caution,
        numbers=numbers,
    )
