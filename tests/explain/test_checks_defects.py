"""Each check fails where something is wrong that it is there to find."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.explain import METHODS, Method
from eegmodels.explain._checking._examined import Examined
from eegmodels.explain._computing import multiplied
from eegmodels.explain._slopes import gradient_slopes, rescale_slopes
from eegmodels.models import EEGNet
from naive_networks import unlike_a_start

SMALL = {"F1": 2, "D": 2, "kernel_length": 9}
QUICK = {"n_random": 3, "n_subsets": 12}


@pytest.fixture(scope="module")
def net():
    return unlike_a_start(EEGNet(4, 64, 2, sfreq=128.0, seed=1, **SMALL), 1)


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return rng.standard_normal((8, 4, 64)), np.arange(8) % 2


@pytest.fixture
def plant(monkeypatch):
    """Register a method for the length of a test."""

    def make(compute=multiplied, *, complete=True, slopes=rescale_slopes):
        method = Method(
            name="planted",
            summary="",
            misleads="",
            reference="",
            complete=complete,
            slopes=slopes,
            compute=compute,
        )
        monkeypatch.setitem(METHODS, "planted", method)

    return make


def noise(task):
    """Same numbers for a trial whatever the network; nothing of what it does."""
    seeds = np.abs(task.x[:, 0, 0] * 1e6).astype(int)
    drawn = [np.random.default_rng(s).standard_normal(task.x.shape[1:]) for s in seeds]
    return np.array(drawn, dtype=np.float32), *task.outputs()


def planted(net, trials, *checks, **options):
    found = explain.check(
        net, *trials, method="planted", checks=checks, **QUICK, **options
    )
    return {check.name: check for check in found.checks}


def test_noise_in_place_of_relevance(net, trials, plant):
    plant(noise, complete=False)
    names = ("batches", "cascade", "deletion", "insertion", "sensitivity", "agreement")
    found = planted(net, trials, *names)
    failed = {name for name, check in found.items() if check.passed is False}
    assert failed == set(names) - {"batches"}
    assert found["batches"].passed
    signed = found["cascade"].numbers["signed"]
    np.testing.assert_allclose(signed, 1, atol=1e-9)
    assert np.abs(found["agreement"].numbers["signed"][-1, :4]).max() < 0.1


def test_relevance_that_speaks_the_wrong_way(net, trials, plant):
    def turned(task):
        data, output, output0 = multiplied(task)
        return -data, output, output0

    plant(turned)
    found = planted(net, trials, "completeness", "deletion", "insertion", "sensitivity")
    assert [check.passed for check in found.values()] == [False] * 4
    assert found["deletion"].numbers["area"][2] < 0


def test_a_promise_that_is_not_kept(net, trials, plant):
    """DeepLIFT that is the plain gradient inside."""
    plant(slopes=gradient_slopes)
    found = planted(net, trials, "completeness")["completeness"]
    assert found.passed is False
    assert "planted promises" in found.words
    assert found.numbers["worst"] > 100 * found.numbers["allowed"]


@pytest.mark.parametrize("name", ["deletion", "insertion"])
def test_holes_that_move_the_logit_by_themselves(trials, monkeypatch, name):
    """Up in one class and down in the other, the more, the more they are of one kind.

    The order is right all the same, which its reverse shows.
    """
    data, labels = trials
    inputs = keras.Input((4, 64, 1))
    ends = keras.layers.Dense(2)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, ends)
    rng = np.random.default_rng(1)
    kernel = rng.standard_normal((256, 2)).astype("float32")
    model.set_weights([kernel, np.zeros(2)])
    sums = Examined.outputs

    def with_artefact(examined, variant, n):
        sense = examined.question.weights @ np.array([1.0, -1.0])
        left = np.stack([(variant(k) != 0).mean(axis=(1, 2)) for k in range(n)], axis=1)
        logits = sums(examined, variant, n)
        own = np.abs(logits - left * full[:, None])
        return logits + 4 * sense[:, None] * own

    full = (kernel.T[labels] * data.reshape(8, -1)).sum(axis=1)
    info = mne.create_info(4, 128.0, "eeg")
    sound = explain.check(model, data, labels, info=info, checks=[name])[name]
    monkeypatch.setattr(Examined, "outputs", with_artefact)
    found = explain.check(model, data, labels, info=info, checks=[name])[name]
    assert sound.passed is True
    assert found.passed is None
    assert "random orders are no measure here" in found.words
    area = found.numbers["area_of_trials"]
    assert (area[labels == 0] * area[labels == 1] < 0).all()
    assert (found.numbers["between_of_trials"] > 0).all()


@keras.saving.register_keras_serializable("tests")
class Cut(keras.layers.Layer):
    """Linear for small numbers alone, which a trial of it does not show."""

    def call(self, inputs):
        return keras.ops.clip(inputs, -20.0, 20.0)


def test_a_wrong_rule_of_a_layer(trials, monkeypatch):
    monkeypatch.setattr("eegmodels.explain._rules._REGISTERED", {})
    explain.register_rule(Cut, "affine")
    inputs = keras.Input((4, 64, 1))
    ends = keras.layers.Dense(2)(keras.layers.Flatten()(Cut()(inputs)))
    model = keras.Model(inputs, ends)
    info = mne.create_info(4, 128.0, "eeg")
    small, large = (
        explain.check(
            model, size * trials[0], target=0, info=info, checks=["completeness"]
        )
        for size in (1, 30)
    )
    assert small["completeness"].passed is True
    assert large["completeness"].passed is False
    assert "a rule does not fit a layer" in large["completeness"].words
    assert large.verdict.startswith("Do not use these relevances")


def test_a_trial_that_hangs_on_the_others(net, trials, plant):
    def mixed(task):
        data, output, output0 = multiplied(task)
        return data / len(data), output, output0

    plant(mixed)
    found = planted(net, trials, "batches")["batches"]
    assert found.passed is False
    differences = found.numbers["largest_difference"]
    assert differences["asked again"] == 0
    assert differences["one by one"] == pytest.approx(7)
    assert "(one by one)" in found.words


def test_a_method_that_draws_anew_each_time(net, trials, plant):
    rng = np.random.default_rng(0)

    def drawn(task):
        data, output, output0 = multiplied(task)
        noisy = data + 1e-3 * rng.standard_normal(data.shape) * np.abs(data).max()
        return noisy.astype(np.float32), output, output0

    plant(drawn)
    found = planted(net, trials, "batches")["batches"]
    assert found.passed is False
    assert found.numbers["largest_difference"]["asked again"] > 1e-4


def test_a_network_that_is_changed(trials, plant):
    net = EEGNet(4, 64, 2, sfreq=128.0, seed=1, **SMALL)

    def careless(task):
        layer = net.get_layer("temporal_norm")
        gain, offset, mean, variance = layer.get_weights()
        layer.set_weights([gain, offset, mean + 1e-3, variance])
        net.get_layer("dense").trainable = False
        return multiplied(task)

    plant(careless)
    found = planted(net, trials, "untouched")["untouched"]
    assert found.passed is False
    assert "statistics and frozen weights" in found.words
    assert "trainable flags" in found.words


def test_a_dead_network_is_not_judged(trials):
    inputs = keras.Input((4, 64, 1))
    dead = keras.Model(
        inputs,
        keras.layers.Dense(2, kernel_initializer="zeros")(
            keras.layers.Flatten()(inputs)
        ),
    )
    info = mne.create_info(4, 128.0, "eeg")
    found = explain.check(dead, *trials, info=info, checks=["cascade"])["cascade"]
    assert found.passed is None
    assert "So nothing was changed." in found.words
    dead.layers[-1].set_weights([np.zeros((256, 2)), np.ones(2)])
    found = explain.check(dead, *trials, info=info, checks=["cascade"])["cascade"]
    assert found.passed is None
    assert "The relevance is zero everywhere." in found.words
