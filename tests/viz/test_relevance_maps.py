"""Maps of relevance: numbers, shared colours, and which electrode is the darkest."""

import io

import mne
import numpy as np
import pytest
from matplotlib.figure import Figure

from eegmodels.viz import plot_relevance_joint, plot_relevance_topomap

NAMES = ["Fpz", "T7", "Cz", "T8", "Oz", "F3"]
LABELS = np.array(["left", "right", "left"])
TIMES = [0.1, 0.5]


def maps_of(figure):
    return [ax for ax in figure.axes if ax.images and ax.get_label() != "<colorbar>"]


def at_electrodes(ax):
    """Values of the drawn surface at the dots of the electrodes."""
    image = ax.images[0]
    left, right, bottom, top = image.get_extent()
    surface = image.get_array()
    (dots,) = [line for line in ax.lines if line.get_marker() == "."]
    x, y = dots.get_data()
    columns = np.round((x - left) / (right - left) * (surface.shape[1] - 1))
    rows = np.round((y - bottom) / (top - bottom) * (surface.shape[0] - 1))
    return np.asarray(surface)[rows.astype(int), columns.astype(int)]


def test_a_row_for_each_class_with_the_same_colours(info, make_relevance):
    found = make_relevance(info, labels=LABELS)
    figure, numbers = found.plot_topomap(TIMES)
    heads = maps_of(figure)
    assert len(heads) == 4
    assert numbers["rows"] == ["left", "right"]
    assert numbers["counts"] == [2, 1]
    means = found.average(by="class")
    for row, name in enumerate(numbers["rows"]):
        np.testing.assert_allclose(numbers["maps"][row], means[name].at(TIMES)[0])
    assert numbers["limit"] == np.abs(numbers["maps"]).max()
    for head in heads:
        assert head.images[0].get_clim() == (-numbers["limit"], numbers["limit"])
        assert head.images[0].get_cmap().name == "RdBu_r"
    assert [head.get_title() for head in heads[:2]] == ["0.100 s", "0.500 s"]
    assert [heads[k].get_ylabel() for k in (0, 2)] == [
        "left\n(n = 2)",
        "right\n(n = 1)",
    ]
    bars = [ax for ax in figure.axes if ax.get_label() == "<colorbar>"]
    assert [bar.get_ylabel() for bar in bars] == ["Relevance\n(logits in 50 ms)"]
    assert figure.get_suptitle().replace("\n", " ") == (
        "Relevance for the true class of each trial (deeplift, baseline zero)"
    )


def test_the_title_says_which_class_is_explained(info, make_relevance):
    def said(**changed):
        target = ["left", "right", "left"]
        found = make_relevance(info, target=target, **changed)
        return found.plot_topomap([0.1])[0].get_suptitle().replace("\n", " ")

    assert "for the predicted class of each" in said(predicted=LABELS)
    assert "for the target of each trial" in said(labels=LABELS[::-1][[0, 0, 1]])


def test_an_average_is_no_trial(info, make_relevance):
    mean = make_relevance(info, labels=LABELS).average()["left"]
    labels = [
        maps_of(mean.plot_topomap([0.1], trial=trial)[0])[0].get_ylabel()
        for trial in (None, 0)
    ]
    assert labels == ["left\n(n = 2)", "mean of\n2 trials"]


def test_one_trial_and_another_width(info, make_relevance):
    found = make_relevance(info)
    figure, numbers = found.plot_topomap(TIMES, trial=1, width=0.2)
    np.testing.assert_allclose(numbers["maps"][0], found.at(TIMES, 0.2)[1])
    assert maps_of(figure)[0].get_ylabel() == "trial 2"
    assert "Relevance for right" in figure.get_suptitle()
    assert figure.axes[-1].get_ylabel() == "Relevance\n(logits in 200 ms)"
    with pytest.raises(ValueError, match="trial=1 and by='class': a single trial"):
        found.plot_topomap(trial=1, by="class")


