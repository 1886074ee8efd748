"""Where the classes of activations differ, tested by clusters."""

from typing import Any

import numpy as np

from eegmodels._checks import check_whole
from eegmodels.results._activation_groups import Grouped
from eegmodels.results._class_averages import need_time
from eegmodels.results._cluster_testing import (
    check_request,
    enough_samples,
    find_clusters,
    trial_power,
)
from eegmodels.results._clusters import ClusterTest
from eegmodels.results._power_baseline import against_baseline, check_baseline
from eegmodels.results._time_frequency import choose_freqs, deviation


class Tested(Grouped):
    """Tests of activations; a base class."""

    def cluster_test(
        self,
        freqs: Any = None,
        n_cycles: Any = None,
        *,
        on: str = "power",
        contrast: Any = None,
        baseline: Any = None,
        mode: str = "logratio",
        threshold: float | None = None,
        n_permutations: int = 1024,
        alpha: float = 0.05,
        decim: int | None = None,
        random_state: int | None = 0,
    ) -> ClusterTest:
        """Test where two classes differ, by clusters and shuffled trials.

        Neighbouring points that differ clearly make a cluster, and its mass is held
        against the largest of all clusters of all filters when trials are shuffled
        between the classes.

        Parameters
        ----------
        freqs, n_cycles
            As in ``time_frequency``.
        on : "power" | "log-power" | "signal"
            Morlet power of each trial; its log10, in which a single loud trial weighs
            less; or the signal itself, over time alone.
        contrast : (class, class) | None
            None: the first two classes.
        baseline, mode
            As in ``time_frequency``, of each trial by itself.
        threshold : float | None
            Absolute t from which on points make clusters. None: that of a two-sided
            pointwise p of 0.05.
        n_permutations : int
            Shuffles, among them the trials as they are; 1 / n_permutations is the
            smallest p value.
        alpha : float
            Family-wise rate of false alarms.
        decim : int | None
            Each so many samples of power are looked at. None: four in the deviation
            of the shortest wavelet. Of signals each one.
        random_state : int | None
            Seed of the shuffles.

        Returns
        -------
        ClusterTest
            ``.table()`` lists the clusters, with filter, frequencies, times and p.

        Raises
        ------
        ValueError
            A stage without time axis; fewer than two classes; too few trials or
            shuffles for ``alpha``; frequencies for signals; no frequency that fits.

        Notes
        -----
        Source: Maris & Oostenveld 2007, by ``mne.stats.permutation_cluster_test`` with
        independent samples and Student's t, both signs. Filters have no neighbours, and
        one null, of the largest mass of any cluster of any filter and sign, serves them
        all: so the chance of any false alarm among all filters, frequencies and times
        is at most ``alpha`` where the null is true for all of them. (Two tails of MNE
        1.13 itself compare negative clusters with positive masses alone; here each sign
        has its own clusters, and the null is the largest of both.)

        What a small p value does not show: where exactly the difference begins and
        ends (Sassenhagen & Draschkow 2019); nor anything if trials are not
        exchangeable, as with one class in the first half of a recording; nor, on the
        trials of the training, anything of the brain: the filters were chosen by these
        labels, so that their outputs differ. Test trials that were held out.

        All trials' power is held at once, as float32, and twice by MNE.

        References
        ----------
        Maris E, Oostenveld R (2007). Nonparametric statistical testing of EEG- and
        MEG-data. J Neurosci Methods 164, 177-190. doi:10.1016/j.jneumeth.2007.03.024
        Sassenhagen J, Draschkow D (2019). Cluster-based permutation tests of MEG/EEG
        data do not establish significance of effect latency or location.
        Psychophysiology 56, e13335. doi:10.1111/psyp.13335
        """
        times, sfreq = need_time(self)
        pair = self._pair(contrast, self._groups())
        if pair is None or pair[0] == pair[1]:
            raise ValueError(
                f"The trials are of {self._groups()!r}; two classes are compared. Give "
                "y to explain.activations, or another contrast."
            )
        groups = [self.data[self._of_class(name)] for name in pair]
        counts = (len(groups[0]), len(groups[1]))
        limit = check_request(
            counts, on, alpha, threshold, n_permutations, random_state
        )
        hz = cycles = window = None
        left_out: list[float] = []
        if on == "signal":
            _refuse_freqs(freqs, n_cycles, baseline)
            decim = check_whole("decim", 1 if decim is None else decim)
            times = times[::decim]
            first, second = (group[..., ::decim].astype(float) for group in groups)
        else:
            n_times = self.data.shape[-1]
            hz, cycles, left_out = choose_freqs(freqs, n_cycles, sfreq, n_times)
            if decim is None:
                decim = enough_samples(deviation(hz, cycles), sfreq)
            decim = check_whole("decim", decim)
            times = times[::decim]
            window = check_baseline(baseline, mode, times)
            powers = (trial_power(group, sfreq, hz, cycles, decim) for group in groups)
            powers = (against_baseline(part, times, window, mode) for part in powers)
            first, second = (_logarithm(part, on, window) for part in powers)
        return ClusterTest(
            **find_clusters(first, second, limit, n_permutations, random_state),
            threshold=limit,
            alpha=float(alpha),
            on=on,
            contrast=pair,
            n_trials=np.array(counts),
            freqs=hz,
            n_cycles=cycles,
            left_out_hz=left_out,
            times=times,
            names=list(self.names),
            stage=self.stage,
            settings={
                **self.settings,
                "baseline": window,
                "mode": None if window is None else mode,
                "decim": decim,
                "n_permutations": int(n_permutations),
                "random_state": random_state,
            },
        )


def _refuse_freqs(freqs: Any, n_cycles: Any, baseline: Any) -> None:
    given = {"freqs": freqs, "n_cycles": n_cycles, "baseline": baseline}
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"{name}={value!r} is about power, and on='signal' compares the "
                "signals themselves. Leave it out, or give on='power'."
            )


def _logarithm(power: np.ndarray, on: str, window: Any) -> np.ndarray:
    if on == "power":
        return power
    if window is not None:
        raise ValueError(
            "on='log-power' takes no baseline; mode='logratio' with on='power' is the "
            "logarithm of power against a baseline."
        )
    smallest = np.finfo(power.dtype).tiny
    return np.log10(np.maximum(power, smallest))
