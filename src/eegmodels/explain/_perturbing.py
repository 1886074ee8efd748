"""Amplitudes moved at random, and what a network makes of it, in running sums."""

from dataclasses import dataclass

import numpy as np
from scipy.fft import irfft, rfft

from eegmodels.explain._logits import Logits

BATCH = 64
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
        total += np.abs(rfft(x[start : start + BATCH].astype(np.float64), axis=2)).sum(
            axis=0
        )
    mean = total / len(x)
    for start in range(0, len(x), BATCH):
        amplitude = np.abs(rfft(x[start : start + BATCH].astype(np.float64), axis=2))
        squares += np.square(amplitude - mean).sum(axis=0)
    deviation = np.sqrt(squares / len(x))
    return np.where(deviation > TINY * deviation.max(), deviation, 0.0)


def batch_size(n_trials: int) -> int:
    """Size of batches of which the last one is nearly full too."""
    return -(-n_trials // -(-n_trials // BATCH))


def perturbed_correlation(
    logits: Logits,
    x: np.ndarray,
    size: np.ndarray,
    n_perturbations: int,
    random_state: int | None,
) -> Moved:
    """Correlate changes of amplitude with changes of logits.

    Memory does not grow with the number of perturbations: what is needed is summed.

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
    step = batch_size(len(x))
    scale = size.astype(np.float32)
    sums = _Sums(before.shape[1], size.shape)
    n_kept = 0
    for start in range(0, len(x), step):
        part, old = x[start : start + step], before[start : start + step]
        spectrum = rfft(part, axis=2)
        amplitude = np.abs(spectrum)
        # Where there is no amplitude there is no phase to keep: zero is taken.
        phase = np.divide(
            spectrum, amplitude, out=np.ones_like(spectrum), where=amplitude > 0
        )
        for _ in range(n_perturbations):
            noise = scale * rng.standard_normal(amplitude.shape, dtype=np.float32)
            change = np.maximum(noise, -amplitude)
            moved = part + irfft(change * phase, x.shape[2], axis=2)
            new = logits(moved.astype(np.float32)).astype(np.float64)
            sums.add(change, new - old)
            n_kept += int((_classes(new) == _classes(old)).sum())
    spread = before.std(axis=0)
    share = sums.deviation_of_outputs() / np.where(spread > 0, spread, np.nan)
    return Moved(sums.correlation(), before, n_kept / sums.n, share)


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
        self.inputs2 += np.einsum("bcf,bcf->cf", inputs, inputs)
        self.outputs += outputs.sum(axis=0)
        self.outputs2 += np.square(outputs).sum(axis=0)
        # In the precision of the changes: they are float32 and no more.
        found = outputs.astype(inputs.dtype).T @ inputs.reshape(len(inputs), -1)
        self.products += found.reshape(self.products.shape)

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


def _classes(logits: np.ndarray) -> np.ndarray:
    if logits.shape[1] == 1:
        return logits[:, 0] > 0
    return logits.argmax(axis=1)
