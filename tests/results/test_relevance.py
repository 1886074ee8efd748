from dataclasses import replace

import numpy as np
import pytest

from eegmodels.results import Relevance

SFREQ = 128.0
TIMES = -0.5 + np.arange(384) / SFREQ


@pytest.fixture
def relevance():
    """Two trials of 3 s; in the second a bump at 0.4 s and a smaller one at 1.5 s."""
    data = 1e-3 * np.random.default_rng(0).standard_normal((2, 5, 384))
    bumps = np.exp(-(((TIMES - 0.4) / 0.04) ** 2)) - 0.5 * np.exp(
        -(((TIMES - 1.5) / 0.04) ** 2)
    )
    data[1, 2] += bumps
    return Relevance(
        data=data.astype(np.float32),
        residual=np.zeros(2),
        logit=np.ones(2),
        baseline_logit=np.zeros(2),
        target=[0, 1],
        labels=None,
        method="deeplift",
        baseline="zero",
        complete=True,
        ch_names=list("abcde"),
        times=TIMES,
        info=None,
    )


def test_sums_by_channel_and_time_add_up(relevance):
    total = relevance.data.sum(axis=(1, 2), dtype=np.float64)
    assert relevance.by_channel.shape == (2, 5)
    assert relevance.by_time.shape == (2, 384)
    np.testing.assert_allclose(relevance.by_channel.sum(axis=1), total)
    np.testing.assert_allclose(relevance.by_time.sum(axis=1), total)
    np.testing.assert_allclose(
        relevance.by_channel[1, 2], relevance.data[1, 2].sum(), rtol=1e-5
    )


def test_peaks_are_where_the_bumps_are(relevance):
    found = relevance.peak_times(n=2, trial=1)
    np.testing.assert_allclose(found, [0.4, 1.5], atol=1 / SFREQ)
    assert relevance.peak_times(n=1, trial=1) == pytest.approx(0.4, abs=1 / SFREQ)


def test_peaks_are_in_order_and_apart(relevance):
    found = relevance.peak_times(n=4)
    assert len(found) == 4
    assert (np.diff(found) >= 0.3 - 1e-9).all()  # a tenth of the epoch
    close = relevance.peak_times(n=4, trial=1, apart=0.0)
    assert len(set(close)) == 4
    assert np.ptp(close) < 0.1
    assert len(relevance.peak_times(n=9, apart=2.0)) <= 2


def test_a_peak_is_the_largest_sum_over_50_ms(relevance):
    loud = replace(relevance, data=np.abs(relevance.data))
    sums = loud.at(TIMES)[0].sum(axis=1)
    (best,) = loud.peak_times(n=1)
    assert best == TIMES[sums.argmax()]


def test_at_sums_the_samples_around_a_time(relevance):
    sums = relevance.at([0.4, 1.0])
    assert sums.shape == (2, 2, 5)
    middle = int(np.abs(TIMES - 0.4).argmin())
    within = relevance.data[:, :, middle - 3 : middle + 4]  # 25 ms are 3.2 samples
    np.testing.assert_allclose(sums[:, 0], within.sum(axis=2), rtol=1e-4)
    np.testing.assert_allclose(
        relevance.at(0.4, width=0.0)[:, 0], relevance.data[:, :, middle], rtol=1e-6
    )
    whole = relevance.at(1.0, width=10.0)[:, 0]
    np.testing.assert_allclose(whole, relevance.by_channel)


def test_at_the_ends_there_is_less_to_sum(relevance):
    first = relevance.at(TIMES[0])[:, 0]
    np.testing.assert_allclose(first, relevance.data[:, :, :4].sum(axis=2), rtol=1e-4)
    assert relevance.at(TIMES[-1]).shape == (2, 1, 5)


@pytest.mark.parametrize("time", [-0.6, 2.6, np.nan])
def test_times_outside_of_the_epoch_are_refused(relevance, time):
    with pytest.raises(ValueError, match=r"times has .* s; the epoch lasts from -0\.5"):
        relevance.at([0.0, time])


def test_arguments_are_checked(relevance):
    with pytest.raises(ValueError, match="trial=2 does not exist; the 2 trials"):
        relevance.peak_times(trial=2)
    with pytest.raises(ValueError, match="n=0 is too small"):
        relevance.peak_times(n=0)
    with pytest.raises(ValueError, match="apart=-1"):
        relevance.peak_times(apart=-1)
    with pytest.raises(ValueError, match="width=-1"):
        relevance.at(0.0, width=-1)
    with pytest.raises(ValueError, match=r"times has shape \(0,\)"):
        relevance.at([])


def test_an_epoch_of_one_sample(relevance):
    one = replace(relevance, data=relevance.data[:, :, :1], times=TIMES[:1])
    assert one.peak_times().tolist() == [TIMES[0]]
    np.testing.assert_allclose(one.at(TIMES[0])[:, 0], one.by_channel)
