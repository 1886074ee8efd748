"""The average signal of a class at one electrode, to be drawn over single trials."""

from dataclasses import dataclass
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_option


@dataclass(frozen=True)
class ClassCourse:
    """Average of a class at one electrode.

    Attributes
    ----------
    times : array, shape (n_times,)
        In seconds.
    values : array, shape (n_times,)
        In microvolts.
    n_trials : int
    """

    times: np.ndarray
    values: np.ndarray
    n_trials: int

    @property
    def peak(self) -> float:
        """Time of the positive peak, in seconds."""
        return float(self.times[self.values.argmax()])


def class_courses(erp: Any, pick: Any, names: list[Any]) -> list[ClassCourse] | None:
    """Average the signals of classes at one electrode.

    Parameters
    ----------
    erp : mne.Epochs | dict of mne.Evoked | None
    pick : str | None
        Electrode.
    names : list
        Classes that are asked for, one after another.

    Returns
    -------
    list of ClassCourse | None
        None where there is no ``erp``.

    Raises
    ------
    TypeError, ValueError
        Neither Epochs nor a dict; no such class or electrode.
    """
    if erp is None:
        if pick is not None:
            raise ValueError(
                f"pick={pick!r} names the electrode of a class average, but erp is "
                "None. Give erp=epochs, or leave pick out."
            )
        return None
    if not isinstance(erp, (mne.BaseEpochs, dict)):
        raise TypeError(
            f"erp is of type {type(erp).__name__}; give mne.Epochs whose event_id "
            "names the classes, or a dict with a mne.Evoked for each class."
        )
    found: dict[str, ClassCourse] = {}
    for name in names:
        if str(name) not in found:
            found[str(name)] = _course(erp, name, pick)
    return [found[str(name)] for name in names]


def _course(erp: Any, name: Any, pick: Any) -> ClassCourse:
    if isinstance(erp, dict):
        check_option("class of erp", name, erp)
        evoked = erp[name]
        check_option("pick", pick, evoked.ch_names)
        values = evoked.get_data(picks=[pick])[0]
        return ClassCourse(evoked.times, 1e6 * values, int(evoked.nave))
    check_option("class of erp", str(name), erp.event_id)
    check_option("pick", pick, erp.ch_names)
    data = erp[str(name)].get_data(picks=[pick])[:, 0]
    return ClassCourse(erp.times, 1e6 * data.mean(axis=0), len(data))
