"""Settings of the documentation: ``make docs`` builds it, and warnings are errors.

Nothing is asked of the network: there is no intersphinx, since its inventories would be
downloaded at each build and a page's links would hang on who answered. Names of other
packages stand as code, not as links. The theme is the one that ships with Sphinx; its
pages are read without JavaScript, and only the search box needs it.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("MNE_DONTWRITE_HOME", "true")

import eegmodels  # noqa: E402, before anything imports Keras

project = "eegmodels"
author = "the eegmodels developers"
copyright = author  # noqa: A001, Sphinx's name for it
version = release = eegmodels.__version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
    "myst_parser",  # the pages are Markdown, as README.md and the tables are
    "pages_from_code",
    "worked_page",
    "links",
]
nitpicky = True
root_doc = "index"
exclude_patterns = [
    "_build",
    "speed",
    "generated/parts",
    "extensions",
    "**/GALLERY_HEADER.rst",
]
templates_path = ["templates"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

autosummary_generate = True
autosummary_ignore_module_all = False
toc_object_entries = False  # methods are too long for the margin
autodoc_member_order = "bysource"
# Docstrings say types, with shapes and units; annotations would say them again.
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "inherited-members": True}
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "ignore_pattern": r"reference_script|__init__",
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("gallery_figures.scrape",),
    "abort_on_example_error": True,
    "backreferences_dir": "generated/backreferences",
    "doc_module": ("eegmodels", "EEGModels"),
    "capture_repr": (),  # scripts print what is to be read
    "download_all_examples": False,
    "remove_config_comments": True,
    "min_reported_time": 3600,  # how long it takes hangs on the machine
    "show_memory": False,
    "show_signature": False,
}

html_theme = "alabaster"
html_title = f"eegmodels {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"**": ["about.html", "searchbox.html", "navigation.html"]}
html_theme_options = {
    "description": "Train compact networks on EEG, and see what they use",
    "fixed_sidebar": False,
    "page_width": "1080px",
    "sidebar_width": "230px",
    "show_powered_by": False,
    "sidebar_collapse": True,
}
# `make linkcheck` asks the addresses; publishers turn programs away.
linkcheck_ignore = [r"https://doi\.org/.*"]


def skip_foreign(app, what, name, obj, skip, options):
    """Leave out what Keras, scikit-learn and the built-in classes bring."""
    function = getattr(obj, "fget", obj)  # of a property
    function = getattr(function, "__func__", function)  # of a class method
    module = getattr(function, "__module__", None) or ""
    ours = module.partition(".")[0] in ("eegmodels", "EEGModels")
    return True if not ours else None


def setup(app):
    """Register with Sphinx."""
    app.connect("autodoc-skip-member", skip_foreign)
