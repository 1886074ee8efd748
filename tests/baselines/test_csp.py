"""CSP + LDA: finds planted sources, in any unit, form and rank, in silence."""

import logging
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mne
import numpy as np
import pytest
from mne.decoding import CSP
from scipy.linalg import eigh
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score

from eegmodels.baselines import csp_lda
from eegmodels.evaluate import BlockwiseKFold, cross_validate

MNE_DATA = os.environ.get("MNE_DATA", "")


def planted(n_classes=2, n_chans=8, n_trials=60, seed=0):
    """Mix independent sources; source c is louder in class c."""
    rng = np.random.default_rng(seed)
    y = np.arange(n_trials) % n_classes
    sources = rng.standard_normal((n_trials, n_chans, 128))
    sources[np.arange(n_trials), y] *= 2
    mixing = rng.standard_normal((n_chans, n_chans))
    return 1e-5 * (mixing @ sources), y


def as_epochs(X, y):
    events = np.column_stack([np.arange(len(y)), np.zeros(len(y), int), y + 1])
    info = mne.create_info(X.shape[1], 128.0, "eeg")
    return mne.EpochsArray(
        X, info, events, event_id={"left": 1, "right": 2}, verbose="ERROR"
    )


@pytest.mark.parametrize("n_classes", [2, 3])
def test_planted_sources_are_found(n_classes):
    X, y = planted(n_classes)
    assert cross_val_score(csp_lda(), X, y, cv=BlockwiseKFold(5)).mean() > 0.95


def test_filters_solve_the_generalised_eigenproblem():
    X, y = planted(n_trials=400)
    filters = csp_lda(2).fit(X, y)["csp"].filters_[:2]
    first, second = (np.einsum("nct,ndt->cd", X[y == c], X[y == c]) for c in (0, 1))
    values, vectors = eigh(first, first + second)
    best = vectors[:, np.argsort(-np.abs(values - 0.5))[:2]].T
    # Filters are alike where their outputs correlate; shrinkage bends them a little.
    outputs = np.concatenate([filters, best])
    cov = outputs @ (first + second) @ outputs.T
    scale = np.sqrt(np.diag(cov))
    correlations = np.diag(cov / np.outer(scale, scale), 2)
    np.testing.assert_allclose(np.abs(correlations), 1, atol=0.02)


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1e3, 1e6, 3e9])
def test_predictions_do_not_depend_on_the_unit(scale):
    X, y = planted(n_trials=40)
    X[::3] = X[::3, ::-1]  # some hard trials, so that probabilities vary
    expected = csp_lda().fit(X, y).predict_proba(X)
    found = csp_lda().fit(scale * X, y).predict_proba(scale * X)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("single_precision", [False, True])
@pytest.mark.parametrize("n_removed", [1, 3])
def test_data_of_low_rank(n_removed, single_precision):
    X, y = planted(n_chans=12)
    away = np.ones((12, 1)) if n_removed == 1 else np.eye(12)[:, :3] + 0.1
    away = np.linalg.qr(away)[0]
    X = X - away @ (away.T @ X)
    if single_precision:
        X = X.astype(np.float32)
    assert cross_val_score(csp_lda(), X, y, cv=BlockwiseKFold(5)).mean() > 0.9


def test_fewer_samples_than_channels():
    X, y = planted(n_chans=16)
    pipeline = csp_lda().fit(X[:4, :, :5], y[:4])
    assert np.isfinite(pipeline.predict_proba(X[:, :, :5])).all()


