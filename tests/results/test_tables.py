"""Every result that is a table gives one, and comes back from its file."""

import sys
from dataclasses import fields, is_dataclass, replace

import mne
import numpy as np
import pytest

from eegmodels.results import (
    Ablation,
    Activations,
    CrossValidation,
    FilterComparison,
    FilterSubsets,
    History,
    Interval,
    Recovery,
    SpatialFilters,
)
from known_kernels import make, waves

RNG = np.random.default_rng(0)
SUBSETS = FilterSubsets(
    removed=[((0, 0),), ((0, 1),), ((0, 0), (0, 1))],
    baseline=0.9,
    drop=np.array([0.1, 0.0, 0.4]),
    low=np.array([0.0, np.nan, 0.2]),
    high=np.array([0.2, np.nan, 0.5]),
    log_likelihood_drop=np.array([0.3, 0.1, 0.9]),
    scorer="accuracy",
    n_trials=40,
    settings={"level": 0.95, "n_bootstrap": 10, "random_state": None},
)
ABLATION = Ablation(
    baseline=0.9,
    drop=np.array([[0.1, 0.0]]),
    log_likelihood=-0.3,
    log_likelihood_drop=np.array([[0.3, 0.1]]),
    scorer="accuracy",
    n_trials=40,
    subsets=SUBSETS,
)
SCORE = CrossValidation(
    method="EEGNet",
    classes=np.array(["left", "right"]),
    y_true=np.array(["left", "right", "left"]),
    y_pred=np.array(["left", "left", "left"]),
    probabilities=np.array([[0.9, 0.1], [0.6, 0.4], [0.7, 0.3]]),
    fold=np.array([0, 0, 1]),
    accuracy=Interval(0.67, 0.1, 0.99),
    auc=Interval(0.9, 0.5, 1.0),
    confusion=np.array([[2, 0], [1, 0]]),
    fold_accuracy=np.array([0.5, 1.0]),
    histories=[History([0.7, 0.5], [0.5, 0.6], best_epoch=1)],
    settings={"splitter": "blocks"},
)


@pytest.fixture
def records(info):
    maps = RNG.normal(size=(2, 5))
    comparison = FilterComparison(
        of="patterns",
        correlations=np.array([[0.9, 0.1], [0.2, 0.5]]),
        assignment=np.array([[0, 0], [1, 1]]),
        p_values=np.array([[0.01, 1], [1, 0.3]]),
        null=RNG.random((2, 20)),
        mean_p=0.02,
        mean_null=RNG.random((2, 20)),
        names=["kernel 1, filter 1", "kernel 1, filter 2"],
        csp_names=["left 1, more", "left 2, less"],
        maps=maps,
        csp_maps=maps,
        ch_names=info["ch_names"],
        info=info,
        bands=[(8.0, 12.0)],
        n_trials=40,
    )
    recovery = Recovery(
        planted_hz=10.0,
        found_hz=10.5,
        response_hz=9.5,
        freqs=np.arange(5.0),
        weighted=RNG.random(5),
        response=RNG.random(5),
        topography=maps[0],
        pattern=maps[0],
        filter=maps[1],
        pattern_cosine=0.99,
        filter_cosine=0.5,
        window=(0.5, 1.0),
        window_share=0.5,
        times=np.arange(4) / 4,
        course=RNG.random(4),
        other_course=None,
        relevance_in_window=0.8,
        judged=(1, 0),
        info=info,
    )
    return {
        "ablation": ABLATION,
        "comparison": comparison,
        "recovery": recovery,
        "score": SCORE,
        "filters": spatial_filters(info),
        "kernels": make(waves([10.0, 20.0])),
    }


def spatial_filters(info):
    return SpatialFilters(
        filters=RNG.normal(size=(2, 1, 5)),
        patterns=RNG.normal(size=(2, 1, 5)),
        correlation=np.ones((2, 1, 1)),
        ch_names=list(info["ch_names"]),
        info=info,
        source_sd=np.array([[0.5], [2.0]]),
        kernel_gain=np.ones((2, 1)),
    )


def same(one, other):
    """Compare two values and all that is in them; of an info the channels."""
    assert type(one) is type(other)
    if is_dataclass(one):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, mne.Info):
        assert one["ch_names"] == other["ch_names"]
        for channel, back in zip(one["chs"], other["chs"], strict=True):
            np.testing.assert_array_equal(channel["loc"], back["loc"])
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            same(a, b)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other


KINDS = ["ablation", "comparison", "recovery", "score", "filters", "kernels"]


@pytest.mark.parametrize("kind", KINDS)
def test_records_come_back_as_they_were(records, kind, tmp_path):
    record = records[kind]
    record.save(tmp_path / "r.npz")
    same(type(record).read(tmp_path / "r.npz"), record)


def test_parts_of_records_have_files_too(tmp_path):
    for record in (SUBSETS, SCORE.accuracy, SCORE.histories[0]):
        record.save(tmp_path / "r.npz")
        same(type(record).read(tmp_path / "r.npz"), record)


