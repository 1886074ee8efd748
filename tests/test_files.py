"""Files that are there whole or not at all."""

import os
import stat
import subprocess
import sys

import pytest

from eegmodels._files import check_writable, make_folder, replacing

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def contents(folder):
    return sorted(file.name for file in folder.iterdir())


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("old")
    with replacing(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".keras"
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert contents(tmp_path) == ["model.keras"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_ends_the_block_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "model.keras"
    path.write_text("old")

    def fail():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise error("planted")

    with pytest.raises(error, match="planted"):
        fail()
    assert path.read_text() == "old"
    assert contents(tmp_path) == ["model.keras"]


def test_a_temporary_file_that_vanished_is_an_error(tmp_path):
    def lose():
        with replacing(tmp_path / "model.keras") as temporary:
            temporary.unlink()

    with pytest.raises(FileNotFoundError, match=r"\.model-"):
        lose()
    assert contents(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_file_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_text("")
    with replacing(tmp_path / "atomic") as temporary:
        temporary.write_text("")
    modes = [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("plain", "atomic")]
    assert modes[0] == modes[1]


def test_places_that_cannot_be_written_are_named(tmp_path):
    check_writable(tmp_path / "new.keras")
    with pytest.raises(IsADirectoryError, match="is a folder; give the path"):
        check_writable(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"folder .*nowhere of a.keras does"):
        check_writable(tmp_path / "nowhere" / "a.keras")


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    """The answer of the system is planted, because root may write everywhere."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError, match="cannot be written; choose another"):
        check_writable(tmp_path / "a.keras")


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError, match="cannot be written"):
            check_writable(tmp_path / "a.keras")
    finally:
        tmp_path.chmod(0o700)


def test_output_folders_are_made_with_their_parents(tmp_path):
    made = make_folder(tmp_path / "a" / "b")
    assert made.is_dir()
    assert make_folder(made) == made
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NotADirectoryError, match="a part of its path is a file"):
            make_folder(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError("planted")

    monkeypatch.setattr(type(tmp_path), "mkdir", refuse)
    with pytest.raises(PermissionError, match="cannot be made: no permission"):
        make_folder(tmp_path / "new")


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_writer_leaves_the_old_file(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("old")
    code = """
import os, signal, sys
from eegmodels._files import replacing
with replacing(sys.argv[1]) as temporary:
    temporary.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)])
    assert done.returncode == -9
    assert path.read_text() == "old"


EVERY_MOMENT = """
import os, signal, sys
from pathlib import Path
from eegmodels import _files

target, new = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
old = target.read_bytes()

def write(path):
    with path.open("wb", buffering=0) as file:
        for k in range(0, len(new), len(new) // 20):
            file.write(new[k : k + len(new) // 20])

def save_until(moment):
    left = moment
    def trace(frame, event, _):
        nonlocal left
        if frame.f_code.co_filename not in (_files.__file__, "<string>"):
            return None
        left -= event in ("line", "return")
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    with _files.replacing(target) as temporary:
        write(temporary)

moment, found, ended = 0, [], False
while not ended:
    child = os.fork()
    if child == 0:
        save_until(moment)
        os._exit(0)
    ended = os.waitpid(child, 0)[1] == 0
    content = target.read_bytes()
    assert content in (old, new), (moment, len(content))
    found.append(content == new)
    target.write_bytes(old)
    moment += 1
assert found == sorted(found), "once new, always new"
print(len(found), sum(found))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_every_moment_the_old_file_or_the_new_one_is_there(tmp_path):
    """SIGKILL at each line and return of the writer; it writes in 20 pieces."""
    path, new = tmp_path / "model.keras", tmp_path / "new"
    path.write_bytes(b"old" * 1000)
    new.write_bytes(os.urandom(100_000))
    done = subprocess.run(
        [sys.executable, "-c", EVERY_MOMENT, str(path), str(new)],
        check=True,
        capture_output=True,
        text=True,
    )
    n_moments, n_new = map(int, done.stdout.split())
    assert n_moments >= 50
    assert 2 <= n_new < n_moments
