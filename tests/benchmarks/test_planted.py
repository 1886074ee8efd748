"""One EEGNet on planted data keeps to all bounds of ``make planted``."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "planted.py"


@pytest.fixture(scope="module")
def planted():
    spec = importlib.util.spec_from_file_location("planted", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_was_planted_is_found(planted):
    truth = planted.plain_task(240, 0, planted.LONG)
    found = planted.measure(truth, n_epochs=40, seed=0)
    missed = {
        bound.what: found[name]
        for name, bound in planted.IN_LONG.items()
        if not bound.holds(found[name])
    }
    assert missed == {}
    assert found["filter"] < found["pattern"] - 0.2
