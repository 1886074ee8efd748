"""Trials with their phases drawn anew: same spectrum, same covariance, other times."""

from collections.abc import Callable

import numpy as np


def phase_shuffled(
    x: np.ndarray, n_draws: int, random_state: int | None
) -> Callable[[int], np.ndarray]:
    """Turn the phase of each frequency by a random angle, the same for all channels.

    Cross-spectra between channels stay, so their covariance does; so does the mean,
    and the amplitude at half of the rate, whose phase is no free number.

    Parameters
    ----------
    x : array, shape (n_trials, n_chans, n_times)
    n_draws : int
    random_state : int | None

    Returns
    -------
    callable
        Of k, the number of the draw. All trials get the same angles, so none depends
        on the others.
    """
    n_times = x.shape[2]
    rng = np.random.default_rng(random_state)
    angles = rng.uniform(0, 2 * np.pi, (n_draws, n_times // 2 + 1))
    angles[:, 0] = 0
    if n_times % 2 == 0:
        angles[:, -1] = 0

    def draw(k: int) -> np.ndarray:
        spectrum = np.fft.rfft(np.asarray(x, dtype=np.float64), axis=2)
        return np.fft.irfft(spectrum * np.exp(1j * angles[k]), n_times, axis=2)

    return draw
