"""Single trials of a relevance: which ones to look at, and several side by side."""

from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_whole
from eegmodels.results._class_courses import class_courses
from eegmodels.results._drawing import draw
from eegmodels.results._grouping import group_names, positions
from eegmodels.results._relevance_figures import Figures
from eegmodels.results._relevance_in_time import check_trial

AT = 2  # maps of each trial, unless times are given


class Examples(Figures):
    """Single trials of a relevance; a base class."""

    labels: np.ndarray | None
    predicted: np.ndarray | None
    probability: np.ndarray | None

    def most_certain(self, n: int = 1, *, right: bool = True) -> list[int]:
        """Find the trials of each class of which the network is most certain.

        Parameters
        ----------
        n : int
            Of each class at most.
        right : bool
            Whether those that are predicted rightly are asked for, by their class, or
            those that are not, by their true class.

        Returns
        -------
        list of int
            Positions, class after class in the order in which classes appear, the
            most certain one of each first. Fewer where a class has no more.

        Raises
        ------
        ValueError
            Where true classes or predictions are not known.
        """
        n = check_whole("n", n)
        if self.labels is None or self.predicted is None or self.probability is None:
            raise ValueError(
                "Which trials are predicted rightly is not known: it needs true "
                "classes, and a classifier's predictions with their probabilities. "
                "Give y to explain.relevance, or name the trials (trials=[0, 1])."
            )
        fits = (self.predicted == self.labels) == right
        groups = positions(group_names(self, "class"))
        chosen: list[int] = []
        for members in groups.values():
            kept = [k for k in members if fits[k]]
            chosen += sorted(kept, key=lambda k: -self.probability[k])[:n]  # type: ignore[index]
        return chosen

    def plot_trials(
        self,
        trials: Any = None,
        *,
        times: Any = None,
        erp: mne.BaseEpochs | dict[Any, mne.Evoked] | None = None,
        pick: str | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Draw single trials side by side, with maps, and the class average on top.

        Parameters
        ----------
        trials : list of int | int | None
            By position, from 0. None: the one of each class of which the network is
            most certain and right, and the one of which it is most certain and wrong.
        times : array, shape (n_at,) | None
            Of the maps of all trials, in seconds, each over 50 ms. None: two
            ``peak_times`` of each.
        erp : mne.Epochs | dict | None
            Trials by class, such as those of the training, or a ``mne.Evoked`` for
            each class. The average of a trial's true class (where that is not known,
            of what is explained) is drawn as a line, its positive peak marked.
        pick : str | None
            Electrode of that average.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_relevance_trials``.

        Raises
        ------
        ValueError
            No such trial, class or electrode; a time outside the epoch; more than 12
            trials; trials that cannot be chosen because nothing is known of them.
        """
        chosen = self._chosen(trials)
        if times is None:
            each = [self.peak_times(AT, trial=k) for k in chosen]
            n_at = min(len(peaks) for peaks in each)
            marks = np.array([peaks[:n_at] for peaks in each])
        else:
            marks = np.tile(np.atleast_1d(np.asarray(times, float)), (len(chosen), 1))
        maps = [self.at(at)[k] for k, at in zip(chosen, marks, strict=True)]
        names = group_names(self, None)
        courses = class_courses(erp, pick, [names[k] for k in chosen])
        return draw(
            self,
            form="plot_trials",
            trials=chosen,
            times=marks,
            maps=np.array(maps),
            courses=courses,
            pick=pick,
        )

    def _chosen(self, trials: Any) -> list[int]:
        if trials is None:
            return [*self.most_certain(), *self._worst()]
        given = trials.tolist() if isinstance(trials, np.ndarray) else trials
        given = given if isinstance(given, (list, tuple)) else [given]
        if len(given) == 0:
            raise ValueError("trials is empty; give at least one, counted from 0.")
        return [check_trial(self, k) for k in given]

    def _worst(self) -> list[int]:
        """Give the trial of which the network is most certain and wrong, if any."""
        wrong = self.most_certain(right=False)
        return sorted(wrong, key=lambda k: -self.probability[k])[:1]  # type: ignore[index]
