"""What is refused before Keras sees it, in the words that a user needs."""

import keras
import numpy as np
import pytest

from eegmodels.models import ARCHITECTURES, EEGNet

# The shortest trial that each network takes.
SHORTEST = {"EEGNet": 32, "EEGNetSSVEP": 32, "DeepConvNet": 76, "ShallowConvNet": 47}


def message(function, *args, **kwargs):
    """Text of the ValueError that a call raises."""
    with pytest.raises(ValueError, match=r"\w") as caught:
        function(*args, **kwargs)
    return str(caught.value)


def test_the_error_that_would_have_answered_issue_28():
    """32 channels and 20 samples: too short, and in the right order."""
    text = message(EEGNet, n_chans=32, n_times=20, n_outputs=2)
    for part in ("20 samples", "pools of 4 and 8", "at least 32", "Cut longer epochs"):
        assert part in text
    assert "first_pool, second_pool" in text
    assert "swapped" not in text
    assert "order" not in text


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("EEGNet", "pools of 4 and 8 samples"),
        ("EEGNetSSVEP", "pools of 4 and 8 samples"),
        ("DeepConvNet", "kernels and pools of 5, 2, 5, 2, 5, 2, 5 and 2 samples"),
        ("ShallowConvNet", "kernels and pools of 13 and 35 samples"),
    ],
)
def test_too_short_epochs_are_refused_with_the_lengths(name, parts):
    needed = SHORTEST[name]
    text = message(ARCHITECTURES[name].build, 8, needed - 1, 2)
    assert text.startswith(f"n_times={needed - 1} is too short for {name}")
    assert parts in text
    assert f"at least {needed} samples" in text
    assert "swapped" not in text


@pytest.mark.parametrize("name", SHORTEST)
def test_swapped_arguments_are_named_where_that_explains_it(name):
    text = message(ARCHITECTURES[name].build, 256, 22, 2)
    words = "If the epochs have 256 samples of 22 channels, n_chans and n_times are"
    assert f"{words} swapped" in text


def test_the_first_eegnet_takes_a_single_sample(shapes_only):
    """It strides with padding, so no trial is too short for it."""
    assert ARCHITECTURES["EEGNetV1"].build(2, 1, 2).output_shape == (None, 2)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_network_refuses_swapped_data(name, shapes_only):
    net = ARCHITECTURES[name].build(5, 96, 3)
    x = np.zeros((4, 96, 5))
    match = r"x has shape \(4, 96, 5\); .*\(n_trials, 5, 96\).*swapped. Use x.transp"
    with pytest.raises(ValueError, match=match):
        net.predict(x, verbose=0)
    with pytest.raises(ValueError, match="swapped"):
        net.predict_on_batch(x)
    with pytest.raises(ValueError, match=r"90 samples in place of 96"):
        net.predict(np.zeros((4, 5, 90)), verbose=0)
    with pytest.raises(ValueError, match=r"4 channels in place of 5"):
        net.predict(np.zeros((3, 4, 96)), verbose=0)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_network_refuses_another_number_of_classes(name, shapes_only):
    net = ARCHITECTURES[name].build(2, 96, 3)
    x = np.zeros((4, 2, 96))
    net.compile("sgd", "categorical_crossentropy")
    match = r"y has shape \(4, 2\), that is 2 classes; the network has n_outputs=3"
    with pytest.raises(ValueError, match=match):
        net.fit(x, np.eye(2)[[0, 1, 0, 1]], verbose=0)
    net.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match=r"y holds labels 3; .*n_outputs=3 knows 0 to"):
        net.fit(x, np.array([0, 1, 2, 3]), verbose=0)


@pytest.fixture
def compiled():
    """Build a network of 3 channels, 32 samples and 2 classes for a loss."""

    def build(loss):
        net = EEGNet(3, 32, 2, F1=2, D=1, kernel_length=8, dropout_rate=0.0, seed=0)
        net.compile("sgd", loss)
        return net

    return build


NUMBERS = np.arange(12) % 2
SPARSE = ["sparse_categorical_crossentropy", keras.losses.SparseCategoricalCrossentropy]
DENSE = ["categorical_crossentropy", keras.losses.CategoricalCrossentropy, "mse"]


def made(loss):
    return loss if isinstance(loss, str) else loss()


@pytest.mark.parametrize("loss", SPARSE)
@pytest.mark.parametrize(
    ("y", "match"),
    [
        (
            np.arange(12) % 3,
            r"labels 2; .*n_outputs=2 knows 0 to 1.*build .*_outputs=3",
        ),
        (NUMBERS + 1, r"labels 2; .*Number the labels from 0, or .*n_outputs=3"),
        (NUMBERS - 1, r"labels -1; .*Number the labels from 0: numpy.unique"),
        (NUMBERS[:, None] * 7, r"labels 7; "),
        (NUMBERS * 0.5, r"labels 0.5; "),
        (np.where(NUMBERS, np.nan, 0), r"labels nan; "),
        (np.eye(2)[NUMBERS], r"\(12, 2\); .*shape \(12,\).*y.argmax\(axis=1\)"),
        (np.array(["a", "b"] * 6), r"y holds <U1 values; .*EEGClassifier takes them"),
        (np.array(["a", "b"] * 6, object), r"y holds object values"),
    ],
)
def test_labels_that_the_sparse_loss_cannot_take(compiled, trials, loss, y, match):
    net = compiled(made(loss))
    before = net.get_weights()
    for method in (net.fit, net.train_on_batch, net.evaluate, net.test_on_batch):
        with pytest.raises(ValueError, match=match):
            method(trials[0], y)
    assert all(map(np.array_equal, before, net.get_weights()))


