import io
import re

import mne
import numpy as np
import pytest

from eegmodels.data import epochs_from_array
from eegmodels.viz import plot_electrodes, plot_spatial_filters, why_no_maps

NAMES = ["Fpz", "T7", "Cz", "T8", "Oz", "F3"]


def places(figure):
    return {t.get_text(): t.get_position() for t in figure.axes[0].texts}


def test_the_head_is_that_of_a_10_20_chart(info):
    figure, numbers = plot_electrodes(info)
    at = places(figure)
    assert numbers["ch_names"] == NAMES
    radius = 0.095
    assert at["Fpz"] == pytest.approx((0, radius), abs=0.012)
    assert at["Oz"] == pytest.approx((0, -radius), abs=0.012)
    assert at["T7"] == pytest.approx((-radius, 0), abs=0.012)
    assert at["T8"] == pytest.approx((radius, 0), abs=0.012)
    assert at["Cz"] == pytest.approx((0, 0), abs=0.012)
    assert at["F3"][0] < 0 < at["F3"][1]


def test_a_part_of_a_cap_lies_where_it_does_in_the_whole(info):
    whole = places(plot_electrodes(info)[0])
    part = mne.pick_info(info, [0, 1, 2, 5])  # neither T8 nor Oz
    for name, place in places(plot_electrodes(part)[0]).items():
        assert place == pytest.approx(whole[name], abs=0.004)


def test_positions_of_the_recording_are_left_alone(info):
    before = np.array([channel["loc"].copy() for channel in info["chs"]])
    plot_electrodes(info)
    after = np.array([channel["loc"] for channel in info["chs"]])
    np.testing.assert_array_equal(after, before)


def test_maps_have_their_units_and_symmetric_limits(info, make_filters):
    spatial = make_filters(info)
    figure, numbers = plot_spatial_filters(spatial, peak_hz=np.array([10.0, 12.25]))
    assert numbers["kind"] == "maps"
    assert numbers["reason"] is None
    assert numbers["units"] == ("per µV", "µV")
    np.testing.assert_allclose(numbers["filters"], spatial.filters / 1e6)
    np.testing.assert_allclose(numbers["patterns"], spatial.patterns * 1e6)
    maps = figure.axes[:8]
    limits = [ax.images[0].get_clim() for ax in maps]
    assert all(low == -high for low, high in limits)
    assert limits[1][1] == pytest.approx(numbers["pattern_limits"][0, 0])
    assert limits[2][1] == pytest.approx(numbers["filter_limits"][0, 1])
    assert maps[0].get_title().startswith("filter 1: ±")
    assert maps[3].get_title().endswith("µV")
    assert maps[4].get_ylabel() == "kernel 2\n12.2 Hz\n|r| 0.25"


def test_filters_draw_themselves_and_say_what_is_a_map(info, make_filters):
    spatial = make_filters(info)
    spatial.correlation[1, 0, 1] = spatial.correlation[1, 1, 0] = -0.95
    figure, numbers = spatial.plot(peak_hz=[10.0, 12.0])
    assert figure.axes[0].get_ylabel() == "kernel 1\n10.0 Hz\n|r| 0.25"
    assert numbers["reading"] == spatial.reading
    assert "in kernel 2" in spatial.reading
    assert figure.get_supxlabel().replace("\n", " ") == spatial.reading
    table, _ = make_filters(None).plot()
    assert table.get_supxlabel().startswith("Only a pattern")


def test_a_map_is_red_where_the_weight_is(info, make_filters):
    spatial = make_filters(info, n_temporal=1, n_spatial=1)
    spatial.patterns[:] = 0
    spatial.patterns[0, 0, NAMES.index("Oz")] = 1e-5
    figure, _ = plot_spatial_filters(spatial)
    image = figure.axes[1].images[0].get_array()
    row, column = np.unravel_index(np.nanargmax(image), image.shape)
    assert row < image.shape[0] / 3  # at the back: rows go from back to front
    assert abs(column / image.shape[1] - 0.5) < 0.1


