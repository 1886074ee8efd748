"""Model files that are cut, damaged or of another kind are refused with the reason."""

import io
import zipfile

import keras
import numpy as np
import pytest

from eegmodels.models import load_network


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_truncated_files_are_refused(content, tmp_path, share):
    path = tmp_path / "cut.keras"
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ValueError, match=r"cut.keras is not a whole .keras file"):
        load_network(path)


def archive(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("foreign", "match"),
    [
        (b"EEG" * 1000, "not a whole .keras file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(500), "not a whole .keras file"),
        (archive(readme__txt="x"), "lacks config.json, metadata.json, model.weights"),
        (archive(), "it lacks config.json"),
        (archive(eegmodels__json="{"), "not a whole .keras file"),
        (archive(eegmodels__json="[1]"), r"not a Keras 3 model file"),
    ],
)
def test_foreign_files_are_refused(tmp_path, foreign, match):
    path = tmp_path / "foreign.keras"
    path.write_bytes(foreign)
    with pytest.raises(ValueError, match=match):
        load_network(path)


def rewritten(content, **changed):
    """Copy an archive with some members changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as z:
        for name in old.namelist():
            text = changed.get(name.replace(".", "__"), old.read(name))
            z.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"eegmodels__json": '{"format": 2}'}, r"format 2 .*reads format 1. Update"),
        ({"eegmodels__json": "[]"}, r"has format \[\] of eegmodels.json"),
        (
            {"eegmodels__json": '{"format": 1, "network": 5}'},
            r"has format .*'network': 5",
        ),
        ({"config__json": "{}"}, "its network cannot be opened"),
        ({"model__weights__h5": b"no"}, "its network cannot be opened"),
    ],
)
def test_whole_archives_of_wrong_content_are_refused(content, tmp_path, changed, match):
    path = tmp_path / "changed.keras"
    path.write_bytes(rewritten(content, **changed))
    with pytest.raises(ValueError, match=match):
        load_network(path)


def test_a_byte_changed_anywhere_gives_a_network_or_a_value_error(content, tmp_path):
    """Damage never shows as another kind of error, whatever byte it hits."""
    rng = np.random.default_rng(0)
    directory = content.rfind(b"PK\x01\x02")
    places = [*rng.integers(0, len(content), 10), *range(directory, len(content), 5)]
    path = tmp_path / "damaged.keras"
    refused = 0
    for place in places:
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        path.write_bytes(bytes(damaged))
        try:
            load_network(path)
        except ValueError:
            refused += 1
    assert refused > len(places) / 2


def test_code_in_a_file_is_refused(tmp_path):
    layers = [keras.layers.Lambda(lambda x: x), keras.layers.Flatten()]
    inputs = outputs = keras.Input((3, 32, 1))
    for layer in layers:
        outputs = layer(outputs)
    keras.Model(inputs, outputs).save(tmp_path / "code.keras")
    with pytest.raises(ValueError, match="Networks with code in the file are refused"):
        load_network(tmp_path / "code.keras")


def test_models_of_another_kind_are_refused(tmp_path):
    sequential = [keras.Input((3, 32, 1)), keras.layers.Flatten()]
    keras.Sequential(sequential).save(tmp_path / "sequential.keras")
    with pytest.raises(ValueError, match=r"holds a Sequential; expected a functional"):
        load_network(tmp_path / "sequential.keras")
    flat = keras.Input((32,))
    keras.Model(flat, keras.layers.Dense(2)(flat)).save(tmp_path / "flat.keras")
    with pytest.raises(ValueError, match=r"with input \(None, 32\); expected one"):
        load_network(tmp_path / "flat.keras")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none.keras does not exist"):
        load_network(tmp_path / "none.keras")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        load_network(tmp_path)
