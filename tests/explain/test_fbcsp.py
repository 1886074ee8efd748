"""Comparison with CSP: naive oracles, a planted source, and what luck alone gives."""

from itertools import permutations

import mne
import numpy as np
import pytest
from mne.decoding import CSP
from scipy.linalg import null_space

from eegmodels import EEGClassifier, EEGRegressor, explain
from eegmodels.data import epochs_from_array
from eegmodels.estimator import _base
from eegmodels.explain._csp_maps import band_moments
from eegmodels.explain._matching import assign, correlations_of, p_values
from eegmodels.explain._random_weights import random_maps
from eegmodels.explain._subject import as_subject
from eegmodels.models import EEGNet, EEGNetV1, ShallowConvNet
from eegmodels.results import History

N_CHANS, N_TIMES, SFREQ = 12, 128, 128.0
INFO = mne.create_info(N_CHANS, SFREQ, "eeg")


def simulate(seed, n_trials=60, strength=2.0):
    """Simulate two sources at 10 Hz, each stronger in one class, in mixed noise.

    Gives the trials, their classes, and of each source the best filter, which
    suppresses the noise and the other source, and the map.
    """
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n_trials) % 2)
    maps = rng.standard_normal((2, N_CHANS))
    mixing = np.eye(N_CHANS) + 0.3 * rng.standard_normal((N_CHANS, N_CHANS))
    noise = mixing @ rng.standard_normal((n_trials, N_CHANS, N_TIMES))
    phase = rng.uniform(0, 2 * np.pi, (n_trials, 2, 1))
    wave = np.cos(2 * np.pi * 10 * np.arange(N_TIMES) / SFREQ + phase)
    size = np.where(y[:, None] == np.arange(2), strength, 0.3)[..., None]
    data = noise + maps.T @ (size * wave)
    share = (12 - 8) / (SFREQ / 2)  # of the power of white noise in the band
    total = share * mixing @ mixing.T + np.square(size).mean() / 2 * maps.T @ maps
    return data, y, maps @ np.linalg.inv(total), maps


def network_with(filters, seed=0):
    """Make an EEGNet whose kernels pass 10 Hz and whose first filters are given."""
    net = EEGNet(N_CHANS, N_TIMES, 2, F1=2, D=2, kernel_length=32, seed=seed)
    kernels = net.layers[1].get_weights()[0]
    wave = np.cos(2 * np.pi * 10 * (np.arange(32) - 15) / SFREQ)
    kernels[0, :, 0, :] = wave[:, None] / 32
    net.layers[1].set_weights([kernels])
    weights = net.layers[3].get_weights()[0]
    for k, filter_ in enumerate(filters):
        weights[:, 0, k, 1] = filter_ / np.linalg.norm(filter_)
    net.layers[3].set_weights([weights])
    return net


@pytest.mark.parametrize("of", ["filters", "patterns"])
def test_planted_sources_are_found_and_paired(of):
    data, y, filters, maps = simulate(1)
    found = explain.compare_fbcsp(
        network_with(filters),
        data,
        y,
        of=of,
        n_components=2,
        shrinkage=0.0,
        n_permutations=99,
        info=INFO,
    )
    # The network's planted filters are 1.2 and 2.2; CSP names class 0 alone.
    names = {(row["network"], row["csp"][-4:]) for row in found.table()}
    assert names == {("kernel 1, filter 2", "more"), ("kernel 2, filter 2", "less")}
    expected = {"filters": filters, "patterns": maps}[of]
    for (i, j), truth in zip(sorted(found.assignment.tolist()), expected, strict=True):
        assert found.correlations[i, j] > 0.93
        assert found.p_values[i, j] <= 0.05
        for own in (found.maps[i], found.csp_maps[j]):
            assert abs(np.corrcoef(own, truth)[0, 1]) > 0.93
    assert found.mean_p == 0.01
    assert found.null.shape == found.mean_null.shape == (2, 99)
    assert "are more alike" in found.reading
    assert str(found).count("\n") == 2


@pytest.mark.parametrize("of", ["filters", "patterns"])
def test_random_weights_are_not_significant(of):
    """Of 40 untrained networks 5 % are; against shuffled labels alone many more."""
    data, y, _, _ = simulate(1, strength=1.0)
    net = network_with([])
    rng = np.random.default_rng(0)
    together, alone, by_labels = [], [], []
    for seed in range(40):
        weights = rng.uniform(-1, 1, (N_CHANS, 1, 2, 2))
        net.layers[3].set_weights([weights])
        found = explain.compare_fbcsp(
            net,
            data,
            y,
            of=of,
            n_components=2,
            n_permutations=19,
            info=INFO,
            random_state=seed,
        )
        together.append(found.mean_p)
        alone.append(found.p_values.min())
        by_labels.append((found.null[0] >= found.correlations.max()).any())
    assert np.mean(np.array(together) <= 0.05) <= 0.15
    assert np.mean(np.array(alone) <= 0.05) <= 0.15
    assert np.mean(np.array(together) <= 0.5) < 0.75
    if of == "patterns":
        assert np.mean(by_labels) < 0.85
    assert "are not clearly more alike" in found.reading


