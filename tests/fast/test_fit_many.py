"""Trainings whole passes at a time and many at once, against Keras's own fit."""

import keras
import numpy as np
import pytest

from eegmodels.fast import Course, Training, _fit_arrays, _fit_many, fit_many
from eegmodels.fast._fit_keras import fit_by_keras
from eegmodels.fast._kinds import Kept
from eegmodels.fast._passes import Pass
from eegmodels.fast._progress import ProgressBar
from eegmodels.models import EEGNet, ShallowConvNet

pytestmark = pytest.mark.usefixtures("quick_compilation")

CODES = np.tile([0, 1, 2], 7)  # 21 trials: batches of 6, 6 and 4 of the 16 that train
COURSE = Course("categorical_crossentropy", ("accuracy",), 5, 6, 1e-2)
on_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="elsewhere Keras's fit is what runs"
)


def draw(n_chans=6, n_times=40):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((len(CODES), n_chans, n_times)).astype(np.float32)
    x[CODES == 1, 0] += 0.5
    return x


def plan(network, x, seed=0, **changes):
    order = np.random.default_rng(seed).permutation(len(x))
    given = {
        "y": np.eye(3, dtype=np.float32)[CODES],
        "weight": np.linspace(0.5, 1.5, len(x), dtype=np.float32),
        "training": order[:16],
        "validation": order[16:],
        "seed": seed,
    }
    return Training(network, x, **{**given, **changes})


def build(seed=0, kernel_length=8, **arguments):
    sizes = {"F1": 2, "D": 2, "kernel_length": kernel_length, "seed": seed}
    return EEGNet(6, 40, 3, **{**sizes, **arguments})


def columns(history):
    return np.array(
        [history.loss, history.accuracy, history.val_loss, history.val_accuracy]
    )


def check_weights(ours, theirs):
    """To 1e-4, but for what the second BatchNorm takes out again: it drifts."""
    drifting = {id(v) for v in [*ours.layers[2].variables]}
    for a, b in zip(ours.variables, theirs.variables, strict=True):
        if id(a) not in drifting:
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=0, atol=1e-4)


@on_jax
@pytest.mark.parametrize("kernel_length", [8, 20], ids=["moments", "per batch"])
def test_whole_passes_equal_keras_fit(kernel_length):
    """With dropout, class weights, a short last batch and the best pass kept."""
    ours, theirs = (build(kernel_length=kernel_length) for _ in range(2))
    x = draw()
    (found,) = fit_many([plan(ours, x)], COURSE, progress=False)
    expected = fit_by_keras(plan(theirs, x), COURSE, progress=False)
    *trained, validated, hits = columns(found)
    *trained_there, validated_there, hits_there = columns(expected)
    np.testing.assert_allclose(trained, trained_there, rtol=0, atol=1e-5)
    # Moving statistics lag behind the drift that the batch's own take out again.
    np.testing.assert_allclose(validated, validated_there, rtol=0, atol=1e-4)
    np.testing.assert_array_equal(hits, hits_there)
    assert found.best_epoch == expected.best_epoch
    check_weights(ours, theirs)
    assert int(ours.optimizer.iterations.numpy()) == 5 * 3


def test_patience_ends_a_training_alone_and_among_others():
    """Each as Keras ends it: best pass, course and weights, stacked or not."""
    x = draw()
    course = Course(COURSE.loss, COURSE.metrics, 30, 6, 3e-2, patience=2)
    seeds = range(3)
    together = [plan(build(k), x, seed=k) for k in seeds]
    found = fit_many(together, course, progress=False)
    alone = [plan(build(k), x, seed=k) for k in seeds]
    expected = [fit_by_keras(training, course, progress=False) for training in alone]
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.best_epoch == theirs.best_epoch
        assert len(ours.loss) == len(theirs.loss) == ours.best_epoch + 3 < 30
        np.testing.assert_allclose(ours.loss, theirs.loss, rtol=0, atol=1e-3)
    assert len({len(history.loss) for history in found}) > 1
    for ours, theirs in zip(together, alone, strict=True):
        steps = [t.network.optimizer.iterations.numpy() for t in (ours, theirs)]
        assert steps[0] == steps[1]


@on_jax
def test_a_network_that_runs_layer_by_layer_is_left_to_keras(monkeypatch):
    x = draw()
    networks = [build(), build()]
    networks[0].fast = False
    taken = []
    by_keras = _fit_many.fit_by_keras

    def seen(training, *rest):
        taken.append(training.network)
        return by_keras(training, *rest)

    monkeypatch.setattr(_fit_many, "fit_by_keras", seen)
    found = fit_many([plan(n, x) for n in networks], COURSE, progress=False)
    assert taken == networks[:1]
    np.testing.assert_allclose(found[0].loss, found[1].loss, rtol=0, atol=1e-4)


