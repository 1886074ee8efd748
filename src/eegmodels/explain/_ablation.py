"""What a network loses without one of its temporal-spatial filters."""

from typing import Any

import keras
import mne
import numpy as np

from eegmodels.explain._judges import find_judge
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.models import Network, as_network
from eegmodels.results import Ablation

BATCH = 64


def ablation(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    scoring: Any = None,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> Ablation:
    """Score without each temporal-spatial filter, one at a time, without retraining.

    A filter without which the score falls carries what nothing else carries: two
    filters that say the same cost nothing one by one. On trials that the network was
    trained on drops are those of the training.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted. It opens as EEGNet, as the ConvNets or as EEGNetV1 do, and ends in
        softmax, in one sigmoid unit or in logits.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model, best held out from training.
    y : array-like, shape (n_trials,) | None
        Classes; for a ``keras.Model`` indices of its outputs, for a regressor values,
        shape (n_trials,) or (n_trials, n_targets). None: labels of Epochs.
    scoring : str | callable | None
        Name of a scorer of scikit-learn, or one; it may ask for classes and their
        probabilities. None: "accuracy", for a regressor "r2".
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
        model; no such scorer, or one of classes for a regressor; data that do not fit
        the model.

    Notes
    -----
    Source: Lawhern et al. 2018, table 4 ("filters replaced by zeros"), which removes
    all subsets; here it is one filter at a time. The filter's spatial weights are set
    to zero in a copy of the network, so the BatchNorm behind it sees zeros and hands
    on a constant, ``beta - gamma * mean / sqrt(variance + epsilon)``: what the filter
    varied by is gone, and what it shifted too. The log-likelihood of a regressor is
    that of a Gaussian around the prediction, with the deviation of the targets in
    training (``target_scale_``); of several targets the sum.

    References
    ----------
    Lawhern VJ et al. (2018). EEGNet. J Neural Eng 15, 056013.
    doi:10.1088/1741-2552/aace8c
    """
    subject = as_subject(model, info, layout)
    opening = subject.opening()
    trials = subject.trials(epochs, y)
    judge = find_judge(subject, scoring, epochs, trials.labels)
    network = _copied(subject)
    spatial = network.layers[1 + opening.place]
    whole, *rest = spatial.get_weights()
    x = subject.seen(trials)[..., None]

    baseline, likelihood = judge(_outputs(network, x), x)
    shape = opening.weights.shape[:2]
    drop, fall = np.zeros(shape), np.zeros(shape)
    for at in np.ndindex(*shape):
        spatial.set_weights([opening.without(whole, at), *rest])
        scored, likely = judge(_outputs(network, x), x)
        drop[at], fall[at] = baseline - scored, likelihood - likely
    return Ablation(
        baseline=baseline,
        drop=drop,
        log_likelihood=likelihood,
        log_likelihood_drop=fall,
        scorer=judge.scorer,
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


def _outputs(network: keras.Model, x: np.ndarray) -> np.ndarray:
    """Run a copy of the network; (n_trials, n_units)."""
    missing = -len(x) % BATCH if len(x) > BATCH else 0
    filled = np.concatenate([x, np.zeros((missing, *x.shape[1:]), dtype=x.dtype)])
    return network.predict(filled, batch_size=BATCH, verbose=0)[: len(x)]