def test_random_maps_have_the_patterns_of_random_filters():
    """Those of a network in which the same weights were drawn, up to scale."""
    data, _, _, _ = simulate(0, n_trials=10)
    for net in (
        EEGNet(N_CHANS, N_TIMES, 2, F1=2, D=2, kernel_length=32),
        EEGNetV1(N_CHANS, N_TIMES, 2),
    ):
        subject = as_subject(net, INFO)
        trials = subject.trials(data)
        layer = net.get_layer("spatial")
        draws = [
            next(random_maps(subject, trials, of, 1, np.random.default_rng(0)))
            for of in ("filters", "patterns")
        ]
        kernel, *bias = layer.get_weights()
        layer.set_weights([draws[0].T.reshape(kernel.shape), *bias])
        spatial = explain.spatial_filters(net, data, info=INFO)
        for found, expected in zip(
            draws, (spatial.filters, spatial.patterns), strict=True
        ):
            alike = np.diag(correlations_of(found, expected.reshape(found.shape)))
            np.testing.assert_allclose(alike, 1, atol=1e-5)


def test_correlations_equal_a_naive_oracle():
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((3, 7)), 1e5 + rng.standard_normal((4, 7))
    a[1] = 2.0  # flat: it resembles nothing
    found = correlations_of(a, b)
    for i in range(3):
        for j in range(4):
            x, y = a[i] - sum(a[i]) / 7, b[j] - sum(b[j]) / 7
            size = (sum(x * x) * sum(y * y)) ** 0.5
            expected = abs(sum(x * y)) / size if size else 0.0
            assert found[i, j] == pytest.approx(expected, abs=1e-9)


def test_the_assignment_is_the_best_of_all():
    found = np.random.default_rng(0).random((5, 3))
    best = max(sum(found[rows, range(3)]) for rows in permutations(range(5), 3))
    pairs = assign(found)
    values = found[tuple(pairs.T)]
    assert values.sum() == pytest.approx(best)
    assert sorted(pairs[:, 1]) == [0, 1, 2]
    assert len(set(pairs[:, 0])) == 3
    assert list(values) == sorted(values, reverse=True)


def test_p_values_count_the_values_themselves():
    null = np.array([0.1, 0.5, 0.5, 0.9])
    found = p_values(np.array([[0.95, 0.5], [0.05, 0.6]]), null)
    np.testing.assert_allclose(found, [[0.2, 0.8], [1.0, 0.4]])


@pytest.mark.parametrize("rank", [N_CHANS, N_CHANS - 1])
def test_fits_from_moments_are_those_of_mne_on_the_signals(rank):
    """Of full rank; and after an average reference, in a basis without it."""
    data, y, _, _ = simulate(2)
    basis = np.eye(N_CHANS)
    if rank < N_CHANS:
        data = data - data.mean(axis=1, keepdims=True)
        basis = null_space(np.ones((1, N_CHANS)))
    part = band_moments(1e-6 * data, SFREQ, (8.0, 12.0))
    assert part.basis.shape == (N_CHANS, rank)
    found = part.fit(y == 0, 4)
    filtered = mne.filter.filter_data(
        1e-6 * data, SFREQ, 8.0, 12.0, method="iir", verbose="ERROR"
    )
    whole = CSP(4, component_order="alternate")
    with mne.use_log_level("ERROR"):
        whole.fit(basis.T @ filtered, (y == 0).astype(int))
    for ours, theirs in (
        (found.filters, whole.filters_[:4]),
        (found.patterns, whole.patterns_[:4]),
    ):
        alike = np.diag(correlations_of(ours, theirs @ basis.T))
        np.testing.assert_allclose(alike, 1, atol=1e-5)
    signals = np.einsum("kc,bct->bkt", found.filters, filtered)
    power = np.square(signals).mean(axis=2)
    more = power[y == 0].mean(axis=0) > power[y == 1].mean(axis=0)
    np.testing.assert_array_equal(found.more, more)


