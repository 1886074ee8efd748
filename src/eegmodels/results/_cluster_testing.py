"""The cluster-based permutation test of MNE, over all filters at once."""

from math import comb
from typing import Any

import mne
import numpy as np
from scipy.sparse import coo_array
from scipy.stats import t as student_t

from eegmodels._checks import check_number, check_option, check_whole

KINDS = ("power", "log-power", "signal")
POINTWISE = 0.05  # two-sided p of the default threshold
PER_DEVIATION = 4  # samples of power that are kept in a wavelet's deviation
TRIALS_AT_ONCE = 16


def check_request(
    counts: tuple[int, int],
    on: str,
    alpha: Any,
    threshold: Any,
    n_permutations: Any,
    random_state: Any,
) -> float:
    """Check what is asked for; return the threshold of t.

    Raises
    ------
    TypeError, ValueError
        A wrong option; trials or shuffles so few that no p value can be as small as
        ``alpha``.
    """
    check_option("on", on, KINDS)
    alpha = check_number("alpha", alpha, low=0, high=1, closed="neither")
    n_permutations = check_whole("n_permutations", n_permutations)
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    n, m = counts
    distinct = comb(n + m, n)
    if min(counts) < 2 or 1 / distinct > alpha:
        raise ValueError(
            f"The two classes have {n} and {m} trials, which can be shuffled in "
            f"{distinct} ways; a test at alpha={alpha:g} needs two trials of each "
            f"class and {int(np.ceil(1 / alpha))} ways. Give more trials."
        )
    if 1 / n_permutations > alpha:
        raise ValueError(
            f"n_permutations={n_permutations} makes no p value below "
            f"{1 / n_permutations:.3g}, and alpha={alpha:g}. Give "
            f"n_permutations={int(np.ceil(1 / alpha))} or, better, 1024."
        )
    if threshold is None:
        return float(student_t.ppf(1 - POINTWISE / 2, n + m - 2))
    return check_number("threshold", threshold, low=0, closed="neither")


def trial_power(
    data: np.ndarray, sfreq: float, freqs: np.ndarray, n_cycles: np.ndarray, decim: int
) -> np.ndarray:
    """Morlet power of each trial by MNE, as float32.

    Gives (n_trials, n_filters, n_freqs, n_kept) of (n_trials, n_filters, n_times).
    """
    n_trials, n_filters, n_times = data.shape
    n_kept = -(-n_times // decim)
    power = np.empty((n_trials, n_filters, len(freqs), n_kept), dtype=np.float32)
    for start in range(0, n_trials, TRIALS_AT_ONCE):
        part = slice(start, start + TRIALS_AT_ONCE)
        power[part] = mne.time_frequency.tfr_array_morlet(
            np.asarray(data[part], dtype=np.float64),
            sfreq,
            freqs,
            n_cycles=n_cycles,
            zero_mean=True,
            output="power",
            decim=decim,
            verbose="ERROR",
        )
    return power


def enough_samples(deviations: np.ndarray, sfreq: float) -> int:
    """Of how many samples of power one is enough: they change as the wavelet is long.

    Parameters
    ----------
    deviations : array, shape (n_freqs,)
        Of the wavelets, in seconds.
    sfreq : float
    """
    return max(1, int(deviations.min() * sfreq / PER_DEVIATION))


def find_clusters(
    first: np.ndarray,
    second: np.ndarray,
    threshold: float,
    n_permutations: int,
    random_state: int | None,
) -> dict[str, Any]:
    """Test two groups of trials; filters have no neighbours, other axes have.

    Parameters
    ----------
    first, second : array, shape (n_trials, n_filters, ...)
        The axes behind the filters are frequencies and times, or times alone.
    threshold : float
    n_permutations : int
    random_state : int | None

    Returns
    -------
    dict
        Fields of ``ClusterTest``: ``statistic``, ``cluster``, ``p_values``, ``mass``,
        ``filters``, ``null``; the clusters of large mass first.
    """
    n_filters, *rest = first.shape[1:]
    statistic = _t_values(first, second)
    number = np.zeros(statistic.shape, dtype=np.int32)
    none = np.zeros(0)
    found = {"statistic": statistic, "cluster": number}
    if not (np.abs(statistic) > threshold).any():  # of which MNE would warn
        nothing = none.astype(int)
        return {**found, "p_values": none, "mass": none, "filters": nothing} | {
            "null": none
        }
    # With two tails and two groups MNE 1.13 keeps the largest positive mass of each
    # shuffle alone. So each filter is there twice, with t and with -t, and one tail.
    alone = coo_array((2 * n_filters, 2 * n_filters))
    # MNE tells that ``seed`` has a new name, which older ones do not know.
    with mne.use_log_level("ERROR"):
        _, clusters, p_values, null = mne.stats.permutation_cluster_test(
            [np.concatenate([group, group], axis=1) for group in (first, second)],
            threshold=threshold,
            n_permutations=n_permutations,
            tail=1,
            stat_fun=_both_signs,
            adjacency=mne.stats.combine_adjacency(alone, *rest),
            out_type="indices",
            buffer_size=None,
            seed=random_state,
        )
    clusters = [(points[0] % n_filters, *points[1:]) for points in clusters]
    mass = np.array([statistic[points].sum() for points in clusters])
    order = np.lexsort((-np.abs(mass), p_values))
    for k, which in enumerate(order):
        number[clusters[which]] = k + 1
    return {
        **found,
        "p_values": p_values[order],
        "mass": mass[order],
        "filters": np.array([int(clusters[k][0][0]) for k in order]),
        "null": null,
    }


def _both_signs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Give t of the first half of the values, and -t in place of the second half."""
    half = first.shape[1] // 2
    t = _t_values(first[:, :half], second[:, :half])
    return np.concatenate([t, -t])


def _t_values(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Student's t of two groups by MNE; 0 where nothing varies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = mne.stats.ttest_ind_no_p(first, second)
    return np.nan_to_num(np.asarray(t, dtype=np.float64), posinf=0.0, neginf=0.0)
