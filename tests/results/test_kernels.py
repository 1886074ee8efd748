"""Temporal kernels whose frequency, width, sign and cycles are known."""

from dataclasses import replace

import numpy as np
import pytest

from known_kernels import make, waves


@pytest.mark.parametrize("phase", [0.0, 0.7, np.pi / 2, 2.5])
def test_of_a_sinusoid_peak_and_cycles_agree(phase):
    """Over the 0.25 s of the paper, where its rule is 4 times the cycles."""
    hz = [8.0, 12.0, 16.0, 22.0, 32.0]
    found = make(waves(hz, phase=phase))
    assert found.resolution_hz == 4
    np.testing.assert_array_equal(found.cycles_hz, 4 * found.cycles)
    assert np.abs(found.cycles_hz - hz).max() <= found.resolution_hz / 2
    assert np.abs(found.peak_hz - hz).max() <= found.resolution_hz / 4
    assert np.abs(found.cycles_hz - found.peak_hz).max() <= found.resolution_hz


def test_of_a_mixture_or_a_burst_the_cycles_mislead():
    mixture = waves([8.0], 64) + 0.9 * waves([32.0], 64)
    burst = waves([20.0], 64) * (np.arange(64) < 24)
    found = make(np.concatenate([mixture, burst]))
    assert np.abs(found.peak_hz - [8, 20]).max() < 1
    assert found.cycles_hz[0] > 20  # sees the ripples, not the wave
    assert found.cycles_hz[1] < 10  # takes the silence for part of the cycles


def test_ripples_that_no_one_sees_are_not_counted():
    noise = 0.04 * np.random.default_rng(0).normal(size=64)
    assert make(waves([6.0], 64) + noise).cycles[0] == make(waves([6.0], 64)).cycles[0]


def test_the_width_is_that_of_half_the_power():
    """A rectangle of T seconds is 0.886 / T wide; half of it twice as wide."""
    found = make(np.stack([waves([32.0], 64)[0], waves([32.0], 64)[0] * 0]))
    half = make(waves([32.0], 32))
    assert found.bandwidth_hz[0] == pytest.approx(0.886 * 2, rel=0.02)
    assert half.bandwidth_hz[0] == pytest.approx(0.886 * 4, rel=0.02)
    assert np.isnan(found.bandwidth_hz[1])
    low, high = found.band_hz[0]
    for edge in (low, high):
        at = np.abs(waves([32.0], 64)[0] @ np.exp(-2j * np.pi * edge * found.times))
        assert at**2 == pytest.approx(found.response[0].max() ** 2 / 2, rel=0.01)


def test_a_side_that_does_not_fall_is_open():
    smooth, difference = np.ones(16), np.tile([1.0, -1.0], 8)
    found = make(np.stack([smooth, difference]))
    np.testing.assert_array_equal(np.isnan(found.band_hz), [[1, 0], [0, 1]])
    assert np.isnan(found.bandwidth_hz).all()
    lines = str(found).splitlines()[1:]
    assert all("open on a side" in line for line in lines)


def test_with_data_the_width_is_of_what_passes_and_the_kernel_keeps_its_own():
    kernel = make(waves([16.0], 16))
    narrow = np.exp(-((kernel.freqs - 14) ** 2) / 2)[None]
    weighted = kernel.response * narrow
    found = replace(
        kernel, weighted=weighted, peak_hz=kernel.freqs[weighted.argmax(axis=1)]
    )
    assert found.bandwidth_hz[0] < 2.5 < 6 < found.response_bandwidth_hz[0]
    assert found.response_bandwidth_hz[0] == kernel.bandwidth_hz[0]
    assert found.response_peak_hz[0] == kernel.peak_hz[0]


def test_signs_and_sizes_are_fixed():
    kernels = np.random.default_rng(0).normal(size=(3, 32))
    fixed = make(kernels).standardised()
    other = make(kernels * [[-1.0], [250.0], [-0.01]]).standardised()
    np.testing.assert_allclose(other.kernels, fixed.kernels, rtol=1e-12)
    np.testing.assert_allclose(other.response, fixed.response, rtol=1e-12)
    np.testing.assert_array_equal(other.settings["signs"][[0, 2]], -fixed_signs(fixed))
    largest = np.take_along_axis(
        fixed.kernels, np.abs(fixed.kernels).argmax(axis=1)[:, None], axis=1
    )
    assert (largest > 0).all()
    np.testing.assert_allclose(fixed.response.max(axis=1), 1)
    gain = np.abs(np.fft.rfft(fixed.kernels, 8192)).max(axis=1)
    np.testing.assert_allclose(gain, 1, rtol=1e-3)
    np.testing.assert_array_equal(fixed.peak_hz, make(kernels).peak_hz)
    again = fixed.standardised()
    np.testing.assert_allclose(again.kernels, fixed.kernels)
    np.testing.assert_array_equal(again.settings["signs"], fixed.settings["signs"])
    assert not make(np.zeros(8)).standardised().kernels.any()


def fixed_signs(fixed):
    return fixed.settings["signs"][[0, 2]]


def test_the_table_says_what_the_attributes_say():
    pytest.importorskip("pandas")
    found = make(waves([12.0, 30.0]), one_course_share=np.array([0.5, 1.0]))
    table = found.to_dataframe()
    assert table["kernel"].tolist() == ["kernel 1", "kernel 2"]
    for name in ("peak_hz", "bandwidth_hz", "cycles_hz", "one_course_share"):
        np.testing.assert_array_equal(table[name], getattr(found, name))
    np.testing.assert_array_equal(
        table["high_hz"] - table["low_hz"], found.bandwidth_hz
    )
    merged = replace(found, opening="merged").table()
    assert [row["kernel"] for row in merged] == ["filter 1", "filter 2"]
