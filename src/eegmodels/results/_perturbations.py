"""How changes of amplitude at each electrode and frequency move a network's outputs."""

from dataclasses import dataclass, field
from typing import Any

import mne
import numpy as np

from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved

Bands = list[tuple[float, float]]


@dataclass(frozen=True)
class PerturbationCorrelation(Saved):
    """Correlation of changed amplitudes with changed outputs, trained and untrained.

    Attributes
    ----------
    correlation : array, shape (n_outputs, n_chans, n_freqs)
        Over trials and perturbations. Positive: more amplitude, more of that logit.
        0 where the data have no amplitude that varies.
    untrained : array, shape (n_untrained, n_outputs, n_chans, n_freqs)
        The same of networks whose weights are as drawn before a training.
    freqs : array, shape (n_freqs,)
        In Hz, of the Fourier transform of a trial.
    outputs : list
        Classes, or numbers of a regressor's outputs.
    band_names : list of str
    bands : list of (float, float)
        In Hz, both edges included.
    noise : float
        Deviation of the perturbation, as a share of the deviation over trials of each
        amplitude.
    chance : float
        Deviation of the correlation at one electrode and frequency that has no
        influence: 1 / sqrt(number of trials times perturbations).
    agreement : float
        Share of perturbed trials that keep their predicted class; NaN of a regressor.
    moved : array, shape (n_outputs,)
        Deviation of an output's change, as a share of that over trials.
    ch_names : list of str
    info : mne.Info | None
    n_trials, n_perturbations : int
    settings : dict
    """

    correlation: np.ndarray
    untrained: np.ndarray
    freqs: np.ndarray
    outputs: list[Any]
    band_names: list[str]
    bands: Bands
    noise: float
    chance: float
    agreement: float
    moved: np.ndarray
    ch_names: list[str]
    info: mne.Info | None
    n_trials: int
    n_perturbations: int
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def by_band(self) -> np.ndarray:
        """Mean correlation in each band; (n_outputs, n_bands, n_chans)."""
        return self._means(self.correlation)

    @property
    def untrained_by_band(self) -> np.ndarray:
        """The same untrained; (n_untrained, n_outputs, n_bands, n_chans)."""
        return self._means(self.untrained)

    def _means(self, values: np.ndarray) -> np.ndarray:
        return np.stack(
            [
                values[..., self._inside(k)].mean(axis=-1)
                for k in range(len(self.bands))
            ],
            axis=-2,
        )

    def _inside(self, band: int) -> np.ndarray:
        low, high = self.bands[band]
        found: np.ndarray = (self.freqs >= low) & (self.freqs <= high)
        return found

    def table(self) -> list[dict[str, Any]]:
        """List outputs and bands, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``output``, ``band``, ``electrode`` (where the mean correlation of the band
            is largest in absolute value), ``correlation`` (there), ``size`` (root mean
            square over electrodes), ``untrained`` (mean size of the untrained ones)
            and ``chance`` (size of no influence).
        """
        found, other = self.by_band, self.untrained_by_band
        size = np.sqrt(np.square(found).mean(axis=-1))
        untrained = np.sqrt(np.square(other).mean(axis=-1))
        rows = []
        for k, b in np.ndindex(*size.shape):
            at = int(np.abs(found[k, b]).argmax())
            rows.append(
                {
                    "output": self.outputs[k],
                    "band": self.band_names[b],
                    "electrode": self.ch_names[at],
                    "correlation": float(found[k, b, at]),
                    "size": float(size[k, b]),
                    "untrained": float(untrained[:, k, b].mean()),
                    "chance": self.chance / float(np.sqrt(self._inside(b).sum())),
                }
            )
        return rows

    @property
    def reading(self) -> str:
        """Say in words what was done and what it is not."""
        kept = ""
        if np.isfinite(self.agreement):
            kept = f" {100 * self.agreement:.1f} % of predictions stayed."
        return (
            f"{self.n_trials} trials, each amplitude moved {self.n_perturbations} "
            f"times by {self.noise:g} of its own deviation.{kept} The maps are about "
            "the network: where it is sensitive, not where a source is."
        )

    def plot(self, *, rows: Any = None) -> tuple[Any, dict[str, Any]]:
        """Draw a row for each output: its spectrum, and maps of bands.

        Parameters
        ----------
        rows : list of int | None
            Outputs to draw, by position. None: the first 16.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_perturbations``.
        """
        return draw(self, rows=rows)

    def __str__(self) -> str:
        lines = [self.reading]
        lines += [
            f"  {row['output']}, {row['band']}: most at {row['electrode']} "
            f"({row['correlation']:+.3f}), size {row['size']:.3f}, untrained "
            f"{row['untrained']:.3f}, chance {row['chance']:.3f}"
            for row in self.table()
        ]
        return "\n".join(lines)
