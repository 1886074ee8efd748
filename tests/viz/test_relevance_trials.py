import io

import mne
import numpy as np
import pytest
from matplotlib.figure import Figure

from eegmodels.data import epochs_from_array
from eegmodels.viz import plot_relevance_trials

NAMES = ["Fpz", "T7", "Cz", "T8", "Oz", "F3"]
KNOWN = {
    "labels": np.array(["left", "right", "left"]),
    "predicted": np.array(["left", "left", "left"]),
    "probability": np.array([0.75, 0.9, 0.8]),
}


@pytest.fixture
def erp():
    """Twenty trials whose class "left" has 3 µV at Cz at 0.5 s, and "right" none."""
    times = -0.2 + np.arange(128) / 128
    data = np.zeros((20, len(NAMES), 128))
    data[::2, NAMES.index("Cz")] = 3e-6 * np.exp(-(((times - 0.5) / 0.05) ** 2))
    data[1::2, NAMES.index("Cz"), 10] = 1e-6
    labels = ["left", "right"] * 10
    return epochs_from_array(data, labels, sfreq=128, ch_names=NAMES, tmin=-0.2)


def test_trials_stand_side_by_side_in_one_scale(info, make_relevance):
    found = make_relevance(info, **KNOWN)
    figure, numbers = found.plot_trials([2, 0], times=[0.1, 0.5])
    assert numbers["trials"] == [2, 0]
    np.testing.assert_array_equal(numbers["data"], found.data[[2, 0]])
    np.testing.assert_allclose(numbers["maps"], found.at([0.1, 0.5])[[2, 0]])
    panels = figure.axes[:6]  # an image and two maps, twice
    for k, image in enumerate((panels[0].images[0], panels[3].images[0])):
        np.testing.assert_array_equal(image.get_array(), numbers["data"][k])
        assert image.get_clim() == (-numbers["limit"], numbers["limit"])
    share = (np.abs(numbers["data"]) <= numbers["limit"]).mean()
    assert 0.997 <= share < 1
    for head in (*panels[1:3], *panels[4:6]):
        assert head.images[0].get_clim() == (
            -numbers["map_limit"],
            numbers["map_limit"],
        )
    assert numbers["titles"] == ["trial 3: left, P = 0.80", "trial 1: left, P = 0.75"]
    labels = [ax.get_ylabel() for ax in figure.axes if ax.get_label() == "<colorbar>"]
    assert labels == [
        "Relevance\n(logits per sample)",
        "Relevance\n(logits in 50 ms)",
    ]
    assert numbers["courses"] is None


def test_by_default_the_most_certain_ones_and_the_worst(info, make_relevance):
    found = make_relevance(info, **KNOWN)
    _, numbers = found.plot_trials()
    assert numbers["trials"] == [2, 1]  # no trial of "right" is right
    assert numbers["titles"][1] == "trial 2: right taken for left, P = 0.90"
    for row, k in zip(numbers["map_times"], (2, 1), strict=True):
        np.testing.assert_array_equal(row, found.peak_times(2, trial=k))


def test_titles_say_what_is_known(make_relevance):
    def title(**changed):
        return make_relevance(**changed).plot_trials(1)[1]["titles"][0]

    assert title() == "trial 2"
    only = {**KNOWN, "labels": None}
    assert title(**only) == "trial 2: taken for left, P = 0.90"
    assert title(labels=KNOWN["labels"]) == "trial 2: right"
    mean = make_relevance(**KNOWN).average()["left"]
    said = mean.plot_trials(0)[1]["titles"]
    assert said == ["mean of 2 trials: left, P = 0.78"]


