"""Signs and sizes that a network leaves free do not show in the fixed results."""

import keras
import mne
import numpy as np
import pytest

from eegmodels import explain
from eegmodels.models import EEGNet, EEGNetV1, ShallowConvNet

INFO = mne.create_info(["C3", "Cz", "C4", "Pz"], 128.0, "eeg")


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    mixed = rng.normal(size=(4, 4)) @ rng.normal(size=(5, 4, 128))
    return 1e-5 * mixed.astype(np.float32).astype(float)


def eegnet(kernel_scale=(1.0, 1.0), filter_scale=((1.0, 1.0), (1.0, 1.0))):
    net = EEGNet(4, 128, 2, F1=2, D=2, kernel_length=16, seed=3)
    scale(net.get_layer("temporal"), np.array(kernel_scale))
    scale(net.get_layer("spatial"), np.array(filter_scale))
    return net


def scale(layer, factors):
    kernel, *rest = layer.get_weights()
    layer.set_weights([kernel * factors, *rest])


def found(net, data):
    """Kernels and filters, both fixed."""
    kernels = explain.temporal_kernels(net, data, info=INFO).standardised()
    return kernels, explain.spatial_filters(net, data, info=INFO).standardised()


def same(one, other):
    """Compare kernels and filters, up to float32 of the weights."""
    for field in ("kernels", "response", "weighted"):
        np.testing.assert_allclose(
            getattr(one[0], field), getattr(other[0], field), rtol=1e-5, atol=1e-9
        )
    for field in ("filters", "patterns", "correlation", "source_sd", "kernel_gain"):
        a, b = getattr(one[1], field), getattr(other[1], field)
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6 * np.abs(a).max())


def signs(results):
    kernels, spatial = results
    of_kernels = kernels.settings["signs"]
    across = of_kernels[:, None] if kernels.opening != "merged" else of_kernels[None]
    return across * spatial.settings["signs"]


def test_a_sign_that_goes_from_kernel_to_filters_changes_nothing(data):
    """The same function of the data: the network gives the same outputs."""
    net, turned = eegnet(), eegnet((-2.0, 1.0), ((-0.5, -0.5), (1.0, 1.0)))
    outputs = [np.asarray(keras.ops.convert_to_numpy(n(1e5 * data[..., None])))
               for n in (net, turned)]  # fmt: skip
    np.testing.assert_allclose(*outputs, atol=1e-6)
    one, other = found(net, data), found(turned, data)
    same(one, other)
    np.testing.assert_array_equal(signs(one), signs(other))
    raw = explain.spatial_filters(turned, data, info=INFO).filters
    weights = turned.get_layer("spatial").get_weights()[0]
    np.testing.assert_allclose(raw, weights[:, 0].transpose(1, 2, 0))


def test_a_filter_that_what_follows_turns_back_is_the_same_source(data):
    """What follows can take back any sign and size of a single filter."""
    one = found(eegnet(), data)
    other = found(eegnet(filter_scale=((1.0, -3.0), (1e-3, 1.0))), data)
    same(one, other)
    np.testing.assert_array_equal(signs(one), signs(other) * [[1, -1], [1, 1]])


@pytest.mark.parametrize("f", [0, 1])
def test_the_fixed_source_has_unit_variance_and_the_network_s_course(data, f):
    """Naive: filter with the fixed kernel, weight with the fixed filter."""
    net = eegnet()
    kernels, spatial = found(net, data)
    filtered = np.apply_along_axis(
        np.correlate, 2, data, kernels.kernels[f], mode="valid"
    )
    raw = explain.temporal_kernels(net).kernels[f]
    weights = explain.spatial_filters(net, data).filters[f]
    of_network = np.apply_along_axis(np.correlate, 2, data, raw, mode="valid")
    for d in range(2):
        source = np.einsum("c,tcs->ts", spatial.filters[f, d], filtered).ravel()
        assert source.std(ddof=1) == pytest.approx(1, rel=1e-6)
        samples = filtered.transpose(1, 0, 2).reshape(4, -1)
        naive = [np.cov(row, source)[0, 1] for row in samples]
        np.testing.assert_allclose(spatial.patterns[f, d], naive, rtol=1e-6)
        before = np.einsum("c,tcs->ts", weights[d], of_network).ravel()
        r = np.corrcoef(source, before)[0, 1]
        assert r * signs((kernels, spatial))[f, d] == pytest.approx(1)
        largest = np.abs(spatial.patterns[f, d]).argmax()
        assert spatial.patterns[f, d, largest] > 0


def shallow(over_time=1.0, over_chans=1.0, outputs=1.0):
    net = ShallowConvNet(4, 128, 2, seed=3)
    scale(net.layers[1], np.asarray(over_time))
    scale(net.layers[2], np.asarray(over_chans) * outputs)
    return net


def test_signs_between_merged_convolutions_change_nothing(data):
    free = np.where(np.arange(40) % 3, -2.0, 0.5)
    one = found(shallow(), data)
    other = found(shallow(free, (1 / free)[:, None]), data)
    same(one, other)
    np.testing.assert_array_equal(signs(one), signs(other))
    flipped = found(shallow(outputs=np.where(np.arange(40) == 7, -3.0, 1.0)), data)
    same(one, flipped)
    changed = np.flatnonzero(signs(one)[0] != signs(flipped)[0])
    assert changed.tolist() == [7]


def test_filters_before_any_kernel_have_no_gain(data):
    net = EEGNetV1(4, 128, 2, seed=3)
    raw = explain.spatial_filters(net, data, info=INFO)
    assert (raw.kernel_gain == 1).all()
    before = np.einsum("fc,tcs->fts", raw.filters[0], data).reshape(16, -1)
    np.testing.assert_allclose(raw.source_sd[0], before.std(axis=1, ddof=1), rtol=1e-6)
    fixed = raw.standardised()
    np.testing.assert_allclose(
        fixed.filters * raw.source_sd[..., None] * fixed.settings["signs"][..., None],
        raw.filters,
    )


def test_a_silent_filter_stays_silent(data):
    net = eegnet((1.0, 0.0), ((1.0, 0.0), (1.0, 1.0)))
    kernels, spatial = found(net, data)
    assert np.isnan(kernels.peak_hz).tolist() == [False, True]
    assert kernels.in_band[0]
    assert not kernels.in_band[1]
    assert not spatial.patterns[0, 1].any()
    assert not spatial.patterns[1].any()
    assert np.isfinite(spatial.filters).all()
    assert spatial.silent == [(0, 1), (1, 0), (1, 1)]
    assert "3 filters give nothing on these data" in spatial.reading


def test_plots_draw_the_fixed_form_and_say_so(data):
    spatial = explain.spatial_filters(eegnet(), data, info=INFO)
    figure, numbers = spatial.plot()
    fixed = spatial.standardised()
    np.testing.assert_allclose(numbers["patterns"], 1e6 * fixed.patterns)
    assert numbers["units"] == ("SD per µV", "µV per SD")
    said = figure.get_supxlabel().replace("\n", " ")
    assert said.endswith("standard deviation of the filter's output on these data.")
    _, numbers = spatial.plot(convention="weights")
    np.testing.assert_allclose(numbers["patterns"], 1e6 * spatial.patterns)
    with pytest.raises(ValueError, match=r"convention='raw' is not one of 'standard"):
        spatial.plot(convention="raw")
