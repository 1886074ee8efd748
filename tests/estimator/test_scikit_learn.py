"""scikit-learn's machinery around the classifier: cloning, search, pipelines, jobs."""

import copy
import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

from eegmodels import EEGClassifier

FOLDS = StratifiedKFold(2)


def test_parameters_of_the_network_are_set_one_by_one(make_classifier):
    given = {"F1": 2, "D": 1}
    clf = make_classifier(model_params=given)
    assert clf.set_params(model__F1=4, n_epochs=7) is clf
    assert clf.model_params == {"F1": 4, "D": 1}
    assert given == {"F1": 2, "D": 1}
    params = clf.get_params()
    assert (params["model__F1"], params["model__D"], params["n_epochs"]) == (4, 1, 7)
    assert "model__F1" not in clf.get_params(deep=False)
    assert EEGClassifier().set_params(model__F1=4).model_params == {"F1": 4}
    with pytest.raises(ValueError, match="Invalid parameter 'epochs'"):
        clf.set_params(epochs=3, model__F1=8)
    assert clf.model_params["F1"] == 4


def test_clone_copies_parameters_and_shares_nothing(fitted):
    twin = clone(fitted)
    assert twin.get_params() == fitted.get_params()
    assert twin.model_params is not fitted.model_params
    assert not hasattr(twin, "model_")
    twin.set_params(model__F1=5)
    assert fitted.model_params["F1"] == 2


def test_repr_shows_what_differs_from_the_defaults(fitted):
    assert repr(EEGClassifier()) == "EEGClassifier()"
    text = repr(EEGClassifier(n_epochs=3, model_params={"F1": 4}))
    assert text == "EEGClassifier(model_params={'F1': 4}, n_epochs=3)"
    assert "EEGClassifier" in fitted._repr_html_()


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))]
)
def test_copies_of_a_fitted_classifier_predict_alike(
    fitted_epochs, make_epochs, copied
):
    twin = copied(fitted_epochs)
    assert twin.model_ is not fitted_epochs.model_
    assert twin.get_params() == fitted_epochs.get_params()
    assert twin.data_spec_ == fitted_epochs.data_spec_
    np.testing.assert_array_equal(
        twin.predict_proba(make_epochs()), fitted_epochs.predict_proba(make_epochs())
    )


def test_cross_validation_gives_the_same_on_arrays_and_epochs(
    make_classifier, make_epochs, data
):
    """scikit-learn cuts Epochs into lists of one-trial Epochs."""
    X, y = data
    clf = make_classifier(n_epochs=4)
    by_array = cross_val_score(clf, X, y, cv=FOLDS)
    epochs = make_epochs()
    by_epochs = cross_val_score(clf, epochs, epochs.events[:, 2], cv=FOLDS)
    np.testing.assert_array_equal(by_array, by_epochs)
    by_event_id = cross_val_score(clf, epochs, cv=KFold(2))
    by_labels = cross_val_score(clf, X, y, cv=KFold(2))
    np.testing.assert_array_equal(by_event_id, by_labels)
    assert not hasattr(clf, "model_")


def test_two_processes_give_what_one_gives(make_classifier, data):
    X, y = data
    alone, together = (
        cross_val_score(
            make_classifier(), X, y, cv=FOLDS, scoring="neg_log_loss", n_jobs=n_jobs
        )
        for n_jobs in (1, 2)
    )
    np.testing.assert_allclose(together, alone, rtol=1e-6)


@pytest.mark.parametrize("kind", ["array", "epochs"])
def test_search_over_a_parameter_of_the_network(
    make_classifier, make_epochs, data, kind
):
    X, y = data if kind == "array" else (make_epochs(), make_epochs().events[:, 2])
    grid = {"model__F1": [1, 2]}
    search = GridSearchCV(make_classifier(), grid, cv=FOLDS, error_score="raise")
    search.fit(X, y)
    best = search.best_params_["model__F1"]
    assert search.best_estimator_.model_.layers[1].filters == best
    assert search.best_estimator_.model_params == {
        "F1": best,
        "D": 1,
        "kernel_length": 8,
    }
    assert search.predict(X).shape == (20,)


def test_last_step_of_a_pipeline(make_classifier, fitted, data):
    X, y = data
    double = FunctionTransformer(lambda X: 2 * X)
    pipeline = make_pipeline(double, make_classifier())
    assert pipeline.set_params(eegclassifier__model__F1=2) is pipeline
    pipeline.fit(X, y)
    np.testing.assert_array_equal(pipeline.predict_proba(X), fitted.predict_proba(X))
    assert isinstance(clone(pipeline), Pipeline)
    assert pipeline.score(X, y) == fitted.score(X, y)


def test_score_takes_weights(fitted, data):
    X, y = data
    right = fitted.predict(X) == y
    assert fitted.score(X, y, sample_weight=right.astype(float)) == 1.0
    with pytest.raises(ValueError, match="without labels; give y"):
        fitted.score(X)
