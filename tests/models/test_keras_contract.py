"""Fitting and predicting as ``keras.Model`` does, and what failed calls leave."""

import keras
import numpy as np
import pytest

from eegmodels.fast import Step
from eegmodels.models import EEGNet, Network

pytestmark = pytest.mark.usefixtures("quick_compilation")


@pytest.fixture(scope="module")
def net(trials):
    """Trained for two steps."""
    net = EEGNet(3, 32, 2, F1=2, D=1, kernel_length=8, seed=0)
    net.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    net.fit(*trials, batch_size=8, epochs=1, verbose=0)
    return net


@pytest.fixture
def unchanged(net):
    """Check that a block leaves the weights as they were and the network usable."""
    before = net.get_weights()
    yield net
    for old, new in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert np.isfinite(net.predict(np.ones((2, 3, 32)), verbose=0)).all()


CALLS = ["predict", "predict_on_batch", "evaluate", "test_on_batch"]
TRAINING = ["fit", "train_on_batch"]


def arguments(method, x, y):
    data = (x,) if method.startswith("predict") else (x, y)
    return data, {} if method.endswith("on_batch") else {"verbose": 0}


@pytest.mark.parametrize("method", CALLS)
def test_trials_with_and_without_a_trailing_axis_give_the_same(net, trials, method):
    x, y = trials
    three, options = arguments(method, x, y)
    four, _ = arguments(method, x[..., None], y)
    call = getattr(net, method)
    np.testing.assert_array_equal(call(*three, **options), call(*four, **options))


@pytest.mark.parametrize("method", TRAINING)
def test_training_takes_a_trailing_axis(small, trials, method):
    """The same weights come out with three axes and with four."""
    x, y = trials
    results = []
    for data in (x, x[..., None]):
        net = small(dropout_rate=0.0)
        options = {"verbose": 0, "shuffle": False} if method == "fit" else {}
        getattr(net, method)(data, y, **options)
        results.append(net.get_weights())
    for a, b in zip(*results, strict=True):
        np.testing.assert_array_equal(a, b)


def test_arguments_by_position_mean_what_they_mean_in_keras(net, trials):
    assert net.predict(trials[0], 6, 0).shape == (12, 2)
    assert len(net.evaluate(*trials, 6, 0)) == 2
    assert isinstance(net, Network)


def wrong_shapes():
    return [
        (
            (12, 32, 3),
            r"channels and samples are swapped.*transpose\(0, 2, 1\)",
        ),
        (
            (12, 5, 32),
            r"\(12, 5, 32\); .*expects \(n_trials, 3, 32\): 5 channels",
        ),
        ((12, 3, 40), r"40 samples in place of 32. Pick the same"),
        ((3, 3, 40), r"40 samples in place of 32"),
        ((12, 5, 40), r"5 channels in place of 3 and 40 samples in place of 32"),
        ((3, 12, 32), r"3 channels seem to be on axis 0"),
        ((12, 40, 3), r"3 channels seem to be on axis 2"),
        ((3, 32), r"A single trial is x\[numpy.newaxis\]"),
        ((12,), r"x has shape \(12,\); the network expects \(n_trials, 3, 32\)"),
        ((12, 3, 32, 2), r"x has shape \(12, 3, 32, 2\)"),
    ]


@pytest.mark.parametrize(("shape", "match"), wrong_shapes())
def test_wrong_shapes_are_refused_with_the_reason(unchanged, shape, match):
    with pytest.raises(ValueError, match=match):
        unchanged.predict(np.zeros(shape, np.float32), verbose=0)


@pytest.mark.parametrize("method", CALLS + TRAINING)
def test_every_method_refuses_swapped_axes(unchanged, trials, method):
    x, y = trials
    data, options = arguments(method, x.transpose(0, 2, 1), y)
    with pytest.raises(ValueError, match="swapped"):
        getattr(unchanged, method)(*data, **options)


@pytest.mark.parametrize(
    ("y", "match"),
    [
        (np.zeros((12, 3)), "y has shape .* 3 classes; the network has n_outputs=2"),
        (np.zeros((11, 2)), "y has 11 rows and x has 12 trials"),
    ],
)
def test_targets_that_do_not_fit_are_refused(unchanged, trials, y, match):
    with pytest.raises(ValueError, match=match):
        unchanged.fit(trials[0], y, verbose=0)


def test_validation_data_are_checked_under_their_name(unchanged, trials):
    x, y = trials
    with pytest.raises(ValueError, match=r"validation_data has shape .*swapped"):
        unchanged.fit(x, y, validation_data=(x.transpose(0, 2, 1), y), verbose=0)


def test_a_list_of_trials_is_refused_with_the_remedy(unchanged, trials):
    with pytest.raises(TypeError, match=r"list of 12 arrays; stack .*numpy.stack"):
        unchanged.predict(list(trials[0]), verbose=0)


def test_a_predict_that_fails_inside_leaves_the_weights(unchanged, trials, monkeypatch):
    def explode(*layers_and_x, training):
        raise ArithmeticError("planted")

    steps = (Step((), explode),)
    monkeypatch.setitem(unchanged.__dict__, "_fast_steps", steps)
    with pytest.raises(ArithmeticError, match="planted"):
        unchanged(trials[0])
    unchanged.predict_function = None  # compiled by an earlier predict
    with pytest.raises(ArithmeticError, match="planted"):
        unchanged.predict(trials[0], verbose=0)
    unchanged.predict_function = None


class Interrupt(keras.callbacks.Callback):
    """Press Ctrl-C at one moment of a training."""

    def __init__(self, moment):
        super().__init__()
        setattr(self, moment, self.press)

    def press(self, *_, **__):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    "moment",
    ["on_train_begin", "on_train_batch_begin", "on_train_batch_end", "on_epoch_end"],
)
def test_an_interrupted_fit_leaves_the_weights(unchanged, trials, moment):
    with pytest.raises(KeyboardInterrupt):
        unchanged.fit(
            *trials, batch_size=8, epochs=2, verbose=0, callbacks=[Interrupt(moment)]
        )
    assert int(unchanged.optimizer.iterations.numpy()) == 2  # of the first training
    assert len(unchanged.evaluate(*trials, verbose=0)) == 2


@pytest.mark.parametrize("method", TRAINING)
def test_a_first_training_that_fails_in_its_step_can_be_repeated(
    small, trials, monkeypatch, method
):
    """Optimizer and metrics are made in that call; none may stay without values."""
    net, twin = small(dropout_rate=0.0), small(dropout_rate=0.0)
    before = net.get_weights()
    run, calls = net._steps()[0].run, []

    def explode_when_traced(*args, training):
        calls.append(training)
        if len(calls) > 1:  # the first is Keras's symbolic one
            raise ArithmeticError("planted")
        return run(*args, training=training)

    first, *others = net._steps()
    steps = (Step(first.layers, explode_when_traced), *others)
    with monkeypatch.context() as patch:
        patch.setitem(net.__dict__, "_fast_steps", steps)
        data, options = arguments(method, *trials)
        with pytest.raises(ArithmeticError, match="planted"):
            getattr(net, method)(*data, **options)
    for old, new in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    net.train_function = None
    assert net.train_on_batch(*trials) == twin.train_on_batch(*trials)
