"""What a stage of a network gives for each class: means, bands, MNE's objects."""

from dataclasses import dataclass
from typing import Any

import mne
import numpy as np

from eegmodels.results._mne_objects import named_channels
from eegmodels.results._saving import Saved
from eegmodels.results._tables import long_table, make_table


@dataclass(frozen=True)
class ClassAverages(Saved):
    """Mean activation of each class, with its confidence band.

    Attributes
    ----------
    mean, low, high : array, shape (n_classes, n_filters, n_times)
        Without the last axis for a flat stage. ``low`` and ``high`` are NaN where a
        class has one trial only.
    level : float
        Confidence of the band at each time by itself, not of the whole course.
    method : str
        How the band was found. It takes trials for independent.
    times : array, shape (n_times,) | None
    classes : list
    n_trials : array of int, shape (n_classes,)
    names : list of str
        Of the filters.
    sfreq : float | None
    unit : str
    stage : str
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    method: str
    times: np.ndarray | None
    classes: list[Any]
    n_trials: np.ndarray
    names: list[str]
    sfreq: float | None
    unit: str
    stage: str

    def to_evoked(self) -> dict[Any, mne.EvokedArray]:
        """Give the mean of each class as MNE holds it, filters as named channels.

        Returns
        -------
        dict
            A ``mne.EvokedArray`` for each class, in ``unit`` and no volts, with
            channels of type "misc". MNE counts time in whole samples from the event,
            so times of a pooled stage move by less than half of its samples.

        Raises
        ------
        ValueError
            A stage without time axis.
        """
        times, sfreq = need_time(self)
        info = named_channels(self.names, sfreq)
        return {
            name: mne.EvokedArray(
                self.mean[k],
                info,
                tmin=float(times[0]),
                comment=str(name),
                nave=int(self.n_trials[k]),
                verbose="ERROR",
            )
            for k, name in enumerate(self.classes)
        }

    def to_dataframe(self) -> Any:
        """Give a table with a row for each class, filter and time.

        Returns
        -------
        pandas.DataFrame
            Columns "class", "filter", "time" in seconds (not of a flat stage), "mean",
            "low" and "high"; ``.attrs`` has the unit and the level of the band.

        Raises
        ------
        ImportError
            Without pandas, which a plain install does not bring.
        """
        axes: dict[str, Any] = {"class": self.classes, "filter": self.names}
        if self.times is not None:
            axes["time"] = self.times
        values = {name: getattr(self, name) for name in ("mean", "low", "high")}
        attrs = {"unit": self.unit, "stage": self.stage, "level": self.level}
        return make_table(long_table(axes, values), attrs, ".mean, .low and .high")


def need_time(record: Any) -> tuple[np.ndarray, float]:
    """Give times and rate of a stage; refuse one that has none."""
    if record.times is None or record.sfreq is None:
        raise ValueError(
            f"The stage {record.stage!r} has no time axis; MNE holds signals alone."
        )
    return record.times, record.sfreq
