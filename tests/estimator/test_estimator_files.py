"""``save`` and ``load``: all that prediction needs, and nothing half-written."""

import json
import os
import subprocess
import sys
import zipfile

import keras
import numpy as np
import pytest

from eegmodels import EEGClassifier
from eegmodels.data import Preset
from eegmodels.models import Network, load_network


@pytest.fixture
def saved(fitted_epochs, tmp_path):
    fitted_epochs.save(tmp_path / "s01.keras")
    return tmp_path / "s01.keras"


def test_a_loaded_classifier_is_the_saved_one(saved, fitted_epochs, make_epochs):
    again = EEGClassifier.load(saved)
    assert again.get_params() == fitted_epochs.get_params()
    assert again.history_ == fitted_epochs.history_
    assert again.data_spec_ == fitted_epochs.data_spec_
    assert again.software_ == fitted_epochs.software_
    assert again.n_trials_ == 20
    assert isinstance(again.model_, Network)
    np.testing.assert_array_equal(again.factors_, fitted_epochs.factors_)
    np.testing.assert_array_equal(
        again.predict_proba(make_epochs()), fitted_epochs.predict_proba(make_epochs())
    )
    with pytest.raises(ValueError, match="pass band 8-30 Hz"):
        again.predict(make_epochs(band=(8.0, 30.0)))


def test_electrodes_come_back_with_their_places(saved, make_epochs):
    info = EEGClassifier.load(saved).info_
    expected = make_epochs().info
    assert info.ch_names == expected.ch_names
    for ours, theirs in zip(info["chs"], expected["chs"], strict=True):
        np.testing.assert_allclose(ours["loc"][:3], theirs["loc"][:3], atol=1e-7)
    assert (info["highpass"], info["lowpass"]) == (0.0, 64.0)


def test_every_kind_of_parameter_comes_back(make_classifier, data, tmp_path):
    params = {
        "preset": Preset(tmin=0, tmax=0.25, sfreq=128),
        "class_weight": {np.int64(0): np.float32(1), np.int64(1): 2},
        "random_state": np.int64(3),
        "learning_rate": np.float32(0.5),
        "validation_fraction": 0.25,
    }
    clf = make_classifier(**params).fit(*data)
    clf.save(tmp_path / "clf.keras")
    again = EEGClassifier.load(tmp_path / "clf.keras")
    for name, value in clf.get_params().items():
        assert again.get_params()[name] == value, name
    again.fit(*data)
    np.testing.assert_array_equal(
        again.predict_proba(data[0]), clf.predict_proba(data[0])
    )


def test_keras_alone_opens_the_network(saved, fitted_epochs, make_epochs, tmp_path):
    """Without this package, and it gives the same probabilities."""
    code = """
import sys
sys.modules["eegmodels"] = None
import numpy as np, keras
model = keras.saving.load_model(sys.argv[1], safe_mode=True)
np.save(sys.argv[2], model.predict(np.load(sys.argv[2]), verbose=0))
"""
    np.save(tmp_path / "x.npy", fitted_epochs.transform_input(make_epochs()))
    command = [sys.executable, "-c", code, str(saved), str(tmp_path / "x.npy")]
    env = {**os.environ, "KERAS_BACKEND": keras.backend.backend()}
    subprocess.run(command, check=True, env=env)
    expected = fitted_epochs.predict_proba(make_epochs())
    np.testing.assert_allclose(np.load(tmp_path / "x.npy"), expected, atol=1e-6)


def test_the_description_is_plain_json(saved):
    with zipfile.ZipFile(saved) as archive:
        sections = json.loads(archive.read("eegmodels.json"))
    assert sections["classifier"]["data"]["ch_names"] == ["C3", "Cz", "C4"]
    assert sections["classifier"]["classes"]["values"] == ["left", "right"]
    assert sections["network"]["arguments"]["F1"] == 2
    assert {"keras", "mne", "numpy", "python"} <= set(
        sections["classifier"]["software"]
    )


def test_a_network_without_a_classifier_is_refused(fitted, tmp_path):
    fitted.model_.save(tmp_path / "net.keras")
    with pytest.raises(ValueError, match=r"holds a network but no estimator: "):
        EEGClassifier.load(tmp_path / "net.keras")
    assert isinstance(load_network(tmp_path / "net.keras"), Network)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        [],
        {"params": {"colour": 1}},
        {"params": {}, "classes": {"dtype": "what", "values": []}},
        {"params": {}, "classes": {"dtype": "<i8", "values": [0]}, "data": {"a": 1}},
    ],
)
def test_a_description_of_another_version_is_refused(saved, tmp_path, broken):
    path = tmp_path / "other.keras"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "eegmodels.json":
                text = json.dumps({**json.loads(text), "classifier": broken})
            new.writestr(name, text)
    with pytest.raises(ValueError, match=r"an estimator that this version cannot read"):
        EEGClassifier.load(path)


def test_truncated_and_missing_files_are_refused(saved, tmp_path):
    content = saved.read_bytes()
    saved.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=r"not a whole .keras file"):
        EEGClassifier.load(saved)
    with pytest.raises(FileNotFoundError, match=r"model file .* does not exist"):
        EEGClassifier.load(tmp_path / "none.keras")


def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    saved, make_classifier, data
):
    content = saved.read_bytes()
    clf = make_classifier().fit(*data)
    clf.software_ = {"python": object()}
    with pytest.raises(TypeError, match="not JSON serializable"):
        clf.save(saved)
    with pytest.raises(ValueError, match=r"does not end in .keras"):
        clf.save(saved.with_suffix(".h5"))
    assert saved.read_bytes() == content
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]


def test_saving_does_not_change_the_network(saved, fitted_epochs):
    assert isinstance(fitted_epochs.model_, Network)
    assert fitted_epochs.model_._steps() is not None
