"""Where the electrodes are, for topographies."""

from typing import TypeVar

import mne
import numpy as np

Instance = TypeVar("Instance", mne.io.BaseRaw, mne.BaseEpochs)

# MNE 1.13 gave the template a new name; the positions are the same.
RENAMED = {"standard_1005": "colin27_1005", "standard_1020": "colin27_1020"}


def add_positions(instance: Instance, montage: str = "standard_1005") -> Instance:
    """Give EEG channels the positions of a template, where there are none at all.

    Channels are matched by name, whatever the case and without the dots that
    PhysioNet pads names with. Others stay without a position. A recording with
    positions of its own keeps them, unless they are further than a metre from the
    origin (files in millimetres).

    Parameters
    ----------
    instance : mne.io.Raw | mne.Epochs
        Modified in place.
    montage : str
        A template of MNE.

    Returns
    -------
    mne.io.Raw | mne.Epochs
        The same instance.

    Raises
    ------
    ValueError
        If MNE has no such template.
    """
    template = standard_montage(montage)
    eeg = mne.pick_types(instance.info, eeg=True, exclude=[])
    if any(_has_position(instance.info["chs"][k]["loc"][:3]) for k in eeg):
        return instance
    known = {name.casefold(): name for name in template.ch_names}
    places = template.get_positions()
    found = {}
    for name in (instance.info["ch_names"][k] for k in eeg):
        match = known.get(plain_name(name))
        if match is not None:
            found[name] = places["ch_pos"][match]
    if found:
        places["ch_pos"] = found
        own = mne.channels.make_dig_montage(**places)
        instance.set_montage(own, on_missing="ignore", verbose="ERROR")
    return instance


def standard_montage(name: str = "standard_1005") -> mne.channels.DigMontage:
    """Give a template of MNE, under its old or its new name."""
    available = mne.channels.get_builtin_montages()
    new = RENAMED.get(name, name)
    chosen = new if new in available else name
    if chosen not in available:
        raise ValueError(
            f"montage={name!r} is not a template of MNE; 'standard_1005' is one, and "
            "mne.channels.get_builtin_montages() lists them all."
        )
    return mne.channels.make_standard_montage(chosen)


def unpad_names(raw: mne.io.BaseRaw) -> None:
    """Write names that are padded with dots as the standard does, in place.

    ``Fc5.`` of a PhysioNet file becomes ``FC5``, as everywhere else.
    """
    known = {name.casefold(): name for name in standard_montage().ch_names}
    padded = [name for name in raw.ch_names if name.endswith(".")]
    new = {name: known.get(plain_name(name), name.strip(".")) for name in padded}
    # The same file has names that need no padding, such as "FCz" for "Fcz".
    if padded:
        rest = [name for name in raw.ch_names if name not in new]
        new |= {name: known.get(plain_name(name), name) for name in rest}
    if len(set(new.values())) == len(new):
        raw.rename_channels(new, verbose="ERROR")


def plain_name(name: str) -> str:
    """Give a channel name as it is compared: no dots or spaces around, no case."""
    return name.strip(". ").casefold()


def _has_position(place: np.ndarray) -> bool:
    return bool(np.isfinite(place).all() and 0 < np.linalg.norm(place) < 1)
