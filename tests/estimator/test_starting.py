"""A network of an estimator that starts from a trained one."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from eegmodels import EEGClassifier
from eegmodels.data import as_trials
from eegmodels.estimator._starting import start_network
from eegmodels.fast import Course, Training, fit_many
from eegmodels.models import DeepConvNet, EEGNet

CLASSES = np.array(["left", "right"])


def begin(start, trials, **given):
    settings = {
        "model": "EEGNet",
        "model_params": None,
        "trials": trials,
        "classes": CLASSES,
        "sfreq": 128.0,
        "seed": 3,
    }
    return start_network(start, **{**settings, **given})


def kernel_of(net, layer="spatial"):
    return np.array(net.get_layer(layer).get_weights()[0])


@pytest.fixture(scope="module")
def trials(make_epochs):
    return as_trials(make_epochs())


@pytest.fixture(scope="module")
def file(fitted_epochs, tmp_path_factory):
    path = tmp_path_factory.mktemp("start") / "s01.keras"
    fitted_epochs.save(path)
    return path


def test_channels_are_matched_by_name(fitted_epochs, make_epochs):
    """Two of three, in another order; the same classes keep the dense layer."""
    given = as_trials(make_epochs().pick(["C4", "C3"]))
    assert given.ch_names == ["C4", "C3"]
    net, done = begin(fitted_epochs, given)
    source = fitted_epochs.model_
    np.testing.assert_array_equal(kernel_of(net), kernel_of(source)[[2, 0]])
    np.testing.assert_array_equal(kernel_of(net, "dense"), kernel_of(source, "dense"))
    assert done["spatial"].detail == "2 of 3 channels, by name"
    assert done.fresh == ()
    assert done.sizes == (2, 32, 2)


def test_the_same_data_give_the_same_predictions(fitted_epochs, make_epochs, trials):
    net, _ = begin(fitted_epochs, trials, model_params={"F1": 2, "dropout_rate": 0.1})
    x = fitted_epochs.transform_input(make_epochs())
    np.testing.assert_array_equal(
        net.predict(x, verbose=0), fitted_epochs.model_.predict(x, verbose=0)
    )
    assert net.design["arguments"]["dropout_rate"] == 0.1


def test_a_path_is_as_good_as_the_estimator(file, fitted_epochs, trials):
    for path in (file, str(file)):
        net, done = begin(path, trials, freeze="temporal")
        again, other = begin(fitted_epochs, trials, freeze="temporal")
        assert done == other
        for a, b in zip(net.get_weights(), again.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        assert done.frozen == ("temporal", "temporal_norm")


def test_arrays_are_matched_by_position(fitted, data, tmp_path):
    """A bare network and its file know no classes, so their head starts afresh."""
    given = as_trials(data[0])
    net, done = begin(fitted, given, classes=np.array([0, 1]), sfreq=None)
    assert done.fresh == done.notes == ()
    assert net.design["arguments"]["sfreq"] == 128
    fitted.model_.save(tmp_path / "plain.keras")
    for start in (fitted.model_, tmp_path / "plain.keras"):
        net, done = begin(start, given)
        np.testing.assert_array_equal(kernel_of(net), kernel_of(fitted.model_))
        assert done.fresh == ("dense",)
        assert done["dense"].detail == "the outputs mean something else"
        assert done.notes == ("The classes of the source are not known.",)


@pytest.mark.parametrize(
    ("classes", "detail"),
    [
        (["right", "left"], "the outputs mean something else"),
        (["feet", "fists"], "the outputs mean something else"),
        (["feet", "left", "right"], "3 outputs in place of 2"),
    ],
)
def test_other_classes_start_the_head_afresh(fitted_epochs, trials, classes, detail):
    _, done = begin(fitted_epochs, trials, classes=np.array(classes))
    assert done.fresh == ("dense",)
    assert done["dense"].detail == detail
    listed = ", ".join(map(repr, classes))
    assert done.notes == (
        f"The classes are {listed}; the source's are 'left', 'right'.",
    )


def test_a_regressor_takes_the_convolutions_of_a_classifier(fitted_epochs, trials):
    net, done = begin(fitted_epochs, trials, classes=1, kind="regressor")
    assert net.layers[-1].name == "dense"
    assert done.fresh == ("dense",)
    assert done["dense"].detail == (
        "1 output in place of 2, linear outputs in place of softmax"
    )
    assert done.notes == ()


def test_a_regressor_takes_the_head_of_another(data):
    given = as_trials(data[0])
    source = EEGNet(3, 32, 1, F1=2, D=1, kernel_length=8, output_activation="linear")
    net, done = begin(source, given, classes=1, kind="regressor")
    assert done.fresh == ()
    assert done.notes[0].startswith("The outputs are taken to be those of the source")
    np.testing.assert_array_equal(kernel_of(net, "dense"), kernel_of(source, "dense"))
    _, done = begin(source, given, classes=2, kind="regressor")
    assert (done.fresh, done.notes) == (("dense",), ())


def test_other_settings_of_the_data_are_noted(fitted_epochs, make_epochs):
    given = as_trials(make_epochs(band=(8.0, 30.0), tmin=0.5))
    _, done = begin(fitted_epochs, given)
    assert done.notes == (
        "The pass band is 8-30 Hz; the source's data had 0-64 Hz.",
        "A trial starts at 0.5 s; the source's at 0 s.",
    )


def test_training_leaves_the_source_and_what_is_frozen(fitted_epochs, trials, data):
    """All of it: weights, flags, and the state of the source's optimizer."""
    source = fitted_epochs.model_

    def state():
        variables = [*source.variables, *source.optimizer.variables]
        values = [np.array(variable.numpy()) for variable in variables]
        return values, [layer.trainable for layer in source.layers]

    before, flags = state()
    net, done = begin(fitted_epochs, trials, freeze=["temporal", "spatial"])
    x = fitted_epochs.transform_input(trials.data)
    y = np.eye(2, dtype=np.float32)[data[1]]
    every = np.arange(len(x))
    training = Training(net, x, y, np.ones(len(x), np.float32), every, every, seed=0)
    course = Course("categorical_crossentropy", ("accuracy",), 2, 16, 1e-2)
    fit_many([training], course, progress=False)
    for layer in done.layers:
        pairs = (kernel_of(model, layer.name) for model in (net, source))
        assert np.array_equal(*pairs) == layer.frozen, layer.name
    after, flags_after = state()
    assert flags_after == flags
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        ({"model": "DeepConvNet"}, ValueError, "the kind EEGNet; .*set model='EEGNet'"),
        ({"model_params": {"F1": 4}}, ValueError, "F1=4 differs from the source"),
        (
            {"model_params": {"freeze": 1}},
            TypeError,
            "model_params=.*EEGNet has no argument freeze; leave it out",
        ),
        ({"sfreq": 250.0}, ValueError, "sfreq=250 Hz, .*trained at 128 Hz"),
        ({"freeze": "first"}, ValueError, "freeze='first' is not one of 'temporal'"),
        ({"kind": "clusterer"}, ValueError, "kind='clusterer' is not one of"),
    ],
)
def test_what_does_not_fit_is_refused(fitted_epochs, trials, given, error, match):
    with pytest.raises(error, match=match):
        begin(fitted_epochs, trials, **given)


