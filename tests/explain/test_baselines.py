"""Baselines by name, numbers and arrays, one or several."""

import mne
import numpy as np
import pytest

from eegmodels import EEGClassifier, explain
from eegmodels.data import epochs_from_array
from eegmodels.estimator import _base
from eegmodels.models import EEGNet
from eegmodels.results import History

CH_NAMES = ["C3", "Cz", "C4"]


@pytest.fixture(scope="module")
def net():
    net = EEGNet(3, 64, 3, sfreq=128, F1=2, kernel_length=9, seed=1)
    rng = np.random.default_rng(1)
    net.set_weights([w + 0.2 * rng.random(w.shape) for w in net.get_weights()])
    return net


@pytest.fixture(scope="module")
def trials():
    rng = np.random.default_rng(0)
    return 2 + rng.standard_normal((9, 3, 64)), np.arange(9) % 3


@pytest.fixture(scope="module")
def fitted():
    """A classifier in volts, of epochs from -0.125 s, and these epochs."""
    rng = np.random.default_rng(0)
    data = 1e-5 * rng.standard_normal((8, 3, 64))
    array = epochs_from_array(
        data, np.tile(["a", "b"], 4), sfreq=128, ch_names=CH_NAMES
    )
    epochs = mne.EpochsArray(
        data, array.info, array.events, -0.125, array.event_id, verbose="ERROR"
    )
    clf = EEGClassifier(model_params={"F1": 2, "kernel_length": 9}, random_state=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [])])
        clf.fit(epochs)
    return clf, epochs


def same(a, b, share=1e-5):
    size = np.abs(b.data).max()
    np.testing.assert_allclose(a.data, b.data, rtol=0, atol=share * size)
    np.testing.assert_allclose(a.baseline_logit, b.baseline_logit, atol=1e-5)


@pytest.mark.parametrize("method", ["deeplift", "integrated_gradients", "occlusion"])
def test_several_baselines_are_averaged(net, trials, method):
    """Relevances and logits of the baseline; so it adds up to the mean logit."""
    several = np.random.default_rng(4).standard_normal((2, 3, 64))
    found = explain.relevance(net, trials[0], target=0, method=method, baseline=several)
    parts = [
        explain.relevance(net, trials[0], target=0, method=method, baseline=one)
        for one in several
    ]
    mean = np.mean([part.data for part in parts], axis=0)
    np.testing.assert_allclose(found.data, mean, atol=1e-6 * np.abs(mean).max())
    logits = np.mean([part.baseline_logit for part in parts], axis=0)
    np.testing.assert_allclose(found.baseline_logit, logits, rtol=1e-6)
    assert found.baseline == "mean over 2 arrays"
    if method == "deeplift":
        assert found.largest_residual < 1e-5


def test_each_trial_may_have_its_own(net, trials):
    own = np.random.default_rng(4).standard_normal((9, 3, 64))
    each = explain.relevance(net, trials[0], target=0, baseline=own[None])
    alone = explain.relevance(net, trials[0][4:5], target=0, baseline=own[4])
    size = np.abs(alone.data).max()
    np.testing.assert_allclose(each.data[4], alone.data[0], atol=1e-6 * size)
    with pytest.raises(ValueError, match=r"\(9, 3, 64\) and there are 9 trials: one f"):
        explain.relevance(net, trials[0], target=0, baseline=own)


def test_channel_mean(net, trials):
    data, _ = trials
    found = explain.relevance(net, data, target=0, baseline="channel-mean")
    mean = np.broadcast_to(data.mean(axis=(0, 2))[:, None], (3, 64))
    same(found, explain.relevance(net, data, target=0, baseline=mean))
    assert found.baseline == "channel-mean"
    assert found.largest_residual < 1e-5


def test_class_mean_is_that_of_the_other_classes(net, trials):
    """Of a contrast that of its second class; of a class the mean of the others'."""
    data, labels = trials
    means = np.stack([data[labels == k].mean(axis=0) for k in range(3)])
    found = explain.relevance(net, data, labels, target=(0, 2), baseline="class-mean")
    same(found, explain.relevance(net, data, target=(0, 2), baseline=means[2]))
    found = explain.relevance(net, data, labels, baseline="class-mean")
    others = (means.sum(axis=0) - means)[labels] / 2
    same(found, explain.relevance(net, data, labels, baseline=others[None]))
    kept = labels != 1
    found = explain.relevance(
        net, data[kept], labels[kept], target=0, baseline="class-mean"
    )
    assert found.data.any()
    with pytest.raises(ValueError, match=r"there is no trial of 1 here"):
        explain.relevance(
            net, data[kept], labels[kept], target=(0, 1), baseline="class-mean"
        )
    with pytest.raises(ValueError, match=r"needs the true classes of the trials"):
        explain.relevance(net, data, baseline="class-mean")


def test_pre_stimulus_is_the_mean_before_the_event(fitted, net, trials):
    clf, epochs = fitted
    found = explain.relevance(clf, epochs, baseline="pre-stimulus")
    data = epochs.get_data()
    before = data[:, :, epochs.times < 0]
    assert before.shape[2] == 16
    own = np.broadcast_to(before.mean(axis=2, keepdims=True), data.shape)
    same(found, explain.relevance(clf, epochs, baseline=own[None]))
    assert found.largest_residual < 1e-5
    late = epochs.copy().crop(0, None).get_data()
    net = EEGNet(3, late.shape[2], 2, sfreq=128, F1=2, kernel_length=9)
    with pytest.raises(ValueError, match=r"an array does not say it: give Epochs"):
        explain.relevance(net, late, baseline="pre-stimulus")


