"""t-SNE of trials, and whether its two numbers tell clusters from none."""

import io
from dataclasses import fields

import numpy as np
import pytest

from eegmodels.results import Embedding
from signals import make, noise


def separated():
    """30 trials, in which the two classes lie far apart."""
    data, labels = noise(n_trials=30, n_times=16)
    data[labels == "b"] += 4
    return make(data, labels)


@pytest.fixture(scope="module")
def apart():
    return separated().embed(perplexity=8, n_permutations=99)


def naive_purity(points, groups, n_neighbors):
    shares = []
    for k, point in enumerate(points):
        far = [(((point - other) ** 2).sum(), j) for j, other in enumerate(points)]
        near = [j for _, j in sorted(f for f in far if f[1] != k)][:n_neighbors]
        shares.append(sum(groups[j] == groups[k] for j in near) / n_neighbors)
    return sum(shares) / len(shares)


def test_groups_that_are_apart_are_so_in_the_picture(apart):
    assert apart.coordinates.shape == (30, 2)
    assert apart.purity.tolist() == [1, 1]
    assert apart.p_values.tolist() == [0.01, 0.01]
    assert apart.trustworthiness > 0.85
    assert apart.null.shape == (2, 99)
    assert apart.null.mean() == pytest.approx(14 / 29, abs=0.03)
    assert "activations 1.00 (shuffled 0.4" in str(apart)


def test_no_groups_are_seen_where_there_are_none():
    """A picture of t-SNE has clumps all the same; the numbers say what they are."""
    p_values = []
    for seed in range(4):
        found = make(*noise(n_trials=30, n_times=16, seed=seed)).embed(
            perplexity=8, n_permutations=99
        )
        p_values.append(found.p_values)
    assert np.min(p_values) > 0.02
    assert np.mean(p_values) > 0.2


def test_purity_is_that_of_naive_neighbours():
    data, labels = noise(n_trials=20, n_times=8, seed=2)
    data[labels == "b", 0] += 0.7
    found = make(data, labels).embed(perplexity=5, n_neighbors=3, n_permutations=20)
    flat = data.reshape(20, -1)
    assert found.purity[0] == pytest.approx(naive_purity(flat, labels, 3))
    expected = naive_purity(found.coordinates, labels, 3)
    assert found.purity[1] == pytest.approx(expected)


def test_seed_and_unit(apart):
    again = separated().embed(perplexity=8, n_permutations=99)
    np.testing.assert_array_equal(again.coordinates, apart.coordinates)
    signals = separated()
    small = make(2.0**-20 * signals.data, signals.labels).embed(
        perplexity=8, n_permutations=99
    )
    np.testing.assert_allclose(small.coordinates, apart.coordinates, rtol=1e-3)


def test_other_groups_and_none():
    signals = separated()
    halves = ["first"] * 15 + ["second"] * 15
    found = signals.embed(perplexity=8, by=halves, n_permutations=99)
    assert found.classes == ["first", "second"]
    assert found.p_values[0] > 0.05
    unknown = make(signals.data).embed(perplexity=8)
    assert unknown.labels is unknown.purity is unknown.p_values is None
    assert unknown.reading.endswith("Groups are not known.")
    assert unknown.plot()[1]["groups"] == ["all trials"]


def test_every_field_comes_back(apart, tmp_path):
    apart.save(tmp_path / "e.npz")
    back = Embedding.read(tmp_path / "e.npz")
    for field in fields(Embedding):
        np.testing.assert_equal(getattr(back, field.name), getattr(apart, field.name))


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"perplexity": 30}, r"perplexity=30 is not below the 30 trials: it is .* 10,"),
        ({"perplexity": 0}, r"perplexity=0 is outside"),
        ({"n_neighbors": 15}, r"n_neighbors=15 is not below half of the 30 trials"),
        ({"by": ["x"] * 29}, r"by has 29 names; give one for each of the 30 trials"),
        ({"n_permutations": 0}, r"n_permutations=0 is too small"),
    ],
)
def test_bad_requests_are_refused(given, match):
    with pytest.raises(ValueError, match=match):
        separated().embed(**given)


def test_what_does_not_vary_has_no_picture():
    with pytest.raises(
        ValueError, match=r"32 values for each trial, and all trials th"
    ):
        make(np.ones((20, 2, 16))).embed(perplexity=5)
    with pytest.raises(ValueError, match=r"1 values for each trial, and one is no pla"):
        make(np.arange(20.0).reshape(20, 1, 1)).embed(perplexity=5)


def test_marks_differ_in_shape_and_filling(apart):
    figure, numbers = apart.plot()
    ax = figure.axes[0]
    first, second = ax.collections
    assert len(first.get_facecolor()) == 1
    assert len(second.get_facecolor()) == 0  # hollow
    shapes = [c.get_paths()[0].vertices.shape for c in (first, second)]
    assert shapes[0] != shapes[1]
    np.testing.assert_allclose(first.get_offsets(), apart.coordinates[::2])
    assert numbers["counts"] == [15, 15]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["a (n = 15)", "b (n = 15)"]
    assert "Distances between clusters mean nothing" in figure.get_supxlabel().replace(
        "\n", " "
    )
    figure.savefig(io.BytesIO(), format="png")
