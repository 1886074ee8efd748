import os
import subprocess
import sys
from dataclasses import FrozenInstanceError

import mne
import numpy as np
import pytest
import scipy.signal

from eegmodels.baselines import csp_lda
from eegmodels.data import epochs_from_recording, simulate_recording
from eegmodels.evaluate import cross_validate

RHYTHM, REST = "with rhythm", "without rhythm"


@pytest.fixture(scope="module")
def simulated():
    return simulate_recording(n_trials=100)


def cut(simulation, tmin=0.0, tmax=2.0):
    return epochs_from_recording(simulation.raw, tmin=tmin, tmax=tmax)


def planted_part(simulation):
    return np.outer(simulation.topography, simulation.source)


def window_power(simulation, data):
    """Power of (n_signals, n_times) in the windows with a burst, from 1 to 40 Hz.

    By a Butterworth filter, and counting sample by sample.
    """
    sfreq = simulation.raw.info["sfreq"]
    band = scipy.signal.butter(6, (1, 40), "bandpass", fs=sfreq, output="sos")
    squares = (scipy.signal.sosfiltfilt(band, data) ** 2).mean(axis=0)
    start, end = simulation.window
    kept = []
    for mark in simulation.raw.annotations:
        if mark["description"] == simulation.planted_class:
            cue = round(mark["onset"] * sfreq)
            for k in range(round(simulation.trial_seconds * sfreq)):
                if start <= k / sfreq < end:
                    kept.append(squares[cue + k])
    return np.mean(kept)


def hz_power(epochs, hz, start, end):
    """Power of each trial at one frequency, mean over electrodes."""
    data = epochs.get_data(tmin=start, tmax=end)
    t = np.arange(data.shape[2]) / epochs.info["sfreq"]
    wave = np.hanning(len(t)) * np.exp(-2j * np.pi * hz * t)
    return (abs(data @ wave) ** 2).mean(axis=1)


@pytest.mark.parametrize(
    ("snr_db", "changes"),
    [
        (0, {}),
        (-10, {}),
        (6, {"sfreq": 160}),
        (0, {"distractor": True}),
        (0, {"planted_hz": 20, "window": (0.5, 1.2)}),
    ],
)
def test_the_source_has_the_power_that_was_asked_for(snr_db, changes):
    found = simulate_recording(n_trials=60, snr_db=snr_db, **changes)
    planted = planted_part(found)
    rest = found.raw.get_data() - planted
    ratio = window_power(found, planted) / window_power(found, rest)
    assert 10 * np.log10(ratio) == pytest.approx(snr_db, abs=0.2)
    assert found.snr_db == snr_db


@pytest.mark.parametrize("planted_hz", [6.0, 11.0, 24.5])
def test_power_rises_in_the_window_of_one_class_alone(planted_hz):
    found = simulate_recording(n_trials=60, planted_hz=planted_hz)
    epochs = cut(found)
    powers = {
        (name, span): hz_power(epochs[name], planted_hz, *span).mean()
        for name in (RHYTHM, REST)
        for span in [(0.8, 1.4), (0.2, 0.8), (1.4, 2.0)]
    }
    inside = powers.pop((RHYTHM, (0.8, 1.4)))
    others = np.array(list(powers.values()))
    assert inside > 4 * others.max()
    assert others.max() < 1.6 * others.min()
    assert found.planted_class == RHYTHM
    assert found.planted_hz == planted_hz


def test_the_spectrum_of_the_source_peaks_at_the_planted_frequency():
    found = simulate_recording(n_trials=60, planted_hz=17.0)
    frequencies = np.fft.rfftfreq(len(found.source), 1 / 128)
    power = abs(np.fft.rfft(found.source)) ** 2
    mean_hz = (frequencies * power).sum() / power.sum()
    assert mean_hz == pytest.approx(17, abs=0.25)
    in_band = (frequencies >= 1) & (frequencies <= 40)
    assert power[in_band].sum() > 0.999 * power.sum()


def test_the_source_is_zero_outside_its_windows(simulated):
    sfreq = simulated.raw.info["sfreq"]
    outside = np.ones(len(simulated.source), dtype=bool)
    for onset in simulated.raw.annotations.onset[
        simulated.raw.annotations.description == RHYTHM
    ]:
        times = np.arange(len(outside)) / sfreq - onset
        outside &= (times < 0.8 - 1e-9) | (times > 1.4 + 1e-9)
    assert not simulated.source[outside].any()
    assert (~outside).sum() == pytest.approx(50 * 0.6 * sfreq, abs=50)