def test_pre_stimulus_refuses_trials_from_the_event(fitted):
    _, epochs = fitted
    later = epochs.copy().shift_time(0.0, relative=False)
    net = EEGNet(3, 64, 2, sfreq=128, F1=2, kernel_length=9)
    with pytest.raises(ValueError, match=r"no samples before the event, they begin"):
        explain.relevance(net, later, info=later.info, baseline="pre-stimulus")


def test_phase_shuffled_keeps_spectrum_and_covariance(net, trials):
    from eegmodels.explain._shuffled import phase_shuffled

    for n_times in (64, 63):
        x = trials[0][:, :, :n_times]
        draw = phase_shuffled(x, 3, random_state=2)
        one, other = draw(0), draw(1)
        np.testing.assert_allclose(
            np.abs(np.fft.rfft(one)), np.abs(np.fft.rfft(x)), atol=1e-9
        )
        for shuffled in (one, other):
            for trial, given in zip(shuffled, x, strict=True):
                np.testing.assert_allclose(np.cov(trial), np.cov(given), atol=1e-9)
        np.testing.assert_allclose(one.mean(axis=2), x.mean(axis=2))
        assert np.abs(one - other).max() > 1
        np.testing.assert_array_equal(one, draw(0))


def test_phase_shuffled_is_seeded_and_averages_its_draws(net, trials):
    from eegmodels.explain._shuffled import phase_shuffled

    data, _ = trials
    draw = phase_shuffled(data.astype(np.float32), 2, random_state=3)
    each = np.stack([draw(0), draw(1)])
    options = {"baseline": "phase-shuffled", "n_draws": 2}
    found = explain.relevance(net, data, target=0, random_state=3, **options)
    same(found, explain.relevance(net, data, target=0, baseline=each))
    again = explain.relevance(net, data, target=0, random_state=3, **options)
    np.testing.assert_array_equal(found.data, again.data)
    other = explain.relevance(net, data, target=0, random_state=4, **options)
    assert np.abs(found.data - other.data).max() > 0.01 * np.abs(found.data).max()
    alone = explain.relevance(net, data[2:3], target=0, random_state=3, **options)
    size = np.abs(alone.data).max()
    np.testing.assert_allclose(found.data[2], alone.data[0], atol=1e-5 * size)
    assert found.settings["options"] == {"n_draws": 2, "random_state": 3}
    assert found.largest_residual < 1e-5


def test_units_are_those_of_the_user(fitted):
    """A number and an array are in volts; 0.0 and "zero" are zero at the input."""
    clf, epochs = fitted
    one = explain.relevance(clf, epochs, target="a", baseline=2e-6)
    full = np.full((3, 64), 2e-6)
    same(one, explain.relevance(clf, epochs, target="a", baseline=full))
    assert one.baseline == "2e-06"
    zero = explain.relevance(clf, epochs, target="a", baseline="zero")
    same(zero, explain.relevance(clf, epochs, target="a"))
    assert zero.baseline == "zero"


@pytest.mark.parametrize("name", explain.BASELINES)
def test_every_name_works_on_epochs(fitted, name):
    clf, epochs = fitted
    found = explain.relevance(clf, epochs, baseline=name)
    assert found.baseline == name
    assert found.largest_residual < 1e-4
    record = explain.BASELINES[name]
    assert record.name == name
    assert record.summary
    assert record.misleads


def test_what_is_no_baseline_is_refused(net, trials):
    data, _ = trials
    with pytest.raises(ValueError, match=r"one of 'zero', .*Did you mean 'channel-mea"):
        explain.relevance(net, data, baseline="channel mean")
    with pytest.raises(ValueError, match=r"\(2, 4, 3, 64\); .*\(n_baselines, 9, 3, 64"):
        explain.relevance(net, data, baseline=np.zeros((2, 4, 3, 64)))
    with pytest.raises(ValueError, match=r"baseline has shape \(0, 3, 64\)"):
        explain.relevance(net, data, baseline=np.zeros((0, 3, 64)))
    with pytest.raises(ValueError, match="baseline contains NaN"):
        explain.relevance(net, data, baseline=np.nan)


@pytest.mark.parametrize(
    ("method", "reason"),
    [("saliency", "are slopes, which"), ("lrp", "zero at the network's input is part")],
)
def test_a_baseline_without_meaning_is_refused(net, trials, method, reason):
    for baseline in ("channel-mean", 1.0, np.ones((3, 64))):
        with pytest.raises(ValueError, match=rf"no meaning for method '{method}': .*"):
            explain.relevance(net, trials[0], method=method, baseline=baseline)
    with pytest.raises(ValueError, match=rf"{reason}.* or take 'deeplift', "):
        explain.relevance(net, trials[0], method=method, baseline="class-mean")


def test_the_digits_of_a_difference_are_no_residual():
    """A trial that equals its baseline: the last digit of its logit may differ."""
    from eegmodels.explain._warning import warn_if_incomplete

    method, zeros = explain.METHODS["deeplift"], np.zeros((1, 3, 64))
    logit = np.array([0.5], dtype=np.float32)
    other = np.nextafter(logit, np.float32(1))
    warn_if_incomplete(zeros, logit - other, logit, other, zeros, None, method)
