"""Weights from files: those that fit load, others say which arguments differ."""

from pathlib import Path

import keras
import numpy as np
import pytest

from eegmodels.models import ARCHITECTURES, EEGNet

PUBLISHED = Path(__file__).parents[1] / "fixtures" / "EEGNet-8-2-weights.h5"
# Of 60 channels, 151 samples, kernels of 32 samples and 4 classes.
FITTING = {"n_chans": 60, "n_times": 151, "n_outputs": 4, "kernel_length": 32}
pytestmark = pytest.mark.usefixtures("shapes_only")


def marked(net):
    """Give all weights values that no file holds."""
    net.set_weights([np.full(w.shape, 0.125) for w in net.get_weights()])
    return net


def refused(net, path):
    """Text of the refusal; the weights stay as they were."""
    marked(net)
    with pytest.raises(ValueError, match="does not fit this") as caught:
        net.load_weights(path)
    assert all((weight == 0.125).all() for weight in net.get_weights())
    return str(caught.value)


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ({"n_chans": 64}, ["n_chans is 60 in the file and 64 here"]),
        ({"n_outputs": 2}, ["n_outputs is 4 in the file and 2 here"]),
        ({"kernel_length": None}, ["kernel_length is 32 in the file and 64 here"]),
        ({"separable_length": 8}, ["separable_length is 16 in the file and 8 here"]),
        ({"F1": 4}, ["F1 is 8 in the file and 4 here", "F2 is 16 in the file and 8"]),
        ({"D": 1, "F2": 16}, ["D is 2 in the file and 1 here"]),
        # 64 units of 16 filters are 4 times: 4 * 32 samples, and no 5 * 32.
        ({"n_times": 300}, ["n_times is 128 to 159 in the file and 300 here"]),
        ({"n_times": 160}, ["n_times from 128 to 159"]),
        ({"n_times": 127}, ["n_times is 128 to 159 in the file and 127 here"]),
    ],
)
def test_the_published_weights_say_what_differs(changed, parts):
    text = refused(EEGNet(**{**FITTING, **changed}), PUBLISHED)
    assert text.startswith(f"{PUBLISHED} does not fit this EEGNet: ")
    for part in parts:
        assert part in text
    differing = {part.split()[0] for part in parts} | {"No"}
    for name in ("n_chans", "n_times", "n_outputs", "kernel_length", "F1", "D"):
        assert (f"{name} is " in text) == (name in differing), name


def test_the_question_of_issue_42():
    """A network for other data: every argument in one message, and what to build."""
    text = refused(EEGNet(64, 128, 2), PUBLISHED)
    assert (
        "n_chans is 60 in the file and 64 here; n_outputs is 4 in the file and 2 here; "
        "kernel_length is 32 in the file and 64 here. Build the network with "
        "n_chans=60, n_outputs=4, kernel_length=32 and the other arguments as they are"
    ) in text
    assert "No weight was changed" in text


@pytest.mark.parametrize("n_times", [128, 151, 159])
def test_the_advice_holds(n_times):
    net = marked(EEGNet(**{**FITTING, "n_times": n_times}))
    net.load_weights(PUBLISHED)
    assert not (net.get_weights()[0] == 0.125).any()


CASES = {
    "EEGNet": ({"F1": 2}, {"F1": 3, "kernel_length": 9}),
    "EEGNetSSVEP": ({"F1": 3, "F2": 3}, {"F1": 3, "F2": 4}),
    "EEGNetV1": ({}, {"second_kernel": (4, 4)}),
    "DeepConvNet": ({}, {"kernel_length": 9, "later_length": 4}),
    "ShallowConvNet": ({}, {"kernel_length": 20}),
}