def test_fitted_estimators_are_left_out(tmp_path):
    kept = replace(SCORE, estimators=[object(), object()])
    kept.save(tmp_path / "r.npz")
    assert CrossValidation.read(tmp_path / "r.npz").estimators == []
    assert len(kept.estimators) == 2


@pytest.mark.parametrize("kind", ["ablation", "comparison", "score", "kernels"])
def test_rows_are_the_rows_of_pandas(records, kind):
    pytest.importorskip("pandas")
    table = records[kind].to_dataframe()
    rows = records[kind].table()
    assert list(table.columns) == list(rows[0])
    for k, row in enumerate(rows):
        for name, value in row.items():
            np.testing.assert_equal(table[name][k], value)


def test_what_holds_for_all_rows_is_beside_the_table(records):
    pytest.importorskip("pandas")
    attrs = {kind: records[kind].to_dataframe().attrs for kind in KINDS[:2]}
    assert attrs["ablation"] == {"scorer": "accuracy", "baseline": 0.9, "n_trials": 40}
    assert attrs["comparison"]["mean_p"] == 0.02
    assert SUBSETS.to_dataframe().attrs["level"] == 0.95
    assert SCORE.to_dataframe().attrs["accuracy"] == "0.67 [0.10, 0.99]"


def test_the_costliest_filter_comes_first():
    rows = ABLATION.table()
    assert [row["without"] for row in rows] == [
        "kernel 1, filter 1", "kernel 1, filter 2",
    ]  # fmt: skip
    assert rows[0]["score"] == pytest.approx(0.8)
    assert [row["correct"] for row in SCORE.table()] == [True, False, True]
    assert SCORE.table()[1]["p(left)"] == 0.6


def test_arrays_are_laid_out_place_by_place(info):
    """Each row of a long table is one element of the array, by its names."""
    pytest.importorskip("pandas")
    signals = Activations(
        data=RNG.normal(size=(6, 2, 128)),
        times=np.arange(128) / 128,
        sfreq=128.0,
        stage="spatial",
        names=["a", "b"],
        labels=np.array([1, 2] * 3),
        classes=[1, 2],
        unit="arbitrary",
    )
    power = signals.time_frequency([10.0, 20.0])
    table = power.to_dataframe().set_index(["class", "filter", "frequency", "time"])
    assert table.loc[(2, "a", 20.0, 0.5), "power"] == power.power[1, 0, 1, 64]
    assert len(table) == power.power.size
    averages = signals.average()
    table = averages.to_dataframe().set_index(["class", "filter", "time"])
    assert table.loc[(1, "b", 0.25), "low"] == averages.low[0, 1, 32]
    flat = replace(
        averages, times=None, classes=["x", 2], **dict.fromkeys(("low", "high"), None)
    )
    ends = {name: getattr(averages, name)[..., 0] for name in ("mean", "low", "high")}
    table = replace(flat, **ends).to_dataframe()
    assert table["class"].tolist() == ["x", "x", 2, 2]
    assert table["mean"].tolist() == ends["mean"].ravel().tolist()
    spatial = spatial_filters(info)
    table = spatial.to_dataframe().set_index(["temporal", "spatial", "channel"])
    assert table.loc[(1, 0, "Cz"), "pattern"] == spatial.patterns[1, 0, 2]
    assert table.loc[(1, 0, "Cz"), "name"] == "kernel 2, filter 1"


def test_maps_as_mne_has_them(info):
    spatial = spatial_filters(info)
    maps = spatial.to_mne()
    np.testing.assert_array_equal(maps.filters, spatial.filters[:, 0])
    np.testing.assert_array_equal(maps.patterns, spatial.patterns[:, 0])
    evoked = spatial.to_evoked()
    np.testing.assert_array_equal(evoked.data.T, spatial.patterns[:, 0])
    assert evoked.times.tolist() == [0, 1]
    assert evoked.comment == "patterns (volts per unit of the source)"
    weights = spatial.to_evoked("filters")
    np.testing.assert_array_equal(weights.data.T, spatial.filters[:, 0])
    assert weights.comment == "filters (per volt)"
    assert spatial.info["sfreq"] == 128
    with pytest.raises(ValueError, match=r"of='maps' is not one of 'patterns' or"):
        spatial.to_evoked("maps")
    bare = replace(spatial, info=None)
    for form in (bare.to_mne, bare.to_evoked):
        with pytest.raises(ValueError, match=r"of an array, .* give info= to explain"):
            form()


def test_filters_of_unknown_size_are_not_fixed(info):
    old = replace(spatial_filters(info), source_sd=None)
    with pytest.raises(ValueError, match=r"source_sd is None\); make them anew"):
        old.standardised()


def test_without_pandas_the_error_says_where_the_numbers_are(monkeypatch, info):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install pandas\. .* in \.table\(\)\."):
        ABLATION.to_dataframe()
    with pytest.raises(ImportError, match=r"in \.filters, \.patterns and \.ch_names"):
        spatial_filters(info).to_dataframe()
