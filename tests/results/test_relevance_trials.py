import numpy as np
import pytest

LABELS = np.array(["left", "right", "rest"] * 2)
PREDICTED = np.array(["left", "left", "rest", "left", "rest", "rest"])
SHARE = np.array([0.5, 0.9, 0.6, 0.8, 0.7, 0.4])


def test_the_most_certain_trials_of_each_class(make_relevance):
    found = make_relevance(labels=LABELS, predicted=PREDICTED, probability=SHARE)
    assert found.most_certain() == [3, 2]  # no trial of "right" is right
    assert found.most_certain(2) == [3, 0, 2, 5]
    assert found.most_certain(9) == [3, 0, 2, 5]
    assert found.most_certain(right=False) == [1]
    assert found.most_certain(2, right=False) == [1, 4]


@pytest.mark.parametrize("missing", ["labels", "predicted", "probability"])
def test_what_is_not_known_is_said(make_relevance, missing):
    known = {"labels": LABELS, "predicted": PREDICTED, "probability": SHARE}
    found = make_relevance(**{**known, missing: None})
    with pytest.raises(ValueError, match=r"name the trials \(trials=\[0, 1\]\)"):
        found.most_certain()


def test_probabilities_are_averaged_and_counted(make_relevance):
    found = make_relevance(probability=SHARE)
    np.testing.assert_allclose(found.average()["left"].probability, [0.65])
    with pytest.raises(ValueError, match="probability has 5 values; data of shape"):
        make_relevance(probability=SHARE[:5]).check_shapes()
