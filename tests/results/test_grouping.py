"""Averages by true class, predicted class, target, or any names."""

import numpy as np
import pytest


@pytest.mark.parametrize("by", ["class", "predicted", "target", None])
def test_average_of_each_group_against_a_loop(make_relevance, by):
    found = make_relevance()
    known = found.predicted if by == "predicted" else found.labels
    means = found.average(by)
    assert set(means) == set(known.tolist())
    for name, mean in means.items():
        chosen = [k for k in range(6) if known[k] == name]
        np.testing.assert_allclose(
            mean.data[0], np.mean([found.data[k] for k in chosen], axis=0), rtol=1e-6
        )
        assert mean.logit[0] == pytest.approx(np.mean(found.logit[chosen]))
        assert mean.settings["n_averaged"] == len(chosen)


def test_averages_by_any_names(make_relevance):
    found = make_relevance()
    right = (found.labels == found.predicted).tolist()
    means = found.average(by=right)
    assert {name: m.settings["n_averaged"] for name, m in means.items()} == {
        True: 4,
        False: 2,
    }
    sessions = found.average(by=np.array([1, 1, 1, 2, 2, 2]))
    np.testing.assert_allclose(sessions[2].data[0], found.data[3:].mean(axis=0))


def test_a_group_that_differs_in_what_is_explained_says_so(make_relevance):
    found = make_relevance(target=["left", "left", "rest", "left", "rest", "rest"])
    by_class = found.average(by="class")
    assert by_class["left"].target == ["left"]
    assert by_class["right"].target == ["several classes"]
    assert by_class["right"].labels.tolist() == ["right"]
    by_predicted = found.average(by="predicted")
    assert by_predicted["left"].labels is None
    assert by_predicted["left"].predicted.tolist() == ["left"]


def test_what_cannot_be_grouped_is_refused(make_relevance):
    found = make_relevance(labels=None, predicted=None)
    assert set(found.average()) == {"left", "right", "rest"}  # by target
    with pytest.raises(ValueError, match=r"by='class': the true classes .* not known"):
        found.average(by="class")
    with pytest.raises(ValueError, match="by='predicted': the predicted classes"):
        found.average(by="predicted")
    with pytest.raises(ValueError, match=r"by='clas' is not one of .* mean 'class'"):
        found.average(by="clas")
    with pytest.raises(ValueError, match=r"by has 2 names; give one .* the 6 trials"):
        found.average(by=["a", "b"])
    with pytest.raises(ValueError, match="by is 3; give one name"):
        found.average(by=3)
