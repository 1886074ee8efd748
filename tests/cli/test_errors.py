"""Wrong input: exit code, a message that helps, and nothing written."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import mne
import numpy as np
import pytest

QUICK = ("--tmin", "0.2", "--tmax", "1.2", "--n-epochs", "2")


def written(folder="."):
    return sorted(str(path) for path in Path(folder).rglob("*"))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["missing.edf"], 1, "missing.edf does not exist"),
        (["{recording}", "--event", "a=left"], 1, "fewer than 2 classes"),
        (["{recording}", "--event", "a=left", "--event", "b=up"], 1, "lacks"),
        (["{recording}", "--event", "left"], 2, "is not CLASS=MARK"),
        (["{recording}", "--preset", "motor"], 1, "Did you mean 'motor-imagery'"),
        (["{recording}", "--model", "EGNet"], 1, "Did you mean 'EEGNet'"),
        (["{recording}", "--h-freq", "5"], 1, "l_freq=8 Hz is not below h_freq=5 Hz"),
        (["{recording}", "--resample", "500"], 1, "500"),
        (["{recording}", "--picks", "C9"], 1, "C9"),
        (["{recording}", "--tmax", "0.6"], 1, "at least 32 samples"),
        (["{recording}", "--scaling", "none"], 1, "scaling='none' is not one of"),
        (["{recording}", "--n-epochs", "0"], 1, "n_epochs=0 is too small"),
        (["{recording}", "--subject", "1"], 2, "give either"),
        (["--subject", "200"], 1, "200"),
        (["--no-such-option"], 2, "No such option"),
    ],
)
@pytest.mark.parametrize("command", ["train", "report"])
def test_messages_and_exit_codes(run, recording, command, arguments, code, message):
    given = [argument.format(recording=recording) for argument in arguments]
    result = run(command, *given)
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert result.stdout == ""
    assert [path for path in written() if Path(path).is_file()] == []


def test_more_folds_than_trials_is_refused_before_training(run, recording):
    result = run("report", recording, *QUICK, "--n-folds", "11")
    assert result.exit_code == 1
    assert "11" in result.stderr
    assert "10" in result.stderr
    assert "[1/" not in result.stderr


def test_nan_and_flat_channels_are_named(run, tmp_path):
    rng = np.random.default_rng(0)
    info = mne.create_info(["C3", "C4", "Cz"], 128.0, "eeg")
    marks = mne.Annotations(1 + 2 * np.arange(8), 0, ["a", "b"] * 4)
    for name, value in {"flat": 0.0, "nan": np.nan}.items():
        data = 1e-5 * rng.normal(size=(3, 128 * 18))
        data[1] = value
        raw = mne.io.RawArray(data, info, verbose="ERROR").set_annotations(marks)
        raw.save(tmp_path / f"{name}_raw.fif", verbose="ERROR")
        result = run("train", tmp_path / f"{name}_raw.fif", *QUICK)
        assert result.exit_code == 1
        assert "C4" in result.stderr
        assert not Path("model.keras").exists()


def test_a_folder_that_cannot_be_made_is_refused_at_once(run, recording, tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = run("report", recording, *QUICK, "-o", tmp_path / "file" / "out")
    assert result.exit_code == 1
    assert "a part of its path is a file" in result.stderr
    assert "[1/" not in result.stderr


def test_output_of_train_must_end_in_keras(run, recording):
    result = run("train", recording, "-o", "model.h5")
    assert result.exit_code == 2
    assert "does not end in .keras" in result.stderr


# A shell without job control starts what runs in its background with interrupts
# ignored, and processes inherit that.
HEED_INTERRUPTS = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@pytest.mark.parametrize("command", ["train", "report"])
def test_ctrl_c_leaves_no_file(recording, tmp_path, command):
    arguments = [sys.executable, "-c", HEED_INTERRUPTS]
    arguments += ["-m", "eegmodels", command, recording]
    process = subprocess.Popen(
        [*arguments, "--tmin", "0.2", "--tmax", "1.2", "--n-epochs", "100000"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "MNE_DONTWRITE_HOME": "true"},
    )
    time.sleep(12)  # in the middle of the training
    assert process.poll() is None
    for _ in range(5):
        # Python drops an interrupt that comes while it cleans up an object; a user
        # would press the keys once more.
        process.send_signal(signal.SIGINT)
        try:
            _, error = process.communicate(timeout=10)
            break
        except subprocess.TimeoutExpired:
            continue
    else:
        process.kill()
        pytest.fail("five interrupts did not end the training")
    assert process.returncode == 1
    assert b"Aborted" in error
    # What Python says of the interrupts that it dropped is not ours.
    dropped = rb"Exception ignored in.*?KeyboardInterrupt[^\n]*\n"
    assert b"Traceback" not in re.sub(dropped, b"", error, flags=re.DOTALL)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
