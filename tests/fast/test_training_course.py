"""Whole trainings: a hundred steps, folds of unequal size, networks with penalties."""

import keras
import numpy as np
import pytest

from eegmodels.fast import Course, Training, fit_many
from layered import twins

pytestmark = pytest.mark.usefixtures("quick_compilation")

STEPS = 100
SIZES = {
    "EEGNet": {"F1": 2, "D": 2, "kernel_length": 9},
    "ShallowConvNet": {"kernel_length": 5, "first_pool": 8, "pool_stride": 4},
}
COURSE = Course("categorical_crossentropy", ("accuracy",), 3, 6, 1e-2)


def draw(n_trials, n_chans=4, n_times=40):
    """Trials of two classes, of which one has a larger first channel."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n_trials, n_chans, n_times)).astype(np.float32)
    codes = np.arange(n_trials) % 2
    x[codes == 1, 0] *= 2
    return x, np.eye(2, dtype=np.float32)[codes]


@pytest.mark.parametrize("name", SIZES)
def test_losses_of_a_hundred_steps_equal_layer_by_layer(name):
    """To 1e-4, with dropout, whose masks are drawn alike."""
    x, y = draw(16)
    courses = []
    for model in twins(name, *x.shape[1:], dropout_rate=0.5, **SIZES[name]):
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(1e-3), loss)
        given = (x, y) if type(model).__name__ == "Network" else (x[..., None], y)
        fitted = model.fit(
            *given, batch_size=8, epochs=STEPS // 2, shuffle=False, verbose=0
        )
        courses.append(fitted.history["loss"])
        assert int(model.optimizer.iterations.numpy()) == STEPS
    ours, theirs = np.array(courses)
    assert ours[-5:].mean() < 0.95 * ours[:5].mean()  # they do learn
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def plan(network, x, y, training, validation, seed):
    weight = np.linspace(0.5, 1.5, len(x), dtype=np.float32)
    return Training(network, x, y, weight, training, validation, seed)


def softmax_twins(name, shape, seed=0, **sizes):
    return twins(name, *shape, output_activation="softmax", seed=seed, **sizes)


def test_folds_of_unequal_size_train_as_each_does_alone():
    """Two of one size, which run stacked, and one of another between them."""
    x, y = draw(20)
    parts = [np.arange(10), np.arange(4, 20), np.arange(10, 20)]
    together, alone = (
        [
            plan(
                softmax_twins(
                    "EEGNet", x.shape[1:], k, dropout_rate=0.5, **SIZES["EEGNet"]
                )[0],
                x,
                y,
                part,
                np.arange(4),
                k,
            )
            for k, part in enumerate(parts)
        ]
        for _ in range(2)
    )
    found = fit_many(together, COURSE, progress=False)
    for history, training in zip(found, alone, strict=True):
        (expected,) = fit_many([training], COURSE, progress=False)
        losses = [[h.loss, h.val_loss] for h in (history, expected)]
        np.testing.assert_allclose(*losses, rtol=0, atol=1e-5)
    assert len({tuple(history.loss) for history in found}) == 3


def test_a_network_with_penalties_trains_as_keras_trains_it():
    """EEGNetV1, step by step: the loss of each pass, and the kernels at the end.

    Of the biases before a BatchNorm Adam makes steps out of noise.
    """
    x, y = draw(14)
    net, plain = softmax_twins("EEGNetV1", x.shape[1:])
    nothing = np.zeros(0, int)
    training = plan(net, x, y, np.arange(14), nothing, 3)
    (found,) = fit_many([training], COURSE, progress=False)
    adam = keras.optimizers.Adam(COURSE.learning_rate)
    plain.compile(adam, COURSE.loss)
    losses = []
    for _, order in zip(range(COURSE.n_epochs), training.orders(), strict=False):
        losses.append(0.0)
        for start in range(0, 14, COURSE.batch_size):
            chosen = order[start : start + COURSE.batch_size]
            given = x[chosen][..., None], y[chosen], training.weight[chosen]
            plain.reset_metrics()
            losses[-1] += len(chosen) / 14 * float(plain.train_on_batch(*given))
    np.testing.assert_allclose(found.loss, losses, rtol=0, atol=1e-5)
    kernels = [[w for w in m.get_weights() if w.ndim > 1] for m in (net, plain)]
    for ours, theirs in zip(*kernels, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)
