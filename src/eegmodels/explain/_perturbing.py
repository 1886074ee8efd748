"""Amplitudes moved at random, and what a network makes of it, in running sums."""

from dataclasses import dataclass

import numpy as np

from eegmodels.explain._logits import BATCH, Logits

TINY = 1e-12  # of the largest deviation, below which an amplitude does not vary


@dataclass(frozen=True)
class Moved:
    """What perturbations did.

    Attributes
    ----------
    correlation : array, shape (n_units, n_chans, n_freqs)
    logits : array, shape (n_trials, n_units)
        Of the trials as they are.
    agreement : float
        Share of perturbed trials that keep the class.
    moved : array, shape (n_units,)
        Deviation of a logit's change, as a share of that over trials.
    """

    correlation: np.ndarray
    logits: np.ndarray
    agreement: float
    moved: np.ndarray


def amplitude_deviation(x: np.ndarray) -> np.ndarray:
    """Deviation over trials of each amplitude of the Fourier transform.

    Parameters
    ----------
    x : array, shape (n_trials, n_chans, n_times)

    Returns
    -------
    array, shape (n_chans, n_freqs)
        Zero where it is next to nothing beside the largest.
    """
    shape = (x.shape[1], x.shape[2] // 2 + 1)
    total, squares = np.zeros(shape), np.zeros(shape)
    for start in range(0, len(x), BATCH):
        total += np.abs(_spectrum(x[start : start + BATCH])).sum(axis=0)
    mean = total / len(x)
    for start in range(0, len(x), BATCH):
        amplitude = np.abs(_spectrum(x[start : start + BATCH]))
        squares += np.square(amplitude - mean).sum(axis=0)
    deviation = np.sqrt(squares / len(x))
    return np.where(deviation > TINY * deviation.max(), deviation, 0.0)


def perturbed_correlation(
    logits: Logits,
    x: np.ndarray,
    size: np.ndarray,
    n_perturbations: int,
    random_state: int | None,
) -> Moved:
    """Correlate changes of amplitude with changes of logits.

    Memory does not grow with the number of perturbations: trials are taken again and
    again, a batch at a time, and what is needed is summed.

    Parameters
    ----------
    logits : callable
        Of trials as the network sees them.
    x : array of float32, shape (n_trials, n_chans, n_times)
    size : array, shape (n_chans, n_freqs)
        Deviation of the perturbation.
    n_perturbations : int
    random_state : int | None
        The same number gives the same perturbations, whatever the network.

    Returns
    -------
    Moved
    """
    rng = np.random.default_rng(random_state)
    before = logits(x).astype(np.float64)
    n_trials, n_times = len(x), x.shape[2]
    n = n_trials * n_perturbations
    safe = np.where(size > 0, size, 1.0)
    sums = _Sums(before.shape[1], size.shape)
    n_kept = 0
    for start in range(0, n, BATCH):
        rows = np.arange(start, min(start + BATCH, n)) % n_trials
        spectrum = _spectrum(x[rows])
        amplitude = np.abs(spectrum)
        noise = size * rng.standard_normal(amplitude.shape, dtype=np.float32)
        changed = np.maximum(amplitude + noise, 0)
        # Where there is no amplitude there is no phase to keep: zero is taken.
        phase = np.divide(
            spectrum, amplitude, out=np.ones_like(spectrum), where=amplitude > 0
        )
        other = np.fft.irfft(changed * phase, n_times, axis=2).astype(np.float32)
        after = logits(other).astype(np.float64)
        sums.add((changed - amplitude) / safe, after - before[rows])
        n_kept += int((_classes(after) == _classes(before[rows])).sum())
    spread = before.std(axis=0)
    moved = sums.deviation_of_outputs() / np.where(spread > 0, spread, np.nan)
    return Moved(sums.correlation() * (size > 0), before, n_kept / n, moved)


class _Sums:
    """Running sums from which correlations follow; changes are about zero."""

    def __init__(self, n_units: int, shape: tuple[int, int]) -> None:
        self.n = 0
        self.inputs, self.inputs2 = np.zeros(shape), np.zeros(shape)
        self.outputs, self.outputs2 = np.zeros(n_units), np.zeros(n_units)
        self.products = np.zeros((n_units, *shape))

    def add(self, inputs: np.ndarray, outputs: np.ndarray) -> None:
        self.n += len(inputs)
        self.inputs += inputs.sum(axis=0)
        self.inputs2 += np.square(inputs).sum(axis=0)
        self.outputs += outputs.sum(axis=0)
        self.outputs2 += np.square(outputs).sum(axis=0)
        self.products += np.tensordot(outputs, inputs, axes=(0, 0))

    def deviation_of_outputs(self) -> np.ndarray:
        variance = self.outputs2 / self.n - np.square(self.outputs / self.n)
        return np.sqrt(np.maximum(variance, 0))

    def correlation(self) -> np.ndarray:
        """Pearson's; 0 where one side does not vary."""
        mean = self.inputs / self.n
        variance = np.maximum(self.inputs2 / self.n - np.square(mean), 0)
        means = (self.outputs / self.n)[:, None, None]
        covariance = self.products / self.n - means * mean
        scale = self.deviation_of_outputs()[:, None, None] * np.sqrt(variance)
        return np.divide(
            covariance, scale, out=np.zeros_like(covariance), where=scale > 0
        )


def _spectrum(x: np.ndarray) -> np.ndarray:
    return np.fft.rfft(np.asarray(x, dtype=np.float64), axis=2)


def _classes(logits: np.ndarray) -> np.ndarray:
    if logits.shape[1] == 1:
        return logits[:, 0] > 0
    return logits.argmax(axis=1)
