"""Model files: what they hold, who opens them, and how they are replaced."""

import copy
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile

import keras
import numpy as np
import pytest

from eegmodels.models import ARCHITECTURES, Network, load_network, open_model_file

pytestmark = pytest.mark.usefixtures("quick_compilation")

WITHOUT_PACKAGE = """
import sys
class Wall:
    def find_spec(self, name, *rest):
        if name.partition(".")[0] in ("eegmodels", "EEGModels"):
            raise ImportError(name)
sys.meta_path.insert(0, Wall())
import numpy as np, keras
for path in sys.argv[2:]:
    model = keras.saving.load_model(path, safe_mode=True)
    assert type(model).__name__ == "Functional", type(model)
    np.save(path + ".npy", model.predict(np.load(sys.argv[1]), verbose=0))
assert not any("eegmodels" in name.lower() for name in sys.modules)
"""


def test_keras_opens_the_files_without_this_package(net, trials, tmp_path):
    """In safe mode: the saved network and the one that ModelCheckpoint wrote."""
    saved, checkpoint = tmp_path / "saved.keras", tmp_path / "checkpoint.keras"
    np.save(tmp_path / "x.npy", trials[0])
    keep = keras.callbacks.ModelCheckpoint(checkpoint)
    other = copy.deepcopy(net)
    other.fit(*trials, batch_size=12, verbose=0, callbacks=[keep])
    net.save(saved)
    given = [str(tmp_path / "x.npy"), str(saved), str(checkpoint)]
    env = {**os.environ, "KERAS_BACKEND": keras.backend.backend()}
    subprocess.run([sys.executable, "-c", WITHOUT_PACKAGE, *given], check=True, env=env)
    for path, network in ((saved, net), (checkpoint, other)):
        expected = network.predict(trials[0], verbose=0)
        outputs = np.load(f"{path}.npy")
        np.testing.assert_allclose(outputs, expected, rtol=0, atol=1e-6)
    assert isinstance(other, Network)
    assert load_network(checkpoint).design == net.design


WALLED_OR_NOT = """
import sys
import numpy as np, keras
from pathlib import Path
exec(sys.stdin.read())
folder = Path(sys.argv[1])
x = np.load(folder / "x.npy")
for path in sorted(folder.glob("*.keras")):
    try:
        found = keras.saving.load_model(path, safe_mode=True).predict(x, verbose=0)
    except TypeError as error:
        path.with_suffix(".txt").write_text(str(error))
    else:
        np.save(path.with_suffix(".npy"), found)
"""
WALL = WITHOUT_PACKAGE[: WITHOUT_PACKAGE.index("import numpy")]


def open_elsewhere(folder, code):
    """Open the files of a folder with Keras alone, after some code."""
    command = [sys.executable, "-W", "ignore", "-c", WALLED_OR_NOT, str(folder)]
    env = {**os.environ, "KERAS_BACKEND": keras.backend.backend()}
    subprocess.run(command, check=True, env=env, input=code, text=True)


def test_of_all_networks_only_shallow_needs_the_import(tmp_path):
    """Its ``square`` and ``log`` are functions of this package; Keras names them."""
    x = np.random.default_rng(0).standard_normal((3, 4, 90)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    expected = {}
    for name, record in ARCHITECTURES.items():
        net = record.build(4, 90, 2, seed=1)
        net.save(tmp_path / f"{name}.keras")
        expected[name] = net.predict(x, verbose=0)
    open_elsewhere(tmp_path, WALL)
    message = (tmp_path / "ShallowConvNet.txt").read_text(encoding="utf-8")
    assert "Could not locate function 'eegmodels>" in message
    assert not (tmp_path / "ShallowConvNet.npy").exists()
    for path in tmp_path.glob("*.txt"):
        path.unlink()
    (tmp_path / "EEGNetV1.npy").unlink()
    open_elsewhere(tmp_path, "import eegmodels.models")
    assert list(tmp_path.glob("*.txt")) == []
    for name, outputs in expected.items():
        found = np.load(tmp_path / f"{name}.npy")
        np.testing.assert_allclose(found, outputs, rtol=0, atol=1e-6, err_msg=name)


def test_an_opened_network_is_fast_and_knows_its_design(net, trials, tmp_path):
    net.save(tmp_path / "net.keras")
    again = load_network(tmp_path / "net.keras")
    assert isinstance(again, Network)
    assert again._steps() is not None
    assert again.design == net.design
    assert again.design["arguments"]["kernel_length"] == 8
    expected = net.predict(trials[0], verbose=0)
    np.testing.assert_array_equal(again.predict(trials[0], verbose=0), expected)
    assert again.evaluate(*trials, verbose=0) == net.evaluate(*trials, verbose=0)


def outputs_of(x, *networks):
    return [keras.ops.convert_to_numpy(network(x)) for network in networks]


def test_a_file_of_plain_keras_becomes_a_network(net, trials, tmp_path):
    plain = keras.Model(net.input, net.output)
    assert not isinstance(plain, Network)
    plain.save(tmp_path / "plain.keras")
    again, sections = open_model_file(tmp_path / "plain.keras")
    assert isinstance(again, Network)
    assert (again.design, sections) == ({}, {})
    np.testing.assert_array_equal(*outputs_of(trials[0], again, net))


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda net: repickle(net)])
def test_copies_are_networks_of_their_own(net, trials, copied):
    twin = copied(net)
    assert isinstance(twin, Network)
    assert twin.design == net.design
    before = net.get_weights()
    np.testing.assert_array_equal(*outputs_of(trials[0], twin, net))
    twin.train_on_batch(*trials)
    for old, new in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def repickle(net):
    return pickle.loads(pickle.dumps(net))


def test_overwrite_false_keeps_the_file(net, tmp_path):
    path = tmp_path / "net.keras"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="exists and overwrite is False"):
        net.save(path, overwrite=False)
    assert path.read_bytes() == b"mine"


def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    net, content, tmp_path, monkeypatch
):
    path = tmp_path / "net.keras"
    path.write_bytes(content)
    monkeypatch.setitem(net.__dict__, "_design", {"model": object()})
    with pytest.raises(TypeError, match="not JSON serializable"):
        net.save(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["net.keras"]
    assert isinstance(net, Network)
    with pytest.raises(FileNotFoundError, match=r"The folder .* does not exist"):
        net.save(tmp_path / "nowhere" / "net.keras")


SAVE_FOR_EVER = """
import sys
from eegmodels.models import load_network
net = load_network(sys.argv[1])
while True:
    net.save(sys.argv[1])
    print("saved", flush=True)
"""


def test_a_killed_writer_leaves_a_whole_file(content, trials, tmp_path):
    """At every moment the old file or the new one is there."""
    path = tmp_path / "net.keras"
    path.write_bytes(content)
    rng = np.random.default_rng(0)
    for _ in range(3):
        command = [sys.executable, "-c", SAVE_FOR_EVER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            for _ in range(10):  # looks while the writer goes on
                assert json.loads(member(path))["format"] == 1
            time.sleep(float(rng.uniform(0, 0.1)))
            writer.send_signal(signal.SIGKILL)
        assert load_network(path)(trials[0]).shape == (12, 2)


def member(path):
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        assert file.testzip() is None
        return file.read("eegmodels.json")
