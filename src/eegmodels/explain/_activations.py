"""Approach 1: what a stage of the network gives, trial by trial."""

from typing import Any

import keras
import mne
import numpy as np

from eegmodels._batches import filled_up
from eegmodels._checks import check_option
from eegmodels._docs import fill_docs
from eegmodels.data import Trials, as_trials
from eegmodels.estimator import software
from eegmodels.explain._spatial import filters_and_patterns
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.models import describe_network
from eegmodels.results import Activations, Axis, SpatialFilters, Stage

BATCH = 32  # trials at once: the stages before "spatial" are large


@fill_docs
def activations(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    stage: str = "spatial",
    info: mne.Info | None = None,
    layout: str | None = None,
) -> Activations:
    """Signals of a named stage: by default those behind the spatial filters.

    A filter's signal has no unit of its own: BatchNorm before it standardises, and
    its sign is arbitrary. What is comparable are classes and times of one filter,
    not the size of two filters.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model.
    y : array-like, shape (n_trials,) | None
        Labels by which averages are taken. None: those of the Epochs; an array has
        none, and then all trials are one group. Values that a regressor predicts make
        no groups: give labels, such as ``y > numpy.median(y)``.
    stage : str
        Name of a layer, as ``net.describe()`` lists them.
    %(info)s
    %(layout)s

    Returns
    -------
    Activations

    Raises
    ------
    TypeError, ValueError
        No such stage; a stage that is no signal; data that do not fit the model; y
        with fractions, which make no groups.

    Notes
    -----
    Source: Lawhern et al. 2018, section 2.4 and Fig. 6. Equal to
    ``keras.Model(net.inputs, net.get_layer(stage).output)`` on the scaled trials. Run
    in inference mode; batch size changes nothing and the model stays as it was.

    References
    ----------
    Lawhern VJ et al. (2018). EEGNet. J Neural Eng 15, 056013.
    doi:10.1088/1741-2552/aace8c
    """
    subject = as_subject(model, info, layout)
    described = describe_network(
        subject.network, sfreq=subject.sfreq, layout=",".join(subject.layout.axes)
    )
    check_option("stage", stage, [known.name for known in described.stages])
    found = described[stage]
    check_shape(found)
    trials = subject.trials(epochs, None if subject.regressor else y)
    labels = trials.labels
    if labels is None:  # marks that are no classes of the model still make groups
        labels = as_trials(epochs, y, ch_names=subject.ch_names).labels
    if subject.regressor is not None:
        _check_groups(labels)
    data = stage_outputs(subject, trials, found)
    start = trials.tmin or 0.0
    times = start + (found.offset + found.decimation * np.arange(data.shape[-1])) / (
        subject.sfreq
    )
    return Activations(
        data=data,
        times=times if found.has_time else None,
        sfreq=found.sfreq,
        stage=stage,
        names=stage_names(subject, found),
        labels=labels,
        classes=_classes(subject, labels),
        unit=_unit(subject.network, found),
        spatial=_maps(subject, trials, found, info),
        settings={
            "network": str(subject.network.name),
            "layer": found.index,
            "scaled": subject.estimator is not None,
            "n_trials": len(data),
            "versions": software(),
        },
    )


def stage_outputs(subject: Subject, trials: Trials, stage: Stage) -> np.ndarray:
    """Run the network up to a stage; the last batch is filled up.

    Gives (n_trials, n_filters, n_times), or (n_trials, n_units) of a flat stage. The
    layers are called, not ``predict``: on JAX that takes the weights out of the
    model for its length.
    """
    network = subject.network
    layer = network.layers[stage.index]
    part = keras.Model(network.inputs[0], layer.output)
    x = subject.layout.arrange(subject.seen(trials))
    done = []
    for first in range(0, len(x), BATCH):
        batch = x[first : first + BATCH]
        filled = filled_up(batch, min(len(x), BATCH))
        values = part(keras.ops.convert_to_tensor(filled), training=False)
        done.append(np.array(keras.ops.convert_to_numpy(values)[: len(batch)]))
    return _rows(np.concatenate(done), stage)