@pytest.mark.parametrize("ending", [".weights.h5", ".keras"])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_files_of_every_network_load_or_say_what_differs(name, ending, tmp_path):
    build = ARCHITECTURES[name].build
    here, there = CASES[name]
    source = marked(build(4, 150, 3, **there))
    path = tmp_path / f"network{ending}"
    source.save(path) if ending == ".keras" else source.save_weights(path)
    text = refused(build(5, 150, 2, **here), path)
    wanted = {"n_chans": (4, 5), "n_outputs": (3, 2)}
    for key, value in there.items():
        if value != here.get(key):
            wanted[key] = (value, source_default(name, key))
    for key, (in_file, in_network) in wanted.items():
        assert f"{key} is {in_file} in the file and {in_network} here" in text
    assert "n_times is" not in text  # 150 fits the file's units
    twin = build(4, 150, 3, **there)
    twin.load_weights(path)
    assert all((weight == 0.125).all() for weight in twin.get_weights())


def source_default(name, key):
    """Value of an argument of the network that does not fit."""
    design = ARCHITECTURES[name].build(5, 150, 2, **CASES[name][0]).design
    value = design["arguments"][key]
    return tuple(value) if isinstance(value, list) else value


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_number_of_samples_is_told_within_what_the_units_allow(name, tmp_path):
    """Every length of the range builds a network that the file fits; no other does."""
    build = ARCHITECTURES[name].build
    small = {"F1": 1, "F2": 1} if name in ("EEGNet", "EEGNetSSVEP") else {}
    build(2, 150, 2, **small).save_weights(tmp_path / "file.weights.h5")
    text = refused(build(2, 400, 2, **small), tmp_path / "file.weights.h5")
    words = text.partition("n_times is ")[2].split()
    low, high = int(words[0]), int(words[2])
    assert low <= 150 <= high
    for n_times in (low, high):
        fitting = build(2, n_times, 2, **small)
        fitting.load_weights(tmp_path / "file.weights.h5")
    for n_times in (low - 1, high + 1):
        other = build(2, n_times, 2, **small)
        refused(other, tmp_path / "file.weights.h5")


def test_weights_of_another_network_are_called_so(tmp_path):
    text = refused(ARCHITECTURES["ShallowConvNet"].build(60, 151, 4), PUBLISHED)
    assert "it holds the weights of another network, 18 arrays in 7 layers" in text
    assert "depthwise_conv2d (60, 1, 8, 2)" in text
    assert "this one has 9 arrays in 4 layers (temporal (1, 13, 1, 40)" in text
    ARCHITECTURES["DeepConvNet"].build(2, 96, 2).save_weights(tmp_path / "d.weights.h5")
    text = refused(EEGNet(2, 96, 2), tmp_path / "d.weights.h5")
    assert "another network, 28 arrays in 10 layers" in text


def test_files_that_hold_no_weights_are_left_to_keras(tmp_path):
    net = EEGNet(2, 32, 2, F1=1, D=1)
    with pytest.raises(FileNotFoundError, match=r"none.weights.h5"):
        net.load_weights(tmp_path / "none.weights.h5")
    (tmp_path / "text.txt").write_text("x")
    with pytest.raises(ValueError, match="File format not supported"):
        net.load_weights(tmp_path / "text.txt")


def test_skip_mismatch_means_what_it_means_in_keras():
    net = marked(EEGNet(**{**FITTING, "n_chans": 64}))
    with pytest.warns(UserWarning, match="Skipping loading"):
        net.load_weights(PUBLISHED, skip_mismatch=True)
    assert (net.get_layer("spatial").get_weights()[0] == 0.125).all()
    assert not (net.get_layer("temporal").get_weights()[0] == 0.125).any()


def test_a_trained_network_keeps_its_optimizer_when_a_file_is_refused(trials):
    net = EEGNet(3, 32, 2, F1=1, D=1)
    net.compile("adam", "categorical_crossentropy")
    net.train_on_batch(*trials)
    refused(net, PUBLISHED)
    assert int(keras.ops.convert_to_numpy(net.optimizer.iterations)) == 1
    assert np.isfinite(net.train_on_batch(*trials))
