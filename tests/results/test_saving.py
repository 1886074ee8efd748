"""Results come back from a file as they were, and foreign files are refused."""

import datetime
import json
import pickle
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest

from eegmodels.results import Activations, Relevance, SpatialFilters, TemporalKernels
from eegmodels.results._plain import from_plain, to_plain
from eegmodels.results._saving import MEMBER


def same(one, other):
    """Compare two values to the bit, and their types."""
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        if one.dtype == object:
            assert one.tolist() == other.tolist()
        else:
            assert one.tobytes() == other.tobytes()
    else:
        assert type(one) is type(other)
        assert one == other


@pytest.mark.parametrize("with_info", [True, False])
def test_every_field_comes_back(make_relevance, info, tmp_path, with_info):
    settings = {
        "target": ("left", "rest"),
        "nested": {"list": [1, 2.5, None, True], "low": -np.inf},
        "by class": {1: "a", ("b", 2): [np.float32(0.1)]},
        "baseline": np.arange(6.0).reshape(2, 3),
    }
    info["bads"] = ["C3"]
    with info._unlock():
        info["highpass"], info["lowpass"] = 8.0, 30.0
    found = make_relevance(
        info if with_info else None,
        target=[("left", "rest")] * 5 + ["right"],
        settings=settings,
    )
    found.save(tmp_path / "r.npz")
    back = Relevance.read(tmp_path / "r.npz")
    for field in fields(Relevance):
        if field.name not in ("info", "settings"):
            same(getattr(found, field.name), getattr(back, field.name))
    same(found.settings["baseline"], back.settings.pop("baseline"))
    expected = {k: v for k, v in settings.items() if k != "baseline"}
    assert back.settings == expected
    assert isinstance(back.settings["target"], tuple)
    if not with_info:
        assert back.info is None
        return
    assert back.info["ch_names"] == info["ch_names"]
    assert back.info.get_channel_types() == info.get_channel_types()
    for one, other in zip(info["chs"], back.info["chs"], strict=True):
        np.testing.assert_array_equal(one["loc"], other["loc"])
    for key in ("sfreq", "highpass", "lowpass", "bads", "custom_ref_applied"):
        assert back.info[key] == info[key]
    again = back.to_evoked()
    np.testing.assert_array_equal(again.data, found.to_evoked().data)


def test_electrodes_without_positions_stay_without(make_relevance, info, tmp_path):
    info["chs"][2]["loc"][:] = np.nan
    make_relevance(info).save(tmp_path / "r.npz")
    back = Relevance.read(tmp_path / "r.npz").info
    assert np.isnan(back["chs"][2]["loc"]).all()
    np.testing.assert_array_equal(back["chs"][1]["loc"], info["chs"][1]["loc"])


def test_nothing_of_the_person_is_written(make_relevance, info, tmp_path):
    info["subject_info"] = {"his_id": "secret-name"}
    info.set_meas_date(datetime.datetime(1999, 1, 2, tzinfo=datetime.UTC))
    make_relevance(info).save(tmp_path / "r.npz")
    back = Relevance.read(tmp_path / "r.npz").info
    assert back["subject_info"] is None
    assert back["meas_date"] is None
    assert b"secret-name" not in (tmp_path / "r.npz").read_bytes()


def test_labels_of_mixed_types_are_not_pickled(make_relevance, tmp_path):
    labels = np.array([1, "a", 2.5, None, True, "b"], dtype=object)
    make_relevance(labels=labels).save(tmp_path / "r.npz")
    same(Relevance.read(tmp_path / "r.npz").labels, labels)


def test_numpy_opens_the_arrays_without_the_package(make_relevance, tmp_path):
    found = make_relevance()
    found.save(tmp_path / "r.npz")
    with np.load(tmp_path / "r.npz", allow_pickle=False) as opened:
        names = json.loads(opened[MEMBER])["fields"]
        data = opened[names["data"]["__array__"]]
    np.testing.assert_array_equal(data, found.data)


def test_a_record_inside_another_comes_back(info, tmp_path):
    rng = np.random.default_rng(0)
    spatial = SpatialFilters(
        filters=rng.standard_normal((1, 2, 5)),
        patterns=rng.standard_normal((1, 2, 5)),
        correlation=np.eye(2)[None],
        ch_names=info["ch_names"],
        info=info,
    )
    signals = Activations(
        data=rng.standard_normal((3, 2, 8)).astype(np.float32),
        times=np.arange(8) / 128,
        sfreq=128.0,
        stage="spatial",
        names=["a", "b"],
        labels=None,
        classes=["x"],
        unit="arbitrary",
        spatial=spatial,
    )
    signals.save(tmp_path / "a.npz")
    back = Activations.read(tmp_path / "a.npz")
    same(back.data, signals.data)
    same(back.spatial.patterns, spatial.patterns)
    assert back.spatial.info["ch_names"] == info["ch_names"]
    averages = signals.average()
    averages.save(tmp_path / "b.npz")
    same(type(averages).read(tmp_path / "b.npz").high, averages.high)


