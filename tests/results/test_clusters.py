"""Cluster tests: planted bursts are found, null data are not, p values are naive."""

import io
from dataclasses import fields

import numpy as np
import pytest
from scipy import ndimage, stats

from eegmodels.results import ClusterTest
from eegmodels.viz import plot_clusters
from signals import make, noise, planted

FREQS = [8.0, 11.3, 16.0, 22.6, 32.0]


@pytest.fixture(scope="module")
def burst():
    return planted().cluster_test(FREQS, n_permutations=100, contrast=("b", "a"))


def test_a_burst_is_found_at_its_filter_frequency_and_time(burst):
    (row,) = burst.table()
    assert (row["filter"], row["more"], row["p"]) == ("filter 1", "b", 0.01)
    assert row["low_hz"] <= 16 <= row["high_hz"]
    assert row["peak_hz"] == 16
    assert 0.4 < row["peak_s"] < 0.8
    # The wavelet reaches three deviations of 80 ms beyond either end at most.
    assert 0.15 < row["start_s"] < 0.5
    assert 0.7 < row["stop_s"] < 1
    mask = burst.mask(row["cluster"])
    assert mask.shape == (5, len(burst.times))
    assert row["mass"] == pytest.approx(burst.statistic[1][mask].sum())
    assert burst.significant.sum() == 1
    assert len(burst.table(all_clusters=True)) == len(burst.p_values)


def test_the_other_way_round_it_is_the_same_cluster(burst):
    turned = planted().cluster_test(FREQS, n_permutations=100)
    assert turned.contrast == ("a", "b")
    np.testing.assert_allclose(turned.statistic, -burst.statistic, rtol=1e-5)
    assert turned.table()[0]["more"] == "b"
    np.testing.assert_array_equal(turned.cluster != 0, burst.cluster != 0)


def naive_clusters(statistic, threshold):
    """Masses and filters, of each filter by itself and each sign by itself."""
    found = []
    for k, one in enumerate(statistic):
        for sign in (1, -1):
            marks, n = ndimage.label(sign * one > threshold)
            found += [(one[marks == j].sum(), k) for j in range(1, n + 1)]
    return found


@pytest.mark.parametrize("on", ["power", "signal"])
def test_p_values_are_those_of_naive_shuffles_over_all_filters(on):
    """The same shuffles, t by SciPy, clusters by ndimage."""
    data, labels = noise(n_trials=12, n_filters=3, n_times=128, seed=3)
    given = {"freqs": [20.0, 24.0, 28.0], "decim": 1} if on == "power" else {}
    signals = make(data, labels)
    found = signals.cluster_test(**given, on=on, n_permutations=25, random_state=7)
    values = data
    if on == "power":
        found_power = signals.time_frequency([20.0, 24.0, 28.0])
        values = np.array(
            [make(x[None]).time_frequency([20.0, 24.0, 28.0]).power[0] for x in data]
        )
        of_a = values[labels == "a"].mean(axis=0)
        np.testing.assert_allclose(of_a, found_power.power[0])
    ordered = np.concatenate([values[labels == "a"], values[labels == "b"]])
    own = stats.ttest_ind(ordered[:6], ordered[6:]).statistic
    np.testing.assert_allclose(found.statistic, own, rtol=1e-3, atol=1e-4)
    threshold = stats.t.ppf(0.975, 10)
    assert found.threshold == pytest.approx(threshold)
    rng = np.random.RandomState(7)
    null = [max(abs(m) for m, _ in naive_clusters(own, threshold))]
    for _ in range(24):
        mixed = ordered[rng.permutation(12)]
        shuffled = stats.ttest_ind(mixed[:6], mixed[6:]).statistic
        masses = [abs(m) for m, _ in naive_clusters(shuffled, threshold)]
        null.append(max(masses, default=0))
    np.testing.assert_allclose(found.null, null, rtol=1e-3)
    expected = sorted(naive_clusters(own, threshold), key=lambda c: -abs(c[0]))
    np.testing.assert_allclose(found.mass, [m for m, _ in expected], rtol=1e-3)
    assert found.filters.tolist() == [k for _, k in expected]
    p_values = [(np.array(null) >= abs(m) - 1e-3).mean() for m, _ in expected]
    np.testing.assert_allclose(found.p_values, p_values)


