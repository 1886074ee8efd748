"""What importing costs and changes, each in a process and a home of its own."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eegmodels import _backend

SRC = str(Path(_backend.__file__).parents[1])
HEAVY = {"keras", "jax", "numpy", "scipy", "mne", "sklearn", "matplotlib", "joblib"}
INSTALLED = [name for name in _backend.BACKENDS if importlib.util.find_spec(name)]
TRAIN = """
from eegmodels.models import EEGNet
import keras
net = EEGNet(2, 32, 2, F1=1, D=1)
print(keras.backend.backend(), net.count_params())
"""


def python(code, home, **environment):
    """Run code in an empty home, with nothing of this process's environment."""
    keep = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
    env = {key: os.environ[key] for key in keep if key in os.environ}
    env |= {"HOME": str(home), "PYTHONPATH": SRC, **environment}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_loads_nothing_heavy(tmp_path):
    code = "import eegmodels, sys; print(*{n.partition('.')[0] for n in sys.modules})"
    loaded = set(python(code, tmp_path).split())
    assert "eegmodels" in loaded
    assert loaded & (HEAVY | set(_backend.BACKENDS)) == set()
    assert list(tmp_path.iterdir()) == []


def test_import_takes_less_than_a_third_of_a_second(tmp_path):
    """Beyond the interpreter; the best of several, for a machine that is busy."""

    def best(code):
        times = []
        for _ in range(4):
            start = time.perf_counter()
            python(code, tmp_path)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("import eegmodels") - best("pass") < 0.3


@pytest.mark.skipif("jax" not in INSTALLED, reason="needs JAX")
def test_two_runs_in_an_empty_home_with_jax_alone(tmp_path):
    """Keras names TensorFlow in keras.json at its first import, installed or not."""
    alone = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: (
    None if name in ("tensorflow", "torch") else find(name, package)
)
"""
    first = python(alone + TRAIN, tmp_path)
    written = json.loads((tmp_path / ".keras" / "keras.json").read_text())
    assert written["backend"] == "tensorflow"
    assert python(alone + TRAIN, tmp_path) == first
    assert first.startswith("jax ")


def test_keras_backend_of_the_environment_is_respected(tmp_path):
    code = "import eegmodels, os; print(os.environ['KERAS_BACKEND'])"
    assert python(code, tmp_path, KERAS_BACKEND="torch").strip() == "torch"


def chosen(monkeypatch, tmp_path, installed, config=None, **environment):
    """Give the backend that is chosen with these packages and this keras.json."""

    def find_spec(name):
        return object() if name in installed else None

    monkeypatch.setattr(_backend, "find_spec", find_spec)
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for name in [n for n in sys.modules if n == "keras"]:
        monkeypatch.delitem(sys.modules, name)
    if config is not None:
        (tmp_path / "keras.json").write_text(config, encoding="utf-8")
    _backend.choose_backend()
    return os.environ.get("KERAS_BACKEND")


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        (["torch", "tensorflow", "jax"], "jax"),
        (["torch", "tensorflow"], "tensorflow"),
        (["torch"], "torch"),
    ],
)
def test_the_first_installed_backend_is_taken(
    monkeypatch, tmp_path, installed, expected
):
    assert chosen(monkeypatch, tmp_path, installed) == expected


def test_keras_json_counts_if_its_backend_is_installed(monkeypatch, tmp_path):
    """Nothing is set then, and Keras reads the file itself."""
    config = '{"backend": "torch"}'
    assert chosen(monkeypatch, tmp_path, ["jax", "torch"], config) is None
    assert chosen(monkeypatch, tmp_path, ["jax"], config) == "jax"


@pytest.mark.parametrize(
    "config",
    [
        '{"backend": "tensorflow"}',
        '{"backend": "mxnet"}',
        '{"backend": ["jax"]}',
        '{"backend"',
        "[]",
        "{}",
        "null",
    ],
)
def test_other_contents_of_keras_json_do_not_count(monkeypatch, tmp_path, config):
    assert chosen(monkeypatch, tmp_path, ["jax"], config) == "jax"


def test_the_environment_goes_before_keras_json(monkeypatch, tmp_path):
    given = {"KERAS_BACKEND": "tensorflow"}
    config = '{"backend": "torch"}'
    found = chosen(monkeypatch, tmp_path, ["jax", "torch"], config, **given)
    assert found == "tensorflow"


def test_a_keras_that_is_imported_already_is_not_overridden(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", object())
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setattr(_backend, "find_spec", lambda name: object())
    _backend.choose_backend()
    assert "KERAS_BACKEND" not in os.environ


def test_without_any_backend_the_message_says_what_to_install(monkeypatch, tmp_path):
    match = r"none of jax, tensorflow and torch is installed.* pip install jax"
    with pytest.raises(ImportError, match=match):
        chosen(monkeypatch, tmp_path, [])


def test_names_of_the_package_are_found_lazily():
    import eegmodels

    for name in eegmodels.__all__:
        assert getattr(eegmodels, name) is not None
        assert name in dir(eegmodels)
    with pytest.raises(AttributeError, match="has no attribute 'EEGnet'"):
        _ = eegmodels.EEGnet


def test_versions_of_the_backend_are_named():
    versions = _backend.backend_versions()
    assert versions["backend"] in _backend.BACKENDS
    assert versions[versions["backend"]].count(".") >= 1
    assert versions["keras"].startswith("3.")
