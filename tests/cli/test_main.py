"""The program as a whole."""

import os
import subprocess
import sys
import time
from importlib.metadata import version

import eegmodels


def test_help_names_the_commands(run):
    result = run("--help")
    assert result.exit_code == 0
    for command in ("report", "train", "predict", "info"):
        assert command in result.stdout
        assert run(command, "--help").exit_code == 0


def test_version(run):
    assert run("--version").stdout.split()[-1] == eegmodels.__version__
    assert eegmodels.__version__ == version("eegmodels")


def test_help_answers_in_half_a_second_without_keras():
    code = (
        "import sys; from eegmodels.cli import main; main(['report', '--help'], "
        "standalone_mode=False); "
        "assert not {'keras', 'mne', 'sklearn', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "eegmodels", "--help"],
            check=True,
            capture_output=True,
        )
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.5


def test_unknown_command_is_a_usage_error(run):
    result = run("reports")
    assert result.exit_code == 2
    assert "No such command" in result.stderr


def test_missing_physionet_files_are_listed(tmp_path):
    """Without a network and without files: which ones, and where to put them."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MNE")}
    # A proxy that nobody listens on: no network, on any machine.
    nowhere = "http://127.0.0.1:9"
    environment |= {"HOME": str(home), "HTTPS_PROXY": nowhere, "https_proxy": nowhere}
    result = subprocess.run(
        [sys.executable, "-m", "eegmodels", "report"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    assert result.returncode == 1
    folder = home / "mne_data/MNE-eegbci-data/files/eegmmidb/1.0.0/S001"
    for run in (6, 10, 14):
        assert str(folder / f"S001R{run:02d}.edf") in result.stderr
    assert "physionet.org" in result.stderr
    assert "Traceback" not in result.stderr
