"""Spatial filters and patterns against a naive oracle and planted sources."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from eegmodels import EEGClassifier, explain
from eegmodels.data import epochs_from_array
from eegmodels.models import EEGNet

SFREQ = 128.0
CH_NAMES = ["Fz", "C3", "Cz", "C4", "Pz", "Oz"]


@pytest.fixture(scope="module")
def data():
    """White noise and one 10 Hz source with a known topography, in volts."""
    rng = np.random.default_rng(0)
    times = np.arange(256) / SFREQ
    strength = rng.normal(size=(30, 1, 1)) + 3
    phase = rng.uniform(0, 2 * np.pi, (30, 1, 1))
    source = strength * np.sin(2 * np.pi * 10 * times + phase)
    topography = np.array([0.1, 1.0, 0.5, 0.2, 0.1, 0.0])
    noise = 0.3 * rng.normal(size=(30, 6, 256))
    return 1e-5 * (topography[:, None] * source + noise), topography


@pytest.fixture(scope="module")
def fitted(data):
    labels = np.tile(["left", "right"], 15)
    epochs = epochs_from_array(data[0], labels, sfreq=SFREQ, ch_names=CH_NAMES)
    params = {"F1": 2, "D": 2}
    classifier = EEGClassifier(
        n_epochs=1, model_params=params, random_state=0, verbose=False
    )
    return classifier.fit(epochs), epochs


def oracle(data, kernel, filters):
    """Haufe pattern of each filter, sample by sample in float64."""
    n_times, length = data.shape[2], len(kernel)
    samples = []
    for trial in data:
        for start in range(n_times - length + 1):
            samples.append(trial[:, start : start + length] @ kernel)
    samples = np.array(samples) - np.mean(samples, axis=0)
    patterns = []
    for weights in filters:
        output = samples @ weights
        patterns.append(samples.T @ output / (output @ output))
    return np.array(patterns)


def test_patterns_equal_the_naive_oracle(fitted):
    classifier, epochs = fitted
    result = explain.spatial_filters(classifier, epochs)
    kernels = classifier.model_.get_layer("temporal").get_weights()[0][0, :, 0, :].T
    data = epochs.get_data(copy=False)
    for f, kernel in enumerate(kernels):
        expected = oracle(data, kernel.astype(float), result.filters[f])
        assert np.allclose(result.patterns[f], expected, rtol=1e-6)


def test_filters_apply_to_volts(fitted):
    """Filter times volts equals the network's weight times what the network sees."""
    classifier, epochs = fitted
    result = explain.spatial_filters(classifier, epochs)
    weights = classifier.model_.get_layer("spatial").get_weights()[0]
    seen = classifier.transform_input(epochs)
    for f in range(2):
        for d in range(2):
            by_volts = result.filters[f, d] @ epochs.get_data(copy=False)
            by_network = weights[:, 0, f, d] @ seen
            assert np.allclose(by_volts, by_network, atol=1e-5)


def test_pattern_of_a_source_is_its_topography_and_the_filter_is_not(data):
    """A filter that also suppresses noise still has the source's pattern."""
    signals, topography = data
    net = EEGNet(6, 256, 2, sfreq=SFREQ, F1=1, D=1, seed=0)
    times = (np.arange(64) - 31) / SFREQ
    kernel = np.cos(2 * np.pi * 10 * times) * np.hanning(64)
    net.get_layer("temporal").set_weights([kernel[None, :, None, None]])
    # One electrode alone: by no means the topography of the source.
    weights = np.zeros((6, 1, 1, 1))
    weights[2] = 1
    net.get_layer("spatial").set_weights([weights])
    result = explain.spatial_filters(net, signals)

    def cosine(a, b):
        return abs(a @ b) / np.linalg.norm(a) / np.linalg.norm(b)

    assert cosine(result.patterns[0, 0], topography) > 0.99
    assert cosine(result.filters[0, 0], topography) < 0.6


def test_filter_times_pattern_is_one_and_correlation_is_symmetric(fitted):
    classifier, epochs = fitted
    result = explain.spatial_filters(classifier, epochs)
    product = (result.filters * result.patterns).sum(axis=2)
    assert np.allclose(product, 1)
    assert np.allclose(result.correlation, result.correlation.transpose(0, 2, 1))
    assert np.allclose(np.diagonal(result.correlation, axis1=1, axis2=2), 1)
    assert (np.abs(result.correlation) <= 1 + 1e-12).all()


def test_names_and_positions_come_from_the_data(fitted):
    classifier, epochs = fitted
    result = explain.spatial_filters(classifier, epochs)
    assert result.ch_names == CH_NAMES
    assert result.has_positions
    bare = explain.spatial_filters(classifier.model_, epochs.get_data(copy=False))
    assert bare.ch_names == ["0", "1", "2", "3", "4", "5"]
    assert not bare.has_positions


def test_a_silent_filter_has_no_pattern(data):
    net = EEGNet(6, 256, 2, sfreq=SFREQ, F1=1, D=2, seed=0)
    weights = net.get_layer("spatial").get_weights()[0]
    weights[..., 1] = 0
    net.get_layer("spatial").set_weights([weights])
    result = explain.spatial_filters(net, data[0])
    assert (result.patterns[0, 1] == 0).all()
    assert np.isfinite(result.correlation).all()


def test_data_that_do_not_fit_are_refused(fitted):
    classifier, epochs = fitted
    with pytest.raises(ValueError, match=r"lacks 1 of the 6 channels .* Oz"):
        explain.spatial_filters(classifier, epochs.copy().drop_channels("Oz"))
    with pytest.raises(NotFittedError, match="not fitted yet"):
        explain.spatial_filters(EEGClassifier(), epochs)
