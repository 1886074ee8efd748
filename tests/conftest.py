"""What holds for all tests."""

import os
from pathlib import Path

import pytest

import compiling

# Before any test imports Keras, which would take TensorFlow, installed or not.
import eegmodels  # noqa: F401

os.environ.setdefault("MNE_DONTWRITE_HOME", "true")

# Most of the time of the suite is JAX's compilation. What has been compiled is found
# again by the other processes of a run, and in the next run; before JAX is imported.
_CACHE = {
    "JAX_COMPILATION_CACHE_DIR": str(Path(__file__).parents[1] / ".jax_cache"),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}
for _name, _value in _CACHE.items():
    os.environ.setdefault(_name, _value)


@pytest.fixture
def recordings():
    """Folder with real recordings in MNE's layout."""
    given = os.environ.get("MNE_DATA")
    if not given or not Path(given).is_dir():
        pytest.skip("needs real recordings: MNE_DATA is not set to an existing folder")
    return Path(given)


@pytest.fixture(scope="module")
def quick_compilation():
    """Compile quickly throughout a file."""
    with compiling.quick():
        yield


@pytest.fixture(scope="module")
def shapes_only():
    """Build networks without drawing weights, which JAX compiles for each shape."""
    import keras

    from eegmodels.models._blocks import Seeds

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Seeds, "glorot", lambda self: keras.initializers.Zeros())
        yield


# Files that share the two reports which are made once.
SHARE_REPORTS = ("test_browser", "test_page", "test_run", "test_summarize")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep what shares fixtures in one process, where there are several.

    The groups of pytest-xdist 3.8 have no effect under pytest 9.2, so files do it.
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = Path(super()._split_scope(nodeid))
            shares = file.parent.name == "report" and file.stem in SHARE_REPORTS
            return "report" if shares else str(file)

    return ByFile(config, log)
