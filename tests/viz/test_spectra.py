from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from eegmodels.viz import plot_spectrum, plot_temporal_kernels

FREQS = np.linspace(1, 64, 64)


def test_spectrum_gives_back_what_it_drew():
    median = np.stack([-FREQS / 4, -FREQS / 5])
    figure, numbers = plot_spectrum(
        FREQS,
        median,
        groups=["left", "$right$"],
        low=median[0] - 2,
        high=median[1] + 2,
        pass_band=(8.0, 30.0),
    )
    assert list(numbers["median"]) == ["left", "$right$"]
    np.testing.assert_array_equal(numbers["median"]["left"], median[0])
    (ax,) = figure.axes
    assert ax.get_xlabel() == "Frequency (Hz)"
    assert "dB re 1 µV²/Hz" in ax.get_ylabel()
    labels = ax.get_legend_handles_labels()[1]
    assert "pass band" in labels
    assert r"\$right\$" in labels


def test_a_deep_stop_band_does_not_squeeze_the_rest():
    median = np.where(FREQS < 30, 10.0, -300.0)[np.newaxis]
    _, numbers = plot_spectrum(FREQS, median, groups=["all"])
    bottom, top = numbers["ylim"]
    assert top - bottom <= 60


def test_without_a_filter_no_band_is_shaded():
    figure, _ = plot_spectrum(
        FREQS, np.zeros((1, 64)), groups=["all"], pass_band=(0.0, 64.0)
    )
    assert "pass band" not in figure.axes[0].get_legend_handles_labels()[1]


def test_kernels_are_drawn_in_seconds_and_hertz(kernels):
    figure, numbers = plot_temporal_kernels(kernels)
    np.testing.assert_array_equal(numbers["peak_hz"], [10, 50])
    np.testing.assert_allclose(numbers["response"].max(axis=1), 1)
    np.testing.assert_allclose(numbers["weighted"], numbers["response"])
    left, right = figure.axes[0], figure.axes[1]
    assert figure.axes[2].get_xlabel() == "Time relative to the output sample (s)"
    assert figure.axes[3].get_xlabel() == "Frequency (Hz)"
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles[0] == "kernel 1: 5 cycles, 10.0 Hz"
    assert titles[1] == "peak 10.0 Hz, 1.8 wide, in the pass band"
    assert titles[3] == "peak 50.0 Hz, 1.8 wide, OUTSIDE the pass band"
    np.testing.assert_array_equal(left.lines[1].get_xdata(), kernels.times)
    peak = next(line for line in right.lines if line.get_marker() == "v")
    assert peak.get_xdata()[0] == 10
    assert peak.get_ydata()[0] == 1


def test_kernels_draw_themselves(kernels):
    figure, numbers = kernels.plot()
    assert len(figure.axes) == 4
    np.testing.assert_array_equal(numbers["kernels"], kernels.kernels)
    assert kernels.settings == {}


def test_kernels_without_data_and_without_a_filter(kernels):
    bare = replace(kernels, weighted=None, pass_band=None)
    axes = Figure().subplots(2, 2)
    figure, numbers = plot_temporal_kernels(bare, axes=axes)
    assert numbers["weighted"] is None
    assert figure is axes[0, 0].figure
    assert axes[0, 1].get_title(loc="left") == "peak 10.0 Hz, 1.8 wide"


def test_a_silent_kernel_is_a_flat_line(kernels):
    silent = replace(
        kernels,
        kernels=np.zeros((2, 64)),
        response=np.zeros((2, 257)),
        weighted=None,
        peak_hz=np.full(2, np.nan),
    )
    figure, numbers = plot_temporal_kernels(silent)
    assert not numbers["response"].any()
    titles = [ax.get_title(loc="left") for ax in figure.axes[:2]]
    assert titles == ["kernel 1: zeros", "no peak: nothing passes"]


def test_the_width_and_the_cycles_are_drawn_where_they_are_said(kernels):
    figure, numbers = plot_temporal_kernels(kernels)
    lines = {line.get_label(): line for line in figure.axes[1].lines}
    bar = lines["width, half power"]
    np.testing.assert_array_equal(bar.get_xdata(), numbers["band_hz"][0])
    np.testing.assert_allclose(bar.get_ydata(), np.sqrt(0.5))
    assert lines["cycles counted"].get_xdata()[0] == numbers["cycles_hz"][0] == 10


def test_stimuli_are_lines_and_kernels_rows_by_their_peak(kernels):
    figure, numbers = kernels.plot_stimulus([10.0, 21.0], n_harmonics=2)
    assert numbers["order"] == [0, 1]
    np.testing.assert_array_equal(numbers["lines"], [[10, 20], [21, 42]])
    assert numbers["hits"].tolist() == [True, False]
    above, below = figure.axes[:2]
    drawn = sorted(line.get_xdata()[0] for line in above.lines[1:])
    assert drawn == [10, 20, 21, 42]
    assert [text.get_text() for text in above.texts] == [" 10", " 21"]
    assert [t.get_text() for t in below.get_yticklabels()] == ["kernel 1", "kernel 2"]
    dots = {line.get_label(): line.get_xdata() for line in below.lines}
    np.testing.assert_array_equal(dots["peak on a line"], [10])
    np.testing.assert_array_equal(dots["peak beside"], [50])
    said = figure.get_supxlabel().replace("\n", " ")
    assert said == numbers["reading"]
    assert below.get_xlim()[1] > 50