def test_bursts_begin_smoothly_and_in_any_phase(simulated):
    trials = epochs_from_recording(
        mne.io.RawArray(
            simulated.source[np.newaxis],
            mne.create_info(["C3"], 128.0, "eeg"),
            verbose="ERROR",
        ).set_annotations(simulated.raw.annotations),
        tmin=0.8,
        tmax=1.4,
    )[RHYTHM].get_data()[:, 0]
    assert abs(trials[:, [0, -1]]).max() < 0.1 * abs(trials).max()
    wave = np.exp(-2j * np.pi * 11 * np.arange(trials.shape[1]) / 128)
    phases = np.exp(1j * np.angle(trials @ wave))
    assert abs(phases.mean()) < 0.3


def test_the_topography_leads_what_is_measured_where_the_source_is_strong():
    found = simulate_recording(n_trials=40, snr_db=30)
    trials = epochs_from_recording(found.raw, tmin=0.8, tmax=1.4)[RHYTHM].get_data()
    signals = trials.transpose(1, 0, 2).reshape(len(found.topography), -1)
    _, vectors = np.linalg.eigh(np.cov(signals))
    unit = found.topography / np.linalg.norm(found.topography)
    assert abs(vectors[:, -1] @ unit) > 0.99


def test_the_difference_of_the_classes_has_the_planted_topography(simulated):
    """At 0 dB, without knowing the source: generalised eigenvectors as in CSP."""
    epochs = epochs_from_recording(simulated.raw, tmin=0.8, tmax=1.4)
    with_it, without = (
        np.mean([np.cov(trial) for trial in epochs[name].get_data()], axis=0)
        for name in (RHYTHM, REST)
    )
    values, vectors = np.linalg.eig(np.linalg.solve(without, with_it))
    pattern = without @ vectors[:, values.real.argmax()].real
    cosine = abs(pattern @ simulated.topography) / np.linalg.norm(pattern)
    assert cosine / np.linalg.norm(simulated.topography) > 0.95


@pytest.mark.parametrize("electrode", ["C3", "Oz", "FC4"])
def test_the_source_is_strongest_at_its_electrode(electrode):
    found = simulate_recording(n_trials=4, planted_at=electrode)
    strongest = found.raw.ch_names[abs(found.topography).argmax()]
    assert strongest == found.planted_at == electrode
    # A few nanoampere metres per 10 mm^2 of cortex make microvolts: about 1e2 V/Am.
    assert 50 < abs(found.topography).max() < 1000


@pytest.mark.parametrize("span", [(0.0, 0.8), (1.4, 2.0), (-0.5, 0.0)])
def test_the_classes_are_alike_outside_the_window(simulated, span):
    """Band powers of the classes differ as much as those of shuffled trials."""
    epochs = cut(simulated, tmin=-0.5)
    is_rhythm = epochs.events[:, 2] == epochs.event_id[RHYTHM]
    rng = np.random.default_rng(0)
    for hz in (4.0, 8.0, 11.0, 20.0, 30.0):
        powers = np.log(hz_power(epochs, hz, *span))
        shuffled = [gap(powers, rng.permutation(is_rhythm)) for _ in range(500)]
        assert abs(gap(powers, is_rhythm)) < np.quantile(np.abs(shuffled), 0.998)


def gap(powers, is_rhythm):
    return powers[is_rhythm].mean() - powers[~is_rhythm].mean()


def test_without_the_source_no_class_can_be_told():
    found = simulate_recording(n_trials=100, snr_db=-60, distractor=True)
    epochs = epochs_from_recording(found.raw, preset="motor-imagery", tmin=0, tmax=2)
    accuracy = cross_validate(csp_lda(), epochs).accuracy
    assert accuracy.low < 0.5 < accuracy.high


@pytest.mark.parametrize("distractor", [False, True])
def test_a_linear_method_decodes_it(distractor):
    found = simulate_recording(n_trials=100, distractor=distractor)
    epochs = epochs_from_recording(found.raw, preset="motor-imagery", tmin=0, tmax=2)
    assert cross_validate(csp_lda(), epochs).accuracy.estimate > 0.9


