"""Pictures of the gallery: the figures that a script made, outside pyplot."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

from matplotlib.figure import Figure

DPI = 90
_shown: WeakSet = WeakSet()


def scrape(block: Any, block_vars: dict[str, Any], gallery_conf: dict, **_: Any) -> str:
    """Save the figures that a block of a script has left in its variables.

    Parameters
    ----------
    block : tuple
        Not used: what has been shown before is known.
    block_vars : dict
        Of sphinx-gallery: the script's variables, and names for the pictures.
    gallery_conf : dict

    Returns
    -------
    str
        reStructuredText that shows them.
    """
    from sphinx_gallery.scrapers import figure_rst

    paths = []
    for figure in figures_in(block_vars["example_globals"].values()):
        if figure in _shown:
            continue
        _shown.add(figure)
        path = next(block_vars["image_path_iterator"])
        figure.savefig(path, dpi=DPI, bbox_inches="tight")
        paths.append(path)
    return figure_rst(paths, gallery_conf["src_dir"])


def figures_in(values: Any) -> Iterator[Figure]:
    """Find figures among values, and in the tuples that ``plot`` gives back."""
    for value in list(values):
        if isinstance(value, Figure):
            yield value
        elif isinstance(value, (tuple, list)):
            yield from figures_in(value)
