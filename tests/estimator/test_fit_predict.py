"""Training and predicting: labels, units, seeds, refits, progress."""

import sys

import keras
import mne
import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from eegmodels.estimator import _scaling
from eegmodels.estimator._split import split_validation
from eegmodels.fast._progress import ProgressBar


def test_fit_returns_itself_and_sets_what_the_docstring_names(fitted, data):
    assert fitted.fit.__self__ is fitted
    assert fitted.n_trials_ == 20
    assert fitted.ch_names_ == ["0", "1", "2"]
    assert (fitted.bads_, fitted.info_) == ([], None)
    assert (fitted.sfreq_, fitted.n_times_) == (128.0, 32)
    assert fitted.factors_.shape == (3,)
    assert fitted.model_.output_shape == (None, 2)
    assert len(fitted.history_.loss) == len(fitted.history_.val_loss) == 2
    X, _ = data
    np.testing.assert_allclose(fitted.predict_proba(X).sum(axis=1), 1, atol=1e-6)


def test_before_fit_prediction_says_so(make_classifier, data):
    for method in ("predict", "predict_proba", "transform_input"):
        with pytest.raises(NotFittedError, match="not fitted yet"):
            getattr(make_classifier(), method)(data[0])
    with pytest.raises(NotFittedError, match="not fitted yet"):
        make_classifier().save("x.keras")


@pytest.mark.parametrize(
    "labels",
    [["left", "right"], [7, -3], [True, False], [1.0, 2.0], np.array(["a", "b"], "O")],
    ids=["text", "whole", "bool", "float", "object"],
)
def test_labels_of_any_kind_come_back_also_from_a_file(
    make_classifier, data, tmp_path, labels
):
    X, codes = data
    y = np.asarray(labels)[codes]
    clf = make_classifier(class_weight={labels[0]: 1.0, labels[1]: 2.0}).fit(X, y)
    assert clf.classes_.tolist() == sorted(labels)
    clf.save(tmp_path / "clf.keras")
    again = type(clf).load(tmp_path / "clf.keras")
    assert again.classes_.dtype == clf.classes_.dtype == y.dtype
    assert again.class_weight == clf.class_weight
    predicted = again.predict(X)
    np.testing.assert_array_equal(predicted, clf.predict(X))
    assert set(predicted.tolist()) <= set(y.tolist())
    assert again.score(X, y) == np.mean(predicted == y)


def test_epochs_bring_their_labels(fitted_epochs, make_epochs, data):
    epochs = make_epochs()
    assert fitted_epochs.classes_.tolist() == ["left", "right"]
    names = np.array(["left", "right"])[data[1]]
    assert fitted_epochs.score(epochs) == fitted_epochs.score(epochs, names)


def test_epochs_and_their_array_give_the_same(fitted, fitted_epochs, make_epochs, data):
    X, _ = data
    np.testing.assert_array_equal(
        fitted_epochs.predict_proba(make_epochs()), fitted.predict_proba(X)
    )
    parts = [make_epochs()[k] for k in range(20)]
    np.testing.assert_array_equal(
        fitted_epochs.predict(parts), fitted_epochs.predict(make_epochs())
    )


def test_the_unit_does_not_matter(make_classifier, fitted, data):
    """Volts and microvolts give identical probabilities; a trailing axis as well."""
    X, y = data
    scaled = make_classifier().fit(1e6 * X[..., None], y)
    np.testing.assert_array_equal(
        scaled.predict_proba(1e6 * X), fitted.predict_proba(X)
    )


@pytest.mark.parametrize("scaling", ["global", "channel", None])
def test_scaling_brings_the_training_trials_to_unit_deviation(
    make_classifier, data, scaling
):
    X, y = data
    X = X * 1e5 * np.array([1.0, 10.0, 100.0])[:, None]
    clf = make_classifier(scaling=scaling).fit(X, y)
    part, _ = split_validation(y, 0.2)
    variances = clf.transform_input(X)[part].astype(float).var(axis=(0, 2))
    if scaling is None:
        np.testing.assert_array_equal(clf.factors_, 1)
    elif scaling == "global":
        assert len(set(clf.factors_)) == 1
        assert variances.mean() == pytest.approx(1, abs=1e-5)
    else:
        np.testing.assert_allclose(variances, 1, atol=1e-5)