def test_null_data_are_rarely_called_different():
    """Any filter, any time: at most alpha of the data sets."""
    n_sets, n_alarms, least = 60, 0, []
    for seed in range(n_sets):
        data, labels = noise(n_trials=10, n_filters=4, n_times=24, seed=seed)
        found = make(data, labels).cluster_test(
            on="signal", n_permutations=40, random_state=seed
        )
        n_alarms += bool(found.significant.any())
        least.append(found.p_values.min(initial=1.0))
    assert n_alarms <= stats.binom.ppf(0.999, n_sets, 0.05)
    # Nor is it so strict that it would find nothing: the least p is about uniform.
    assert 0.35 < np.mean(least) < 0.65


def test_signals_are_tested_over_time():
    data, labels = noise(n_trials=24)
    data[labels == "a", 0, 40:60] += 1.5
    found = make(data, labels, tmin=-0.2).cluster_test(
        on="signal", n_permutations=100, threshold=1.0
    )
    first = found.table()[0]
    assert (first["filter"], first["more"], first["low_hz"]) == ("filter 0", "a", None)
    assert first["start_s"] == pytest.approx(-0.2 + 40 / 128, abs=0.03)
    assert first["stop_s"] == pytest.approx(-0.2 + 59 / 128, abs=0.03)
    assert found.mask(1).sum() >= 15
    assert str(found).splitlines()[1].startswith("  filter 0: more a, 0.1")


def test_log_power_is_the_logarithm_of_each_trial():
    signals = planted()
    found = signals.cluster_test([16.0], on="log-power", n_permutations=20, decim=4)
    powers = np.array(
        [make(x[None]).time_frequency([16.0]).power[0] for x in signals.data]
    )[..., ::4]
    of_a, of_b = (np.log10(powers[signals.labels == name]) for name in "ab")
    expected = stats.ttest_ind(of_a, of_b).statistic
    np.testing.assert_allclose(found.statistic, expected, rtol=1e-3, atol=1e-3)
    assert found.times == pytest.approx(signals.times[::4])
    assert found.settings["decim"] == 4


def test_a_baseline_is_each_trials_own():
    """Trials of any loudness count alike then."""
    signals = planted()
    loud = np.random.default_rng(0).uniform(1, 9, 20)[:, None, None]
    given = {"n_permutations": 20, "baseline": (0.1, 0.3)}
    one = signals.cluster_test([16.0], **given)
    other = make(loud * signals.data, signals.labels).cluster_test([16.0], **given)
    np.testing.assert_allclose(one.statistic, other.statistic, rtol=1e-3, atol=1e-4)
    assert one.settings["baseline"] == (0.1, 0.3)
    assert one.settings["mode"] == "logratio"


def test_the_seed_decides(burst):
    again = planted().cluster_test(FREQS, n_permutations=100, contrast=("b", "a"))
    np.testing.assert_array_equal(again.null, burst.null)
    other = planted().cluster_test(
        FREQS, n_permutations=100, contrast=("b", "a"), random_state=1
    )
    assert not np.array_equal(other.null, burst.null)


def test_nothing_above_the_threshold_is_no_cluster(tmp_path):
    data, labels = noise()
    data[:, 0] = 0  # a silent filter has no t
    found = make(data, labels).cluster_test(on="signal", threshold=50.0)
    assert len(found.p_values) == len(found.null) == 0
    assert not found.cluster.any()
    assert found.table() == []
    assert "no point passes the threshold" in found.reading
    assert not found.plot()[1]["outlined"].any()
    found.save(tmp_path / "c.npz")
    assert ClusterTest.read(tmp_path / "c.npz").contrast == ("a", "b")


def test_it_says_what_it_does_not_show(burst):
    for words in ("not that they do so exactly", "exchangeable", "held-out trials"):
        assert words in burst.reading
    assert "1 of " in burst.reading
    quiet = make(*noise()).cluster_test(on="signal", n_permutations=20, alpha=0.1)
    assert "no cluster has p ≤ 0.1; the least is" in quiet.reading


