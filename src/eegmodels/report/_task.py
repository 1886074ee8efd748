"""All checks of a report's input, before anything is trained."""

from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_whole, some_names
from eegmodels.data import as_trials, get_preset, pick_names, prepare_epochs
from eegmodels.estimator import EEGClassifier
from eegmodels.estimator._preparing import (
    build_network,
    check_params,
    labels_and_classes,
)
from eegmodels.estimator._split import split_validation
from eegmodels.evaluate import BlockwiseKFold
from eegmodels.report._result import Task
from eegmodels.viz import visible


def make_task(
    epochs: Any,
    y: Any,
    classifier: EEGClassifier,
    *,
    n_folds: int,
    picks: Any,
    source: Any,
    title: str | None,
) -> Task:
    """Check everything that can be wrong with the input, and say what to do.

    Raises
    ------
    TypeError, ValueError
        Not Epochs; parameters, labels, folds, channels or samples that cannot do.
    """
    if not isinstance(epochs, mne.BaseEpochs):
        raise TypeError(
            f"epochs is a {type(epochs).__name__}; a report needs mne.Epochs. Make "
            "them with eegmodels.data.epochs_from_recording, or of an array with "
            "eegmodels.data.epochs_from_array."
        )
    check_params(classifier)
    check_whole("random_state", classifier.random_state, low=0)
    check_whole("n_folds", n_folds, low=2)
    chosen = _chosen(epochs, picks)
    if classifier.preset is not None:
        preset = get_preset(classifier.preset)
        chosen = prepare_epochs(chosen, preset=preset)
    trials = as_trials(chosen, y, name="epochs")
    labels, classes = labels_and_classes(trials, epochs)
    folds = BlockwiseKFold(n_folds).split(np.zeros((len(labels), 1)), labels)
    for training, _ in folds:
        split_validation(labels[training], classifier.validation_fraction)
    # Too few samples for the pools, or a wrong argument, shows here.
    params = classifier.model_params
    rate = float(chosen.info["sfreq"])
    build_network(classifier.model, params, trials, len(classes), rate, 0)
    return Task(
        epochs=chosen,
        trials=trials,
        classifier=classifier,
        n_folds=n_folds,
        title=visible(title) if title else "EEG decoding report",
        source=source,
    )


def _chosen(epochs: mne.BaseEpochs, picks: Any) -> mne.BaseEpochs:
    """Copy the epochs into memory, with the chosen channels alone."""
    epochs = epochs.copy().load_data()
    if epochs.info["projs"]:
        # Before the choice: they were made for all channels together.
        epochs.apply_proj(verbose="ERROR")
    if picks is None:
        return epochs
    names = pick_names(epochs.info, picks)
    epochs.pick(names, verbose="ERROR")
    # Those that were named one by one are wanted even where they are marked.
    epochs.info["bads"] = []
    used = pick_names(epochs.info)
    if used != names:
        types = sorted(set(epochs.get_channel_types()))
        rest = [name for name in names if name not in used]
        raise ValueError(
            f"picks={picks!r} mixes channels of type {', '.join(types)}; a report is "
            f"about one type. Leave out {some_names(rest)}."
        )
    return epochs
