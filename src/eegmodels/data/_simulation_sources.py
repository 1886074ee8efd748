"""A spherical head, dipoles in it and what they emit: the parts of a simulation.

Nothing here knows of trials or classes.
"""

from dataclasses import dataclass

import mne
import numpy as np

from eegmodels._checks import some_names
from eegmodels.data._positions import standard_montage

# Where noise has its power: numbers of dipoles, and volts as root mean square over
# electrodes and time.
N_PINK, PINK = 12, 9e-6
N_ALPHA, ALPHA = 4, 5e-6
SENSOR_NOISE = 2e-6
ALPHA_CENTRES, ALPHA_WIDTH = (9.0, 12.0), 1.0  # Hz

# In radii of the head; the model's brain ends at 0.9.
PLANTED_DEPTH = 0.75
DEPTHS = (0.4, 0.8)
LOWEST = -0.2
CLEARANCE = 0.3

SNR_BAND = (1.0, 40.0)  # Hz


@dataclass(frozen=True)
class Dipoles:
    """Where sources are and which way they point.

    Attributes
    ----------
    places : array, shape (n_dipoles, 3)
        In metres, head coordinates.
    directions : array, shape (n_dipoles, 3)
        Of length 1.
    """

    places: np.ndarray
    directions: np.ndarray


def electrodes_of(montage: str, sfreq: float) -> mne.Info:
    """Describe a recording with all electrodes of a template."""
    template = standard_montage(montage)
    info = mne.create_info(template.ch_names, sfreq, "eeg", verbose="ERROR")
    info.set_montage(template, verbose="ERROR")
    info["description"] = "simulated by eegmodels"
    return info


def spherical_head(info: mne.Info) -> mne.bem.ConductorModel:
    """Fit MNE's sphere of brain, skull and scalp to the electrodes."""
    return mne.make_sphere_model("auto", "auto", info, verbose="ERROR")


def dipole_beneath(
    electrode: str, info: mne.Info, head: mne.bem.ConductorModel
) -> Dipoles:
    """Place a dipole beneath an electrode, pointing at it."""
    if electrode not in info["ch_names"]:
        raise ValueError(
            f"planted_at={electrode!r} is not an electrode of the montage; choose one "
            f"of its {len(info['ch_names'])}: {some_names(info['ch_names'])}."
        )
    place = info["chs"][info["ch_names"].index(electrode)]["loc"][:3]
    away = place - head["r0"]
    direction = away / np.linalg.norm(away)
    centre = head["r0"] + PLANTED_DEPTH * head.radius * direction
    return Dipoles(centre[np.newaxis], direction[np.newaxis])


def random_dipoles(
    rng: np.random.Generator,
    n_dipoles: int,
    head: mne.bem.ConductorModel,
    clear_of: np.ndarray,
) -> Dipoles:
    """Place dipoles at random in the brain, with room around one place."""
    places: list[np.ndarray] = []
    while len(places) < n_dipoles:
        direction = _unit(rng.standard_normal(3))
        depth = np.cbrt(rng.uniform(DEPTHS[0] ** 3, DEPTHS[1] ** 3))
        place = head["r0"] + depth * head.radius * direction
        far = np.linalg.norm(place - clear_of) > CLEARANCE * head.radius
        if far and depth * direction[2] > LOWEST:
            places.append(place)
    return Dipoles(np.array(places), _unit(rng.standard_normal((n_dipoles, 3))))


def lead_field(
    dipoles: Dipoles, info: mne.Info, head: mne.bem.ConductorModel
) -> np.ndarray:
    """Give what each dipole does at each electrode.

    Returns
    -------
    array, shape (n_chans, n_dipoles)
        In volts per ampere metre, against infinity (no reference electrode).
    """
    space = mne.setup_volume_source_space(
        pos={"rr": dipoles.places, "nn": dipoles.directions},
        sphere=head,
        verbose="ERROR",
    )
    forward = mne.make_forward_solution(
        info, None, space, head, meg=False, eeg=True, verbose="ERROR"
    )
    # Three columns for each dipole, one for each axis of the head.
    axes = forward["sol"]["data"].reshape(len(info["ch_names"]), -1, 3)
    return np.einsum("cda,da->cd", axes, dipoles.directions)


def background(
    rng: np.random.Generator, field: np.ndarray, n_times: int, sfreq: float
) -> np.ndarray:
    """Mix 1/f activity, alpha rhythms and sensor noise.

    Parameters
    ----------
    rng : numpy.random.Generator
    field : array, shape (n_chans, N_PINK + N_ALPHA)
        Lead field of the dipoles, those with 1/f activity first.
    n_times : int
    sfreq : float

    Returns
    -------
    array, shape (n_chans, n_times)
        In volts.
    """
    freqs = np.fft.rfftfreq(n_times, 1 / sfreq)
    gains = np.empty((field.shape[1], len(freqs)))
    gains[:N_PINK] = 1 / np.sqrt(np.maximum(freqs, SNR_BAND[0]))
    centres = rng.uniform(*ALPHA_CENTRES, size=(N_ALPHA, 1))
    gains[N_PINK:] = np.exp(-0.25 * ((freqs - centres) / ALPHA_WIDTH) ** 2)
    gains[:, 0] = 0
    # White noise through each gain, then the same power from dipoles of one kind.
    white = np.fft.rfft(rng.standard_normal((len(gains), n_times)))
    signals = np.fft.irfft(gains * white, n_times)
    signals /= signals.std(axis=1, keepdims=True)
    volts = np.repeat(
        [PINK / np.sqrt(N_PINK), ALPHA / np.sqrt(N_ALPHA)], (N_PINK, N_ALPHA)
    )
    mixing = field * volts / np.sqrt((field**2).mean(axis=0))
    data = SENSOR_NOISE * rng.standard_normal((len(field), n_times))
    data += mixing @ signals
    return data


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