def test_every_field_comes_back(burst, tmp_path):
    burst.save(tmp_path / "c.npz")
    back = ClusterTest.read(tmp_path / "c.npz")
    for field in fields(ClusterTest):
        one, other = (getattr(record, field.name) for record in (burst, back))
        assert type(one) is type(other)
        np.testing.assert_equal(one, other)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"on": "phase"}, r"on='phase' is not one of 'power', 'log-power' or 'signal'"),
        ({"alpha": 0}, r"alpha=0 is outside"),
        ({"n_permutations": 10}, r"n_permutations=10 makes no p value below 0\.1"),
        ({"threshold": -1.0}, r"threshold=-1\.0 is outside"),
        ({"contrast": ("a", "a")}, r"two classes are compared"),
        ({"contrast": ("a", "c")}, r"contrast='c' is not one of 'a' or 'b'"),
        ({"on": "signal", "freqs": [8.0]}, r"freqs=\[8\.0\] is about power"),
        ({"on": "signal", "baseline": (0, 0.1)}, r"baseline=\(0, 0\.1\) is about powe"),
        ({"on": "log-power", "baseline": (0, 0.1)}, r"'log-power' takes no baseline"),
        ({"decim": 0}, r"decim=0 is too small"),
        ({"random_state": -1}, r"random_state=-1 is too small"),
    ],
)
def test_bad_requests_are_refused(given, match):
    with pytest.raises(ValueError, match=match):
        planted().cluster_test(**given)


def test_what_cannot_be_tested_is_refused(burst):
    data, labels = noise()
    with pytest.raises(ValueError, match=r"trials are of \['all trials'\]; two class"):
        make(data).cluster_test()
    few = make(data[:5], labels[:5])
    with pytest.raises(ValueError, match=r"3 and 2 trials, .* in 10 ways; .*20 ways"):
        few.cluster_test()
    with pytest.raises(ValueError, match=r"number=99: there are \d+ clusters"):
        burst.mask(99)


def test_the_figure_outlines_what_passed(burst):
    figure, numbers = burst.plot()
    assert numbers["names"] == ["filter 0", "filter 1"]
    assert not numbers["outlined"][0].any()
    np.testing.assert_array_equal(numbers["outlined"][1], burst.mask(1))
    assert numbers["p"] == [{}, {1: 0.01}]
    assert numbers["limit"] == pytest.approx(np.abs(burst.statistic).max())
    quiet, loud = figure.axes[:2]
    assert len(quiet.lines) == 0
    edges = sum(
        np.count_nonzero(np.diff(np.pad(burst.mask(1), 1).astype(int), axis=k))
        for k in (0, 1)
    )
    assert len(loud.lines) == edges
    assert loud.get_title(loc="left") == "filter 1, p = 0.01"
    assert "held-out trials" in figure.get_supxlabel().replace("\n", " ")
    figure.savefig(io.BytesIO(), format="png")
    with pytest.raises(ValueError, match="rows has 2; the filters are 0 to 1"):
        burst.plot(rows=[2])
    with pytest.raises(ValueError, match="axes has 1 axes; this figure needs 2"):
        plot_clusters(burst, axes=figure.axes[:1])


def test_the_figure_of_signals_shades_the_times():
    data, labels = noise(n_trials=24)
    data[labels == "a", 0, 40:60] += 3
    found = make(data, labels).cluster_test(on="signal", n_permutations=40)
    figure, numbers = found.plot(rows=[0])
    ax = figure.axes[0]
    (span,) = ax.patches
    times = found.times[numbers["outlined"][0]]
    assert span.get_x() == pytest.approx(times[0] - 0.5 / 128)
    assert span.get_width() == pytest.approx(times[-1] - times[0] + 1 / 128)
    np.testing.assert_array_equal(ax.lines[-1].get_ydata(), found.statistic[0])
    assert "Drawn: 1 of 2 filters." in figure.get_supxlabel().replace("\n", " ")
