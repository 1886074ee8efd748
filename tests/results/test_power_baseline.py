"""Power against a baseline: by formula, and refused where there is none."""

import numpy as np
import pytest

from eegmodels.results import TimeFrequency
from signals import make, noise, planted

FREQS = [12.0, 16.0, 24.0]
WINDOW = (0.1, 0.3)


def by_formula(power, inside, mode):
    """The modes as MNE's documentation has them, one course at a time."""
    out = np.empty_like(power)
    for at in np.ndindex(power.shape[:-1]):
        course = power[at].astype(float)
        base = course[inside]
        mean = base.sum() / len(base)
        if mode == "mean":
            out[at] = course - mean
        elif mode == "ratio":
            out[at] = course / mean
        elif mode == "percent":
            out[at] = course / mean - 1
        elif mode == "logratio":
            out[at] = np.log10(course / mean)
        elif mode == "zscore":
            out[at] = (course - mean) / np.sqrt(((base - mean) ** 2).mean())
        else:
            logs = np.log10(course / mean)
            within = logs[inside]
            out[at] = logs / np.sqrt(((within - within.mean()) ** 2).mean())
    return out


@pytest.mark.parametrize(
    ("mode", "unit"),
    [
        ("mean", "(arbitrary)², less the baseline"),
        ("ratio", "ratio to the baseline"),
        ("logratio", "log10 of the ratio to the baseline"),
        ("percent", "change, as a share of the baseline"),
        ("zscore", "deviations of the baseline"),
        ("zlogratio", "deviations of the baseline, of the log10 ratio"),
    ],
)
def test_every_mode_is_its_formula(mode, unit):
    signals = planted()
    plain = signals.time_frequency(FREQS)
    found = signals.time_frequency(FREQS, baseline=WINDOW, mode=mode)
    inside = (plain.times >= WINDOW[0]) & (plain.times <= WINDOW[1])
    expected = by_formula(plain.power, inside, mode)
    np.testing.assert_allclose(found.power, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.difference, expected[0] - expected[1], atol=1e-9)
    assert found.unit == unit
    assert (found.baseline, found.mode) == (WINDOW, mode)
    assert (plain.baseline, plain.mode) == (None, None)


def test_what_only_scales_a_class_is_taken_away():
    data, labels = noise()
    data[labels == "b"] = 3 * data[labels == "a"]
    signals = make(data, labels)
    plain = signals.time_frequency(FREQS, contrast=("b", "a"))
    np.testing.assert_allclose(plain.power[1], 9 * plain.power[0])
    for mode in ("logratio", "percent", "zscore"):
        found = signals.time_frequency(FREQS, baseline=WINDOW, mode=mode)
        assert np.abs(found.difference).max() < 1e-9


def test_a_burst_stands_out_of_its_baseline():
    found = planted().time_frequency(FREQS, baseline=(None, 0.3), contrast=("b", "a"))
    assert found.baseline == (0.0, 0.3)
    filter_, freq, time = np.unravel_index(
        found.difference.argmax(), found.difference.shape
    )
    assert (filter_, found.freqs[freq]) == (1, 16)
    assert 0.4 < found.times[time] < 0.8


def test_mne_and_the_file_know_of_it(tmp_path):
    found = planted().time_frequency(FREQS, baseline=WINDOW, mode="percent")
    comment = found.to_tfr()["a"].comment
    assert comment == "a, percent, baseline 0.1 to 0.3 s"
    assert planted().time_frequency(FREQS).to_tfr()["a"].comment == "a"
    found.save(tmp_path / "p.npz")
    back = TimeFrequency.read(tmp_path / "p.npz")
    assert (back.baseline, back.mode) == (WINDOW, "percent")
    np.testing.assert_array_equal(back.power, found.power)


@pytest.mark.parametrize(
    ("baseline", "mode", "match"),
    [
        ((-0.2, 0.0), "mean", r"\(-0.2, 0\) s does not lie in the epoch.*0\.000 to 0"),
        ((0.5, 1.2), "mean", r"\(0.5, 1.2\) s does not lie in the epoch"),
        ((0.5, 0.2), "mean", r"\(0.5, 0.2\) s does not lie in the epoch"),
        (0.2, "mean", r"baseline=0\.2 is no pair of times; give start and end"),
        ((0.1, "b"), "mean", r"baseline\[1\]='b' is of type str; give a number"),
        ((0.1, 0.1), "mean", r"holds 0 samples of the stage; mode='mean' needs 1"),
        ((0.125, 0.125), "zscore", r"holds 1 samples .*mode='zscore' needs 2 or more"),
        ((0.0, 0.1), "logration", r"mode='logration' is not one .*mean 'logratio'\?"),
    ],
)
def test_bad_baselines_are_refused(baseline, mode, match):
    with pytest.raises((ValueError, TypeError), match=match):
        planted().time_frequency(FREQS, baseline=baseline, mode=mode)


def test_silence_divides_nothing():
    data, labels = noise()
    data[:, 0] = 0
    with pytest.raises(ValueError, match=r"mode='ratio' divides by .*which is zero"):
        make(data, labels).time_frequency(FREQS, baseline=WINDOW, mode="ratio")
    found = make(data, labels).time_frequency(FREQS, baseline=WINDOW, mode="mean")
    assert not found.power[:, 0].any()


@pytest.mark.parametrize(("mode", "signed"), [("logratio", True), ("ratio", False)])
def test_the_figure_shows_baseline_and_sign(mode, signed):
    """Without a contrast power itself is drawn, which a baseline may make negative."""
    data, _ = noise(n_trials=4)
    figure, numbers = make(data).plot(freqs=FREQS, rows=[0], baseline=WINDOW, mode=mode)
    panel = next(ax for ax in figure.axes if ax.get_title().startswith("power"))
    low, high = panel.collections[0].get_clim()
    assert low == (-high if signed else 0)
    assert high == numbers["power_limits"][0]
    bars = [line for line in panel.lines if line.get_linewidth() == 4]
    assert [tuple(bar.get_xdata()) for bar in bars] == [WINDOW]
    assert f"({mode}, baseline 0.1 to 0.3 s, the black bar)" in figure.get_supxlabel()
