"""Relevance as MNE's objects and as a table, against plain loops."""

import sys

import mne
import numpy as np
import pytest


def test_evoked_is_the_average_in_its_own_unit(make_relevance, info):
    found = make_relevance(info)
    evoked = found.to_evoked()
    expected = sum(found.data[k].astype(float) for k in range(6)) / 6
    np.testing.assert_allclose(evoked.data, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(evoked.times, found.times)
    assert evoked.nave == 6
    assert evoked.ch_names == found.ch_names
    assert evoked.get_channel_types() == ["eeg"] * 5
    assert "logits per sample, not volts; deeplift, baseline zero" in evoked.comment
    assert evoked.info["description"] == evoked.comment
    place = evoked.info["chs"][1]["loc"][:3]
    np.testing.assert_array_equal(place, info["chs"][1]["loc"][:3])
    assert info["description"] is None  # the user's own is left alone


def test_evoked_of_an_average_counts_its_trials(make_relevance, info):
    means = make_relevance(info).average(by="predicted")
    assert {name: mean.to_evoked().nave for name, mean in means.items()} == {
        "left": 3,
        "rest": 3,
    }
    again = means["left"].average(by=["once more"])["once more"]
    assert again.to_evoked().nave == 3


def test_times_between_two_samples_move_by_less_than_half_of_one(make_relevance):
    found = make_relevance(times=-0.2 + np.arange(64) / 128)
    for made in (found.to_evoked(), found.to_epochs()):
        assert np.abs(made.times - found.times).max() < 0.5 / 128


def test_no_projection_of_voltages_is_handed_on(make_relevance, info):
    data = mne.EvokedArray(np.zeros((5, 1)), info)
    with_projector = data.set_eeg_reference(projection=True, verbose="ERROR").info
    found = make_relevance(with_projector)
    assert found.to_evoked().info["projs"] == []
    assert found.to_epochs().info["projs"] == []
    assert len(with_projector["projs"]) == 1


def test_epochs_have_an_event_for_each_class(make_relevance, info):
    found = make_relevance(info)
    epochs = found.to_epochs()
    np.testing.assert_array_equal(epochs.get_data(), found.data.astype(float))
    np.testing.assert_allclose(epochs.times, found.times)
    assert epochs.baseline is None
    assert set(epochs.event_id) == {"left", "right", "rest"}
    for name in epochs.event_id:
        own = epochs[name].get_data()
        np.testing.assert_array_equal(own, found.data[found.labels == name])


def test_epochs_by_predicted_class_and_by_target(make_relevance, info):
    found = make_relevance(info, target=[("left", "rest")] * 6)
    predicted = found.to_epochs(by="predicted")
    assert len(predicted["left"]) == len(predicted["rest"]) == 3
    assert list(found.to_epochs("target").event_id) == ["left against rest"]


def test_channels_of_an_array_are_of_no_known_type(make_relevance):
    evoked = make_relevance(None).to_evoked()
    assert evoked.get_channel_types() == ["misc"] * 5
    assert evoked.info["sfreq"] == 128.0
    np.testing.assert_allclose(evoked.times, make_relevance(None).times)


def test_the_output_of_a_regressor_is_in_the_unit_of_y(make_relevance, info):
    settings = {"explains": "output"}
    found = make_relevance(
        info, target=[1] * 6, labels=None, predicted=None, settings=settings
    )
    evoked = found.to_evoked()
    assert evoked.comment.startswith("relevance for output 2 (units of y per sample")
    assert list(found.to_epochs().event_id) == ["output 2"]


def test_slopes_have_no_baseline_and_another_unit(make_relevance, info):
    settings = {"per_unit": True}
    found = make_relevance(info, method="saliency", baseline="none", settings=settings)
    assert found.to_evoked().comment == (
        "relevance for 3 targets (logits per unit per sample, not volts; saliency)"
    )


def test_columns_of_the_table_against_a_loop(make_relevance, info):
    found = make_relevance(info)
    columns = found._columns()
    names = list(columns)
    assert names == [
        "trial", "class", "predicted", "target", "channel", "time", "relevance",
    ]  # fmt: skip
    rows = list(zip(*columns.values(), strict=True))
    k = 0
    for trial in range(6):
        for c, channel in enumerate(found.ch_names):
            for t, time in enumerate(found.times):
                assert rows[k] == (
                    trial,
                    found.labels[trial],
                    found.predicted[trial],
                    found.target[trial],
                    channel,
                    time,
                    found.data[trial, c, t],
                )
                k += 1
    assert k == len(rows)


def test_columns_that_are_not_known_are_left_out(make_relevance):
    columns = make_relevance(labels=None, predicted=None)._columns()
    assert list(columns) == ["trial", "target", "channel", "time", "relevance"]


def test_a_table_of_pandas(make_relevance, info):
    pytest.importorskip("pandas")
    found = make_relevance(info)
    table = found.to_dataframe()
    assert table.shape == (6 * 5 * 64, 7)
    assert table.attrs["unit"] == "logits per sample"
    sums = table[table["trial"] == 4].groupby("channel")["relevance"].sum()
    for c, name in enumerate(found.ch_names):
        assert sums[name] == pytest.approx(found.by_channel[4, c], rel=1e-4, abs=1e-4)


def test_without_pandas_the_error_says_what_to_do(make_relevance, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install pandas\. Without it .* \.data"):
        make_relevance().to_dataframe()