@pytest.mark.parametrize("scaling", ["global", "channel"])
def test_single_precision_is_taken_as_it_is(make_classifier, data, scaling):
    """The numbers that it holds give the same model and outputs in either precision."""
    X, y = data
    X = X.astype(np.float32)
    one, other = (
        make_classifier(scaling=scaling).fit(x, y) for x in (X, X.astype(np.float64))
    )
    np.testing.assert_array_equal(one.factors_, other.factors_)
    assert one.history_ == other.history_
    np.testing.assert_array_equal(
        one.transform_input(X), other.transform_input(X.astype(np.float64))
    )
    np.testing.assert_array_equal(one.predict_proba(X), other.predict_proba(X))
    assert one.check_input(X).data.dtype == np.float64
    assert one.check_input(X, keep_float32=True).data.dtype == np.float32


def test_the_factors_are_those_of_some_trials_alone(monkeypatch):
    """In parts, whatever offset a channel has."""
    monkeypatch.setattr(_scaling, "AT_ONCE", 100)
    rng = np.random.default_rng(0)
    X = rng.standard_normal((9, 3, 32)) * [[1.0], [2.0], [3.0]]
    X[4:] *= 100
    part = np.array([0, 3, 1])
    for data in (X, X + 1e6, X.astype(np.float32)):
        found = _scaling.find_factors(data, "channel", part)
        expected = 1 / X[part].std(axis=(0, 2))
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    everything = _scaling.find_factors(X, "global")
    assert everything[0] == pytest.approx(1 / np.sqrt(X.var(axis=(0, 2)).mean()))


def test_the_seed_decides_everything(make_classifier, fitted, data):
    X, y = data
    again = make_classifier().fit(X, y)
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert again.history_ == fitted.history_
    other = make_classifier(random_state=1).fit(X, y)
    assert other.history_.loss != fitted.history_.loss
    generators = [np.random.RandomState(3) for _ in range(2)]
    pair = [make_classifier(random_state=g).fit(X, y).history_ for g in generators]
    assert pair[0] == pair[1]


def test_training_leaves_global_generators_alone(make_classifier, data):
    keras.utils.set_random_seed(5)
    expected = np.random.random(), float(keras.random.uniform(()))  # noqa: NPY002
    keras.utils.set_random_seed(5)
    make_classifier().fit(*data)
    found = np.random.random(), float(keras.random.uniform(()))  # noqa: NPY002
    assert found == expected


def test_a_refit_of_another_size_erases_the_first(make_classifier, data, make_epochs):
    X, y = data
    clf = make_classifier().fit(make_epochs())
    clf.fit(X[:, :2], y)
    assert (clf.ch_names_, clf.info_) == (["0", "1"], None)
    assert clf.classes_.tolist() == [0, 1]
    assert clf.predict(X[:, :2]).shape == (20,)


def test_an_interrupted_fit_leaves_the_old_state(make_classifier, data, monkeypatch):
    X, y = data
    clf = make_classifier().fit(X, y)
    before, state = clf.predict_proba(X), dict(vars(clf))

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(ProgressBar, "on_epoch_end", interrupt)
    with pytest.raises(KeyboardInterrupt):
        clf.fit(2 * X[:, :2], 1 - y)
    monkeypatch.undo()
    assert vars(clf) == state
    np.testing.assert_array_equal(clf.predict_proba(X), before)


def test_a_training_that_diverges_says_so(make_classifier, data):
    with pytest.raises(ValueError, match=r"training diverged.* Lower learning_rate"):
        make_classifier(learning_rate=1e30, n_epochs=4).fit(*data)


@pytest.mark.parametrize(
    ("verbose", "shown"), [(True, True), (False, False), (None, False)]
)
def test_progress_goes_to_stderr_and_only_when_asked(
    make_classifier, data, capsys, verbose, shown
):
    """None means on a terminal only, which a test has not."""
    clf = make_classifier(verbose=verbose).fit(*data)
    clf.predict(data[0])
    out, err = capsys.readouterr()
    assert out == ""
    assert ("Training" in err) == shown
    assert ("2/2" in err) == shown


def test_progress_shows_on_a_terminal(make_classifier, data, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    make_classifier().fit(*data)
    assert "Training" in capsys.readouterr().err


def test_projectors_are_applied(make_classifier, make_epochs):
    """Epochs with a projector that is not applied yet equal those with it applied."""
    waiting = make_epochs().set_eeg_reference("average", projection=True, verbose=False)
    applied = waiting.copy().apply_proj(verbose=False)
    clf = make_classifier().fit(waiting)
    again = make_classifier().fit(applied)
    assert isinstance(waiting, mne.BaseEpochs)
    assert not waiting.info["projs"][0]["active"]
    np.testing.assert_array_equal(
        clf.predict_proba(waiting), again.predict_proba(applied)
    )
    assert clf.history_ != make_classifier().fit(make_epochs()).history_