def test_the_average_of_the_class_lies_over_the_trial(make_relevance, erp):
    found = make_relevance(**KNOWN)
    figure, numbers = found.plot_trials([0, 1], erp=erp, pick="Cz")
    left, right = numbers["courses"]
    assert (left.n_trials, right.n_trials) == (10, 10)
    assert left.values.max() == pytest.approx(3, rel=0.01)  # microvolts
    np.testing.assert_allclose(
        numbers["peaks"], [0.5, -0.2 + 10 / 128], atol=0.5 / 128 + 1e-9
    )
    twins = [ax for ax in figure.axes if ax.get_ylabel() == "class mean at Cz (µV)"]
    assert len(twins) == 1  # the outer one names the scale that both share
    assert twins[0].get_xlim() == figure.axes[0].get_xlim()
    np.testing.assert_array_equal(twins[0].lines[1].get_ydata(), right.values)
    assert "average of the trial's class at Cz" in figure.get_supxlabel()
    evoked = {name: erp[name].average() for name in ("left", "right")}
    _, same = found.plot_trials([0, 1], erp=evoked, pick="Cz")
    np.testing.assert_allclose(same["courses"][0].values, left.values, atol=1e-9)


def test_four_trials_take_two_lines(info, make_relevance):
    figure, _ = make_relevance(info).plot_trials([0, 1, 2, 0], times=[0.3])
    figure.draw_without_rendering()
    images = [ax for ax in figure.axes if ax.get_xlabel().startswith("Time")]
    tops = [round(ax.get_position().y1, 2) for ax in images]
    assert tops[0] == tops[1] == tops[2] > tops[3]
    bars = [ax for ax in figure.axes if ax.get_label() == "<colorbar>"]
    assert len(bars) == 4
    right = max(ax.get_position().x1 for ax in images)
    assert all(bar.get_position().x0 > right - 0.01 for bar in bars[:2])


def test_no_maps_without_positions(make_relevance):
    figure, numbers = make_relevance(None).plot_trials([0, 1])
    assert numbers["maps"] is None
    assert numbers["map_limit"] is None
    assert "came as an array" in figure.get_supxlabel()
    figure.savefig(io.BytesIO(), format="png")


def test_given_axes_are_used(info, make_relevance):
    found, axes = make_relevance(info), Figure().subplots(1, 4)
    times = np.array([[0.1], [0.5]])
    maps = np.array([found.at(0.1)[0], found.at(0.5)[1]])
    figure, _ = plot_relevance_trials(
        found, trials=[0, 1], times=times, maps=maps, axes=axes
    )
    assert figure is axes[0].figure
    assert len(figure.axes) == 4  # no colour bars
    with pytest.raises(ValueError, match=r"times has shape \(1, 1\) and maps \(2, 1,"):
        plot_relevance_trials(found, trials=[0, 1], times=times[:1], maps=maps)
    with pytest.raises(ValueError, match="axes has 3 axes; this figure needs 4"):
        plot_relevance_trials(
            found, trials=[0, 1], times=times, maps=maps, axes=axes[:3]
        )


def test_what_cannot_be_drawn_is_refused(info, make_relevance, erp):
    found = make_relevance(info, **KNOWN)
    with pytest.raises(ValueError, match="trial=3 does not exist; the 3 trials"):
        found.plot_trials([0, 3])
    with pytest.raises(ValueError, match="trials is empty; give at least one"):
        found.plot_trials([])
    with pytest.raises(ValueError, match=r"13 trials are too many .* at most 12"):
        found.plot_trials([0] * 13)
    with pytest.raises(ValueError, match="is not known: it needs true classes"):
        make_relevance(info).plot_trials()
    with pytest.raises(ValueError, match="pick='Xz' is not one of 'Fpz'"):
        found.plot_trials([0], erp=erp, pick="Xz")
    with pytest.raises(ValueError, match=r"pick='Cz' names .* but erp is None"):
        found.plot_trials([0], pick="Cz")
    with pytest.raises(ValueError, match="class of erp='left' is not one of 'right'"):
        found.plot_trials([0], erp=erp["right"], pick="Cz")
    with pytest.raises(TypeError, match=r"erp is of type Evoked.*; give mne\.Epochs"):
        found.plot_trials([0], erp=mne.EvokedArray(found.data[0], info), pick="Cz")