def test_times_are_those_of_all_rows_together(info, make_relevance):
    data = np.zeros((3, 6, 128))
    data[0, 2, 40], data[1, 3, 100], data[2, 2, 70] = 2, -3, 1
    found = make_relevance(info, data=data, labels=LABELS)
    _, numbers = found.plot_topomap()
    for sample in (40, 100, 70):
        assert np.abs(numbers["times"] - found.times[sample]).min() < 0.026


@pytest.mark.parametrize("name", NAMES)
def test_the_planted_electrode_is_the_darkest(info, make_relevance, name):
    """Electrodes, not times, make a map, and the nearest dot is the planted one."""
    data = np.zeros((3, 6, 128))
    data[1, NAMES.index(name), 60:70] = -1
    figure, numbers = make_relevance(info, data=data).plot_topomap([0.3, 0.7], trial=1)
    assert numbers["maps"][0, 0].argmin() == NAMES.index(name)
    assert (numbers["maps"][0, 1] == 0).all()
    seen = at_electrodes(maps_of(figure)[0])
    assert seen.argmin() == NAMES.index(name)
    assert seen.min() < -0.8 * numbers["limit"]
    assert np.abs(np.delete(seen, NAMES.index(name))).max() < 0.2 * numbers["limit"]


def test_contours_are_shared_and_tell_the_sign(info, make_relevance):
    data = np.zeros((3, 6, 128))
    data[1, 2, 60:70], data[1, 4, 100:110] = 4, -1.4
    figure, numbers = make_relevance(info, data=data).plot_topomap([0.3, 0.62], trial=1)
    strong, weak = ((ax.collections[0].levels) for ax in maps_of(figure))
    quarter = numbers["limit"] / 4
    assert set(strong) >= {quarter, 2 * quarter, 3 * quarter}
    assert list(weak) == [-quarter]  # its own quarters would be more
    dashes = maps_of(figure)[1].collections[0].get_linestyles()
    assert all(dash is not None for _, dash in dashes)


def test_numbers_are_of_electrodes_and_not_of_the_picture(info, make_relevance):
    """The surface around the head would make unrelated maps alike (r of 0.67)."""
    rng = np.random.default_rng(1)
    names = mne.channels.make_standard_montage("biosemi64").ch_names
    many = mne.create_info(names, 128.0, "eeg")
    many.set_montage("biosemi64", verbose="ERROR")
    data = np.abs(rng.standard_normal((2, 64, 128)))
    found = make_relevance(
        many, names, data=data, residual=np.zeros(2), logit=np.zeros(2),
        baseline_logit=np.zeros(2), target=["a", "b"],
    )  # fmt: skip
    maps = np.array([found.plot_topomap([0.3], trial=k)[1]["maps"] for k in (0, 1)])
    assert maps.shape == (2, 1, 1, 64)
    assert abs(np.corrcoef(maps[:, 0, 0])[0, 1]) < 0.35  # 0.05 % of chance pairs


def test_joint_draws_courses_and_maps(info, make_relevance):
    found = make_relevance(info)
    figure, numbers = found.plot_joint(trial=1, times=TIMES)
    curves = figure.axes[0]
    heads = maps_of(figure)
    assert len(heads) == 2
    np.testing.assert_allclose(numbers["maps"], found.at(TIMES)[1])
    for head in heads:
        limit = numbers["map_limit"]
        assert head.images[0].get_clim() == (-limit, limit)
    height = np.abs(found.data[1]).max(axis=1)
    loudest = [NAMES[c] for c in np.argsort(-height)[:3]]
    assert numbers["named"] == loudest
    labels = [text.get_text() for text in curves.get_legend().get_texts()]
    assert labels == [*loudest, "3 others"]
    drawn = [line.get_ydata() for line in curves.lines if len(line.get_xdata()) == 128]
    assert len(drawn) == 6
    for course in found.data[1]:
        assert any(np.array_equal(course, other) for other in drawn)
    styles = {line.get_linestyle() for line in curves.lines if line.get_lw() == 1.5}
    assert len(styles) == 3  # told apart without colours
    assert curves.get_xlabel() == "Time after the event (s)"
    assert curves.get_ylabel() == "Relevance\n(logits per sample)"
    assert "residual 1.0e-07" in figure.get_suptitle()


