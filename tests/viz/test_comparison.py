"""The figure of a comparison with CSP: a matrix, frames, stars, and maps in pairs."""

import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from eegmodels.results import FilterComparison
from eegmodels.viz import plot_filter_comparison

FOUND = np.array([[0.2, 0.9], [0.6, 0.3], [0.1, 0.4]])


@pytest.fixture
def make_comparison():
    """Filter 1 pairs with component 2, filter 2 with component 1, of opposite sign."""

    def make(info, n_chans=6):
        rng = np.random.default_rng(0)
        csp_maps = rng.standard_normal((2, n_chans))
        maps = np.array([csp_maps[1], -csp_maps[0], rng.standard_normal(n_chans)])
        return FilterComparison(
            of="patterns",
            correlations=FOUND,
            assignment=np.array([[0, 1], [1, 0]]),
            p_values=np.where(FOUND > 0.8, 0.01, 0.5),
            null=np.array([[0.5, 0.7], [0.4, 0.6]]),
            mean_p=0.33,
            mean_null=np.array([[0.4, 0.6], [0.2, 0.4]]),
            names=["kernel 1, filter 1", "kernel 1, filter 2", "kernel $2$, filter 1"],
            csp_names=["left 1, more", "left 2, less"],
            maps=maps,
            csp_maps=csp_maps,
            ch_names=[str(c) for c in range(n_chans)],
            info=info,
            bands=[(8.0, 12.0)],
            n_trials=40,
        )

    return make


def test_matrix_frames_and_stars(info, make_comparison):
    figure, numbers = make_comparison(info).plot()
    ax = next(ax for ax in figure.axes if ax.get_xlabel() == "CSP component")
    np.testing.assert_array_equal(ax.images[0].get_array(), FOUND)
    assert ax.images[0].get_clim() == (0, 1)
    frames = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert [frame.get_xy() for frame in frames] == [(0.5, -0.5), (-0.5, 0.5)]
    stars = [text for text in ax.texts if text.get_text() == "*"]
    assert [text.get_position() for text in stars] == [(1, 0)]
    shown = [text.get_text() for text in ax.get_xticklabels()]
    assert shown == ["left 1, more", "left 2, less"]
    assert ax.get_title(loc="left") == "patterns, CSP at 8-12 Hz"
    assert numbers["reading"] == (
        "Together the 2 assigned pairs are not clearly more alike (mean |r| 0.75) than "
        "with CSP of shuffled labels (0.50 on average) and with random weights (0.30), "
        "p = 0.33. Pairs that are so alone, corrected for all (p ≤ 0.05): 1."
    )
    assert numbers["reading"][:40] in figure.get_supxlabel().replace("\n", " ")


def test_pairs_of_maps_agree_in_sign(info, make_comparison):
    comparison = make_comparison(info)
    figure, numbers = comparison.plot()
    assert numbers["pairs"].tolist() == [[0, 1], [1, 0]]
    assert numbers["signs"].tolist() == [1, -1]
    assert numbers["reason"] is None
    titles = [ax.get_title() for ax in figure.axes if ax.get_title()]
    assert titles[0] == "network: kernel 1, filter 1"
    assert "|r| 0.90, p = 0.01\nCSP: left 2, less" in titles
    figure.savefig(io.BytesIO(), format="png")
    _, numbers = comparison.plot(most=1)
    assert numbers["pairs"].tolist() == [[0, 1]]
    with pytest.raises(ValueError, match="most=0 is too small"):
        comparison.plot(most=0)


def test_without_positions_the_matrix_stands_alone(make_comparison):
    figure, numbers = make_comparison(None).plot()
    assert numbers["reason"].startswith("The data came as an array")
    assert len(numbers["pairs"]) == 0
    assert len(figure.axes) == 2  # with its colour bar
    figure.savefig(io.BytesIO(), format="png")


def test_the_matrix_goes_into_given_axes(info, make_comparison):
    ax = Figure().add_subplot()
    figure, numbers = plot_filter_comparison(make_comparison(info), ax=ax)
    assert figure is ax.figure
    assert len(numbers["pairs"]) == 0


def test_the_table_and_text_name_both_sides(make_comparison):
    comparison = make_comparison(None)
    assert comparison.table()[0] == {
        "network": "kernel 1, filter 1",
        "csp": "left 2, less",
        "correlation": 0.9,
        "p": 0.01,
    }
    lines = str(comparison).splitlines()
    assert lines[0].startswith("patterns and CSP, 8-12 Hz, 40 trials. Together the 2")
    assert lines[2] == "  kernel 1, filter 2 ~ left 1, more: |r| 0.60, p = 0.5"
