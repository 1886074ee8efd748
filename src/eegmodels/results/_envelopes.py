"""How a stage's units follow the power of a band at each electrode."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved


@dataclass(frozen=True)
class EnvelopeCorrelation(Saved):
    """Correlation of squared envelopes with a stage's units, trained and untrained.

    Attributes
    ----------
    correlation : array, shape (n_bands, n_units, n_chans)
        Over trials and times. 0 where a unit never changes.
    untrained : array, shape (n_untrained, n_bands, n_units, n_chans)
        The same of networks whose weights are as drawn before a training.
    band_names : list of str
    bands : list of (float, float)
        In Hz.
    names : list of str
        Of the units.
    stage : str
    window : int
        Samples of the data over which envelopes are averaged: what a unit sees.
    window_s : float
        The same in seconds.
    ch_names : list of str
    info : mne.Info | None
    n_trials : int
    settings : dict
    """

    correlation: np.ndarray
    untrained: np.ndarray
    band_names: list[str]
    bands: list[tuple[float, float]]
    names: list[str]
    stage: str
    window: int
    window_s: float
    ch_names: list[str]
    info: mne.Info | None
    n_trials: int
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def mean_absolute(self) -> np.ndarray:
        """Absolute correlation, mean over units; (n_bands, n_chans)."""
        found: np.ndarray = np.abs(self.correlation).mean(axis=1)
        return found

    @property
    def untrained_mean_absolute(self) -> np.ndarray:
        """The same, mean over the untrained networks too; (n_bands, n_chans)."""
        found: np.ndarray = np.abs(self.untrained).mean(axis=(0, 2))
        return found

    @property
    def difference(self) -> np.ndarray:
        """What training added to ``mean_absolute``; (n_bands, n_chans)."""
        return self.mean_absolute - self.untrained_mean_absolute

    def table(self) -> list[dict[str, Any]]:
        """List the bands, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``band``, ``trained`` and ``untrained`` (mean absolute correlation over
            units and electrodes), ``electrode`` (where training added most),
            ``difference`` (there), and ``unit`` (that follows the band there most).
        """
        rows = []
        for b, name in enumerate(self.band_names):
            at = int(self.difference[b].argmax())
            unit = int(np.abs(self.correlation[b, :, at]).argmax())
            rows.append(
                {
                    "band": name,
                    "trained": float(self.mean_absolute[b].mean()),
                    "untrained": float(self.untrained_mean_absolute[b].mean()),
                    "electrode": self.ch_names[at],
                    "difference": float(self.difference[b, at]),
                    "unit": self.names[unit],
                }
            )
        return rows

    @property
    def reading(self) -> str:
        """Say in words what was done and what it is not."""
        return (
            f"{len(self.names)} units of {self.stage!r}, {self.n_trials} trials; power "
            f"averaged over the {self.window_s:.3g} s that a unit sees. Following a "
            "band at an electrode is not reading it there: neighbours share its power."
        )

    def plot(self) -> tuple[Any, dict[str, Any]]:
        """Draw maps of each band: trained, untrained, and the difference.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_envelopes``.
        """
        return draw(self)

    def __str__(self) -> str:
        lines = [self.reading]
        lines += [
            f"  {row['band']}: mean |r| {row['trained']:.3f}, untrained "
            f"{row['untrained']:.3f}; training added most at {row['electrode']} "
            f"({row['difference']:+.3f})"
            for row in self.table()
        ]
        return "\n".join(lines)
