"""One factor between the user's unit and what the network sees.

MNE gives volts, and the epsilon of a BatchNorm (1e-3) swamps a variance of 1e-10: the
network would stay at chance. The factor comes from the training trials alone.
"""

import numpy as np

from eegmodels._checks import check_option

SCALINGS = ("global", "channel", None)
# Beyond this ratio of deviations, data and training cannot have the same unit.
MOST = 1e3
AT_ONCE = 2**16  # numbers of the trials whose sums are formed together


def find_factors(
    data: np.ndarray, scaling: str | None, trials: np.ndarray | None = None
) -> np.ndarray:
    """Find the factor of each channel that gives the data unit deviation.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)
    scaling : "global" | "channel" | None
        One factor for all channels, so that their relations stay; one for each
        channel; or none (factors of 1).
    trials : array of int | None
        Those that count; None: all.

    Returns
    -------
    array, shape (n_chans,)
        In 1 / unit of the data.
    """
    check_option("scaling", scaling, SCALINGS)
    if scaling is None:
        return np.ones(data.shape[1])
    variances = _variances(data, trials)
    if scaling == "global":
        variances = np.full(len(variances), variances.mean())
    # Ten digits: sums over X and 1e6 * X differ in the sixteenth, which a training
    # would blow up; a decimal factor between units leaves ten digits alike.
    return np.array([float(f"{1.0 / np.sqrt(v):.10g}") for v in variances])


def scaled(data: np.ndarray, factors: np.ndarray, dtype: str = "float32") -> np.ndarray:
    """Give data as a network sees them.

    Products are in float64: so X and 1e6 * X give the same float32 numbers.

    Parameters
    ----------
    data : array of float32 or float64, shape (n_trials, n_chans, n_times)
        In the unit of the user.
    factors : array, shape (n_chans,)
        As ``find_factors`` gives them.
    dtype : str
        Of the network: "float32" or "float64".

    Returns
    -------
    array, shape (n_trials, n_chans, n_times)
    """
    found = np.empty(data.shape, dtype)
    return np.multiply(data, factors[:, None], out=found, casting="same_kind")


def check_unit(data: np.ndarray, factors: np.ndarray, name: str) -> None:
    """Refuse data whose deviation is far from that of the training data.

    With ``scaling=None`` nothing is known of the training data's unit.
    """
    if np.all(factors == 1.0):
        return
    if 10 / MOST <= _median_deviation(_rough_variances(data), factors) <= MOST / 10:
        return
    variances = _variances(data)
    ratio = _median_deviation(variances, factors)
    if 1 / MOST <= ratio <= MOST:
        return
    deviation = float(np.sqrt(variances.mean()))
    raise ValueError(
        f"{name} has a standard deviation of {deviation:.3g}, {ratio:.3g} times that "
        "of the training data: another unit? MNE gives volts, MOABB's arrays are "
        f"microvolts. Multiply {name} by {10.0 ** -round(np.log10(ratio)):g}."
    )


def _variances(data: np.ndarray, trials: np.ndarray | None = None) -> np.ndarray:
    """Variance of each channel, in float64, without a copy of all the data."""
    trials = np.arange(len(data)) if trials is None else trials
    n_parts = -(-data[0].size * len(trials) // AT_ONCE)
    total = squares = 0.0
    first = data[trials[:1]].mean(axis=(0, 2), keepdims=True, dtype=np.float64)
    for part in np.array_split(trials, min(n_parts, len(trials))):
        apart = data[part] - first  # so that an offset does not cancel
        total = total + apart.sum(axis=(0, 2))
        squares = squares + np.einsum("bct,bct->c", apart, apart)
    n = len(trials) * data.shape[2]
    return np.maximum(squares - total**2 / n, 0.0) / n


def _rough_variances(data: np.ndarray) -> np.ndarray:
    """Variance of each channel in one pass; zero where an offset cancels it."""
    n = data.size / data.shape[1]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        power = np.einsum("bct,bct->c", data, data) / n
        variances = power - data.mean(axis=(0, 2)) ** 2
        return np.where(variances > 0.01 * power, variances, 0.0)


def _median_deviation(variances: np.ndarray, factors: np.ndarray) -> float:
    return float(np.sqrt(np.median(variances * factors**2)))
