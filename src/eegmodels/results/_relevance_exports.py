"""Relevance in the forms of other packages: MNE's objects, and a table."""

from typing import Any

import mne
import numpy as np

from eegmodels.results._grouping import group_names, group_text, method_text
from eegmodels.results._mne_objects import make_epochs, named_channels
from eegmodels.results._tables import make_table


class Exports:
    """The unit of a relevance, and its forms for other packages; a base class."""

    data: np.ndarray
    times: np.ndarray
    target: list[Any]
    labels: np.ndarray | None
    predicted: np.ndarray | None
    method: str
    baseline: str
    ch_names: list[str]
    info: mne.Info | None
    settings: dict[str, Any]

    @property
    def explains(self) -> str:
        """What is explained: "logit", or of a regressor "output"."""
        return str(self.settings.get("explains", "logit"))

    @property
    def unit(self) -> str:
        """Unit of the relevances: "logits", or of a regressor "units of y".

        Of slopes, as those of saliency, it is "logits per unit", that of the data.
        """
        unit = "logits" if self.explains == "logit" else "units of y"
        return f"{unit} per unit" if self.settings.get("per_unit") else unit

    @property
    def _n_averaged(self) -> int:
        """Trials of the recording in each trial here; more than 1 of averages."""
        return int(self.settings.get("n_averaged", 1))

    def to_evoked(self) -> mne.EvokedArray:
        """Average over trials, as MNE holds it.

        The values are no volts but of ``unit``, each sample by itself; ``comment``
        and ``info["description"]`` say so. MNE's figures multiply EEG by a million
        and write microvolts: give them ``scalings=1`` and the unit.

        Returns
        -------
        mne.EvokedArray
            (n_chans, n_times); ``nave`` counts the trials. Channels without known
            type are of type "misc". MNE counts time in whole samples from the event:
            a window that starts between two moves by less than half a sample.

        Examples
        --------
        >>> evoked = found.average(by="class")["left"].to_evoked()  # doctest: +SKIP
        >>> evoked.plot_topomap(  # doctest: +SKIP
        ...     scalings=1, units=found.unit, cbar_fmt="%.2g"
        ... )
        """
        return mne.EvokedArray(
            self.data.mean(axis=0, dtype=np.float64),
            self._mne_info(),
            tmin=float(self.times[0]),
            comment=self._comment(),
            nave=len(self.data) * self._n_averaged,
            verbose="ERROR",
        )

    def to_epochs(self, by: Any = None) -> mne.EpochsArray:
        """Give the trials as MNE holds them, with an event for each.

        Parameters
        ----------
        by : "class" | "predicted" | "target" | array-like, shape (n_trials,) | None
            What the events are, as in ``average``.

        Returns
        -------
        mne.EpochsArray
            (n_trials, n_chans, n_times) in ``unit``, no volts; see ``to_evoked``.
            ``event_id`` has the groups by name, and codes that start at 1. No
            baseline was or should be taken: zero is a value of its own here.

        Raises
        ------
        ValueError
            Classes that are not known.
        """
        words = [group_text(name, self.settings) for name in group_names(self, by)]
        return make_epochs(self.data, self._mne_info(), float(self.times[0]), words)

    def to_dataframe(self) -> Any:
        """Give a table with a row for each sample of each electrode and trial.

        Returns
        -------
        pandas.DataFrame
            Columns "trial" (from 0), "class" and "predicted" (where known), "target",
            "channel", "time" in seconds, "relevance"; ``.attrs`` has the unit, the
            method and the baseline.

        Raises
        ------
        ImportError
            Without pandas, which a plain install does not bring.
        """
        attrs = {
            "unit": f"{self.unit} per sample",
            "method": self.method,
            "baseline": self.baseline,
        }
        return make_table(self._columns(), attrs, ".data, .ch_names and .times")

    def _columns(self) -> dict[str, np.ndarray]:
        """Columns of the table: trials, in them electrodes, in them samples."""
        n_trials, n_chans, n_times = self.data.shape
        trial = np.repeat(np.arange(n_trials), n_chans * n_times)
        columns = {"trial": trial}
        if self.labels is not None:
            columns["class"] = self.labels[trial]
        if self.predicted is not None:
            columns["predicted"] = self.predicted[trial]
        words = np.array([group_text(name, self.settings) for name in self.target])
        channels = np.repeat(np.array(self.ch_names), n_times)
        return {
            **columns,
            "target": words[trial],
            "channel": np.tile(channels, n_trials),
            "time": np.tile(self.times, n_trials * n_chans),
            "relevance": self.data.ravel(),
        }

    def _comment(self) -> str:
        words = dict.fromkeys(group_text(name, self.settings) for name in self.target)
        said = ", ".join(words) if len(words) <= 2 else f"{len(words)} targets"
        method = method_text(self.method, self.baseline, self.settings)
        return f"relevance for {said} ({self.unit} per sample, not volts; {method})"

    def _mne_info(self) -> mne.Info:
        """Channels as MNE needs them, without what holds for voltages alone."""
        if self.info is None:
            step = np.diff(self.times).mean() if len(self.times) > 1 else 1.0
            sfreq = float(self.settings.get("sfreq", 1 / step))
            info = named_channels(self.ch_names, sfreq)
        else:
            info = self.info.copy()
            with info._unlock():
                info["projs"] = []  # a projection of voltages, done before
        info["description"] = self._comment()
        return info