def test_the_distractor_is_in_half_of_the_trials_of_each_class():
    plain = simulate_recording(n_trials=60, snr_db=-100)
    other = simulate_recording(n_trials=60, snr_db=-100, distractor=True)
    added = other.raw.get_data() - plain.raw.get_data()
    # What it adds has one topography, another than that of the planted source.
    u, values, _ = np.linalg.svd(added, full_matrices=False)
    assert values[1] < 1e-3 * values[0]
    unit = other.topography / np.linalg.norm(other.topography)
    assert abs(u[:, 0] @ unit) < 0.95
    # As strong as the rest during 0.6 of every 5.5 to 6 s.
    assert 0.06 < added.var() / plain.raw.get_data().var() < 0.13
    signal = abs(u[:, 0] @ added)
    for name in (RHYTHM, REST):
        onsets = other.raw.annotations.onset[other.raw.annotations.description == name]
        starts = np.round(onsets * 128).astype(int)
        held = [signal[s : s + 256].max() > 0.1 * signal.max() for s in starts]
        assert sum(held) == 15


def test_the_recording_is_plausible(simulated):
    raw = simulated.raw
    deviations = raw.get_data().std(axis=1)
    assert (4e-6 < deviations).all()
    assert (deviations < 25e-6).all()
    assert abs(raw.get_data()).max() < 150e-6
    assert np.linalg.matrix_rank(raw.get_data()) == 64
    assert raw.info["sfreq"] == 128
    assert raw.get_channel_types() == ["eeg"] * 64
    assert 4 * 60 < raw.times[-1] < 6 * 60
    places = np.array([channel["loc"][:3] for channel in raw.info["chs"]])
    assert (np.linalg.norm(places, axis=1) > 0.05).all()
    assert len(np.unique(places, axis=0)) == 64


def test_trials_are_balanced_jittered_and_do_not_overlap(simulated):
    marks = simulated.raw.annotations
    assert sorted(set(marks.description)) == [RHYTHM, REST]
    for start in range(0, 100, 10):
        assert (marks.description[start : start + 10] == RHYTHM).sum() == 5
    gaps = np.diff(marks.onset) - 2
    assert (gaps > 0.49).all()
    assert (gaps < 1.51).all()
    assert len(np.unique(gaps)) > 30
    assert len({tuple(marks.description[k : k + 10]) for k in range(0, 100, 10)}) > 5


@pytest.mark.parametrize("sfreq", [128.0, 160.0, 250.0, 61.7])
def test_epochs_follow_a_preset(sfreq):
    found = simulate_recording(n_trials=6, sfreq=sfreq)
    epochs = epochs_from_recording(
        found.raw, preset="motor-imagery", tmin=0, tmax=2, h_freq=25, sfreq=60
    )
    assert epochs.get_data().shape == (6, 64, 120)
    assert dict(epochs.event_id) == {RHYTHM: 1, REST: 2}
    assert found.window_share == pytest.approx(0.3)


def test_the_seed_decides_everything():
    one, two = (simulate_recording(n_trials=8, random_state=3) for _ in range(2))
    other = simulate_recording(n_trials=8, random_state=4)
    np.testing.assert_array_equal(one.raw.get_data(), two.raw.get_data())
    np.testing.assert_array_equal(one.source, two.source)
    np.testing.assert_array_equal(one.raw.annotations.onset, two.raw.annotations.onset)
    n = min(one.raw.n_times, other.raw.n_times)
    correlation = np.corrcoef(one.raw.get_data()[0, :n], other.raw.get_data()[0, :n])
    assert abs(correlation[0, 1]) < 0.5
    np.testing.assert_array_equal(one.topography, other.topography)
    drawn = [simulate_recording(n_trials=4, random_state=None) for _ in range(2)]
    assert not np.array_equal(drawn[0].source, drawn[1].source)