def test_all_forms_of_trials_agree():
    X, y = planted()
    epochs = as_epochs(X, y)
    expected = csp_lda().fit(X, y).predict_proba(X)
    singles = [epochs[i] for i in range(len(epochs))]
    for form in (epochs, singles):
        found = csp_lda().fit(form, y).predict_proba(form)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    one = csp_lda().fit(epochs, y).predict_proba(epochs[3])
    np.testing.assert_allclose(one, expected[3:4], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("n_chans", [1, 3])
def test_fewer_channels_than_components(n_chans):
    X, y = planted(n_chans=3)
    X = X[:, :n_chans]
    pipeline = csp_lda(6).fit(X, y)
    assert pipeline[:-1].transform(X).shape == (60, n_chans)
    assert pipeline.score(X, y) > 0.7


def test_silence_and_an_unchanged_log_level(capfd):
    X, y = planted()
    epochs = as_epochs(X, y)
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    mne.utils.logger.addHandler(handler)
    try:
        with mne.use_log_level("INFO"):
            csp_lda().fit(epochs, y).predict(epochs)
            assert mne.utils.logger.level == logging.INFO
            assert records == []
            mne.utils.logger.info("heard again")
            assert [record.msg for record in records] == ["heard again"]
            # Elsewhere MNE's own CSP speaks as before.
            CSP().fit(X, y)
            assert len(records) > 1
            records.clear()
            capfd.readouterr()
            csp_lda().fit(X, y)
    finally:
        mne.utils.logger.removeHandler(handler)
    assert records == []
    assert capfd.readouterr() == ("", "")


def test_threads_leave_the_log_level():
    X, y = planted()
    epochs = as_epochs(X, y)
    with mne.use_log_level("INFO"):
        with ThreadPoolExecutor(4) as pool:
            # Of its own for each: MNE takes the data out of Epochs to index them.
            own = [epochs.copy() for _ in range(12)]
            fits = [pool.submit(csp_lda().fit, each, y) for each in own]
            scores = [fit.result().score(X, y) for fit in fits]
        assert mne.utils.logger.level == logging.INFO
    assert len(set(scores)) == 1


def test_scikit_learn_contract():
    X, y = planted()
    pipeline = csp_lda(4)
    assert pipeline.get_params()["csp__n_components"] == 4
    assert isinstance(pipeline["csp"], CSP)
    search = GridSearchCV(pipeline, {"csp__n_components": [1, 4]}, cv=BlockwiseKFold(2))
    assert search.fit(as_epochs(X, y), y).best_score_ > 0.9
    fitted = pipeline.fit(X, y)
    with pytest.raises(AttributeError, match="classes_"):
        _ = clone(fitted).classes_
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    np.testing.assert_array_equal(again.fit(X, y).predict(X), fitted.predict(X))


def test_two_processes():
    X, y = planted()
    cv = BlockwiseKFold(5)
    alone = cross_val_score(csp_lda(), as_epochs(X, y), y, cv=cv)
    together = cross_val_score(csp_lda(), as_epochs(X, y), y, cv=cv, n_jobs=2)
    np.testing.assert_array_equal(alone, together)


@pytest.mark.parametrize(
    ("n_components", "error", "text"),
    [
        (0, ValueError, "n_components=0 is too small; give at least 1"),
        (2.5, TypeError, "n_components=2.5 is of type float"),
    ],
)
def test_number_of_components_is_checked(n_components, error, text):
    with pytest.raises(error, match=text):
        csp_lda(n_components)


def test_bad_trials_are_refused():
    X, y = planted()
    with pytest.raises(ValueError, match=r"X has 2 axes .*; expected 3"):
        csp_lda().fit(X[:, 0], y)
    X[5, 2] = np.inf
    with pytest.raises(ValueError, match=r"X contains NaN or infinity.* channels 2"):
        csp_lda().fit(X, y)


def imagery(subject, runs):
    paths = mne.datasets.eegbci.load_data(subject, runs, update_path=False)
    raw = mne.concatenate_raws([mne.io.read_raw_edf(p, preload=True) for p in paths])
    mne.datasets.eegbci.standardize(raw)
    raw.filter(8, 30)
    events, _ = mne.events_from_annotations(raw, {"T1": 1, "T2": 2})
    epochs = mne.Epochs(
        raw,
        events,
        {"T1": 1, "T2": 2},
        tmin=0.5,
        tmax=3.5 - 1 / raw.info["sfreq"],
        baseline=None,
        preload=True,
    )
    return epochs.resample(128)


@pytest.mark.recordings
@pytest.mark.skipif(
    not (MNE_DATA and Path(MNE_DATA).is_dir()),
    reason="needs PhysioNet recordings: set MNE_DATA to the folder that holds them",
)
@pytest.mark.parametrize(
    ("subject", "runs", "least"), [(1, [6, 10, 14], 0.9), (29, [4, 8, 12], 0.95)]
)
def test_recorded_imagery(subject, runs, least):
    with mne.use_log_level("ERROR"):
        epochs = imagery(subject, runs)
    result = cross_validate(csp_lda(), epochs)
    assert len(result.y_true) == 45
    assert result.accuracy.estimate >= least
    assert result.auc.estimate >= least
    microvolts = cross_validate(csp_lda(), 1e6 * epochs.get_data(), result.y_true)
    np.testing.assert_array_equal(microvolts.y_pred, result.y_pred)
