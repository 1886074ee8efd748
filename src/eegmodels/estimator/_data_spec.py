"""What a fitted estimator expects of data, and whether given data fit it."""

from dataclasses import asdict, dataclass
from typing import Any

import mne
import numpy as np

from eegmodels._checks import some_names
from eegmodels.data import Trials
from eegmodels.results._info import make_info

N_LOC = 12  # numbers that MNE keeps of a place; the first three are it


@dataclass(frozen=True)
class DataSpec:
    """The data that a model was trained on, without the data.

    Attributes
    ----------
    ch_names, ch_types : list of str
    positions : list of list of float | None
        Of each electrode in metres, NaN-free; None where it has none.
    bads : list of str
        Channels that were left out because they were marked as bad.
    sfreq : float
        In Hz.
    n_times : int
        Samples in a trial.
    tmin : float | None
        Time of the first sample after the event in seconds; None for arrays.
    band : list of float | None
        Pass band in Hz; None for arrays.
    from_epochs : bool
        Whether the data came as Epochs, so in volts.
    """

    ch_names: list[str]
    ch_types: list[str]
    positions: list[list[float] | None]
    bads: list[str]
    sfreq: float
    n_times: int
    tmin: float | None
    band: list[float] | None
    from_epochs: bool

    @classmethod
    def of(cls, trials: Trials, sfreq: float) -> "DataSpec":
        """Describe trials; ``sfreq`` is the rate that holds where they have none."""
        info = trials.info
        n_chans = len(trials.ch_names)
        positions: list[list[float] | None] = [None] * n_chans
        types = ["eeg"] * n_chans
        if info is not None:
            types = list(info.get_channel_types())
            for c, channel in enumerate(info["chs"]):
                place = channel["loc"][:3]
                if np.isfinite(place).all() and np.any(place != 0):
                    positions[c] = [float(value) for value in place]
        return cls(
            ch_names=list(trials.ch_names),
            ch_types=types,
            positions=positions,
            bads=list(trials.bads),
            sfreq=float(sfreq),
            n_times=trials.data.shape[2],
            tmin=trials.tmin,
            band=None if trials.band is None else list(trials.band),
            from_epochs=info is not None,
        )

    @property
    def info(self) -> mne.Info | None:
        """Names, types and positions as MNE holds them; None for arrays."""
        if not self.from_epochs:
            return None
        loc = np.full((len(self.ch_names), N_LOC), np.nan)
        for c, place in enumerate(self.positions):
            if place is not None:
                loc[c, :3] = place
        low, high = self.band or (0.0, self.sfreq / 2)
        return make_info(
            {
                "ch_names": self.ch_names,
                "ch_types": self.ch_types,
                "loc": loc,
                "sfreq": self.sfreq,
                "highpass": low,
                "lowpass": high,
                "bads": [],
                "custom_ref_applied": 0,
            }
        )

    def check(self, trials: Trials, name: str) -> None:
        """Say which setting of the data differs from the model's, if one does."""
        differences = []
        if trials.sfreq is not None and not np.isclose(trials.sfreq, self.sfreq):
            differences.append(
                f"sampling rate {trials.sfreq:g} Hz, the model's is {self.sfreq:g} Hz "
                f"(epochs.resample({self.sfreq:g}))"
            )
        if trials.data.shape[2] != self.n_times:
            differences.append(
                f"{trials.data.shape[2]} samples in a trial, the model's have "
                f"{self.n_times} (cut the same time window)"
            )
        both_have_time = trials.tmin is not None and self.tmin is not None
        if both_have_time and abs(trials.tmin - self.tmin) > 0.75 / self.sfreq:  # type: ignore[operator]
            differences.append(
                f"window from {trials.tmin:g} s, the model's is from {self.tmin:g} s "
                "(cut the same time window)"
            )
        if trials.band is not None and self.band is not None:
            if not np.allclose(trials.band, self.band, rtol=0.02, atol=0.02):
                differences.append(
                    f"pass band {_band(trials.band)}, the model's is "
                    f"{_band(self.band)} (filter the recording alike)"
                )
        if differences:
            raise ValueError(
                f"{name} does not fit the model, which uses {len(self.ch_names)} "
                f"channels ({some_names(self.ch_names, 3)}). {name} has: "
                f"{'; '.join(differences)}."
            )

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return asdict(self)


class FittedData:
    """What a fitted estimator says of its data, under scikit-learn's kind of names."""

    data_spec_: DataSpec

    @property
    def ch_names_(self) -> list[str]:
        """Channels in use, in the order of the network."""
        return self.data_spec_.ch_names

    @property
    def bads_(self) -> list[str]:
        """Channels that were left out because they were marked as bad."""
        return self.data_spec_.bads

    @property
    def sfreq_(self) -> float:
        """Sampling rate in Hz."""
        return self.data_spec_.sfreq

    @property
    def n_times_(self) -> int:
        """Samples in a trial."""
        return self.data_spec_.n_times

    @property
    def info_(self) -> mne.Info | None:
        """Names and positions of the electrodes; None for arrays."""
        return self.data_spec_.info


def _band(band: Any) -> str:
    return f"{band[0]:g}-{band[1]:g} Hz"
