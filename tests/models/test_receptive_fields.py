"""Receptive fields, fewest samples and lowest frequencies of ``describe()``.

The oracles move one sample of the input at a time, or ask Keras for output shapes.
"""

import keras
import numpy as np
import pytest

from eegmodels.models import ARCHITECTURES, describe_network

# Name, number of samples, arguments that keep the network small.
SMALL = {"F1": 2, "D": 2, "F2": 3}
NETWORKS = {
    "EEGNet": ("EEGNet", 200, SMALL),
    "EEGNet, all within reach": ("EEGNet", 70, SMALL),
    "EEGNetSSVEP": ("EEGNetSSVEP", 130, {**SMALL, "sfreq": 64}),
    "EEGNetV1": ("EEGNetV1", 51, {}),
    "EEGNetV1 at 250 Hz": ("EEGNetV1", 75, {"sfreq": 250}),
    "DeepConvNet": ("DeepConvNet", 93, {}),
    "ShallowConvNet": ("ShallowConvNet", 70, {}),
    "ShallowConvNet, original": (
        "ShallowConvNet",
        64,
        {"sizes": "original", "sfreq": 100},
    ),
}


def build(case):
    name, n_times, arguments = NETWORKS[case]
    given = {"output_activation": "linear", "seed": 0, **arguments}
    return ARCHITECTURES[name].build(2, n_times, 2, **given)


@pytest.fixture(scope="module", params=NETWORKS)
def net(request):
    return build(request.param)


@pytest.fixture(scope="module")
def dependence(net):
    """Tell which samples of the input each value of each stage depends on.

    Gives for each layer an array (n_times, n_times of the output or 1, n_values).
    """
    n_times = net.input_shape[2]
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 2, n_times, 1))
    moved = np.repeat(x, 2 * n_times + 1, axis=0)
    for t in range(n_times):
        moved[1 + t, :, t] += 20
        moved[1 + n_times + t, :, t] -= 20  # a maximum notices one of both
    probe = keras.Model(net.inputs, [layer.output for layer in net.layers])
    found = []
    for output in probe.predict(moved, batch_size=len(moved), verbose=0):
        output = np.asarray(output)
        time = 1 if output.ndim == 4 and output.shape[2] == 1 else 2
        shape = (len(moved), -1, 1)
        if output.ndim == 4:
            output = np.moveaxis(output, time, 1)
            shape = (*output.shape[:2], -1)
        changed = np.abs(output - output[:1]).reshape(shape) > 1e-4
        found.append(changed[1 : n_times + 1] | changed[n_times + 1 :])
    return found


def widest(depends):
    """Number of samples from the first to the last that a value depends on."""
    values = depends.reshape(len(depends), -1).T
    spans = [np.flatnonzero(value) for value in values]
    return max(int(span[-1] - span[0]) + 1 for span in spans if len(span))


def test_no_value_depends_on_more_than_its_receptive_field_and_one_on_all(
    net, dependence
):
    described = net.describe()
    for stage, depends in zip(described.stages, dependence, strict=True):
        assert widest(depends) == stage.receptive_field.samples, stage.name
        expected = stage.receptive_field.samples / described.sfreq
        assert stage.receptive_field.seconds == pytest.approx(expected)


def test_offset_is_the_middle_of_what_an_output_depends_on(net, dependence):
    """To within half a sample of the stage's input, where a kernel is even."""
    before = 1
    slack = 0.0
    for stage, depends in zip(net.describe().stages, dependence, strict=True):
        if not stage.has_time:
            continue
        lengths = {length.what: length.samples for length in stage.lengths}
        even = lengths.get("kernel", 1) % 2 == 0
        slack += 0.5 * before * (even and stage.decimation == before)
        t = depends.shape[1] // 2  # far from the padding
        seen = np.flatnonzero(depends[:, t].any(axis=1))
        before = stage.decimation
        if seen[0] == 0 or seen[-1] == len(depends) - 1:
            continue  # cut by an end
        middle = stage.offset + t * stage.decimation
        assert abs((seen[0] + seen[-1]) / 2 - middle) <= slack, stage.name


