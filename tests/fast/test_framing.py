"""The framed convolution and the statistics without a convolution, against loops."""

import keras
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from keras import ops

import oracles
from eegmodels import fast
from eegmodels.fast import Framing

# Each new shape is compiled anew, for about half a second.
FEW = settings(max_examples=6, deadline=None, derandomize=True, database=None)
SHAPES = st.tuples(
    st.integers(1, 4),  # trials
    st.integers(1, 16),  # channels
    st.integers(1, 80),  # samples
    st.integers(1, 90),  # kernel
)
LONGER_KERNEL = (2, 3, 20, 51)
EVEN_KERNEL = (1, 2, 65, 32)
ODD_KERNEL = (3, 5, 64, 15)
ONE_SAMPLE = (1, 1, 1, 1)


def compiled(function):
    """Compile as a whole where that is faster than one operation after another."""
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(function)
    return function


filter_signals = compiled(fast.filter_signals)
filtered_moments = compiled(fast.filtered_moments)


def draw(shape, n_kernels=2):
    n_trials, n_chans, n_times, length = shape
    rng = np.random.default_rng(list(shape))
    x = rng.standard_normal((n_trials, n_chans, n_times)).astype(np.float32)
    kernels = rng.standard_normal((n_kernels, length)).astype(np.float32)
    return x, kernels / np.sqrt(np.float32(length))


def test_the_two_oracles_agree():
    x, kernels = draw(LONGER_KERNEL)
    loops = oracles.convolve_same(x[0, 0], kernels[0])
    np.testing.assert_allclose(oracles.convolve_all(x[0, 0], kernels[0]), loops)


@FEW
@given(SHAPES)
@example(LONGER_KERNEL)
@example(EVEN_KERNEL)
@example(ODD_KERNEL)
@example(ONE_SAMPLE)
def test_filter_signals_equals_loops(shape):
    x, kernels = draw(shape)
    rows = x.reshape(-1, x.shape[-1])
    signals = np.stack([rows, 2 * rows])
    found = ops.convert_to_numpy(filter_signals(ops.array(signals), ops.array(kernels)))
    assert found.shape == signals.shape
    for own, kernel, filtered in zip(signals, kernels, found, strict=True):
        expected = oracles.convolve_all(own, kernel)
        np.testing.assert_allclose(filtered, expected, rtol=0, atol=2e-5)


@FEW
@given(SHAPES)
@example(LONGER_KERNEL)
@example(EVEN_KERNEL)
@example(ODD_KERNEL)
@example(ONE_SAMPLE)
def test_moments_equal_those_of_the_filtered_data(shape):
    x, kernels = draw(shape)
    check_moments(x, kernels)


def check_moments(x, kernels, tolerance=1e-5):
    mean, variance = filtered_moments(ops.array(x), ops.array(kernels))
    expected_mean, expected_variance = oracles.filtered_moments(x, kernels)
    scale = np.sqrt(expected_variance + expected_mean**2) + 1e-6
    assert np.all(
        np.abs(ops.convert_to_numpy(mean) - expected_mean) <= tolerance * scale
    )
    error = np.abs(ops.convert_to_numpy(variance) - expected_variance)
    assert np.all(error <= tolerance * (expected_variance + 1e-6))
    return error / (expected_variance + 1e-6)


def test_moments_with_a_zero_and_a_constant_channel():
    x, kernels = draw((3, 4, 50, 11))
    x[:, 1] = 0.0
    x[:, 2] = 3.0
    check_moments(x, kernels)


def test_moments_of_zeros_are_zero():
    _, kernels = draw((1, 1, 30, 9))
    mean, variance = filtered_moments(ops.zeros((2, 3, 30)), ops.array(kernels))
    np.testing.assert_array_equal(ops.convert_to_numpy(mean), 0)
    np.testing.assert_array_equal(ops.convert_to_numpy(variance), 0)


def test_moments_of_a_constant_come_from_its_edges():
    """A constant is not constant where the padding begins."""
    x = np.full((2, 3, 40), 5.0, np.float32)
    check_moments(x, draw((1, 1, 40, 8))[1])
    _, variance = filtered_moments(ops.array(x), ops.ones((1, 1)))
    assert float(variance[0]) < 1e-9 * 25


@pytest.mark.parametrize("zero_sum", [True, False])
def test_a_large_common_offset_costs_no_digits(zero_sum):
    """No worse than filtering each channel in float32, as layer by layer does.

    With a kernel that sums to zero the offset shows at the edges only, so the second
    moment about zero would lose all digits.
    """
    x, kernels = draw((4, 6, 64, 16))
    if zero_sum:
        kernels -= kernels.mean(axis=1, keepdims=True)
    x = (x + np.float32(1e4)).astype(np.float32)
    ours = check_moments(x, kernels, tolerance=1e-4).max()
    signals = np.broadcast_to(x.reshape(1, 24, 64), (2, 24, 64))
    filtered = ops.convert_to_numpy(
        filter_signals(ops.array(signals), ops.array(kernels))
    )
    layered = filtered.var(axis=(1, 2), dtype=np.float32)
    _, expected = oracles.filtered_moments(x, kernels)
    theirs = (np.abs(layered - expected) / expected).max()
    assert ours <= max(2 * theirs, 1e-5)


@given(st.integers(1, 300), st.integers(1, 300))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_blocks_cover_every_output(n_times, kernel_length):
    framing = Framing(n_times, kernel_length)
    assert 0 <= framing.n_blocks * framing.length - n_times < framing.length
    if framing.n_blocks == 1:
        assert framing.window == framing.length == n_times
    else:
        assert framing.window >= framing.length + kernel_length - 1


def test_rows_of_the_toeplitz_matrix_hold_the_kernel_from_their_column_on():
    kernels = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], np.float32)
    matrix = ops.convert_to_numpy(Framing(40, 3).toeplitz(ops.array(kernels)))
    assert matrix.shape == (2, 16, 32)
    for f, kernel in enumerate(kernels):
        for row in range(16):
            expected = np.zeros(32)
            expected[row : row + 3] = kernel
            np.testing.assert_array_equal(matrix[f, row], expected)


def test_of_a_single_window_the_padding_is_left_out():
    matrix = Framing(4, 3).toeplitz(ops.array([[1.0, 2.0, 3.0]]))
    expected = [[2, 3, 0, 0], [1, 2, 3, 0], [0, 1, 2, 3], [0, 0, 1, 2]]
    np.testing.assert_array_equal(ops.convert_to_numpy(matrix)[0], expected)
