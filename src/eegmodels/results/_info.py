"""What is kept of an ``mne.Info``: the channels, and nothing of the person."""

from typing import Any

import mne
import numpy as np


def describe_info(info: mne.Info) -> dict[str, Any]:
    """Describe the channels of an ``mne.Info``, and nothing of the person.

    Names, types, places, rate, pass band, bad channels and whether there was another
    reference. The subject, the date and the like are left out: results are shared.
    """
    return {
        "ch_names": list(info["ch_names"]),
        "ch_types": list(info.get_channel_types()),
        "loc": np.array([channel["loc"] for channel in info["chs"]]),
        "sfreq": float(info["sfreq"]),
        "highpass": float(info["highpass"]),
        "lowpass": float(info["lowpass"]),
        "bads": list(info["bads"]),
        "custom_ref_applied": int(info["custom_ref_applied"]),
    }


def make_info(plain: dict[str, Any]) -> mne.Info:
    """Make an ``mne.Info`` of its description."""
    names, loc = plain["ch_names"], plain["loc"]
    info = mne.create_info(names, plain["sfreq"], plain["ch_types"], verbose="ERROR")
    places = loc[:, :3]
    known = np.isfinite(places).all(axis=1) & (places != 0).any(axis=1)
    if known.any():
        at = {names[c]: places[c] for c in np.flatnonzero(known).tolist()}
        montage = mne.channels.make_dig_montage(at, coord_frame="head")
        info.set_montage(montage, on_missing="ignore", verbose="ERROR")
    for channel, place in zip(info["chs"], loc, strict=True):
        channel["loc"] = np.array(place)
    info["bads"] = plain["bads"]
    with info._unlock():  # the only way to set what is the work of other calls
        info["highpass"], info["lowpass"] = plain["highpass"], plain["lowpass"]
        info["custom_ref_applied"] = plain["custom_ref_applied"]
    return info
