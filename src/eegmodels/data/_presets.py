"""Named records of preprocessing: pass band, rate, window, scaling.

A record holds numbers alone; what is done with them is in ``_filtering`` and
``_epoching``.
"""

import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from eegmodels._checks import check_number, check_option

EEGNET_PAPER = (
    "Lawhern et al. 2018, J Neural Eng 15:056013, doi 10.1088/1741-2552/aace8c"
)


@dataclass(frozen=True, kw_only=True)
class Preset:
    """How a recording becomes trials.

    Attributes
    ----------
    name : str
    l_freq, h_freq : float | None
        Edges of the pass band in Hz. None: no filter on that side.
    sfreq : float | None
        Rate of the trials in Hz. None: the rate of the recording.
    tmin, tmax : float
        Window in seconds after the event, half-open: the sample at ``tmax`` is not
        part of it.
    method : "fir" | "iir"
        Zero phase, both: a FIR filter (Hamming window, MNE's default lengths), or a
        Butterworth filter of order 4 forwards and backwards.
    scaling : "global" | "channel"
        How the estimator scales: one factor for all channels, or one for each.
    moving_standardisation : float | None
        Decay per sample of the exponential moving mean and variance that each
        channel is standardised with, after the filter and at the rate of the
        recording. The trials are then numbers around 1 and no longer volts.
    reference : str
        Where the numbers come from.

    Raises
    ------
    ValueError
        Edges out of order or above half the rate, an empty window, an unknown word.
    """

    name: str = "custom"
    l_freq: float | None = None
    h_freq: float | None = None
    sfreq: float | None = None
    tmin: float
    tmax: float
    method: Literal["fir", "iir"] = "fir"
    scaling: Literal["global", "channel"] = "global"
    moving_standardisation: float | None = None
    reference: str = ""

    def __post_init__(self) -> None:
        for key in ("l_freq", "h_freq", "sfreq"):
            if getattr(self, key) is not None:
                value = check_number(key, getattr(self, key), low=0, closed="neither")
                object.__setattr__(self, key, value)
        for key in ("tmin", "tmax"):
            object.__setattr__(self, key, check_number(key, getattr(self, key)))
        check_option("method", self.method, ("fir", "iir"))
        check_option("scaling", self.scaling, ("global", "channel"))
        decay = self.moving_standardisation
        if decay is not None:
            check_number(
                "moving_standardisation", decay, low=0, high=1, closed="neither"
            )
        self._check_order()

    def _check_order(self) -> None:
        low, high, rate = self.l_freq, self.h_freq, self.sfreq
        if low is not None and high is not None and low >= high:
            raise ValueError(
                f"l_freq={low:g} Hz is not below h_freq={high:g} Hz; give the lower "
                "edge of the pass band first."
            )
        edge = high if high is not None else low
        if rate is not None and edge is not None and edge >= rate / 2:
            which = "h_freq" if high is not None else "l_freq"
            raise ValueError(
                f"{which}={edge:g} Hz is not below half of sfreq={rate:g} Hz; a rate "
                f"of more than {2 * edge:g} Hz is needed for it."
            )
        if self.tmin >= self.tmax:
            raise ValueError(
                f"tmin={self.tmin:g} s is not before tmax={self.tmax:g} s; give a "
                "window with tmin < tmax."
            )
        if rate is not None and self.n_times_at(rate) < 1:
            raise ValueError(
                f"The window from tmin={self.tmin:g} s to tmax={self.tmax:g} s holds "
                f"no sample at sfreq={rate:g} Hz; give a longer one."
            )

    @property
    def n_times(self) -> int | None:
        """Samples in a trial; None where the rate is that of the recording."""
        return None if self.sfreq is None else self.n_times_at(self.sfreq)

    def n_times_at(self, sfreq: float) -> int:
        """Count the samples in a trial at a rate in Hz."""
        return math.floor((self.tmax - self.tmin) * sfreq + 0.5)

    def first_sample_at(self, sfreq: float) -> int:
        """Give the first sample of the window, counted from the event."""
        return math.floor(self.tmin * sfreq + 0.5)

    @property
    def changes(self) -> dict[str, Any]:
        """Settings that differ from the registered record of the same name."""
        known = PRESETS.get(self.name)
        if known is None:
            return {}
        new, old = asdict(self), asdict(known)
        return {key: new[key] for key in new if new[key] != old[key]}

    def to_dict(self) -> dict[str, Any]:
        """Give plain numbers and words, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, settings: dict[str, Any]) -> "Preset":
        """Make a preset from what ``to_dict`` gave."""
        for key in settings:
            check_option("setting", key, [field.name for field in fields(cls)])
        return cls(**settings)


def _index(*presets: Preset) -> dict[str, Preset]:
    return {preset.name: preset for preset in presets}


PRESETS = _index(
    Preset(
        name="motor-imagery",
        l_freq=8,
        h_freq=30,
        sfreq=128,
        tmin=0.5,
        tmax=3.5,
        reference="mu and beta rhythms from 0.5 to 3.5 s after the cue",
    ),
    Preset(
        name="p300",
        l_freq=1,
        h_freq=40,
        sfreq=128,
        tmin=0,
        tmax=1,
        reference=f"{EEGNET_PAPER}, section 2.1 and Table 1",
    ),
    Preset(
        name="ern",
        l_freq=1,
        h_freq=40,
        sfreq=128,
        tmin=0,
        tmax=1.25,
        reference=f"{EEGNET_PAPER}, section 2.1 and Table 1",
    ),
    Preset(
        name="mrcp",
        l_freq=0.1,
        h_freq=40,
        sfreq=128,
        tmin=-0.5,
        tmax=1,
        reference=f"{EEGNET_PAPER}, section 2.1 and Table 1",
    ),
    Preset(
        name="smr",
        l_freq=4,
        h_freq=40,
        sfreq=128,
        tmin=0.5,
        tmax=2.5,
        moving_standardisation=0.999,
        reference=(
            f"{EEGNET_PAPER}, section 2.1 and Table 1 (4-40 Hz); moving "
            "standardisation of Schirrmeister et al. 2017, Hum Brain Mapp 38:5391, "
            "doi 10.1002/hbm.23730, whose code filters at 4-38 Hz"
        ),
    ),
    Preset(
        name="ssvep",
        l_freq=9,
        h_freq=30,
        sfreq=256,
        tmin=0,
        tmax=1,
        method="iir",
        reference=(
            "Waytowich et al. 2018, J Neural Eng 15:066031, doi "
            "10.1088/1741-2552/aae5d8 (order of the Butterworth filter not stated)"
        ),
    ),
)


def get_preset(preset: str | Preset | None, **overrides: Any) -> Preset:
    """Give the record of a preset, with single settings changed.

    Parameters
    ----------
    preset : str | Preset | None
        A name from ``PRESETS`` or a record. None: no filter, the recording's own
        rate, and whatever ``overrides`` say; these must then give the window.
    **overrides
        Fields of ``Preset``.

    Returns
    -------
    Preset
        Under the old name; ``changes`` says what differs.

    Raises
    ------
    ValueError
        Unknown name or setting, settings that contradict each other, or None
        without ``tmin`` and ``tmax``.
    TypeError
        A preset of another type, or a setting that should be a number.
    """
    settable = [field.name for field in fields(Preset) if field.name != "name"]
    for key in overrides:
        check_option("setting", key, settable)
    if isinstance(preset, Preset):
        return replace(preset, **overrides)
    if preset is None:
        missing = [key for key in ("tmin", "tmax") if key not in overrides]
        if missing:
            raise ValueError(
                f"preset=None says nothing of the window; give {' and '.join(missing)} "
                f"in seconds, or a preset: {', '.join(PRESETS)}."
            )
        return Preset(**overrides)
    if not isinstance(preset, str):
        raise TypeError(
            f"preset={preset!r} is of type {type(preset).__name__}; give a name "
            f"({', '.join(PRESETS)}), a Preset, or None."
        )
    check_option("preset", preset, PRESETS)
    return replace(PRESETS[preset], **overrides)
