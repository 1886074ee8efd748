"""``fit(start=, freeze=)``: from one trained estimator to the next."""

import numpy as np
import pytest

from eegmodels import EEGClassifier, EEGRegressor
from eegmodels.results import Transfer

SMALL = {"F1": 2, "D": 1, "kernel_length": 8}


def weights_of(clf, *names):
    layers = [clf.model_.get_layer(name) for name in names]
    return [np.array(w) for layer in layers for w in layer.get_weights()]


def assert_equal(one, two):
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)


def test_other_classes_and_fewer_channels_in_another_order(
    fitted_epochs, make_epochs, tmp_path
):
    """From a file; the frozen stages are the source's, row by row, after training."""
    fitted_epochs.save(tmp_path / "source.keras")
    epochs = make_epochs()
    y = np.arange(len(epochs)) % 3
    part = epochs.copy().reorder_channels(["C4", "C3"])
    before = [np.array(w) for w in fitted_epochs.model_.get_weights()]
    clf = EEGClassifier("EEGNet", n_epochs=2, random_state=0)
    clf.fit(part, y, start=tmp_path / "source.keras", freeze=["temporal", "spatial"])
    assert isinstance(clf.transfer_, Transfer)
    assert clf.classes_.tolist() == [0, 1, 2]
    assert clf.transfer_.fresh == ("dense",)
    assert "temporal" in clf.transfer_.frozen
    frozen = ("temporal", "temporal_norm", "spatial_norm")
    assert_equal(weights_of(clf, *frozen), weights_of(fitted_epochs, *frozen))
    rows = [fitted_epochs.ch_names_.index(name) for name in ("C4", "C3")]
    assert_equal(
        weights_of(clf, "spatial"), [weights_of(fitted_epochs, "spatial")[0][rows]]
    )
    moved = weights_of(clf, "separable")
    assert not np.array_equal(moved[0], weights_of(fitted_epochs, "separable")[0])
    assert_equal(before, fitted_epochs.model_.get_weights())
    clf.save(tmp_path / "next.keras")
    again = EEGClassifier.load(tmp_path / "next.keras")
    assert again.transfer_ == clf.transfer_
    np.testing.assert_array_equal(again.predict_proba(part), clf.predict_proba(part))


def test_the_same_task_goes_on_from_where_it_was(fitted_epochs, make_epochs):
    """With a step of next to nothing the predictions are those of the source."""
    epochs = make_epochs()
    clf = EEGClassifier("EEGNet", n_epochs=1, learning_rate=1e-12, random_state=0)
    clf.fit(epochs, start=fitted_epochs, freeze=["temporal", "spatial", "separable"])
    assert clf.transfer_.fresh == ()
    np.testing.assert_allclose(
        clf.predict_proba(epochs), fitted_epochs.predict_proba(epochs), atol=1e-6
    )


def test_a_regressor_starts_from_a_classifier(fitted_epochs, make_epochs):
    epochs = make_epochs()
    y = np.linspace(0.2, 0.9, len(epochs))
    reg = EEGRegressor("EEGNet", n_epochs=1, random_state=0)
    reg.fit(epochs, y, start=fitted_epochs)
    assert reg.transfer_.fresh == ("dense",)
    assert reg.predict(epochs).shape == (len(epochs),)


def test_arrays_take_the_rate_of_the_source(data):
    """Nothing says at which rate an array was sampled, unless ``sfreq`` does."""
    source = EEGClassifier(
        "EEGNet", sfreq=100, model_params=SMALL, n_epochs=1, random_state=0
    ).fit(*data)
    clf = EEGClassifier("EEGNet", n_epochs=1, random_state=0)
    assert clf.fit(*data, start=source).sfreq_ == 100
    other = EEGClassifier("EEGNet", sfreq=128, n_epochs=1, random_state=0)
    with pytest.raises(ValueError, match=r"128 Hz.*100 Hz"):
        other.fit(*data, start=source)


def test_without_a_start_there_is_no_transfer_and_nothing_to_freeze(data, tmp_path):
    clf = EEGClassifier("EEGNet", model_params=SMALL, n_epochs=1, random_state=0)
    with pytest.raises(ValueError, match=r"freeze='temporal' without start would hold"):
        clf.fit(*data, freeze="temporal")
    assert clf.fit(*data).transfer_ is None
    clf.save(tmp_path / "clf.keras")
    assert EEGClassifier.load(tmp_path / "clf.keras").transfer_ is None


@pytest.mark.parametrize(
    ("model", "arguments", "match"),
    [
        ("ShallowConvNet", {}, r"network of the kind EEGNet; .*set model='EEGNet'"),
        ("EEGNet", {"freeze": "spacial"}, r"freeze='spacial' .*Did you mean 'spatial'"),
    ],
)
def test_starts_that_cannot_be_are_refused(
    fitted_epochs, make_epochs, model, arguments, match
):
    clf = EEGClassifier(model, n_epochs=1)
    with pytest.raises(ValueError, match=match):
        clf.fit(make_epochs(), start=fitted_epochs, **arguments)
    assert not hasattr(clf, "model_")
