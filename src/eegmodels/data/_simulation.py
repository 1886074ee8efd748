"""A simulated recording in which it is known what tells the classes apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_number, check_option, check_whole
from eegmodels.data._simulation_bursts import (
    Rhythm,
    Schedule,
    distractor_activity,
    draw_schedule,
    power_of,
    scaled_to,
)
from eegmodels.data._simulation_sources import (
    N_ALPHA,
    N_PINK,
    SNR_BAND,
    background,
    dipole_beneath,
    electrodes_of,
    lead_field,
    random_dipoles,
    spherical_head,
)

CLASSES = ("with rhythm", "without rhythm")
MIN_CYCLES = 2


@dataclass(frozen=True)
class SimulatedRecording:
    """A simulated recording and the truth that was planted in it.

    Attributes
    ----------
    raw : mne.io.Raw
        In volts, with positions; each trial's class is an annotation at its cue.
    planted_hz : float
        Frequency of the planted bursts in Hz.
    window : tuple of float
        Start and end of a burst in seconds after the cue; it is zero outside.
    planted_class : str
        The class whose trials hold the burst; those of the other class do not.
    planted_at : str
        Electrode beneath which the planted source lies.
    topography : array, shape (n_chans,)
        What the planted source does at each electrode, in volts per ampere metre.
    source : array, shape (n_times,)
        The planted source in ampere metres; ``outer(topography, source)`` is its
        part of the recording.
    snr_db : float
        Power of the planted source over all other power; see
        ``simulate_recording``.
    trial_seconds : float
        A trial reaches from the cue to this many seconds after it.
    """

    raw: mne.io.BaseRaw
    planted_hz: float
    window: tuple[float, float]
    planted_class: str
    planted_at: str
    topography: np.ndarray
    source: np.ndarray
    snr_db: float
    trial_seconds: float

    @property
    def window_share(self) -> float:
        """Share of a trial that the window covers."""
        return (self.window[1] - self.window[0]) / self.trial_seconds


def simulate_recording(
    *,
    n_trials: int = 200,
    sfreq: float = 128.0,
    planted_hz: float = 11.0,
    window: Sequence[float] = (0.8, 1.4),
    snr_db: float = 0.0,
    planted_at: str = "C3",
    distractor: bool = False,
    trial_seconds: float = 2.0,
    montage: str = "biosemi64",
    random_state: int | None = 0,
) -> SimulatedRecording:
    """Simulate a recording of two classes that differ by one planted source alone.

    In the trials of one class a dipole beneath an electrode emits a burst of
    ``planted_hz`` in ``window``, of random phase and with smooth ends. The rest is the
    same in both classes and all the time: 12 dipoles with 1/f activity and 4 with an
    alpha rhythm at random places, and white noise of the sensors. A simulation flatters
    every method: it has no artefacts, and its signals are stationary and Gaussian.

    Parameters
    ----------
    n_trials : int
        Even: half of the trials belong to each class, in random order.
    sfreq : float
        Sampling rate in Hz.
    planted_hz : float
        From 1 to 40 Hz, below half of ``sfreq``, with two cycles in the window.
    window : tuple of float
        Start and end of the burst in seconds after the cue.
    snr_db : float
        Power of the planted source over all other power, in decibels. Both are taken
        from 1 to 40 Hz, in the window of the trials that hold the burst, as means
        over samples, trials and electrodes.
    planted_at : str
        Electrode beneath which the source lies, 0.25 radii of the head deep.
    distractor : bool
        Whether another dipole, at a random place, emits the same bursts at random
        moments in one half of the trials of each class. During its bursts it is as
        strong as the background; ``snr_db`` counts it as other power.
    trial_seconds : float
        Length of a trial; between trials are pauses of 0.5 to 1.5 s.
    montage : str
        A template of MNE, all of whose electrodes are used.
    random_state : int | None
        Seed. The same number gives the same data on one machine, and the same
        background whatever ``planted_hz`` and ``snr_db`` are (the distractor has the
        planted frequency). None: other data at each call.

    Returns
    -------
    SimulatedRecording
        The recording, about 10 µV root mean square without the bursts, and the truth.

    Raises
    ------
    TypeError
        An argument of another type than said above.
    ValueError
        An odd number of trials or fewer than four; a window that is empty, outside
        the trial or shorter than two cycles; ``planted_hz`` outside 1 to 40 Hz or not
        below half of ``sfreq``; an unknown montage, or an electrode it lacks.

    Notes
    -----
    Source: the approach of [1]_; the lead field is that of MNE's spherical head of
    four shells, after [2]_. The power of a stretch is the mean square of its samples
    after all Fourier components of the whole recording outside 1 to 40 Hz were set to
    zero. Tested: the decibels, the topography, equality of the classes elsewhere.

    References
    ----------
    .. [1] Krol et al. (2018). SEREEGA: Simulating event-related EEG activity. J
       Neurosci Methods 309, 13-24. doi:10.1016/j.jneumeth.2018.08.001
    .. [2] Berg & Scherg (1994). A fast method for forward computation of
       multiple-shell spherical head models. Electroencephalogr Clin Neurophysiol 90,
       58-64. doi:10.1016/0013-4694(94)90113-9
    """
    n_trials = _check_n_trials(n_trials)
    sfreq = check_number("sfreq", sfreq, low=0, closed="neither")
    seconds = check_number("trial_seconds", trial_seconds, low=0, closed="neither")
    span = _check_window(window, seconds)
    rhythm = _check_rhythm(planted_hz, span, sfreq)
    snr_db = check_number("snr_db", snr_db, low=-100, high=100)
    check_option("distractor", distractor, (False, True))
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    # A generator for each part: a change of one part leaves the others as they are.
    order, noise, phases, other = np.random.default_rng(random_state).spawn(4)
    info = electrodes_of(montage, sfreq)
    head = spherical_head(info)
    planted = dipole_beneath(planted_at, info, head)
    topography = lead_field(planted, info, head)[:, 0]
    schedule = draw_schedule(order, n_trials, seconds, sfreq)
    dipoles = random_dipoles(noise, N_PINK + N_ALPHA, head, planted.places[0])
    field = lead_field(dipoles, info, head)
    data = background(noise, field, schedule.n_times, sfreq)
    if distractor:
        dipole = random_dipoles(other, 1, head, planted.places[0])
        away = lead_field(dipole, info, head)[:, 0]
        data += distractor_activity(other, schedule, rhythm, away, data)
    starts = schedule.cues[schedule.has_burst] + span[0] * sfreq
    signal, inside = rhythm.bursts(phases, starts, schedule.n_times)
    power = 10 ** (snr_db / 10) * power_of(data, inside, sfreq)
    source = scaled_to(power, signal, topography, inside, sfreq)
    data += np.outer(topography, source)
    return SimulatedRecording(
        raw=_as_raw(data, info, schedule),
        planted_hz=rhythm.hz,
        window=span,
        planted_class=CLASSES[0],
        planted_at=planted_at,
        topography=topography,
        source=source,
        snr_db=snr_db,
        trial_seconds=seconds,
    )


def _as_raw(data: np.ndarray, info: mne.Info, schedule: Schedule) -> mne.io.BaseRaw:
    raw = mne.io.RawArray(data, info, verbose="ERROR")
    kinds = np.where(schedule.has_burst, *CLASSES)
    onsets = schedule.cues / info["sfreq"]
    raw.set_annotations(
        mne.Annotations(onsets, schedule.trial_seconds, kinds), verbose="ERROR"
    )
    return raw


def _check_n_trials(n_trials: Any) -> int:
    n_trials = check_whole("n_trials", n_trials, low=4)
    if n_trials % 2:
        raise ValueError(
            f"n_trials={n_trials} is odd, and half of the trials belong to each class; "
            f"give an even number, such as {n_trials + 1}."
        )
    return n_trials


def _check_window(window: Any, seconds: float) -> tuple[float, float]:
    if not isinstance(window, (tuple, list, np.ndarray)) or len(window) != 2:
        raise TypeError(
            f"window={window!r} is not a pair of times; give start and end in seconds "
            "after the cue, such as (0.8, 1.4)."
        )
    start = check_number("window[0]", window[0])
    end = check_number("window[1]", window[1])
    if not 0 <= start < end <= seconds:
        raise ValueError(
            f"window=({start:g}, {end:g}) s does not lie in the trial; it should begin "
            f"at 0 s or later, and end after that and by trial_seconds={seconds:g} s. "
            "Move the window, or make the trials longer."
        )
    return start, end


def _check_rhythm(planted_hz: Any, span: tuple[float, float], sfreq: float) -> Rhythm:
    hz = check_number("planted_hz", planted_hz, low=0, closed="neither")
    if hz >= sfreq / 2:
        raise ValueError(
            f"planted_hz={hz:g} Hz is not below {sfreq / 2:g} Hz, half of "
            f"sfreq={sfreq:g} Hz; give a lower frequency, or a higher rate."
        )
    if not SNR_BAND[0] <= hz <= SNR_BAND[1]:
        raise ValueError(
            f"planted_hz={hz:g} Hz is outside {SNR_BAND[0]:g} to {SNR_BAND[1]:g} Hz, "
            "the band in which snr_db is measured; give a frequency inside it."
        )
    cycles = hz * (span[1] - span[0])
    if cycles < MIN_CYCLES * (1 - 1e-9):
        raise ValueError(
            f"planted_hz={hz:g} Hz has {cycles:.2g} cycles in the window of "
            f"{span[1] - span[0]:g} s; at least {MIN_CYCLES} make a rhythm. Give a "
            f"window of {MIN_CYCLES / hz:.3g} s or more, or a higher frequency."
        )
    return Rhythm(hz, span[1] - span[0], sfreq)
