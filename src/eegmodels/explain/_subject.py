"""What is explained: a network, the unit of its data, and the names of its channels."""

from dataclasses import dataclass, replace
from typing import Any

import keras
import mne
import numpy as np
from sklearn.utils.validation import check_is_fitted

from eegmodels._checks import check_number
from eegmodels.data import Trials, as_trials
from eegmodels.estimator import EEGClassifier, EEGRegressor, scaled
from eegmodels.explain._layout import Layout
from eegmodels.explain._opening import Opening, find_opening
from eegmodels.explain._outputs import class_count, layer_chain


@dataclass(frozen=True)
class Subject:
    """One form for a fitted estimator and for a bare network.

    Attributes
    ----------
    network : keras.Model
    factors : array, shape (n_chans,)
        From the user's unit to what the network sees; ones for a bare network.
    ch_names : list of str
    sfreq : float
        In Hz.
    band : tuple of float | None
        Pass band of the training data in Hz.
    info : mne.Info | None
    estimator : EEGClassifier | EEGRegressor | None
    layout : Layout
        Order of the axes of the network's input.
    """

    network: keras.Model
    factors: np.ndarray
    ch_names: list[str]
    sfreq: float
    band: tuple[float, float] | None
    info: mne.Info | None
    estimator: EEGClassifier | EEGRegressor | None
    layout: Layout

    @property
    def classes(self) -> list[Any]:
        """Labels of a classifier, or output indices, in the order of the outputs.

        A regressor has none.
        """
        if isinstance(self.estimator, EEGRegressor):
            return []
        if self.estimator is not None:
            return self.estimator.classes_.tolist()
        return list(range(class_count(self.network.output_shape[-1])))

    @property
    def regressor(self) -> EEGRegressor | None:
        """The estimator, if its outputs are values and no classes."""
        found = self.estimator
        return found if isinstance(found, EEGRegressor) else None

    @property
    def dtype(self) -> str:
        """Precision of the network: float64 where all its weights are, else float32."""
        weights = self.network.weights
        found = {keras.backend.standardize_dtype(w.value.dtype) for w in weights}
        found = {dtype for dtype in found if "float" in dtype}
        return "float64" if found == {"float64"} else "float32"

    def trials(self, epochs: Any, y: Any = None) -> Trials:
        """Check trials against the model; they stay in the user's unit.

        Without ``y`` the labels of Epochs count where they are the classifier's
        classes; other marks, such as a cue, and the names of events for a bare
        network, whose classes are output indices, leave the labels unknown. The
        labels of a regressor are the values of ``y``.
        """
        if epochs is None:
            raise TypeError(
                "epochs is None; give the trials, mne.Epochs or an array of shape "
                f"(n_trials, {self.layout.n_chans}, {self.layout.n_times})."
            )
        if self.regressor is not None:
            return self.regressor.check_input(epochs, y)
        if self.estimator is not None:
            trials = self.estimator.check_input(epochs, y)
            known = trials.labels is not None and np.isin(trials.labels, self.classes)
            return trials if y is not None or np.all(known) else _unlabelled(trials)
        self._check_axes(epochs)
        trials = as_trials(epochs, y, ch_names=self.ch_names, name="epochs")
        if y is None:
            trials = _unlabelled(trials)
        expected = self.layout.n_times
        if trials.data.shape[2] != expected:
            raise ValueError(
                f"epochs have {trials.data.shape[2]} samples; the network expects "
                f"{expected}. Cut the same time window at the same rate."
            )
        return trials

    def _check_axes(self, epochs: Any) -> None:
        """Refuse an array with its axes swapped, as a network may take it itself."""
        expected = (self.layout.n_chans, self.layout.n_times)
        found = tuple(getattr(epochs, "shape", ()))[1:3]
        if found != expected and found == expected[::-1]:
            raise ValueError(
                f"epochs has shape {epochs.shape}; expected (n_trials, n_chans, "
                f"n_times), here (n_trials, {expected[0]}, {expected[1]}): its axes "
                "are swapped. layout= is about the network alone; give "
                "np.swapaxes(epochs, 1, 2)."
            )

    def seen(self, trials: Trials) -> np.ndarray:
        """Give checked trials as the network sees them, in its precision.

        Axes as ever.
        """
        return scaled(trials.data, self.factors, self.dtype)

    def chain(self) -> list[Any]:
        """List the layers that follow the input and what merely reorders its axes."""
        chain = layer_chain(self.network)
        return chain[self.layout.n_reordering(chain) or 0 :]

    def opening(self) -> Opening:
        """Read the sources of the network: its first filters."""
        return find_opening(str(self.network.name), self.chain())


