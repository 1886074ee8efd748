"""Which bands, and where, the units of a stage follow."""

from dataclasses import replace
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_option, check_whole
from eegmodels._docs import fill_docs
from eegmodels.data import Trials
from eegmodels.estimator import software
from eegmodels.explain._activations import check_shape, stage_names, stage_outputs
from eegmodels.explain._bands import choose_bands
from eegmodels.explain._envelope_power import correlations, windowed_power
from eegmodels.explain._outputs import layer_chain
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.explain._untrained import check_untrained, untrained_networks
from eegmodels.models import describe_network
from eegmodels.results import EnvelopeCorrelation, Stage


@fill_docs
def envelope_correlation(
    model: Any,
    epochs: Any,
    *,
    stage: str | None = None,
    bands: Any = None,
    untrained: Any = 1,
    random_state: int | None = 0,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> EnvelopeCorrelation:
    """Correlate the power of bands at each electrode with the units of a stage.

    The envelope of a band is squared and averaged over the stretch that a unit sees,
    and correlated with its output over times and trials; the same is done with
    untrained networks.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model: two trials or more. Labels are not used.
    stage : str | None
        Name of a layer, as ``net.describe()`` lists them. None: the first that pools,
        or the last with a time axis where none does.
    bands : dict | list of (float, float) | (float, float) | None
        Edges in Hz, by name. None: alpha (7-13), beta (13-31) and gamma (71-91), of
        which the data hold what they can.
    untrained : int | keras.Model
        Number of untrained networks to draw, or one to take.
    random_state : int | None
        Seed of the untrained weights.
    %(info)s
    %(layout)s

    Returns
    -------
    EnvelopeCorrelation
        ``.correlation`` (n_bands, n_units, n_chans), ``.untrained``, ``.difference``.

    Raises
    ------
    TypeError, ValueError
        No such stage, one that is no signal, or one of which it is not known what it
        sees; data that do not fit the model; fewer than two trials; a band that the
        data cannot hold.

    Notes
    -----
    Source: Schirrmeister et al. 2017, "input-feature unit-output correlation". Its code
    squares the envelope before the average, and so do we. The window is the receptive
    field of the stage, as ``net.describe()`` has it; at the ends of a trial, where
    padding fills it up, what there is of the trial counts. The units of a stage without
    time axis are held against the whole trial, over trials.

    Signals before a square or a pool go up and down with the phase of a rhythm and
    follow no envelope: choose a stage behind. A correlation of one unit may be large
    by accident where times are few, and electrodes share the power of their
    neighbours, so nothing here has a p value; what an untrained network gives is the
    measure.

    References
    ----------
    Schirrmeister RT et al. (2017). Deep learning with convolutional neural networks for
    EEG decoding and visualization. Hum Brain Mapp 38, 5391-5420.
    doi:10.1002/hbm.23730
    """
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    subject = as_subject(model, info, layout)
    layer_chain(subject.network)  # of branches no stage has one receptive field
    check_untrained(untrained, subject.network)
    found = _find_stage(subject, stage)
    assert found.receptive_field is not None
    trials = subject.trials(epochs)
    if len(trials) < 2:
        raise ValueError(
            f"epochs has {len(trials)} trials; a correlation over trials needs two or "
            "more. Give more trials."
        )
    chosen, left_out = choose_bands(bands, subject, trials)
    trained = _units(subject, trials, found)
    others = [
        _units(replace(subject, network=network), trials, found)
        for network in untrained_networks(untrained, subject.network, random_state)
    ]
    n_times = trials.data.shape[2]
    window = found.receptive_field.samples
    centres = found.offset + found.decimation * np.arange(trained.shape[2])
    if not found.has_time:
        window, centres = n_times, np.array([(n_times - 1) / 2])
    by_band, without = [], []
    for edges in chosen.values():
        power = windowed_power(trials.data, subject.sfreq, edges, centres, window)
        by_band.append(correlations(trained, power))
        without.append([correlations(units, power) for units in others])
    return EnvelopeCorrelation(
        correlation=np.array(by_band),
        untrained=np.array(without).swapaxes(0, 1),
        band_names=list(chosen),
        bands=list(chosen.values()),
        names=stage_names(subject, found),
        stage=found.name,
        window=window,
        window_s=window / subject.sfreq,
        ch_names=list(subject.ch_names),
        info=trials.info if info is None else info,
        n_trials=len(trials),
        settings={
            "network": str(subject.network.name),
            "left_out_bands": left_out,
            "random_state": random_state,
            "versions": software(),
        },
    )


def _find_stage(subject: Subject, stage: str | None) -> Stage:
    described = describe_network(
        subject.network, sfreq=subject.sfreq, layout=",".join(subject.layout.axes)
    )
    if stage is None:
        pools = [known.name for known in described.stages if "Pool" in known.kind]
        in_time = [known.name for known in described.stages if known.has_time]
        stage = pools[0] if pools else in_time[-1]
    check_option("stage", stage, [known.name for known in described.stages])
    found = described[stage]
    check_shape(found)
    if found.receptive_field is None:
        raise ValueError(
            f"stage={stage!r} lies behind a layer of which it is not known how much of "
            "the data it sees. Choose an earlier stage of net.describe()."
        )
    return found


def _units(subject: Subject, trials: Trials, stage: Stage) -> np.ndarray:
    """Run up to the stage; (n_trials, n_units, n_out), one output without time."""
    values = stage_outputs(subject, trials, stage)
    return values if values.ndim == 3 else values[..., None]