def test_kernels_stand_before_their_maps(info, make_filters, kernels):
    spatial = make_filters(info)
    figure, numbers = spatial.plot(kernels=kernels, rows=[1])
    assert numbers["places"] == [(1, 0), (1, 1)]
    first, *maps = figure.axes[:5]
    np.testing.assert_array_equal(first.lines[1].get_ydata(), kernels.kernels[1])
    assert first.get_xlabel().startswith("Time relative to")
    assert maps[0].get_ylabel() == "kernel 2\n50.0 Hz\n|r| 0.25"
    assert [len(ax.images) for ax in maps] == [1, 1, 1, 1]
    with pytest.raises(ValueError, match=r"kernels holds 2 kernels; .* belong to 3"):
        make_filters(info, n_temporal=3).plot(kernels=kernels)
    with pytest.raises(ValueError, match="axes has 4 axes; this figure needs 5"):
        plot_spatial_filters(spatial, kernels=kernels, rows=[1], axes=figure.axes[:4])


def shown(ax, place):
    """Tell whether the surface of a map is drawn at a place of the head."""
    clip = ax.images[0].get_clip_path()
    path, transform = clip.get_transformed_path_and_affine()
    at = transform.inverted().transform(ax.transData.transform(place))
    return path.contains_point(at)


def test_a_surface_ends_near_the_electrodes(info):
    """Four electrodes around the head say nothing of its vertex."""
    cap = mne.channels.make_standard_montage("biosemi64").ch_names
    for names, seen in ((cap, True), (["TP9", "AF7", "AF8", "TP10"], False)):
        zeros = np.zeros((1, len(names), 8))
        info = epochs_from_array(zeros, ["a"], sfreq=128, ch_names=names).info
        figure, _ = plot_electrodes(info)
        ax = figure.axes[0]
        assert shown(ax, (0, 0)) is seen
        for text in ax.texts:
            assert shown(ax, text.get_position()), text


def test_one_filter_has_no_correlation(info, make_filters):
    figure, _ = plot_spatial_filters(make_filters(info, n_spatial=1))
    assert figure.axes[0].get_ylabel() == "kernel 1"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda info: None, "The data came as an array"),
        (lambda info: mne.create_info(NAMES, 128.0, "eeg"), "6 of 6 electrodes have"),
        (lambda info: _without(info, [2], np.nan), "1 of 6 electrodes .* Cz"),
        (lambda info: _without(info, [2, 3], 0.0), "2 of 6 electrodes .* Cz, T8"),
        (lambda info: mne.create_info(NAMES, 128.0, "mag"), "of type mag"),
        (lambda info: mne.pick_info(info, [0, 1, 2]), "3 electrodes are too few"),
        (lambda info: _same_place(info), "MNE cannot draw .* overlapping positions"),
    ],
)
def test_a_table_where_there_are_no_maps(info, make_filters, spoil, reason):
    spoilt = spoil(info)
    names = NAMES if spoilt is None else spoilt["ch_names"]
    figure, numbers = plot_spatial_filters(make_filters(spoilt, names))
    assert numbers["kind"] == "table"
    assert re.search(reason, numbers["reason"])
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == names
    share = figure.axes[0].images[0].get_array()
    assert share.shape == (len(names), 4)
    np.testing.assert_allclose(np.abs(share).max(axis=0), 1)
    if spoilt is None:
        assert numbers["units"] == ("per unit of X", "unit of X")
    figure.savefig(io.BytesIO(), format="png")


def test_electrodes_without_positions_are_refused():
    with pytest.raises(ValueError, match=r"No map of the electrodes .* 6 of 6"):
        plot_electrodes(mne.create_info(NAMES, 128.0, "eeg"))


def test_hostile_names_are_drawn(info, make_filters):
    names = [r"$\frac{", "<script>", "$x$", "a\nb", "\u202eT8", "x" * 300]
    mne.rename_channels(info, dict(zip(NAMES, names, strict=True)), verbose="ERROR")
    assert why_no_maps(info) is None
    figure, _ = plot_electrodes(info)
    figure.savefig(io.BytesIO(), format="png")
    table, _ = plot_spatial_filters(make_filters(None, names))
    table.savefig(io.BytesIO(), format="png")


def _without(info, channels, value):
    for c in channels:
        info["chs"][c]["loc"][:3] = value
    return info


def _same_place(info):
    info["chs"][0]["loc"][:3] = info["chs"][1]["loc"][:3]
    return info
