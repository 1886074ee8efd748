"""Existing Epochs brought to a preset."""

from typing import Any

import mne
import numpy as np

from eegmodels._docs import fill_docs
from eegmodels.data._filtering import check_rate, filter_seconds
from eegmodels.data._presets import Preset, get_preset

# Deviations that trials of a standardised recording may well have; volts are 1e-5.
LIKELY = (0.1, 10.0)


@fill_docs
def prepare_epochs(
    epochs: mne.BaseEpochs, *, preset: str | Preset | None, **overrides: Any
) -> mne.BaseEpochs:
    """Bring a copy of Epochs to the band, rate and window of a preset.

    What agrees already stays as it is. Filtering a recording before it is cut is
    better than this: a filter distorts both ends of a trial.

    Parameters
    ----------
    epochs : mne.Epochs
        They are left as they are.
    %(preset)s
    **overrides
        Single settings of the preset.

    Returns
    -------
    mne.Epochs
        Loaded; exactly the half-open window of the preset.

    Raises
    ------
    ValueError
        If the trials are shorter than the filter, do not cover the window, have a
        rate that is too low, or the preset asks for moving standardisation, which
        trials do not allow, and they do not come from ``epochs_from_recording``,
        which did it.
    """
    settings = get_preset(preset, **overrides)
    check_rate(epochs.info, settings, "data")
    first, n_times = _window(epochs, settings, float(epochs.info["sfreq"]))
    _check_window(epochs, settings, first, n_times)
    with mne.use_log_level("WARNING"):  # load_data has no verbose
        epochs = epochs.copy().load_data()
        if epochs.info["projs"]:
            epochs.apply_proj()
    _check_standardised(epochs, settings)
    _filter(epochs, settings)
    if settings.sfreq is not None and not np.isclose(
        settings.sfreq, epochs.info["sfreq"]
    ):
        epochs.resample(settings.sfreq, verbose="ERROR")
        first, n_times = _window(epochs, settings, settings.sfreq)
        _check_window(epochs, settings, first, n_times)
    times = epochs.times
    return epochs.crop(times[first], times[first + n_times - 1], verbose="ERROR")


def _check_standardised(epochs: mne.BaseEpochs, settings: Preset) -> None:
    """Refuse trials whose recording was not standardised as the preset says."""
    if settings.moving_standardisation is None:
        return
    deviation = float(np.median(epochs.get_data(copy=False).std(axis=(0, 2))))
    if LIKELY[0] <= deviation <= LIKELY[1]:
        return
    raise ValueError(
        f"The preset {settings.name!r} standardises the continuous recording with a "
        "moving mean and deviation, which trials do not allow, and these trials have a "
        f"standard deviation of {deviation:.3g}, where about 1 was expected. Cut them "
        f"with epochs_from_recording(..., preset={settings.name!r}), or pass "
        "moving_standardisation=None."
    )


def _window(epochs: mne.BaseEpochs, settings: Preset, rate: float) -> tuple[int, int]:
    first = settings.first_sample_at(rate) - round(epochs.tmin * rate)
    return first, settings.n_times_at(rate)


def _check_window(
    epochs: mne.BaseEpochs, settings: Preset, first: int, n_times: int
) -> None:
    if first >= 0 and first + n_times <= len(epochs.times):
        return
    end = epochs.times[-1] + 1 / epochs.info["sfreq"]
    raise ValueError(
        f"The epochs reach from {epochs.tmin:g} to {end:g} s; the preset "
        f"{settings.name!r} needs {settings.tmin:g} to {settings.tmax:g} s. Cut longer "
        "epochs, or give tmin and tmax inside theirs."
    )


def _filter(epochs: mne.BaseEpochs, settings: Preset) -> None:
    """Filter on the sides where the data are wider than the preset, in place."""
    highpass, lowpass = epochs.info["highpass"], epochs.info["lowpass"]
    low, high = settings.l_freq, settings.h_freq
    low = low if low is not None and highpass < low - 1e-6 else None
    high = high if high is not None and lowpass > high + 1e-6 else None
    if low is None and high is None:
        return
    rate = float(epochs.info["sfreq"])
    needed = filter_seconds(rate, low, high, settings.method)
    length = len(epochs.times) / rate
    if needed > length:
        band = " to ".join(
            "..." if edge is None else f"{edge:g}" for edge in (low, high)
        )
        raise ValueError(
            f"The epochs last {length:g} s, shorter than the filter of {needed:.2f} s "
            f"that takes them from {highpass:g}-{lowpass:g} Hz to {band} Hz. Filter "
            "the recording before it is cut (epochs_from_recording does), or, if the "
            "data are filtered already, pass l_freq=None, h_freq=None."
        )
    epochs.filter(low, high, picks="all", method=settings.method, verbose="ERROR")
