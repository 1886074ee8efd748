"""Figures of the two maps by band: trained beside untrained, with and without heads."""

import io

import numpy as np
import pytest

from eegmodels.results import EnvelopeCorrelation, PerturbationCorrelation
from eegmodels.viz import plot_envelopes, plot_perturbations

NAMES = ["Fpz", "T7", "Cz", "T8", "Oz", "F3"]
BANDS = [(8.0, 12.0), (16.0, 24.0)]


def perturbations(info, n_untrained=1, **changed):
    """T7 speaks for class "left" at 8 to 12 Hz."""
    rng = np.random.default_rng(0)
    correlation = 0.01 * rng.standard_normal((2, 6, 33))
    correlation[0, 1, 8:13] += 0.1
    fields = {
        "correlation": correlation,
        "untrained": 0.01 * rng.standard_normal((n_untrained, 2, 6, 33)),
        "freqs": np.arange(33.0),
        "outputs": ["left", "$right$"],
        "band_names": ["alpha", "16-24 Hz"],
        "bands": BANDS,
        "noise": 0.1,
        "chance": 0.01,
        "agreement": 0.99,
        "moved": np.array([0.1, 0.1]),
        "ch_names": NAMES,
        "info": info,
        "n_trials": 25,
        "n_perturbations": 400,
    }
    return PerturbationCorrelation(**{**fields, **changed})


def envelopes(info, n_untrained=1):
    rng = np.random.default_rng(0)
    correlation = 0.1 * rng.standard_normal((2, 3, 6))
    correlation[0, :, 4] = [0.8, -0.7, 0.6]
    return EnvelopeCorrelation(
        correlation=correlation,
        untrained=0.1 * rng.standard_normal((n_untrained, 2, 3, 6)),
        band_names=["alpha", "16-24 Hz"],
        bands=BANDS,
        names=["a", "b", "c"],
        stage="pool",
        window=48,
        window_s=0.375,
        ch_names=NAMES,
        info=info,
        n_trials=25,
    )


def test_by_band_is_the_mean_between_the_edges(info):
    found = perturbations(info)
    expected = found.correlation[:, :, 8:13].mean(axis=2)
    np.testing.assert_allclose(found.by_band[:, 0], expected)
    row = found.table()[0]
    assert (row["output"], row["band"], row["electrode"]) == ("left", "alpha", "T7")
    assert row["correlation"] == pytest.approx(expected[0, 1])
    assert row["size"] == pytest.approx(np.sqrt((expected[0] ** 2).mean()))
    assert row["chance"] == pytest.approx(0.01 / np.sqrt(5))
    other = found.untrained[0, 0, :, 8:13].mean(axis=1)
    assert row["untrained"] == pytest.approx(np.sqrt((other**2).mean()))


def test_spectra_and_heads_stand_in_rows(info):
    found = perturbations(info, n_untrained=2)
    figure, numbers = found.plot()
    assert numbers["reason"] is None
    expected = np.sqrt((found.correlation**2).mean(axis=1))
    np.testing.assert_allclose(numbers["size"], expected)
    panel = figure.axes[0]
    lines = {line.get_label(): line for line in panel.lines}
    np.testing.assert_allclose(lines["trained"].get_ydata(), expected[0])
    assert lines["untrained"].get_linestyle() == "--"
    assert lines["no influence"].get_ydata() == [0.01, 0.01]
    assert len(panel.lines) == 4  # both untrained ones
    spans = [(p.get_x(), p.get_x() + p.get_width()) for p in panel.patches]
    assert spans == BANDS
    np.testing.assert_array_equal(numbers["maps"], found.by_band)
    np.testing.assert_array_equal(numbers["untrained_maps"], found.untrained_by_band[0])
    limit = max(np.abs(numbers["maps"]).max(), np.abs(numbers["untrained_maps"]).max())
    assert numbers["limit"] == pytest.approx(limit)
    heads = [ax for ax in figure.axes if ax.images]
    assert len(heads) == 8
    assert {ax.images[0].get_clim() for ax in heads} == {(-limit, limit)}
    titles = [ax.get_title() for ax in figure.axes[1:5]]
    assert titles[:2] == ["alpha\n8-12 Hz\ntrained", "alpha\n8-12 Hz\nuntrained"]
    assert titles[2] == "16-24 Hz\ntrained"
    text = figure.get_supxlabel().replace("\n", " ")
    assert "the first of 2 networks" in text
    assert "where it is sensitive, not where a source is" in text
    figure.savefig(io.BytesIO(), format="png")


def test_chosen_outputs_and_given_axes(info):
    found = perturbations(info)
    figure, numbers = found.plot(rows=[1])
    assert numbers["outputs"] == ["$right$"]
    assert figure.axes[0].get_title(loc="left") == r"more of: \$right\$"
    with pytest.raises(ValueError, match="rows has 2; the outputs are 0 to 1"):
        found.plot(rows=[2])
    with pytest.raises(ValueError, match="axes has 3 axes; this figure needs 10"):
        plot_perturbations(found, axes=figure.axes[:3])


def test_without_positions_electrodes_are_cells(info):
    found = perturbations(None)
    figure, numbers = found.plot()
    assert numbers["reason"].startswith("The data came as an array")
    cells = figure.axes[1].images[0].get_array()
    np.testing.assert_array_equal(cells[:, 0], found.by_band[0, 0])
    names = [text.get_text() for text in figure.axes[1].get_yticklabels()]
    assert names == NAMES
    assert "No maps of the head: The data" in figure.get_supxlabel().replace("\n", " ")
    figure.savefig(io.BytesIO(), format="png")
    figure, numbers = envelopes(None).plot()
    assert numbers["reason"].startswith("The data came as an array")
    figure.savefig(io.BytesIO(), format="png")


def test_envelopes_stand_above_the_untrained_and_the_difference(info):
    found = envelopes(info, n_untrained=3)
    figure, numbers = found.plot()
    trained = np.abs(found.correlation).mean(axis=1)
    untrained = np.abs(found.untrained).mean(axis=(0, 2))
    np.testing.assert_allclose(numbers["trained"], trained)
    np.testing.assert_allclose(numbers["untrained"], untrained)
    np.testing.assert_allclose(numbers["difference"], trained - untrained)
    limits = [ax.images[0].get_clim() for ax in figure.axes if ax.images]
    limit = max(trained.max(), untrained.max())
    assert limits[:4] == [(0, pytest.approx(limit))] * 4
    other = np.abs(trained - untrained).max()
    assert limits[4:6] == [(pytest.approx(-other), pytest.approx(other))] * 2
    labels = [ax.get_ylabel() for ax in figure.axes]
    assert labels[0:5:2] == ["trained", "untrained", "difference"]
    assert "mean of 3 networks" in figure.get_supxlabel().replace("\n", " ")
    figure.savefig(io.BytesIO(), format="png")
    row = found.table()[0]
    assert (row["band"], row["electrode"], row["unit"]) == ("alpha", "Oz", "a")
    assert "training added most at Oz" in str(found)
    with pytest.raises(ValueError, match="axes has 2 axes; this figure needs 6"):
        plot_envelopes(found, axes=figure.axes[:2])