def test_kernels_and_power_come_back(tmp_path):
    rng = np.random.default_rng(0)
    kernels = TemporalKernels(
        kernels=rng.standard_normal((2, 8)),
        times=np.arange(8) / 128,
        freqs=np.arange(5.0),
        response=rng.random((2, 5)),
        weighted=None,
        peak_hz=np.array([10.0, np.nan]),
        in_band=np.array([True, False]),
        pass_band=(8.0, 30.0),
        sfreq=128.0,
    )
    signals = Activations(
        data=rng.standard_normal((4, 2, 128)),
        times=np.arange(128) / 128,
        sfreq=128.0,
        stage="spatial",
        names=["a", "b"],
        labels=np.array(["x", "y"] * 2),
        classes=["x", "y"],
        unit="arbitrary",
    )
    for record in (kernels, signals.time_frequency([10.0, 20.0])):
        record.save(tmp_path / "k.npz")
        back = type(record).read(tmp_path / "k.npz")
        for field in fields(record):
            same(getattr(record, field.name), getattr(back, field.name))


def test_a_failed_save_leaves_the_old_file(make_relevance, tmp_path):
    path = tmp_path / "r.npz"
    make_relevance().save(path)
    before = path.read_bytes()
    with pytest.raises(TypeError, match=r"A function .* cannot be saved.*settings"):
        make_relevance(settings={"f": same}).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["r.npz"]


def test_paths_are_checked(make_relevance, tmp_path):
    with pytest.raises(ValueError, match=r"ends in '\.fif'; .* Give 'r\.npz'"):
        make_relevance().save(tmp_path / "r.fif")
    with pytest.raises(FileNotFoundError, match="does not exist; create it first"):
        make_relevance().save(tmp_path / "nowhere" / "r.npz")
    with pytest.raises(FileNotFoundError, match=r"none\.npz does not exist; .*\.save"):
        Relevance.read(tmp_path / "none.npz")


def test_damage_anywhere_is_noticed(make_relevance, tmp_path):
    """Bytes flipped one by one: an error in words, or the very same result."""
    found = make_relevance()
    path = tmp_path / "r.npz"
    found.save(path)
    whole = path.read_bytes()
    n_noticed = 0
    for at in range(0, len(whole), len(whole) // 150):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        path.write_bytes(damaged)
        try:
            back = Relevance.read(path)
        except ValueError as error:
            assert "r.npz" in str(error)  # noqa: PT017
            n_noticed += 1
        else:
            same(back.data, found.data)
            assert back.target == found.target
    assert n_noticed > 130
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match=r"not a whole file of a result .* cut short"):
        Relevance.read(path)


def change(path, **changed):
    """Write the JSON of a result anew, with other entries."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    head = {**json.loads(parts[MEMBER]), **changed}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, MEMBER: json.dumps(head).encode()}.items():
            archive.writestr(name, content)
    return head


def test_foreign_files_are_refused(make_relevance, tmp_path):
    path = tmp_path / "r.npz"
    np.savez(path, data=np.zeros(3))
    with pytest.raises(ValueError, match="not of a result of eegmodels: it lacks"):
        Relevance.read(path)
    make_relevance().save(path)
    with pytest.raises(ValueError, match=r"kind 'Relevance'.*Read it with Relevance\."):
        Activations.read(path)
    fields_of = change(path, format=2)["fields"]
    with pytest.raises(ValueError, match=r"format 2; this version reads format 1\."):
        Relevance.read(path)
    change(path, format=1, fields={**fields_of, "later": 1})
    with pytest.raises(ValueError, match=r"unknown fields later.*newer version"):
        Relevance.read(path)
    change(path, fields={k: v for k, v in fields_of.items() if k != "logit"})
    with pytest.raises(ValueError, match=r"holds no whole Relevance .*'logit'"):
        Relevance.read(path)
    change(path, fields={**fields_of, "target": ["left"]})
    with pytest.raises(ValueError, match=r"target has 1 values; data of shape \(6, 5"):
        Relevance.read(path)


def test_a_file_that_lacks_what_has_a_default_is_read(make_relevance, tmp_path):
    path = tmp_path / "r.npz"
    make_relevance().save(path)
    head = change(path)
    change(path, fields={k: v for k, v in head["fields"].items() if k != "predicted"})
    assert Relevance.read(path).predicted is None


def test_pickled_objects_are_not_opened(make_relevance, tmp_path):
    """An array of objects would run code when it is read."""
    path, ran = tmp_path / "r.npz", tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return (open, (str(ran), "w"))

    make_relevance().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            if name == "array0.npy":
                with archive.open(name, "w") as member:
                    evil = np.array([Evil()], dtype=object)
                    np.lib.format.write_array(member, evil, allow_pickle=True)
            else:
                archive.writestr(name, content)
    with pytest.raises(ValueError, match=r"not a whole file .*Object arrays"):
        Relevance.read(path)
    assert not ran.exists()
    pickle.loads(pickle.dumps(Evil())).close()  # it would have run
    assert ran.exists()


def test_plain_values_and_back():
    values = [
        {"__tuple__": 1}, {"a": {}}, (), [()], {("x",): float("inf")}, "é\u202e$", -0.0,
    ]  # fmt: skip
    for value in values:
        arrays = {}
        text = json.dumps(to_plain(value, arrays), allow_nan=False)
        back = from_plain(json.loads(text), arrays)
        assert back == value
        assert type(back) is type(value)
    assert np.isnan(from_plain(to_plain(float("nan"), {}), {}))


def test_replaced_records_can_be_saved(make_relevance, tmp_path):
    found = replace(make_relevance(), times=np.arange(64) / 128)
    found.save(tmp_path / "r.npz")
    same(Relevance.read(tmp_path / "r.npz").times, found.times)