@on_jax
def test_a_frozen_opening_keeps_its_statistics_in_both():
    ours, theirs = build(), build()
    x = draw()
    for network in (ours, theirs):
        network.layers[1].trainable = network.layers[2].trainable = False
    before = [w.copy() for w in ours.layers[1].get_weights()]
    before += [w.copy() for w in ours.layers[2].get_weights()]
    (found,) = fit_many([plan(ours, x)], COURSE, progress=False)
    expected = fit_by_keras(plan(theirs, x), COURSE, progress=False)
    np.testing.assert_allclose(columns(found), columns(expected), rtol=0, atol=1e-5)
    after = [*ours.layers[1].get_weights(), *ours.layers[2].get_weights()]
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "parts",
    [lambda x: [x] * 3, lambda x: [x, 2 * x, x[::-1].copy()]],
    ids=["one array", "arrays of their own"],
)
def test_many_networks_train_as_each_does_alone(parts):
    """Other seeds, other trials, permuted labels; losses to 1e-5 over 51 steps."""
    x, course = draw(), Course(COURSE.loss, COURSE.metrics, 17, 6, 1e-3)
    shuffled = np.eye(3, dtype=np.float32)[CODES[::-1]]
    changes = [{}, {"seed": 1}, {"y": shuffled}]
    together, alone = (
        [plan(build(k), part, **change) for k, (part, change) in enumerate(given)]
        for given in [list(zip(parts(x), changes, strict=True)) for _ in range(2)]
    )
    found = fit_many(together, course, progress=False)
    for k, training in enumerate(alone):
        (expected,) = fit_many([training], course, progress=False)
        losses = [[h.loss, h.val_loss] for h in (found[k], expected)]
        np.testing.assert_allclose(*losses, rtol=0, atol=1e-5)
        check_weights(together[k].network, training.network)
    assert found[0].loss != found[1].loss


def test_networks_of_other_kinds_and_sizes_are_told_apart():
    x = draw()
    few = np.arange(10)
    given = [
        plan(build(0), x),
        plan(
            ShallowConvNet(
                6, 40, 3, kernel_length=5, first_pool=8, pool_stride=4, seed=1
            ),
            x,
        ),
        plan(build(2), x, training=few),
        plan(build(3), x),
        plan(build(4), x, validation=np.zeros(0, int)),
    ]
    found = fit_many(given, Course(COURSE.loss, COURSE.metrics, 2, 6, 1e-3))
    assert [len(history.loss) for history in found] == [2] * 5
    assert [len(history.val_loss) for history in found] == [2, 2, 2, 2, 0]
    assert found[4].best_epoch == 1


@on_jax
def test_memory_bounds_how_many_run_at_once(monkeypatch):
    x = draw()
    given = [plan(build(k), x) for k in range(5)]
    assert _fit_many._groups(given, 6) == [[0, 1, 2, 3, 4]]
    one = _fit_many.MEMORY // _fit_many._at_once(given[0], 6)
    monkeypatch.setattr(_fit_many, "MEMORY", 2 * one)
    assert _fit_many._groups(given, 6) == [[0, 1], [2, 3], [4]]
    monkeypatch.setattr(_fit_many, "SMALL", 6 * 6 * 40 - 1)
    alone = [[0], [1], [2], [3], [4]]
    assert _fit_many.on_accelerator() or _fit_many._groups(given, 6) == alone


def test_an_interruption_leaves_all_networks_as_they_were(monkeypatch):
    x = draw()
    given = [plan(build(k), x) for k in range(2)]
    before = [training.network.get_weights() for training in given]

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(ProgressBar, "on_epoch_end", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit_many(given, COURSE, progress=False)
    for training, weights in zip(given, before, strict=True):
        for a, b in zip(training.network.get_weights(), weights, strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_loss_that_leaves_the_numbers_is_an_error():
    course = Course(COURSE.loss, COURSE.metrics, 4, 6, 1e30)
    with pytest.raises(ValueError, match=r"training diverged.* Lower learning_rate"):
        fit_many([plan(build(), draw())], course, progress=False)


def test_nothing_to_train_is_an_error():
    with pytest.raises(ValueError, match="trainings is empty; give one"):
        fit_many([], COURSE)


@on_jax
def test_folds_of_equal_size_compile_once(monkeypatch):
    x, traced = draw(), []
    plain = Pass.__call__

    def counted(self, *given):
        traced.append(self)
        return plain(self, *given)

    monkeypatch.setattr(Pass, "__call__", counted)
    monkeypatch.setattr(_fit_arrays, "_PASSES", Kept(8))
    course = Course(COURSE.loss, COURSE.metrics, 2, 6, 1e-3)
    for seed in range(2):
        fit_many([plan(build(seed), x, seed=seed)], course, progress=False)
    assert len(traced) == 1