def _check_groups(labels: np.ndarray | None) -> None:
    """Refuse fractions: each would be a group of its own."""
    if labels is None or labels.dtype.kind != "f":
        return
    fractions = labels[labels != np.round(labels)]
    if len(fractions):
        raise ValueError(
            f"y has fractions, such as {fractions[0]:g}; averages are taken over "
            "groups of trials. Give labels, such as y > np.median(y), or leave y out."
        )


def check_shape(stage: Stage) -> None:
    """Refuse a stage that is neither signals nor flat."""
    meanings = [axis.meaning for axis in stage.output_axes]
    if len(meanings) == 1 or (len(meanings) == 3 and "time" in meanings[:2]):
        return
    raise ValueError(
        f"The stage {stage.name!r} gives {stage.output_shape}; (rows, times, filters) "
        "or (units,) was expected. Choose another stage of net.describe()."
    )


def _rows(outputs: np.ndarray, stage: Stage) -> np.ndarray:
    """Turn (n_trials, rows, times, filters) into (n_trials, filters x rows, times)."""
    if outputs.ndim == 2:
        return outputs
    if stage.output_axes[0].meaning == "time":  # as behind the Permute of EEGNetV1
        outputs = outputs.swapaxes(1, 2)
    n_trials, n_rows, n_times, n_filters = outputs.shape
    ordered = outputs.transpose(0, 3, 1, 2)
    return ordered.reshape(n_trials, n_filters * n_rows, n_times)


def stage_names(subject: Subject, stage: Stage) -> list[str]:
    """Name each row of ``stage_outputs``."""
    last = stage.output_axes[-1]
    size = int(stage.output_shape[-1] or 0)
    if last.meaning == "output" and len(subject.classes) == size:
        return [str(name) for name in subject.classes]
    filters = [""] if last.symbol == "0" else _filter_names(last, size)
    place = int(stage.output_axes[0].meaning == "time")
    if len(stage.output_shape) == 1 or stage.output_shape[place] == 1:
        return [name or "signal" for name in filters]
    rows = [f"row {k + 1}" for k in range(int(stage.output_shape[place] or 0))]
    if stage.output_axes[place].meaning == "electrode":
        rows = subject.ch_names
    return [", ".join(filter(None, (name, row))) for name in filters for row in rows]


def _filter_names(axis: Axis, size: int) -> list[str]:
    if axis.meaning == "temporal filter":
        return [f"kernel {k + 1}" for k in range(size)]
    if axis.meaning == "filter" and len(axis.parts) == 2:
        return [f"kernel {f + 1}, filter {d + 1}" for f, d in np.ndindex(axis.parts)]
    return [f"{axis.meaning} {k + 1}" for k in range(size)]


def _classes(subject: Subject, labels: np.ndarray | None) -> list[Any]:
    """List the classes that there are: the model's in its order, then others."""
    if labels is None:
        return []
    found = np.unique(labels).tolist()
    own = [name for name in subject.classes if name in found]
    return own + [name for name in found if name not in own]


def _unit(network: keras.Model, stage: Stage) -> str:
    if stage.output_axes[-1].meaning == "output":
        return "output of the network"
    before = network.layers[: stage.index + 1]
    if any(isinstance(x, keras.layers.BatchNormalization) for x in before):
        return "arbitrary (after BatchNorm)"
    return "network input" if stage.index == 0 else "arbitrary"


def _maps(
    subject: Subject, trials: Trials, stage: Stage, info: mne.Info | None
) -> SpatialFilters | None:
    """Make maps of the filters, where each row of the stage is one of them."""
    if not stage.has_time:
        return None
    try:
        opening = subject.opening()
    except ValueError:  # another kind of first block
        return None
    described = describe_network(subject.network, layout=",".join(subject.layout.axes))
    if stage.output_axes[-1] != described[opening.layer].output_axes[-1]:
        return None
    return filters_and_patterns(subject, trials, info)
