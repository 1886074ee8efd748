import io

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import cbook
from matplotlib.figure import Figure

from eegmodels.viz import plain, plot_scores, visible

HOSTILE = [
    r"$\frac{",
    "$x$",
    r"\$x$ $",
    "a\nb\tc",
    "C3\u202e\x07",
    "\ud800",
    "<script>alert(1)</script>",
    "",
    "x" * 500,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_drawn(name):
    figure = Figure()
    figure.text(0.5, 0.5, plain(name))
    figure.savefig(io.BytesIO(), format="png")


@given(st.text())
def test_no_name_is_a_formula_or_too_long(name):
    text = plain(name)
    assert not cbook.is_math_text(text)
    # As matplotlib shows it.
    shown = text.replace(r"\$", "$")
    assert len(shown) <= 24
    if len(visible(name)) <= 24:
        assert shown == visible(name)


@given(st.text())
def test_visible_text_is_one_line_that_can_be_encoded(text):
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


def test_characters_without_a_shape_are_named():
    assert visible("C3\u202e\x07\udc80") == r"C3\u202e\x07\udc80"
    assert visible("Fp1 µV 名") == "Fp1 µV 名"
    assert visible(7) == "7"


def test_a_long_name_keeps_both_ends():
    assert (
        plain("EEG channel number one hundred and seven") == "EEG channel num…nd seven"
    )


def test_the_users_matplotlibrc_plays_no_part(score):
    with mpl.rc_context({"text.usetex": True, "text.parse_math": False}):
        figure, _ = plot_scores([score], chance=0.5, bound=0.8)
    figure.savefig(io.BytesIO(), format="png")  # LaTeX would be needed
