"""The steps before a training: parameters, preset, classes, the network itself."""

from typing import Any

import mne
import numpy as np
from sklearn.utils.multiclass import check_classification_targets

from eegmodels._checks import (
    check_number,
    check_option,
    check_whole,
    english_list,
    some_names,
)
from eegmodels.data import Trials, get_preset, prepare_epochs
from eegmodels.estimator._scaling import SCALINGS
from eegmodels.models import Network, get_architecture

# Arguments of a network that follow from the data.
FROM_DATA = ("n_chans", "n_times", "n_outputs", "sfreq")


def check_params(estimator: Any) -> None:
    """Refuse parameters of an estimator that cannot be used."""
    get_architecture(estimator.model)
    check_option("scaling", estimator.scaling, SCALINGS)
    check_whole("n_epochs", estimator.n_epochs)
    check_whole("batch_size", estimator.batch_size)
    check_number("learning_rate", estimator.learning_rate, low=0, closed="neither")
    if estimator.patience is not None:
        check_whole("patience", estimator.patience)
        if not estimator.validation_fraction:
            raise ValueError(
                f"patience={estimator.patience} waits for a lower validation loss, and "
                f"validation_fraction={estimator.validation_fraction} sets no trials "
                "apart. Give a fraction such as 0.2, or patience=None."
            )
    if not isinstance(estimator.model_params, (dict, type(None))):
        raise TypeError(
            f"model_params={estimator.model_params!r} is of type "
            f"{type(estimator.model_params).__name__}; give a dict of arguments of "
            "the network, such as {'F1': 4}, or None."
        )
    fixed = [key for key in estimator.model_params or {} if key in FROM_DATA]
    if fixed:
        raise ValueError(
            f"model_params sets {some_names(fixed)}, which follow from the data; "
            "leave them out (sfreq is a parameter of the estimator)."
        )
    ending = estimator._output_activation
    given = (estimator.model_params or {}).get("output_activation", ending)
    if given != ending:
        raise ValueError(
            f"model_params sets output_activation={given!r}; the network of an "
            f"{type(estimator).__name__} ends in {ending!r}. Leave it out: "
            "EEGClassifier gives class probabilities, EEGRegressor real numbers."
        )
    rate = None if estimator.preset is None else get_preset(estimator.preset).sfreq
    if None not in (rate, estimator.sfreq) and rate != estimator.sfreq:
        raise ValueError(
            f"sfreq={estimator.sfreq} contradicts the preset, which has {rate:g} Hz; "
            "leave sfreq out."
        )


def default_sfreq(model: str, preset: Any) -> float:
    """Give the rate of arrays that come without one."""
    rate = None if preset is None else get_preset(preset).sfreq
    return rate or get_architecture(model).reference_sfreq


def prepared(X: Any, preset: Any) -> Any:
    """Bring Epochs to a preset; check the length of arrays against it."""
    if preset is None:
        return X
    preset = get_preset(preset)
    if isinstance(X, mne.BaseEpochs):
        return prepare_epochs(X, preset=preset)
    if isinstance(X, (list, tuple)) and any(
        isinstance(part, mne.BaseEpochs) for part in X
    ):
        return [prepare_epochs(part, preset=preset) for part in X]
    shape = np.shape(X)
    fixed_length = preset.sfreq is not None
    if len(shape) >= 3 and fixed_length and shape[2] != preset.n_times:
        raise ValueError(
            f"X has {shape[2]} samples (shape {shape}); preset={preset.name!r} has "
            f"{preset.n_times}, {preset.tmin:g} to {preset.tmax:g} s at "
            f"{preset.sfreq:g} Hz. An array cannot be cut by time: give Epochs, "
            "cut it, or leave preset out."
        )
    return X


def labels_and_classes(trials: Trials, X: Any) -> tuple[np.ndarray, np.ndarray]:
    """Give the labels of the trials and the classes in sorted order."""
    if trials.labels is None:
        raise ValueError(
            f"X is a {type(X).__name__} without labels. EEGClassifier requires y to "
            "be passed, but the target y is None: give one label for each trial. "
            "Epochs bring theirs in event_id."
        )
    if trials.labels.dtype.kind == "f" and not np.isfinite(trials.labels).all():
        n_missing = int((~np.isfinite(trials.labels)).sum())
        raise ValueError(
            f"Input y contains NaN or infinity: {n_missing} of {len(trials)} labels. "
            "Drop these trials."
        )
    check_classification_targets(trials.labels)
    classes = np.unique(trials.labels)
    if len(classes) < 2:
        raise ValueError(
            f"y has one class only, {classes.tolist()}, in {len(trials)} trials; a "
            "classifier needs trials of at least two classes. Check the events."
        )
    return trials.labels, classes


def check_known_labels(y: Any, classes: np.ndarray) -> None:
    """Refuse labels that a fitted classifier does not know: it could only be wrong."""
    labels = np.asarray(y)
    known = classes.tolist()
    unknown = sorted(set(labels.ravel().tolist()) - set(known), key=str)
    if unknown:
        shown = some_names([repr(label) for label in unknown])
        raise ValueError(
            f"y holds labels that the model does not know: {shown}. Its classes_ are "
            f"{english_list(known, 'and')}. Give the labels of the training, "
            "leave these trials out, or fit with trials of all classes."
        )


def draw_seed(random_state: Any) -> int | None:
    """Make one seed of what scikit-learn accepts as ``random_state``."""
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(2**31 - 1))
    if random_state is None:
        return None
    return check_whole("random_state", random_state, low=0)


def build_network(
    model: str,
    model_params: dict[str, Any] | None,
    trials: Trials,
    n_outputs: int,
    sfreq: float,
    seed: int | None,
    output_activation: str = "softmax",
) -> Network:
    """Build the network for the shape of the trials."""
    n_chans, n_times = trials.data.shape[1:]
    ending = {"output_activation": output_activation}
    arguments = {"seed": seed, **(model_params or {}), **ending}
    build = get_architecture(model).build
    try:
        return build(n_chans, n_times, n_outputs, sfreq=sfreq, **arguments)
    except TypeError as error:
        if "unexpected keyword" not in str(error):
            raise
        raise TypeError(
            f"model_params={model_params!r}: {model} has no such argument ({error})."
        ) from error