def has_output(layers, n_times):
    """Ask Keras whether the layers give an output for so many samples."""
    shape = (None, 2, n_times, 1)
    for layer in layers:
        try:
            shape = layer.compute_output_shape(shape)
        except ValueError:
            return False
        if min(shape[1:]) < 1:
            return False
    return True


def test_each_stage_needs_as_many_samples_as_keras_says(net):
    for k, stage in enumerate(net.describe().stages[1:], start=1):
        if not stage.has_time:
            break
        layers = net.layers[1 : k + 1]
        fewest = next(n for n in range(1, 200) if has_output(layers, n))
        assert fewest == stage.min_samples, stage.name


@pytest.mark.parametrize(
    ("name", "arguments", "needed"),
    [
        ("EEGNet", {}, 32),  # 4 * 8
        ("EEGNet", {"sfreq": 250}, 64),  # 8 * 8
        ("EEGNetSSVEP", {"F1": 2, "F2": 2}, 32),
        ("EEGNetV1", {}, 1),
        ("DeepConvNet", {}, 76),
        ("DeepConvNet", {"sizes": "original"}, 441),
        ("ShallowConvNet", {}, 47),  # 13 - 1 + 35
        ("ShallowConvNet", {"sizes": "original"}, 99),
    ],
)
def test_the_fewest_samples_build_and_one_less_does_not(name, arguments, needed):
    record = ARCHITECTURES[name]
    net = record.build(2, needed, 2, **arguments)
    assert net.describe().stages[-1].min_samples == needed
    assert net.output_shape == (None, 2)
    if needed > 1:
        with pytest.raises(ValueError, match=f"n_times={needed - 1} is too short"):
            record.build(2, needed - 1, 2, **arguments)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Rate over kernel: 128 / 64, and 32 / 16 behind the first pool of 4.
        ("EEGNet", {"temporal": 2, "separable": 2}),
        ("EEGNetSSVEP", {"temporal": 1, "separable": 4}),
        ("EEGNetV1", {"first": 64, "second": 8}),
        (
            "DeepConvNet",
            {"temporal": 25.6, "block2": 12.8, "block3": 6.4, "block4": 3.2},
        ),
        ("ShallowConvNet", {"temporal": 128 / 13}),
    ],
)
def test_lowest_frequency_is_that_of_one_cycle_in_the_kernel(name, expected):
    described = ARCHITECTURES[name].build(2, 128, 2).describe()
    found = {s.name: s.lowest_hz for s in described.stages if s.lowest_hz is not None}
    assert found == pytest.approx(expected)


def test_the_printed_table_shows_them():
    text = str(build("DeepConvNet").describe())
    head = next(line for line in text.splitlines() if line.startswith("layer  stage"))
    assert head.split()[4:] == ["rate", "sees", "lowest", "needs"]
    row = next(line for line in text.splitlines() if line.startswith("17 "))
    assert row.split()[-7:] == ["68", "=", "0.5312", "s", "3.2", "Hz", "68"]
    assert max(len(line) for line in text.splitlines()[1:30]) <= 100
    assert "needs at least 68 samples of input" in text
    assert "needs at least 1 sample of" in str(build("EEGNetV1").describe())


def test_what_is_not_known_is_not_said():
    """Behind a sum of two branches, and behind a layer that looks along the time."""
    inputs = keras.Input((2, 50, 1))
    x = keras.layers.Conv2D(3, (1, 5), dilation_rate=(1, 2), name="wide")(inputs)
    both = keras.layers.Add(name="sum")([x, x])
    padded = keras.layers.ZeroPadding2D((0, 3), name="zeros")(x)
    y = keras.layers.Conv2D(3, (1, 5), name="behind")(padded)
    gathered = keras.layers.GlobalAveragePooling2D(name="mean")(x)
    stages = describe_network(keras.Model(inputs, [both, y, gathered]), sfreq=100)
    assert stages["wide"].receptive_field.samples == 9
    assert stages["wide"].lowest_hz == pytest.approx(100 / 9)
    for name in ("sum", "zeros", "behind"):
        assert stages[name].receptive_field is None
        assert stages[name].min_samples is None
    assert stages["mean"].receptive_field.samples == 50
    assert "`behind`: kernel 5 samples" in str(stages)
    behind = next(line for line in str(stages).splitlines() if "`behind`: ker" in line)
    assert "receptive field" not in behind
    assert "at least" not in behind
