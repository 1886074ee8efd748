"""Draw the picture of the README from a model of ``make report``: ``make picture``."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from eegmodels import EEGClassifier, explain
from eegmodels.data import load_physionet
from eegmodels.viz import (
    plot_activations,
    plot_relevance,
    plot_spatial_filters,
    plot_temporal_kernels,
)

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "eegmodels-report" / "model.keras"
PICTURE = ROOT / "docs" / "images" / "eegnet-s001.png"
EXPLAINED = "feet"


def main() -> None:
    epochs = load_physionet(1, "fists-feet", preset="motor-imagery")
    classifier = EEGClassifier.load(MODEL)
    f, d = explain.ablation(classifier, epochs).ranking[0]
    print(f"costliest: filter {d + 1} of kernel {f + 1}")
    figure = Figure(figsize=(12.5, 8.2), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1.1, 1])
    signals, kernels = left.subfigures(2, 1, height_ratios=[0.8, 1.35])
    draw_signals(signals, classifier, epochs, f, d)
    draw_kernel(kernels, classifier, epochs, f, d)
    draw_relevance(right, classifier, epochs)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=85)
    Image.open(buffer).convert("RGB").quantize(128).save(PICTURE, optimize=True)
    print(PICTURE.relative_to(ROOT))


def draw_signals(place, classifier, epochs, f, d):
    """Approach 1, of one filter."""
    place.suptitle("1. What the filter hands on", weight="bold", fontsize=11)
    found = explain.activations(classifier, epochs)
    averages, power = found.average(), found.time_frequency()
    row = f * found.spatial.filters.shape[1] + d
    axes = place.subplots(1, 2)
    plot_activations(averages, power=power, rows=[row], axes=axes)


def draw_kernel(place, classifier, epochs, f, d):
    """Approach 2, of the same filter."""
    place.suptitle("2. Its kernel, weights and pattern", weight="bold", fontsize=11)
    kernels = explain.temporal_kernels(classifier, epochs)
    spatial = explain.spatial_filters(classifier, epochs)
    kernels = replace(
        kernels,
        kernels=kernels.kernels[[f]],
        response=kernels.response[[f]],
        weighted=kernels.weighted[[f]],
        peak_hz=kernels.peak_hz[[f]],
        in_band=kernels.in_band[[f]],
    )
    spatial = replace(
        spatial,
        filters=spatial.filters[[f]][:, [d]],
        patterns=spatial.patterns[[f]][:, [d]],
        correlation=np.ones((1, 1, 1)),
    )
    axes = place.subplots(2, 2, height_ratios=[0.7, 1])
    plot_temporal_kernels(kernels, axes=axes[0])
    axes[0, 0].set_title("temporal kernel", loc="left", fontsize=9)
    for panel in axes[0]:
        if panel.get_legend() is not None:
            panel.get_legend().remove()  # no room here; the caption says it
    plot_spatial_filters(spatial, peak_hz=kernels.peak_hz, axes=axes[1])
    axes[1, 0].set_ylabel("")
    for panel, kind in zip(axes[1], ("filter", "pattern"), strict=True):
        panel.set_title(kind, fontsize=9)


def draw_relevance(place, classifier, epochs):
    """Approach 3, the average of one class."""
    place.suptitle("3. What speaks for it, and when", weight="bold", fontsize=11)
    average = explain.relevance(classifier, epochs).average()[EXPLAINED]
    times = average.peak_times(3)
    grid = place.add_gridspec(3, 1, height_ratios=[0.6, 4.6, 1.2])
    below = grid[2].subgridspec(1, len(times))
    axes = [place.add_subplot(grid[0]), place.add_subplot(grid[1])]
    axes += [place.add_subplot(below[k]) for k in range(len(times))]
    plot_relevance(average, times=times, maps=average.at(times)[0], axes=axes)


if __name__ == "__main__":
    main()
