import io
from itertools import pairwise

import mne
import numpy as np
import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from eegmodels.viz import plot_ablation, plot_relevance

NAMES = ["Fpz", "T7", "Cz", "T8", "Oz", "F3"]
TIMES = [0.1, 0.5]


def labelled(figure, label):
    return next(ax for ax in figure.axes if ax.get_ylabel().startswith(label))


def test_relevance_draws_what_it_gives_back(info, make_relevance):
    relevance = make_relevance(info)
    figure, numbers = relevance.plot(trial=1, times=TIMES)
    curve, ax, *heads = figure.axes[:4]
    image = ax.images[0]
    np.testing.assert_array_equal(image.get_array(), relevance.data[1])
    np.testing.assert_array_equal(numbers["data"], relevance.data[1])
    assert image.get_clim() == (-numbers["limit"], numbers["limit"])
    assert numbers["limit"] == np.abs(relevance.data[1]).max()
    assert image.get_cmap().name == "RdBu_r"
    net = curve.lines[1]
    np.testing.assert_array_equal(net.get_xdata(), relevance.times)
    np.testing.assert_array_equal(net.get_ydata(), numbers["net"])
    np.testing.assert_allclose(numbers["net"], relevance.data[1].sum(axis=0))
    np.testing.assert_array_equal(numbers["map_times"], TIMES)
    np.testing.assert_array_equal(numbers["maps"], relevance.at(TIMES)[1])
    assert numbers["map_limit"] == np.abs(numbers["maps"]).max()
    for head in heads:
        assert head.images[0].get_clim() == (
            -numbers["map_limit"],
            numbers["map_limit"],
        )
    assert numbers["reason"] is None
    assert (numbers["trial"], numbers["target"]) == (1, "right")
    assert (numbers["logit"], numbers["baseline_logit"]) == (1.5, 0.25)


def test_axes_and_titles_have_units_and_names(info, make_relevance):
    figure, _ = make_relevance(info).plot(trial=1, times=TIMES)
    curve, ax, first, _ = figure.axes[:4]
    assert ax.get_xlabel() == "Time after the event (s)"
    assert [label.get_text() for label in ax.get_yticklabels()] == NAMES
    assert curve.get_xlim() == ax.get_xlim()
    assert curve.get_ylabel() == "sum\n(logits per\nsample)"
    assert labelled(figure, "Relevance (logits per sample)")
    assert labelled(figure, "Relevance\n(logits in 50 ms)")
    assert first.get_title() == "0.100 s"
    assert curve.get_title(loc="left") == (
        "Relevance for right, trial 2 (deeplift, baseline zero)\n"
        "logit 1.5 (of the baseline 0.25), residual 1.0e-07"
    )


def test_a_sample_lies_at_its_time(info, make_relevance):
    relevance = make_relevance(info)
    figure, _ = plot_relevance(relevance)
    left, right, bottom, top = figure.axes[1].images[0].get_extent()
    width = (right - left) / 128
    middles = left + width * (np.arange(128) + 0.5)
    np.testing.assert_allclose(middles, relevance.times)
    assert (bottom, top) == (5.5, -0.5)


def test_maps_are_red_where_it_speaks_for_the_target(info, make_relevance):
    data = np.zeros((1, 6, 128))
    data[0, NAMES.index("Oz"), 64] = 1
    figure, numbers = make_relevance(info, data=data).plot(times=[0.3])
    assert numbers["maps"][0].tolist() == [0, 0, 0, 0, 1, 0]
    image = figure.axes[2].images[0].get_array()
    row, _ = np.unravel_index(np.nanargmax(image), image.shape)
    assert row < image.shape[0] / 3  # at the back: rows go from back to front


def test_averages_and_contrasts_say_so(info, make_relevance):
    contrast = make_relevance(info, target=[("left", "right")] * 3)
    (mean,) = contrast.average().values()
    figure, numbers = mean.plot()
    title = figure.axes[0].get_title(loc="left")
    assert title.startswith("Relevance for left against right, mean of 3 trials (")
    assert "\ndifference of logits 1.5 (" in title
    assert numbers["n_averaged"] == 3


@pytest.mark.parametrize(
    ("places", "reason"),
    [("array", "came as an array"), ("nowhere", "6 of 6 electrodes have no known")],
)
def test_no_maps_without_positions(make_relevance, places, reason):
    info = None if places == "array" else mne.create_info(NAMES, 128.0, "eeg")
    figure, numbers = make_relevance(info).plot()
    assert numbers["maps"] is None
    assert numbers["map_limit"] is None
    assert reason in numbers["reason"]
    assert figure.get_supxlabel().replace("\n", " ") == f"No maps: {numbers['reason']}"
    assert len(figure.axes) == 3  # the sum, the image, its colour bar
    assert len(numbers["map_times"]) == 3  # still marked