def test_channels_that_cannot_be_matched_are_refused(
    fitted, fitted_epochs, trials, make_epochs, data
):
    unnamed = as_trials(data[0])
    with pytest.raises(
        ValueError, match=r"X is an array without .*channels C3, Cz, C4"
    ):
        begin(fitted_epochs, unnamed)
    for start in (fitted, fitted.model_):
        with pytest.raises(ValueError, match=r"X has .*C3, Cz, C4; start, .*no names"):
            begin(start, trials)
    with pytest.raises(ValueError, match=r"X has 2 channels .*20, 2, 32.*start has 3"):
        begin(fitted, as_trials(data[0][:, :2]))
    renamed = as_trials(make_epochs(names=("C3", "CZ", "C4")))
    with pytest.raises(ValueError, match=r"source lacks: CZ. .*Did you mean 'Cz'"):
        begin(fitted_epochs, renamed)


def test_what_holds_no_trained_network_is_refused(trials, tmp_path):
    with pytest.raises(NotFittedError, match="EEGClassifier that is not fitted"):
        begin(EEGClassifier(), trials)
    with pytest.raises(TypeError, match="start is a dict; give a fitted estimator"):
        begin({}, trials)
    with pytest.raises(FileNotFoundError, match=r"none.keras does not exist"):
        begin(tmp_path / "none.keras", trials)
    with pytest.raises(ValueError, match="start is a network of the kind DeepConvNet"):
        begin(DeepConvNet(3, 128, 2), trials)