def _unlabelled(trials: Trials) -> Trials:
    return replace(trials, labels=None)


def as_subject(
    model: Any, info: mne.Info | None = None, layout: str | None = None
) -> Subject:
    """Accept a fitted estimator, or a ``keras.Model`` with ``info=``.

    Raises
    ------
    TypeError, ValueError
        Anything else; an estimator that is not fitted; a network without a known
        sampling rate; weights that are NaN; an ``info`` with another number of
        channels; several inputs or outputs; an input whose axes are in another
        order, without ``layout``.
    """
    if isinstance(model, (EEGClassifier, EEGRegressor)):
        check_is_fitted(model, "model_")
        _check_weights(model.model_)
        if layout is not None:
            raise ValueError(
                f"layout={layout!r}: layout is for a keras.Model; an "
                f"{type(model).__name__} knows the order of its axes. Leave it out."
            )
        spec = model.data_spec_
        band = None if spec.band is None else (spec.band[0], spec.band[1])
        return Subject(
            network=model.model_,
            factors=model.factors_,
            ch_names=spec.ch_names,
            sfreq=spec.sfreq,
            band=band,
            info=spec.info if info is None else info,
            estimator=model,
            layout=Layout(None, model.model_.input_shape),
        )
    if not isinstance(model, keras.Model):
        raise TypeError(
            f"model is a {type(model).__name__}; give a fitted EEGClassifier or "
            "EEGRegressor, or a keras.Model."
        )
    ends = [getattr(model, name, None) or () for name in ("inputs", "outputs")]
    if [len(tensors) for tensors in ends] != [1, 1]:
        raise ValueError(
            f"The network {model.name!r} has {len(ends[0])} known inputs and "
            f"{len(ends[1])} known outputs; one of each is expected. Make it a "
            "functional model of its own, keras.Model(input, output)."
        )
    _check_weights(model)
    known = Layout(layout, model.input_shape)
    n_chans = known.n_chans
    if info is not None and len(info["ch_names"]) != n_chans:
        raise ValueError(
            f"info has {len(info['ch_names'])} channels; the network has {n_chans}. "
            "Pick the channels of the network: mne.pick_info(info, picks)."
        )
    names = [str(c) for c in range(n_chans)] if info is None else info["ch_names"]
    band = None if info is None else (float(info["highpass"]), float(info["lowpass"]))
    sfreq = _rate(model, info)
    ones = np.ones(n_chans)
    return Subject(model, ones, list(names), sfreq, band, info, None, known)


def _check_weights(network: keras.Model) -> None:
    """Refuse a network whose training diverged: its numbers are none, or look whole."""
    for weight in network.weights:
        values = keras.ops.convert_to_numpy(weight)
        n_bad = int((~np.isfinite(values)).sum())
        if n_bad:
            raise ValueError(
                f"The network {network.name!r} has NaN or infinity in {n_bad} of "
                f"{values.size} weights of {weight.path!r}: its training diverged. "
                "Train it again, with a smaller learning rate, on data without huge "
                "samples."
            )


def _rate(model: Any, info: mne.Info | None) -> float:
    if info is not None:
        return float(info["sfreq"])
    sfreq = getattr(model, "design", {}).get("arguments", {}).get("sfreq")
    if sfreq is None:
        raise ValueError(
            f"The sampling rate of the network {model.name!r} is not known; give "
            "info=mne.create_info(ch_names, sfreq, 'eeg')."
        )
    return check_number("sfreq", sfreq, low=0, closed="neither")