def test_joint_marks_its_times(info, make_relevance):
    figure, numbers = make_relevance(info).plot_joint()
    marks = [
        line.get_xdata()[0] for line in figure.axes[0].lines if line.get_ls() == ":"
    ]
    np.testing.assert_allclose(marks, numbers["map_times"])
    ties = [art for art in figure.artists if hasattr(art, "xy2")]
    np.testing.assert_allclose([tie.xy2[0] for tie in ties], numbers["map_times"])


@pytest.mark.parametrize("call", ["plot_topomap", "plot_joint"])
@pytest.mark.parametrize(
    ("places", "reason"),
    [("array", "came as an array"), ("nowhere", "6 of 6 electrodes have no known")],
)
def test_no_maps_without_positions(make_relevance, call, places, reason):
    info = None if places == "array" else mne.create_info(NAMES, 128.0, "eeg")
    with pytest.raises(ValueError, match=rf"No maps .* can be drawn\. .*{reason}"):
        getattr(make_relevance(info), call)()


def test_what_cannot_be_drawn_is_refused(info, make_relevance):
    found = make_relevance(info)
    with pytest.raises(ValueError, match=r"times has 4 s; the epoch lasts from -0\.2"):
        found.plot_topomap([4.0])
    with pytest.raises(ValueError, match=r"trial=3 does not exist; the 3 trials"):
        found.plot_topomap(trial=3)
    with pytest.raises(ValueError, match=r"trial=3 does not exist; the 3 trials"):
        found.plot_joint(trial=3)
    options = {"rows": ["a"], "counts": [1], "width": 0.05}
    maps = found.at(TIMES)[:1]
    with pytest.raises(
        ValueError, match=r"maps has shape \(1, 1, 6\); \(1, 2, 6\) was"
    ):
        plot_relevance_topomap(found, times=TIMES, maps=maps[:, :1], **options)
    axes = Figure().subplots(1, 3)
    with pytest.raises(ValueError, match="axes has 3 axes; this figure needs 2"):
        plot_relevance_topomap(found, times=TIMES, maps=maps, axes=axes, **options)
    with pytest.raises(ValueError, match=r"maps has shape \(0,\); \(2, 6\) was"):
        plot_relevance_joint(found, times=TIMES, maps=None)
    many = {"rows": list(range(13)), "counts": [1] * 13, "width": 0.05}
    with pytest.raises(ValueError, match=r"13 rows of maps are too many .* most 12"):
        plot_relevance_topomap(found, times=[0.1], maps=np.zeros((13, 1, 6)), **many)


def test_given_axes_are_used(info, make_relevance):
    found = make_relevance(info)
    axes = Figure().subplots(1, 3)
    figure, _ = plot_relevance_joint(
        found, times=TIMES, maps=found.at(TIMES)[0], axes=axes
    )
    assert figure is axes[0].figure
    assert axes[0].get_xlabel() == "Time after the event (s)"


def test_names_that_are_no_text_and_zero_everywhere(info, make_relevance):
    names = ["$a$", "<script>", "x" * 300]
    found = make_relevance(info, data=np.zeros((3, 6, 128)), target=names)
    figure, numbers = found.plot_topomap([0.1])
    assert numbers["limit"] == 1
    assert numbers["rows"] == names
    figure.savefig(io.BytesIO(), format="png")
    contrast = make_relevance(info, target=[("left", "right")] * 3)
    figure, _ = contrast.plot_topomap([0.1])
    assert maps_of(figure)[0].get_ylabel() == "left against right\n(n = 3)"
    figure, _ = contrast.average()[("left", "right")].plot_joint()
    figure.savefig(io.BytesIO(), format="png")