@pytest.mark.parametrize("y", [NUMBERS, NUMBERS[:, None], NUMBERS.astype(float)])
def test_labels_that_the_sparse_loss_takes(compiled, trials, y):
    """Its value is that of one-hot labels with the dense loss."""
    sparse = compiled("sparse_categorical_crossentropy").test_on_batch(trials[0], y)
    dense = compiled("categorical_crossentropy").test_on_batch(*trials)
    assert sparse == pytest.approx(dense, rel=1e-6)


def test_the_ignored_class_of_the_sparse_loss_is_a_label(compiled, trials):
    y = np.where(np.arange(12) < 3, -1, NUMBERS)
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)
    assert np.isfinite(compiled(loss).evaluate(trials[0], y, verbose=0))


@pytest.mark.parametrize("loss", DENSE)
@pytest.mark.parametrize("y", [NUMBERS, NUMBERS[:, None]])
def test_whole_numbers_are_refused_where_the_loss_takes_one_hot(
    compiled, trials, loss, y
):
    match = r"y has shape \(12,.*takes one number for each output, shape \(12, 2\)"
    with pytest.raises(ValueError, match=match + r".*to_categorical\(y, 2\).*sparse"):
        compiled(made(loss)).fit(trials[0], y, verbose=0)


def test_a_loss_of_ones_own_takes_what_it_takes(compiled, trials):
    def loss(y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true - 5, y_pred)

    assert np.isfinite(compiled(loss).evaluate(trials[0], NUMBERS + 5, verbose=0))


def test_one_output_takes_numbers_with_and_without_an_axis(trials):
    """A network for each: on TensorFlow Keras takes one kind for each network."""
    values = np.linspace(0, 1, 12)
    losses = []
    for y in (values, values[:, None]):
        net = EEGNet(3, 32, 1, F1=1, D=1, output_activation="linear", seed=0)
        net.compile("sgd", "mse")
        losses.append(net.evaluate(trials[0], y, verbose=0))
    assert losses[0] == pytest.approx(losses[1])


def test_a_list_of_labels_is_refused_with_the_remedy(compiled, trials):
    net = compiled("sparse_categorical_crossentropy")
    with pytest.raises(TypeError, match=r"y is a list of 12 labels; give numpy.asarr"):
        net.fit(trials[0], NUMBERS.tolist(), verbose=0)


def test_validation_labels_are_checked_too(compiled, trials):
    net = compiled("sparse_categorical_crossentropy")
    data = (trials[0], NUMBERS + 4)
    with pytest.raises(ValueError, match="y holds labels 4, 5; "):
        net.fit(trials[0], NUMBERS, validation_data=data, verbose=0)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_training_refuses_what_would_make_all_weights_nan(compiled, trials, value):
    net = compiled("categorical_crossentropy")
    x = trials[0].copy()
    x[[4, 7], 2, 9] = value
    match = r"x contains NaN .*: 2 samples in 2 of 12 trials .*trial 4\), channels 2\."
    for data in (x, x[..., None]):
        for method in (net.fit, net.train_on_batch):
            with pytest.raises(ValueError, match=match):
                method(data, trials[1])


def test_prediction_gives_nan_for_the_trials_that_hold_it_as_in_keras(compiled, trials):
    net = compiled("categorical_crossentropy")
    x = trials[0].copy()
    x[4, 2, 9] = np.nan
    outputs = net.predict(x, verbose=0)
    expected = keras.Model(net.inputs, net.outputs).predict(x, verbose=0)
    assert np.isnan(outputs[4]).all()
    assert np.isnan(expected[4]).all()
    others = np.arange(12) != 4
    np.testing.assert_allclose(outputs[others], expected[others], rtol=0, atol=1e-6)


class Batches(keras.utils.PyDataset):
    """Batches of four trials."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y

    def __len__(self):
        return 3

    def __getitem__(self, k):
        part = slice(4 * k, 4 * k + 4)
        return self.x[part], self.y[part]


def test_datasets_and_generators_train_as_arrays_do(compiled, trials):
    trained = []
    for data in ("arrays", "dataset", "generator"):
        net = compiled("categorical_crossentropy")
        batches = Batches(*trials)
        if data == "arrays":
            net.fit(*trials, batch_size=4, shuffle=False, verbose=0)
        elif data == "dataset":
            net.fit(batches, shuffle=False, verbose=0)
        else:
            stream = (batches[k] for k in range(3))
            net.fit(stream, steps_per_epoch=3, shuffle=False, verbose=0)
        trained.append(net.get_weights())
    for other in trained[1:]:
        for a, b in zip(trained[0], other, strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)


def test_a_dataset_of_another_shape_leaves_the_weights(compiled, trials):
    """Keras or the network refuses it, naming both shapes."""
    net = compiled("categorical_crossentropy")
    before = net.get_weights()
    swapped = Batches(trials[0].transpose(0, 2, 1), trials[1])
    for method in (net.fit, net.evaluate, net.predict):
        with pytest.raises(ValueError, match=r"3, 32.*32, 3|32, 3.*3, 32"):
            method(swapped, verbose=0)
    assert all(map(np.array_equal, before, net.get_weights()))
    assert np.isfinite(net.predict(Batches(*trials), verbose=0)).all()
