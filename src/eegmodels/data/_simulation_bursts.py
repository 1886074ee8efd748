"""When trials come, the bursts in them, and how strong a burst is."""

from dataclasses import dataclass

import numpy as np
from scipy.fft import next_fast_len

from eegmodels.data._simulation_sources import SNR_BAND

MARGIN = 3.0  # seconds before the first trial and after the last
PAUSES = (0.5, 1.5)  # seconds between trials
RAMP = 0.25  # share of a burst in which it rises, and in which it falls
BLOCK = 10  # trials that hold both classes equally often


@dataclass(frozen=True)
class Schedule:
    """When the trials of a recording come.

    Attributes
    ----------
    cues : array of int, shape (n_trials,)
        Samples.
    has_burst : array of bool, shape (n_trials,)
        Whether a trial is of the class with the planted burst.
    n_times : int
        Samples of the recording.
    trial_seconds : float
    """

    cues: np.ndarray
    has_burst: np.ndarray
    n_times: int
    trial_seconds: float


@dataclass(frozen=True)
class Rhythm:
    """Bursts of one frequency in Hz and of one length in seconds."""

    hz: float
    seconds: float
    sfreq: float

    def bursts(
        self, rng: np.random.Generator, starts: np.ndarray, n_times: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Make bursts of amplitude 1 from each start on, in (fractional) samples.

        Also says which samples lie in a burst.
        """
        signal, inside = np.zeros(n_times), np.zeros(n_times, dtype=bool)
        phases = rng.uniform(0, 2 * np.pi, len(starts))
        for start, phase in zip(starts, phases, strict=True):
            samples = np.arange(np.ceil(start), start + self.seconds * self.sfreq)
            samples = samples.astype(int)
            time = (samples - start) / self.sfreq
            to_edge = np.minimum(time, self.seconds - time) / (RAMP * self.seconds)
            envelope = np.sin(np.pi / 2 * np.clip(to_edge, 0, 1)) ** 2
            signal[samples] = envelope * np.sin(2 * np.pi * self.hz * time + phase)
            inside[samples] = True
        return signal, inside


def draw_schedule(
    rng: np.random.Generator, n_trials: int, seconds: float, sfreq: float
) -> Schedule:
    """Draw the pauses and the order of the classes, balanced in each block."""
    pauses = rng.uniform(*PAUSES, n_trials - 1) + seconds
    onsets = MARGIN + np.concatenate([[0], np.cumsum(pauses)])
    cues = np.round(onsets * sfreq).astype(int)
    has_burst = np.arange(n_trials) % 2 == 0
    for start in range(0, n_trials, BLOCK):
        rng.shuffle(has_burst[start : start + BLOCK])
    n_times = int(np.ceil(cues[-1] + (seconds + MARGIN) * sfreq))
    return Schedule(cues, has_burst, next_fast_len(n_times, real=True), seconds)


def distractor_activity(
    rng: np.random.Generator,
    schedule: Schedule,
    rhythm: Rhythm,
    topography: np.ndarray,
    data: np.ndarray,
) -> np.ndarray:
    """Make bursts at random moments in half of the trials of either class.

    Returns
    -------
    array, shape (n_chans, n_times)
        What they add to each electrode: during them, as much power as the data.
    """
    chosen: list[int] = []
    for has_burst in (True, False):
        own = rng.permutation(np.flatnonzero(schedule.has_burst == has_burst))
        chosen.extend(own[: len(own) // 2])
    delays = rng.uniform(0, schedule.trial_seconds - rhythm.seconds, len(chosen))
    starts = schedule.cues[chosen] + delays * rhythm.sfreq
    signal, inside = rhythm.bursts(rng, starts, schedule.n_times)
    power = power_of(data, np.ones_like(inside), rhythm.sfreq)
    source = scaled_to(power, signal, topography, inside, rhythm.sfreq)
    return np.outer(topography, source)


def power_of(data: np.ndarray, inside: np.ndarray, sfreq: float) -> float:
    """Mean square from 1 to 40 Hz over electrodes and the samples inside."""
    # One electrode at a time: the spectrum of all would be as large as the data.
    powers = [(_in_band(signal, sfreq)[inside] ** 2).mean() for signal in data]
    return float(np.mean(powers))


def scaled_to(
    power: float,
    signal: np.ndarray,
    topography: np.ndarray,
    inside: np.ndarray,
    sfreq: float,
) -> np.ndarray:
    """Scale a source so that it has a power at the electrodes, in volts squared."""
    own = power_of(signal[np.newaxis], inside, sfreq) * (topography**2).mean()
    return signal * np.sqrt(power / own)


def _in_band(signal: np.ndarray, sfreq: float) -> np.ndarray:
    """Keep the Fourier components from 1 to 40 Hz, both included."""
    freqs = np.fft.rfftfreq(len(signal), 1 / sfreq)
    spectrum = np.fft.rfft(signal)
    spectrum[(freqs < SNR_BAND[0]) | (freqs > SNR_BAND[1])] = 0
    return np.fft.irfft(spectrum, len(signal))
