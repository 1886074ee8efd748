"""Spatial filters in the forms of other packages: MNE's objects, and a table."""

from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_option
from eegmodels.results._sources import source_name
from eegmodels.results._tables import make_table


class FilterExports:
    """Forms of spatial filters for other packages; a base class."""

    filters: np.ndarray
    patterns: np.ndarray
    ch_names: list[str]
    info: mne.Info | None
    opening: str
    settings: dict[str, Any]

    def to_mne(self) -> mne.decoding.SpatialFilter:
        """Give filters and patterns as MNE holds those of its own methods.

        Its ``plot_filters`` and ``plot_patterns`` draw them as those of CSP, and
        write "AU" beside them; the units are those of ``filters`` and ``patterns``.

        Returns
        -------
        mne.decoding.SpatialFilter
            A component for each filter, kernel by kernel.

        Raises
        ------
        ValueError
            Filters of arrays, without an ``info``.
        """
        n_chans = len(self.ch_names)
        return mne.decoding.SpatialFilter(
            self._need_info(),
            self.filters.reshape(-1, n_chans),
            patterns=self.patterns.reshape(-1, n_chans),
            patterns_method="haufe",
        )

    def to_evoked(self, of: str = "patterns") -> mne.EvokedArray:
        """Give maps as MNE's decoding does: a "time" in seconds is a filter's number.

        Parameters
        ----------
        of : "patterns" | "filters"

        Returns
        -------
        mne.EvokedArray
            (n_chans, n_filters), kernel by kernel; at 0 s the first one. Patterns are
            in volts per unit of the source, filters in its inverse and no volts:
            ``comment`` says so.

        Raises
        ------
        ValueError
            Another ``of``; filters of arrays, without an ``info``.

        Examples
        --------
        >>> evoked = spatial.standardised().to_evoked()  # doctest: +SKIP
        >>> evoked.plot_topomap([0, 1], time_format="filter %d")  # doctest: +SKIP
        """
        check_option("of", of, ("patterns", "filters"))
        info = self._need_info().copy()
        with info._unlock():  # as MNE does it for its own maps
            info["sfreq"] = 1.0
            info["projs"] = []
        unit = "volts per unit of the source" if of == "patterns" else "per volt"
        maps = getattr(self, of).reshape(-1, len(self.ch_names))
        return mne.EvokedArray(
            maps.T, info, tmin=0.0, comment=f"{of} ({unit})", verbose="ERROR"
        )

    def _need_info(self) -> mne.Info:
        if self.info is None:
            raise ValueError(
                "These filters are of an array, which says nothing of electrodes, and "
                "MNE needs an info; make them of Epochs, or give info= to "
                "explain.spatial_filters."
            )
        return self.info

    def to_dataframe(self) -> Any:
        """Give a table with a row for each electrode of each filter.

        Returns
        -------
        pandas.DataFrame
            Columns "name" of the filter, "temporal" and "spatial" (its indices, from
            0), "channel", "filter" (weight of the electrode) and "pattern"; ``.attrs``
            has the convention of sign and size.

        Raises
        ------
        ImportError
            Without pandas, which a plain install does not bring.
        """
        n_temporal, n_spatial, n_chans = self.filters.shape
        places = list(np.ndindex(n_temporal, n_spatial))
        names = [source_name(self.opening, f, d) for f, d in places]
        columns = {
            "name": np.repeat(names, n_chans),
            "temporal": np.repeat([f for f, _ in places], n_chans),
            "spatial": np.repeat([d for _, d in places], n_chans),
            "channel": np.tile(self.ch_names, len(places)),
            "filter": self.filters.ravel(),
            "pattern": self.patterns.ravel(),
        }
        attrs = {"convention": self.settings.get("convention", "weights")}
        return make_table(columns, attrs, ".filters, .patterns and .ch_names")
