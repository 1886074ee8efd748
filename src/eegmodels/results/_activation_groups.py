"""Trials of activations by class."""

from typing import Any

import numpy as np

from eegmodels._checks import check_option

ALL = "all trials"  # in place of classes where labels are not known


class Grouped:
    """Trials in groups; a base class of activations."""

    data: np.ndarray
    times: np.ndarray | None
    sfreq: float | None
    stage: str
    names: list[str]
    labels: np.ndarray | None
    classes: list[Any]
    settings: dict[str, Any]

    def _groups(self) -> list[Any]:
        return [ALL] if self.labels is None else list(self.classes)

    def _of_class(self, name: Any) -> np.ndarray:
        if self.labels is None:
            return np.ones(len(self.data), dtype=bool)
        chosen: np.ndarray = self.labels == name
        return chosen

    def _by_class(self) -> list[np.ndarray]:
        return [self.data[self._of_class(name)] for name in self._groups()]

    @staticmethod
    def _pair(contrast: Any, groups: list[Any]) -> tuple[Any, Any] | None:
        if contrast is None:
            return (groups[0], groups[1]) if len(groups) > 1 else None
        if not isinstance(contrast, (tuple, list)) or len(contrast) != 2:
            raise ValueError(f"contrast={contrast!r} is not a pair of classes.")
        for name in contrast:
            check_option("contrast", name, groups)
        return contrast[0], contrast[1]
