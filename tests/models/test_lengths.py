"""Lengths of every network at the common sampling rates, worked out by hand.

A length n of the reference rate r becomes floor(n * rate / r + 0.5), at least 1. The
first kernel and the first pool with its stride scale; later stages keep their samples.
"""

import pytest

from eegmodels.models import ARCHITECTURES

pytestmark = pytest.mark.usefixtures("shapes_only")
RATES = (128, 160, 250, 256, 512)

# Network, sizes, and for each layer over time its lengths at RATES.
KEPT = {"separable": (16,) * 5, "separable_pool": (8,) * 5}
EXPECTED = {
    # 64 and 4 at 128 Hz; 4 * 250 / 128 = 7.8.
    "EEGNet": {
        "temporal": (64, 80, 125, 128, 256),
        "spatial_pool": (4, 5, 8, 8, 16),
        **KEPT,
    },
    # 256 and 4 at 256 Hz; 4 * 160 / 256 = 2.5, half up; 4 * 250 / 256 = 3.9.
    "EEGNetSSVEP": {
        "temporal": (128, 160, 250, 256, 512),
        "spatial_pool": (2, 3, 4, 4, 8),
        **KEPT,
    },
    # 2 at 128 Hz; 2 * 160 / 128 = 2.5, half up; 2 * 250 / 128 = 3.9.
    "EEGNetV1": {"first": (2, 3, 4, 4, 8), "second": (8,) * 5},
    # 5 and 2 at 128 Hz; 5 * 160 / 128 = 6.25, 5 * 250 / 128 = 9.8.
    "DeepConvNet": {
        "temporal": (5, 6, 10, 10, 20),
        "spatial_pool": (2, 3, 4, 4, 8),
        **{f"block{b}": (5,) * 5 for b in (2, 3, 4)},
        **{f"block{b}_pool": (2,) * 5 for b in (2, 3, 4)},
    },
    # 10 and 3 at 250 Hz; 10 * 160 / 250 = 6.4, 3 * 128 / 250 = 1.5 (1.536).
    "DeepConvNet original": {
        "temporal": (5, 6, 10, 10, 20),
        "spatial_pool": (2, 2, 3, 3, 6),
        **{f"block{b}": (10,) * 5 for b in (2, 3, 4)},
        **{f"block{b}_pool": (3,) * 5 for b in (2, 3, 4)},
    },
    # 13 and 35 at 128 Hz; 13 * 250 / 128 = 25.4, 35 * 160 / 128 = 43.75.
    "ShallowConvNet": {
        "temporal": (13, 16, 25, 26, 52),
        "spatial_pool": (35, 44, 68, 70, 140),
    },
    # 25 and 75 at 250 Hz; 25 * 128 / 250 = 12.8, 75 * 128 / 250 = 38.4.
    "ShallowConvNet original": {
        "temporal": (13, 16, 25, 26, 51),
        "spatial_pool": (38, 48, 75, 77, 154),
    },
}
# Where a stride is not that of the pool, or 1.
STRIDES = {
    ("EEGNetV1", "first"): (2, 3, 4, 4, 8),
    ("EEGNetV1", "second"): (2,) * 5,
    # 7 * 160 / 128 = 8.75, 7 * 250 / 128 = 13.7.
    ("ShallowConvNet", "spatial_pool"): (7, 9, 14, 14, 28),
    # 15 * 128 / 250 = 7.68, 15 * 160 / 250 = 9.6, 15 * 512 / 250 = 30.7.
    ("ShallowConvNet original", "spatial_pool"): (8, 10, 15, 15, 31),
}


def build(case, sfreq):
    name, _, sizes = case.partition(" ")
    small = {"F1": 1, "D": 1, "F2": 1} if name in ("EEGNet", "EEGNetSSVEP") else {}
    option = {"sizes": sizes} if sizes else {}
    return ARCHITECTURES[name].build(2, 6 * sfreq, 2, sfreq, **small, **option)


def over_time(pair, layer):
    """Take the entry of the time axis: rows in EEGNetV1's two kernels."""
    return pair[0 if layer in ("first", "second") else 1]


@pytest.mark.parametrize("sfreq", RATES)
@pytest.mark.parametrize("case", EXPECTED)
def test_lengths_at_each_rate(case, sfreq):
    net = build(case, sfreq)
    column = RATES.index(sfreq)
    found = {}
    for layer in net.layers:
        size = getattr(layer, "kernel_size", getattr(layer, "pool_size", None))
        if size is not None and over_time(size, layer.name) > 1:
            found[layer.name] = over_time(size, layer.name)
    assert found == {layer: row[column] for layer, row in EXPECTED[case].items()}
    for layer, length in found.items():
        pools = layer.endswith("_pool")
        own = length if pools else 1
        stride = STRIDES.get((case, layer), (own,) * 5)[column]
        assert over_time(net.get_layer(layer).strides, layer) == stride, layer


@pytest.mark.parametrize("sfreq", RATES)
def test_the_axis_of_one_in_eegnetv1_keeps_its_numbers(sfreq):
    first, second = (build("EEGNetV1", sfreq).get_layer(n) for n in ("first", "second"))
    assert (first.kernel_size[1], first.strides[1]) == (32, 4)
    assert (second.kernel_size, second.strides) == ((8, 4), (2, 4))


@pytest.mark.parametrize("case", EXPECTED)
def test_the_reference_rate_is_what_sfreq_none_means(case):
    name, _, sizes = case.partition(" ")
    rate = 250 if sizes else {"EEGNetSSVEP": 256}.get(name, 128)
    option = {"sizes": sizes} if sizes else {}
    record = ARCHITECTURES[name]
    silent = record.build(2, 6 * rate, 2, **option)
    assert silent.design["arguments"]["sfreq"] == rate
    assert silent.design == record.build(2, 6 * rate, 2, rate, **option).design