def test_the_global_generator_plays_no_part(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the global generator was used")

    for name in ("seed", "rand", "randn", "random", "uniform", "normal", "shuffle"):
        monkeypatch.setattr(np.random, name, refuse)
    before = np.random.mtrand._rand.get_state()[1].copy()
    simulate_recording(n_trials=4, distractor=True)
    np.testing.assert_array_equal(np.random.mtrand._rand.get_state()[1], before)


def test_what_is_planted_leaves_the_background_as_it_is():
    parts = []
    for changes in ({}, {"snr_db": 12}, {"planted_hz": 20}, {"window": (0.2, 0.7)}):
        found = simulate_recording(n_trials=8, **changes)
        parts.append(found.raw.get_data() - planted_part(found))
    for part in parts[1:]:
        np.testing.assert_allclose(part, parts[0], atol=1e-15)


def test_the_truth_cannot_be_changed(simulated):
    with pytest.raises(FrozenInstanceError, match="planted_hz"):
        simulated.planted_hz = 3.0


def test_another_template_and_its_electrodes():
    found = simulate_recording(
        n_trials=4,
        montage="biosemi32",
        planted_at="PO4",
        trial_seconds=1,
        window=(0, 1),
    )
    assert len(found.raw.ch_names) == len(found.topography) == 32
    assert found.window == (0, 1)
    assert found.window_share == 1


def test_nothing_is_said_written_or_fetched(tmp_path):
    """In a process of its own, without a home, MNE at its most talkative."""
    code = (
        "import socket, mne\n"
        "def refuse(*args, **kwargs): raise OSError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from eegmodels.data import simulate_recording\n"
        "mne.set_log_level('DEBUG')\n"
        "simulate_recording(n_trials=4, distractor=True)\n"
        "assert mne.set_log_level('INFO', return_old_level=True) == 10\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("MNE_")}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        cwd=tmp_path,
        env=env | {"HOME": str(tmp_path)},
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_trials": 7}, r"n_trials=7 is odd.*give an even number, such as 8\."),
        ({"n_trials": 2}, "n_trials=2 is too small; give at least 4"),
        ({"sfreq": 0}, r"sfreq=0 is outside \(0, inf\)"),
        ({"sfreq": 20}, r"planted_hz=11 Hz is not below 10 Hz, half of sfreq=20 Hz"),
        ({"planted_hz": -1}, r"planted_hz=-1 is outside \(0, inf\)"),
        ({"planted_hz": 64}, "planted_hz=64 Hz is not below 64 Hz.*give a lower"),
        ({"planted_hz": 45}, "planted_hz=45 Hz is outside 1 to 40 Hz, the band"),
        (
            {"planted_hz": 3},
            "planted_hz=3 Hz has 1.8 cycles.*window of 0.667 s or more",
        ),
        (
            {"window": (1.0, 1.1)},
            "planted_hz=11 Hz has 1.1 cycles in the window of 0.1",
        ),
        ({"window": (1.5, 2.5)}, r"window=\(1.5, 2.5\) s does not lie.*=2 s\. Move"),
        ({"window": (-0.1, 1)}, r"window=\(-0.1, 1\) s does not lie in the trial"),
        ({"window": (1.4, 0.8)}, r"window=\(1.4, 0.8\) s does not lie in the trial"),
        ({"window": (0.5, np.nan)}, r"window\[1\]=nan is outside"),
        ({"trial_seconds": 1}, r"window=\(0.8, 1.4\) s.*trial_seconds=1 s"),
        ({"snr_db": np.inf}, r"snr_db=inf is outside \[-100, 100\]"),
        (
            {"planted_at": "c3"},
            "planted_at='c3' is not an electrode.*one of its 64: Fp1",
        ),
        ({"montage": "biosemi63"}, "montage='biosemi63' is not a template of MNE"),
        ({"distractor": "yes"}, "distractor='yes' is not one of False or True"),
        ({"random_state": -1}, "random_state=-1 is too small; give at least 0"),
    ],
)
def test_values_that_make_no_simulation_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        simulate_recording(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_trials": 10.0}, "n_trials=10.0 is of type float; give a whole number"),
        ({"planted_hz": "11"}, "planted_hz='11' is of type str; give a number"),
        ({"window": 0.8}, "window=0.8 is not a pair of times; give start and end"),
        ({"window": (0.1, 0.8, 1)}, r"window=\(0.1, 0.8, 1\) is not a pair of times"),
        ({"random_state": True}, "random_state=True is of type bool"),
    ],
)
def test_arguments_of_another_type_are_refused(arguments, message):
    with pytest.raises(TypeError, match=message):
        simulate_recording(**arguments)
