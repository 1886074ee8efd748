"""One factor between the user's unit and what the network sees.

MNE gives volts, and the epsilon of a BatchNorm (1e-3) swamps a variance of 1e-10: the
network would stay at chance. The factor comes from the training trials alone.
"""

import numpy as np

from eegmodels._checks import check_option

SCALINGS = ("global", "channel", None)
# Beyond this ratio of deviations, data and training cannot have the same unit.
MOST = 1e3


def find_factors(data: np.ndarray, scaling: str | None) -> np.ndarray:
    """Find the factor of each channel that gives the data unit deviation.

    Parameters
    ----------
    data : array, shape (n_trials, n_chans, n_times)
    scaling : "global" | "channel" | None
        One factor for all channels, so that their relations stay; one for each
        channel; or none (factors of 1).

    Returns
    -------
    array, shape (n_chans,)
        In 1 / unit of the data.
    """
    check_option("scaling", scaling, SCALINGS)
    variances = data.var(axis=(0, 2))
    if scaling is None:
        return np.ones(len(variances))
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
    data : array of float64, shape (n_trials, n_chans, n_times)
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
    # For an order of magnitude: no array of the size of the data is made.
    power = np.einsum("bct,bct->c", data, data) / (data.size / len(factors))
    variances = np.maximum(power - data.mean(axis=(0, 2)) ** 2, 0.0)
    ratio = float(np.sqrt(np.median(variances * factors**2)))
    if 1 / MOST <= ratio <= MOST:
        return
    deviation = float(np.sqrt(data.var(axis=(0, 2)).mean()))
    raise ValueError(
        f"{name} has a standard deviation of {deviation:.3g}, {ratio:.3g} times that "
        "of the training data: another unit? MNE gives volts, MOABB's arrays are "
        f"microvolts. Multiply {name} by {10.0 ** -round(np.log10(ratio)):g}."
    )