def test_shrinkage_mixes_in_equal_power():
    data, _, _, _ = simulate(0, n_trials=20)
    part = band_moments(data, SFREQ, (8.0, 12.0))
    mixed = part.shrunk(0.25)
    m = part.basis @ part.moments[3] @ part.basis.T
    expected = 0.75 * m + 0.25 * np.trace(m) / N_CHANS * np.eye(N_CHANS)
    found = mixed.basis @ mixed.moments[3] @ mixed.basis.T
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_several_bands_classes_and_networks_of_other_kinds():
    rng = np.random.default_rng(0)
    data, y = rng.standard_normal((30, N_CHANS, N_TIMES)), np.arange(30) % 3
    bands = [(8, 12), (12.0, 16.0)]
    for net, n_filters in (
        (EEGNetV1(N_CHANS, N_TIMES, 3), 16),
        (ShallowConvNet(N_CHANS, N_TIMES, 3), 40),
    ):
        found = explain.compare_fbcsp(
            net, data, y, band=bands, n_components=2, n_permutations=1, info=INFO
        )
        assert found.correlations.shape == (n_filters, 2 * 3 * 2)
        assert found.names[-1] == f"filter {n_filters}"
        assert found.csp_names[0].startswith("8-12 Hz, 0 1, ")
        assert found.csp_names[-1].startswith("12-16 Hz, 2 2, ")
        assert found.assignment.shape == (12, 2)


def test_more_components_than_electrodes_and_repeated_seeds():
    data, y, filters, _ = simulate(0, n_trials=20)
    runs = [
        explain.compare_fbcsp(
            network_with(filters), data, y, n_components=20, n_permutations=5, info=INFO
        )
        for _ in range(2)
    ]
    assert runs[0].correlations.shape == (4, N_CHANS)
    np.testing.assert_array_equal(runs[0].null, runs[1].null)
    np.testing.assert_array_equal(runs[0].p_values, runs[1].p_values)


def test_a_classifier_is_compared_in_volts_by_the_names_of_its_classes(monkeypatch):
    """The same numbers as its network on what that network sees."""
    monkeypatch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [0.5])])
    data, y, _, _ = simulate(0, n_trials=20)
    labels = np.array(["right", "left"])[y]
    epochs = epochs_from_array(
        1e-5 * data, labels, sfreq=SFREQ, ch_names=INFO["ch_names"]
    )
    params = {"F1": 2, "D": 1, "kernel_length": 9}
    classifier = EEGClassifier(model_params=params, random_state=0).fit(epochs)
    options = {"of": "patterns", "n_permutations": 9}
    found = explain.compare_fbcsp(classifier, epochs, **options)
    assert found.csp_names[0].startswith("left 1, ")
    x = classifier.transform_input(epochs)
    bare = explain.compare_fbcsp(classifier.model_, x, 1 - y, info=INFO, **options)
    np.testing.assert_allclose(found.correlations, bare.correlations, atol=1e-5)
    np.testing.assert_allclose(found.null, bare.null, atol=1e-5)
    with pytest.raises(ValueError, match="have no labels; give y"):
        explain.compare_fbcsp(classifier, 1e-5 * data)


def test_what_cannot_be_compared_is_refused():
    data, y, filters, _ = simulate(0, n_trials=20)
    net = network_with(filters)

    def compare(trials=data, labels=y, **changed):
        return explain.compare_fbcsp(net, trials, labels, info=INFO, **changed)

    with pytest.raises(ValueError, match=r"y is None; for a keras\.Model give y"):
        compare(labels=None)
    with pytest.raises(ValueError, match="classes are 0 20; CSP needs two classes"):
        compare(labels=0 * y)
    with pytest.raises(ValueError, match="classes are 0 19, 1 1; CSP needs"):
        compare(labels=(np.arange(20) == 0).astype(int))
    with pytest.raises(ValueError, match=r"band=\(8, 12, 16\) is no pair of edges"):
        compare(band=(8, 12, 16))
    with pytest.raises(ValueError, match=r"band\[1\]=70.* is outside \(8, 64\)"):
        compare(band=(8, 70))
    with pytest.raises(
        ValueError, match="has 2 cycles of its lower edge in a trial of"
    ):
        compare(band=(2, 4))
    with pytest.raises(ValueError, match=r"of='filter' is not .*mean 'filters'"):
        compare(of="filter")
    with pytest.raises(ValueError, match=r"shrinkage=1.0 is outside \[0, 1\)"):
        compare(shrinkage=1.0)
    narrow = INFO.copy()
    with narrow._unlock():
        narrow["highpass"], narrow["lowpass"] = 13.0, 30.0
    with pytest.raises(ValueError, match="own filter let pass, 13 to 30 Hz"):
        explain.compare_fbcsp(net, data, y, info=narrow)


def test_a_regressor_has_no_classes(monkeypatch):
    monkeypatch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [0.5])])
    data, y, _, _ = simulate(0, n_trials=20)
    params = {"F1": 2, "D": 1, "kernel_length": 9}
    regressor = EEGRegressor(model_params=params, sfreq=SFREQ, random_state=0)
    regressor.fit(data, y + 0.5 * np.arange(20))
    with pytest.raises(TypeError, match="EEGRegressor; CSP tells classes apart"):
        explain.compare_fbcsp(regressor, data, y)
