"""What a network loses without one of its temporal-spatial filters."""

from typing import Any

import keras
import mne
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import get_scorer

from eegmodels._checks import english_list, some_names
from eegmodels.explain._outputs import find_output
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.models import Network, as_network
from eegmodels.results import Ablation

BATCH = 64


def ablation(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    scoring: Any = "accuracy",
    info: mne.Info | None = None,
    layout: str | None = None,
) -> Ablation:
    """Score without each temporal-spatial filter, one at a time, without retraining.

    A filter without which the score falls carries what nothing else carries: two
    filters that say the same cost nothing one by one. On trials that the network was
    trained on drops are those of the training.

    Parameters
    ----------
    model : EEGClassifier | keras.Model
        Fitted. It opens as EEGNet, as the ConvNets or as EEGNetV1 do, and ends in
        softmax, in one sigmoid unit or in logits.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model, best held out from training.
    y : array-like, shape (n_trials,) | None
        Classes; for a ``keras.Model`` indices of its outputs. None: labels of Epochs.
    scoring : str | callable
        Name of a scorer of scikit-learn, or one; it may ask for classes and their
        probabilities.
    info : mne.Info | None
        For a ``keras.Model``: its channels and sampling rate.
    layout : str | None
        For a ``keras.Model`` whose input is not (n_chans, n_times, 1): the order of
        its axes behind that of the trials, such as "time,channel".

    Returns
    -------
    Ablation
        ``.drop``, shape (n_temporal, n_spatial), and ``.ranking``.

    Raises
    ------
    TypeError, ValueError
        No such first block or output; no labels; labels that are no classes of the
        model; no such scorer; data that do not fit the model.

    Notes
    -----
    Source: Lawhern et al. 2018, table 4 ("filters replaced by zeros"), which removes
    all subsets; here it is one filter at a time. The filter's spatial weights are set
    to zero in a copy of the network, so the BatchNorm behind it sees zeros and hands
    on a constant, ``beta - gamma * mean / sqrt(variance + epsilon)``: what the filter
    varied by is gone, and what it shifted too.

    References
    ----------
    Lawhern VJ et al. (2018). EEGNet. J Neural Eng 15, 056013.
    doi:10.1088/1741-2552/aace8c
    """
    subject = as_subject(model, info, layout)
    opening = subject.opening()
    score, name = _scorer(scoring)
    trials = subject.trials(epochs, y)
    codes = _codes(subject, epochs, y, trials.labels)
    output = find_output(subject.network)
    network = _copied(subject)
    spatial = network.layers[1 + opening.place]
    whole, *rest = spatial.get_weights()
    x = subject.seen(trials)[..., None]

    def both() -> tuple[float, float]:
        found = output.probabilities(_outputs(network, x))
        likely = np.log(np.maximum(found[np.arange(len(x)), codes], 1e-30)).mean()
        fixed = _Fixed(found, np.array(subject.classes))
        return float(score(fixed, x, fixed.classes_[codes])), float(likely)

    baseline, likelihood = both()
    shape = opening.weights.shape[:2]
    drop, fall = np.zeros(shape), np.zeros(shape)
    for at in np.ndindex(*shape):
        spatial.set_weights([opening.without(whole, at), *rest])
        scored, likely = both()
        drop[at], fall[at] = baseline - scored, likelihood - likely
    return Ablation(
        baseline=baseline,
        drop=drop,
        log_likelihood=likelihood,
        log_likelihood_drop=fall,
        scorer=name,
        n_trials=len(x),
        opening=opening.kind,
        settings={"network": str(subject.network.name), "zeroed": "spatial weights"},
    )


def _copied(subject: Subject) -> Network:
    """Copy layers and weights, in the form that runs fast; the user's own stay.

    The copy takes (n_chans, n_times, 1), whatever the order of the user's network.
    """
    inputs = keras.Input((subject.layout.n_chans, subject.layout.n_times, 1))
    tensor = inputs
    for layer in subject.chain():
        copy = type(layer).from_config(layer.get_config())
        tensor = copy(tensor)
        copy.set_weights(layer.get_weights())
    return as_network(keras.Model(inputs, tensor))


class _Fixed(ClassifierMixin, BaseEstimator):
    """Predictions that are known already, in the form that scorers ask for."""

    def __init__(self, probabilities: np.ndarray, classes: np.ndarray) -> None:
        self.probabilities = probabilities
        self.classes = classes
        self.classes_ = classes

    def predict_proba(self, X: Any) -> np.ndarray:
        """Give the known probabilities."""
        return self.probabilities

    def predict(self, X: Any) -> np.ndarray:
        """Give the most probable class."""
        return self.classes_[self.probabilities.argmax(axis=1)]


def _scorer(scoring: Any) -> tuple[Any, str]:
    if callable(scoring):
        return scoring, str(getattr(scoring, "__name__", scoring))
    try:
        return get_scorer(scoring), str(scoring)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"scoring={scoring!r} is no scorer of scikit-learn; give a name such as "
            "'accuracy', 'balanced_accuracy', 'roc_auc' or 'neg_log_loss', or a "
            "callable."
        ) from error


def _codes(
    subject: Subject, epochs: Any, y: Any, labels: np.ndarray | None
) -> np.ndarray:
    """Turn labels into output indices, or say what is wrong with them."""
    classes = subject.classes
    if labels is None:
        raise ValueError(_no_labels(subject, epochs))
    unknown = [name for name in np.unique(labels).tolist() if name not in classes]
    if unknown:
        kind = "output indices" if subject.estimator is None else "classes"
        shown = some_names([repr(name) for name in unknown])
        raise ValueError(
            f"y has labels that are no {kind} of the model: {shown}. Expected "
            f"{english_list(classes)}."
        )
    return np.array([classes.index(name) for name in labels.tolist()])


def _no_labels(subject: Subject, epochs: Any) -> str:
    if subject.estimator is None:
        last = subject.classes[-1]
        return f"y is None; for a keras.Model give y, output indices from 0 to {last}."
    if isinstance(epochs, mne.BaseEpochs):
        found = english_list(sorted(epochs.event_id), "and")
        return (
            f"The Epochs have labels {found}, which are not all classes of the model; "
            f"expected {english_list(subject.classes)}. Select them, or give y."
        )
    return "y is None and epochs have no labels; give y, one label for each trial."


def _outputs(network: keras.Model, x: np.ndarray) -> np.ndarray:
    """Run a copy of the network; (n_trials, n_units)."""
    missing = -len(x) % BATCH if len(x) > BATCH else 0
    filled = np.concatenate([x, np.zeros((missing, *x.shape[1:]), dtype=x.dtype)])
    return network.predict(filled, batch_size=BATCH, verbose=0)[: len(x)]
