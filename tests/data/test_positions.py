import mne
import numpy as np
import pytest

from eegmodels.data import add_positions
from eegmodels.data._positions import standard_montage, unpad_names


def raw_with(names):
    info = mne.create_info(names, 100, "eeg")
    return mne.io.RawArray(np.zeros((len(names), 10)), info, verbose="ERROR")


def place(raw, name):
    return raw.info["chs"][raw.ch_names.index(name)]["loc"][:3]


def test_names_match_whatever_their_case_and_padding():
    raw = add_positions(raw_with(["c3", "FCZ", "Fc5.", "Iz..", "X7"]))
    exact = raw_with(["C3", "FCz", "FC5", "Iz"]).set_montage(standard_montage())
    for name, same in [("c3", "C3"), ("FCZ", "FCz"), ("Fc5.", "FC5"), ("Iz..", "Iz")]:
        np.testing.assert_allclose(place(raw, name), place(exact, same), atol=1e-6)
    assert np.isnan(place(raw, "X7")).all()


def test_left_is_left():
    raw = add_positions(raw_with(["C3", "C4", "Oz"]))
    assert place(raw, "C3")[0] < 0 < place(raw, "C4")[0]
    assert place(raw, "Oz")[1] < 0


def test_positions_that_are_there_stay():
    raw = raw_with(["C3", "C4"])
    raw.info["chs"][0]["loc"][:3] = [0.01, 0.02, 0.03]
    add_positions(raw)
    np.testing.assert_array_equal(place(raw, "C3"), [0.01, 0.02, 0.03])
    assert np.isnan(place(raw, "C4")).all()


def test_positions_in_millimetres_are_replaced():
    raw = raw_with(["C3", "C4"])
    for channel in raw.info["chs"]:
        channel["loc"][:3] = [60.0, -10.0, 90.0]
    add_positions(raw)
    assert np.linalg.norm(place(raw, "C3")) < 0.2


def test_no_known_name_is_no_error():
    raw = add_positions(raw_with(["A", "B"]))
    assert raw.get_montage() is None


def test_unknown_template():
    with pytest.raises(ValueError, match="montage='mine' is not a template of MNE"):
        add_positions(raw_with(["C3"]), montage="mine")


def test_only_padded_files_are_renamed():
    raw = raw_with(["Fc5.", "C3..", "FPZ"])
    unpad_names(raw)
    assert raw.ch_names == ["FC5", "C3", "Fpz"]
    raw = raw_with(["c3", "FPZ"])
    unpad_names(raw)
    assert raw.ch_names == ["c3", "FPZ"]
