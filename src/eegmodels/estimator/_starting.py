"""Start the network of an estimator from a trained one, channels matched by name."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.exceptions import NotFittedError

from eegmodels._checks import check_option, some_names
from eegmodels.data import Trials
from eegmodels.estimator._config import classes_from_json
from eegmodels.estimator._data_spec import DataSpec, FittedData
from eegmodels.models import Network, open_model_file, transfer
from eegmodels.results import Transfer

# By kind of estimator, how its network ends.
ACTIVATIONS = {"classifier": "softmax", "regressor": "linear"}


@dataclass(frozen=True)
class Start:
    """A trained network and what is known of its training; None where it is not."""

    network: Network
    spec: DataSpec | None = None
    classes: np.ndarray | None = None

    @property
    def ch_names(self) -> list[str] | None:
        """Names of the channels; None where the data had none."""
        if self.spec is None or not self.spec.from_epochs:
            return None
        return list(self.spec.ch_names)

    @property
    def activation(self) -> str | None:
        """How the network ends."""
        return self.network.design.get("arguments", {}).get("output_activation")


def start_network(
    start: Any,
    *,
    model: str,
    model_params: dict[str, Any] | None,
    trials: Trials,
    classes: Any,
    sfreq: float | None,
    freeze: str | Iterable[str] = (),
    seed: int | None = None,
    kind: str = "classifier",
) -> tuple[Network, Transfer]:
    """Build the network for the trials with the weights of a trained one.

    Channels are matched by name where the source was trained on Epochs and the trials
    are Epochs, by position where neither is. The dense layer is reused where sizes fit
    and the classes are the same in the same order; for a regressor where the source is
    one with as many outputs. Nothing of the source is changed.

    Parameters
    ----------
    start : fitted estimator | path-like | Network
    model : str
        The estimator's; it must be that of the source.
    model_params : dict | None
        The estimator's. What is left out is as in the source.
    trials : Trials
    classes : array, shape (n_classes,) | int
        Labels in the order of the outputs; for a regressor the number of outputs.
    sfreq : float | None
        Sampling rate of the trials in Hz. None: not known, so that of the source; it
        is in the design of the new network.
    freeze : str | list of str
        Stages of the network that training is to leave as they are.
    seed : int | None
    kind : "classifier" | "regressor"
        What the new estimator is.

    Returns
    -------
    network : Network
        Not compiled.
    transfer : Transfer

    Raises
    ------
    TypeError, ValueError
        If the source is no trained network, or another one than ``model``; if channels
        cannot be matched; as ``eegmodels.models.transfer``.
    """
    check_option("kind", kind, ACTIVATIONS)
    source = _open(start)
    built = source.network.design.get("model")
    if built is not None and built != model:
        raise ValueError(
            f"start is a network of the kind {built}; the estimator has "
            f"model={model!r}. Weights fit their own kind alone: set model={built!r}, "
            f"or start from a trained {model}."
        )
    arguments: dict[str, Any] = {"output_activation": ACTIVATIONS[kind], "seed": seed}
    arguments |= _checked_params(source, model_params)
    same_outputs, notes = _compare_outputs(source, classes, kind)
    network, done = transfer(
        source.network,
        n_outputs=classes if kind == "regressor" else len(classes),
        n_times=trials.data.shape[2],
        sfreq=sfreq,
        freeze=freeze,
        reuse_head=same_outputs,
        **_channels(source, trials),
        **arguments,
    )
    notes += _compare_data(source.spec, trials)
    return network, replace(done, notes=(*done.notes, *notes))


def _open(start: Any) -> Start:
    if isinstance(start, Network):
        return Start(start)
    if isinstance(start, (str, os.PathLike)):
        network, sections = open_model_file(start)
        section: dict[str, Any] = next(
            (sections[key] for key in ACTIVATIONS if key in sections), {}
        )
        return Start(
            network,
            DataSpec(**section["data"]) if "data" in section else None,
            classes_from_json(section["classes"]) if "classes" in section else None,
        )
    if isinstance(getattr(start, "model_", None), Network):
        classes = getattr(start, "classes_", None)
        return Start(start.model_, getattr(start, "data_spec_", None), classes)
    if isinstance(start, FittedData):
        raise NotFittedError(
            f"start is a {type(start).__name__} that is not fitted, so it has no "
            "weights; fit it first, or give the path of a saved one."
        )
    raise TypeError(
        f"start is a {type(start).__name__}; give a fitted estimator, the path of a "
        ".keras file or a network of eegmodels.models."
    )


def _checked_params(source: Start, params: dict[str, Any] | None) -> dict[str, Any]:
    """Refuse parameters that are no arguments of the network."""
    design = source.network.design
    known = {*design.get("arguments", {}), "seed"}
    unknown = [key for key in params or {} if key not in known]
    if design and unknown:
        raise TypeError(
            f"model_params={params!r}: {design['model']} has no argument "
            f"{some_names(unknown)}; leave it out."
        )
    return dict(params or {})


def _channels(source: Start, trials: Trials) -> dict[str, Any]:
    """Give the names on both sides, or nothing where neither side has them."""
    known, n_source = source.ch_names, int(source.network.input_shape[1])
    if known is not None and trials.info is not None:
        return {"ch_names": list(trials.ch_names), "source_ch_names": known}
    if known is not None:
        raise ValueError(
            f"X is an array without channel names; start was trained on Epochs with "
            f"the {n_source} channels {some_names(known)}. Give Epochs "
            "(eegmodels.data.epochs_from_array makes them of an array), so that "
            "channels are matched by name."
        )
    if trials.info is not None:
        raise ValueError(
            f"X has the channel names {some_names(trials.ch_names)}; start, trained on "
            f"{n_source} channels, knows no names. Give X as an array with the order "
            "of channels that start has (epochs.get_data(picks)), or start from an "
            "estimator that was trained on Epochs."
        )
    if len(trials.ch_names) != n_source:
        raise ValueError(
            f"X has {len(trials.ch_names)} channels (shape {trials.data.shape}); start "
            f"has {n_source}. Without names they are matched by position: give the "
            "same channels in the same order, or Epochs on both sides."
        )
    return {}


def _compare_outputs(
    source: Start, classes: Any, kind: str
) -> tuple[bool, tuple[str, ...]]:
    """Say whether the outputs mean what those of the source mean, and why not."""
    if source.activation != ACTIVATIONS[kind]:
        return False, ()  # the table says so
    if kind == "regressor":
        same = source.network.output_shape[-1] == classes
        text = "The outputs are taken to be those of the source; their unit may differ."
        return True, (text,) if same else ()
    if source.classes is None:
        return False, ("The classes of the source are not known.",)
    before, after = (np.asarray(c).tolist() for c in (source.classes, classes))
    if before == after:
        return True, ()
    listed = [some_names([repr(c) for c in part]) for part in (after, before)]
    return False, (f"The classes are {listed[0]}; the source's are {listed[1]}.",)


def _compare_data(spec: DataSpec | None, trials: Trials) -> tuple[str, ...]:
    """Say in which settings the data differ that change no weight."""
    notes = []
    if spec is None:
        return ()
    if trials.band is not None and spec.band is not None:
        if not np.allclose(trials.band, spec.band, rtol=0.02, atol=0.02):
            new, old = (
                f"{low:g}-{high:g} Hz" for low, high in (trials.band, spec.band)
            )
            notes.append(f"The pass band is {new}; the source's data had {old}.")
    if trials.tmin is not None and spec.tmin is not None:
        if abs(trials.tmin - spec.tmin) > 0.75 / spec.sfreq:
            notes.append(
                f"A trial starts at {trials.tmin:g} s; the source's at {spec.tmin:g} s."
            )
    return tuple(notes)