@pytest.mark.parametrize("with_info", [False, True])
def test_hostile_names_of_electrodes_and_classes_are_drawn(make_relevance, with_info):
    names = [r"$\frac{", "<script>", "$x$", "a\nb", "\u202eT8", "x" * 300]
    info = mne.create_info(names, 128.0, "eeg") if with_info else None
    figure, numbers = make_relevance(info, names, target=["$a$", "$b", "c"]).plot()
    labels = [label.get_text() for label in figure.axes[1].get_yticklabels()]
    assert labels[:4] == [r"\$\frac{", "<script>", r"\$x\$", r"a\nb"]
    assert numbers["ch_names"] == names
    figure.savefig(io.BytesIO(), format="png")


def test_every_one_of_many_electrodes_is_named(make_relevance):
    names = [f"E{k}" for k in range(128)]
    figure, _ = make_relevance(None, names).plot()
    figure.savefig(io.BytesIO(), format="png", dpi=100)
    labels = figure.axes[1].get_yticklabels()
    assert [label.get_text() for label in labels] == names
    boxes = [label.get_window_extent() for label in labels]
    assert all(a.y0 >= b.y1 - 1 for a, b in pairwise(boxes))


def test_what_cannot_be_drawn_is_refused(info, make_relevance):
    relevance = make_relevance(info)
    with pytest.raises(
        ValueError, match=r"trial=3 does not exist; the 3 trials .* 2\."
    ):
        relevance.plot(trial=3)
    with pytest.raises(ValueError, match="trial=-1 is too small"):
        plot_relevance(relevance, trial=-1)
    with pytest.raises(ValueError, match=r"times has 4 s; the epoch lasts from -0\.2"):
        relevance.plot(times=[4.0])
    with pytest.raises(ValueError, match=r"maps has shape \(1, 6\); \(2, 6\) was"):
        plot_relevance(relevance, times=TIMES, maps=relevance.at(0.1)[0])
    maps, axes = relevance.at(TIMES)[0], Figure().subplots(1, 2)
    with pytest.raises(ValueError, match="axes has 2 axes; this figure needs 4"):
        plot_relevance(relevance, times=TIMES, maps=maps, axes=axes)


def test_given_axes_are_used_and_maps_are_optional(info, make_relevance):
    axes = Figure().subplots(2, 1)
    figure, numbers = plot_relevance(make_relevance(info), axes=axes)
    assert figure is axes[0].figure
    assert numbers["maps"] is None
    assert numbers["reason"] == "no maps were given."
    assert figure.get_supxlabel() == ""


def test_relevance_of_zero_is_white(info, make_relevance):
    figure, numbers = make_relevance(info, data=np.zeros((1, 6, 128))).plot()
    assert (numbers["limit"], numbers["map_limit"]) == (1, 1)
    figure.savefig(io.BytesIO(), format="png")


def test_ablation_draws_the_costliest_filter_first(ablation):
    figure, numbers = ablation.plot()
    left, right = figure.axes
    assert numbers["ranking"] == [(0, 1), (1, 1), (0, 0), (1, 0)]
    assert numbers["names"][:2] == ["kernel 1, filter 2", "kernel 2, filter 2"]
    for ax, key in ((left, "drop"), (right, "log_likelihood_drop")):
        widths = [bar.get_width() for bar in ax.patches]
        np.testing.assert_array_equal(widths, numbers[key])
    np.testing.assert_array_equal(numbers["drop"], [0.2, 0, 0, -0.1])
    shown = [label.get_text() for label in left.get_yticklabels()]
    assert shown == numbers["names"]
    assert left.get_ylim()[0] > left.get_ylim()[1]
    assert left.get_xlabel() == "Drop of accuracy without the filter"
    assert right.get_xlabel() == "Drop of the mean log-likelihood (nats)"
    assert left.get_title(loc="left") == "accuracy 0.900 with all filters, 40 trials"
    colours = [bar.get_facecolor() for bar in left.patches]
    assert not same_color(colours[0], colours[-1])


def test_ablation_takes_names_and_axes(ablation):
    names = ["$a$", "<script>", "c", "d"]
    axes = Figure().subplots(1, 2)
    figure, numbers = plot_ablation(ablation, names=names, axes=axes)
    assert figure is axes[0].figure
    assert numbers["names"] == ["<script>", "d", "$a$", "c"]
    figure.savefig(io.BytesIO(), format="png")
    with pytest.raises(
        ValueError, match="names has 1 names; the network has 4 filters"
    ):
        ablation.plot(names=["a"])
