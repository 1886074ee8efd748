"""The figure of filter subsets: what is drawn is what the record holds."""

import io
from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure

from eegmodels.results import FilterSubsets
from eegmodels.viz import plot_filter_subsets


@pytest.fixture
def subsets():
    """Four filters; a pair costs as much as both and 0.05 for each index between."""
    places = list(np.ndindex(2, 2))
    removed = [s for size in (1, 2) for s in combinations(places, size)]
    drop = np.array([0.0, 0.2, -0.1, 0.1, 0.3, -0.1, 0.15, 0.1, 0.3, 0.05])
    return FilterSubsets(
        removed=removed,
        baseline=0.9,
        drop=drop,
        low=drop - 0.05,
        high=drop + 0.1,
        log_likelihood_drop=2 * drop,
        scorer="accuracy",
        n_trials=40,
        settings={"level": 0.95},
    )


def test_each_size_has_a_panel_with_the_costliest_above(subsets):
    figure, numbers = subsets.plot()
    assert numbers["sizes"].tolist() == [1, 2]
    assert numbers["names"][0] == ["1.2", "2.2", "1.1", "2.1"]
    assert numbers["names"][1][:2] == ["1.1 + 1.2", "1.2 + 2.2"]
    np.testing.assert_allclose(numbers["drop_of_singles"][1][:2], [0.2, 0.3])
    for ax, drop, low, names in zip(
        figure.axes, numbers["drop"], numbers["low"], numbers["names"], strict=True
    ):
        assert list(drop) == sorted(drop, reverse=True)
        dots = next(line for line in ax.lines if line.get_marker() == "o")
        np.testing.assert_array_equal(dots.get_xdata(), drop)
        segments = ax.collections[0].get_segments()
        np.testing.assert_allclose([part[0, 0] for part in segments], low)
        assert [text.get_text() for text in ax.get_yticklabels()] == names
        assert ax.get_ylim()[0] > ax.get_ylim()[1]
        assert ax.get_xlabel() == "Drop of accuracy"
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["without 1 filter", "without 2 filters"]
    assert "0.900 with all filters, 40 trials; lines: 95%" in figure.get_supxlabel()


def test_only_the_costliest_are_drawn_where_there_are_many(subsets):
    figure, numbers = subsets.plot(most=2)
    assert numbers["n_subsets"] == [4, 6]
    assert [len(drop) for drop in numbers["drop"]] == [2, 2]
    assert figure.axes[1].get_title(loc="left") == "without 2 filters, 2 of 6"
    with pytest.raises(ValueError, match="most=0 is too small"):
        subsets.plot(most=0)


def test_axes_names_and_missing_intervals(subsets):
    axes = Figure().subplots(1, 2)
    figure, _ = plot_filter_subsets(subsets, axes=axes)
    assert figure is axes[0].figure
    with pytest.raises(ValueError, match="axes has 1 axes; this figure needs 2"):
        plot_filter_subsets(subsets, axes=axes[:1])
    nothing = np.full(10, np.nan)
    bare = FilterSubsets(
        **{**vars(subsets), "low": nothing, "high": nothing, "opening": "merged"}
    )
    figure, numbers = bare.plot()
    assert "lines:" not in figure.get_supxlabel()
    assert numbers["names"][0] == ["2", "2", "1", "1"]
    figure.savefig(io.BytesIO(), format="png")
