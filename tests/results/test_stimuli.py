"""Kernels planted at stimuli, beside them, and at random."""

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.stats import binom

from eegmodels.results import StimulusTuning
from known_kernels import SFREQ, make, waves

STIMULI = [9.0, 13.0, 17.0]


def test_kernels_are_named_after_the_stimulus_that_they_were_planted_at():
    hz = [13.0, 34.0, 21.5, 27.0]  # 13; twice 17; beside; three times 9
    found = make(waves(hz, 128)).stimulus_response(STIMULI, n_null=200)
    np.testing.assert_array_equal(found.lines[0], [9, 18, 27])
    assert found.nearest.tolist() == [[1, 0], [2, 1], [0, 1], [0, 2]]
    assert found.tuned.tolist()[:2] == [[1, 0], [2, 1]]
    assert found.tuned.tolist()[3] == [0, 2]
    assert found.hits.tolist() == [True, True, False, True]
    np.testing.assert_allclose(found.distance_hz, [0, 0, 3.5, 0], atol=0.13)
    assert [row["kernel"] for row in found.table()] == [
        "kernel 1", "kernel 3", "kernel 4", "kernel 2",
    ]  # fmt: skip
    assert found.table()[0]["best_gain"] == found.gains[0, 1, 0]
    said = "Of 4 kernels that peak between 0 and 64 Hz, 3 do so within 0.5 Hz of a"
    assert found.reading.startswith(said)


def test_gains_are_those_of_a_sine_through_the_kernel():
    """Naive: filter a long sine, take its amplitude, over the mean of the response."""
    kernels = make(np.random.default_rng(0).normal(size=(2, 24)))
    found = kernels.stimulus_response([7.3, 11.1], n_harmonics=2, n_null=1)
    times = np.arange(4096) / SFREQ
    for s, h in np.ndindex(2, 2):
        sine = np.sin(2 * np.pi * found.lines[s, h] * times)
        for k, kernel in enumerate(kernels.kernels):
            out = np.correlate(sine, kernel, "valid")
            naive = np.sqrt(2 * np.mean(out**2)) / kernels.response[k].mean()
            assert found.gains[k, s, h] == pytest.approx(naive, rel=0.01)
    merged = replace(kernels, opening="merged")  # interpolated between points
    other = merged.stimulus_response([7.3, 11.1], n_harmonics=2, n_null=1)
    np.testing.assert_allclose(other.gains, found.gains, rtol=0.02)
    assert other.names == ["filter 1", "filter 2"]


def test_chance_is_the_share_of_the_axis_that_lines_cover():
    kernels = make(waves([40.0], 128))
    one = kernels.stimulus_response([20.0], n_harmonics=1)
    three = kernels.stimulus_response([20.0, 30.0, 45.0], n_harmonics=1)
    assert one.chance == pytest.approx(1 / 64, abs=0.01)
    assert three.chance == pytest.approx(3 / 64, abs=0.015)
    everywhere = kernels.stimulus_response(np.arange(1.0, 64.0, 1.0), n_harmonics=1)
    assert everywhere.chance > 0.95


def test_chance_is_that_of_the_band_in_which_the_data_are():
    """A filter brings the peaks near the lines too; kernels outside do not count."""
    hz = [13.0, 10.5, 11.5, 50.0]
    everywhere = make(waves(hz, 128))
    banded = replace(everywhere, pass_band=(8.0, 18.0))
    one = everywhere.stimulus_response([13.0], n_harmonics=1)
    other = banded.stimulus_response([13.0], n_harmonics=1)
    assert one.chance == pytest.approx(1 / 64, abs=0.01)
    assert other.chance == pytest.approx(1 / 10, abs=0.04)
    assert (one.band, other.band) == ((0, 64), (8, 18))
    assert other.p_value == pytest.approx(1 - (1 - other.chance) ** 3)
    assert other.reading.startswith("Of 3 kernels that peak between 8 and 18 Hz, 1 do")


def test_untrained_kernels_are_not_found_tuned():
    """The p value is that of the binomial law, and rejects no more than it says."""
    rng = np.random.default_rng(1)
    p_values = []
    for _ in range(60):
        kernels = make(rng.uniform(-1, 1, (16, 64)), n_fft=512)
        found = kernels.stimulus_response(STIMULI, n_null=500)
        n_hits = int(found.hits.sum())
        assert found.p_value == binom.sf(n_hits - 1, 16, found.chance)
        p_values.append(found.p_value)
    assert np.mean(np.array(p_values) <= 0.05) <= 0.15
    planted = make(waves(np.repeat(STIMULI, 5), 64), n_fft=512)
    assert planted.stimulus_response(STIMULI).p_value < 1e-6


def test_harmonics_beyond_the_data_and_kernels_of_zeros_are_left_out():
    kernels = make(np.concatenate([waves([30.0], 64), np.zeros((1, 64))]))
    kernels = replace(kernels, peak_hz=np.array([30.0, np.nan]))
    found = kernels.stimulus_response([30.0], n_harmonics=3)
    np.testing.assert_array_equal(found.lines, [[30, 60, np.nan]])
    assert np.isnan(found.gains[0]).tolist() == [[False, False, True]]
    assert np.isnan(found.gains[1]).all()
    assert found.nearest[1].tolist() == found.tuned[1].tolist() == [-1, -1]
    assert found.hits.tolist() == [True, False]
    assert found.p_value == pytest.approx(found.chance)
    assert "kernel 2: all weights are zero" in str(found)


def test_stimuli_nearer_than_kernels_resolve_are_said_to_be_so():
    kernels = make(waves([10.0], 64))
    near = kernels.stimulus_response([9.25, 9.75, 10.25], n_null=10).reading
    assert (
        "as near as 0.5 Hz to one another; kernels of this length tell apart 2" in near
    )
    assert "near as" not in kernels.stimulus_response([10.0], n_null=10).reading


def test_the_result_comes_back_from_a_file(tmp_path):
    found = make(waves([13.0, 20.0])).stimulus_response(STIMULI, n_null=50)
    found.save(tmp_path / "s.npz")
    back = StimulusTuning.read(tmp_path / "s.npz")
    for field in fields(found):
        one, other = getattr(found, field.name), getattr(back, field.name)
        np.testing.assert_array_equal(one, other)
    assert back.table() == found.table()


@pytest.mark.parametrize(
    ("stimuli", "options", "error", "match"),
    [
        ([], {}, ValueError, r"stimuli=\[\] are no frequencies; give a list of Hz"),
        (13.0, {}, ValueError, r"stimuli=13.0 are no frequencies"),
        ([9, np.nan], {}, ValueError, "are no frequencies"),
        ([9, 64], {}, ValueError, r"9 to 64 Hz; give frequencies between 0 and 64 Hz"),
        ([0, 9], {}, ValueError, r"0 to 9 Hz; give frequencies between"),
        ([13, 9], {}, ValueError, r"\[13\.0, 9\.0\] are not in rising order.*sort"),
        ([9, 9], {}, ValueError, "not in rising order, each once"),
        ([9], {"n_harmonics": 0}, ValueError, "n_harmonics=0 is too small"),
        ([9], {"n_null": 1.5}, TypeError, r"n_null=1\.5 is of type float"),
        ([9], {"random_state": -1}, ValueError, "random_state=-1 is too small"),
    ],
)
def test_what_are_no_stimuli_is_refused(stimuli, options, error, match):
    with pytest.raises(error, match=match):
        make(waves([10.0])).stimulus_response(stimuli, **options)
