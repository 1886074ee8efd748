"""Draw the picture of the README from a model of ``make report``: ``make picture``."""

import io
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

from eegmodels import EEGClassifier, explain
from eegmodels.data import load_physionet
from eegmodels.viz import plot_spatial_filters, plot_temporal_kernels

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "eegmodels-report" / "model.keras"
PICTURE = ROOT / "docs" / "images" / "eegnet-s001.png"
SHOWN = [0, 1, 2]  # the first three of the eight kernels, so that numbers are right


def main() -> None:
    epochs = load_physionet(1, "fists-feet", preset="motor-imagery")
    classifier = EEGClassifier.load(MODEL)
    kernels = explain.temporal_kernels(classifier, epochs)
    spatial = explain.spatial_filters(classifier, epochs)
    kernels = replace(
        kernels,
        kernels=kernels.kernels[SHOWN],
        response=kernels.response[SHOWN],
        weighted=kernels.weighted[SHOWN],
        peak_hz=kernels.peak_hz[SHOWN],
        in_band=kernels.in_band[SHOWN],
    )
    spatial = replace(
        spatial,
        filters=spatial.filters[SHOWN],
        patterns=spatial.patterns[SHOWN],
        correlation=spatial.correlation[SHOWN],
    )
    figure = Figure(figsize=(11.5, 5.2), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1, 1.1])
    n = len(SHOWN)
    panels = left.subplots(n, 2)
    plot_temporal_kernels(kernels, axes=panels.ravel())
    for panel in panels.ravel():
        if panel.get_legend() is not None:
            panel.get_legend().remove()  # no room here; the caption says it
    maps = right.subplots(n, 4).ravel()
    plot_spatial_filters(spatial, peak_hz=kernels.peak_hz, axes=maps)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=90)
    Image.open(buffer).convert("RGB").quantize(128).save(PICTURE, optimize=True)
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
