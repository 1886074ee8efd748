"""Where, and at which frequencies, a network's outputs follow the amplitude."""

from typing import Any

import mne
import numpy as np

from eegmodels._backend import compiled_once
from eegmodels._checks import check_number, check_whole
from eegmodels._docs import fill_docs
from eegmodels.estimator import software
from eegmodels.explain._bands import choose_bands
from eegmodels.explain._logits import logits_of
from eegmodels.explain._perturbing import (
    Moved,
    amplitude_deviation,
    batch_size,
    perturbed_correlation,
)
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.explain._untrained import check_untrained, untrained_networks
from eegmodels.results import PerturbationCorrelation


@fill_docs
def perturbation_correlation(
    model: Any,
    epochs: Any,
    *,
    bands: Any = None,
    noise: float = 0.1,
    n_perturbations: int = 400,
    untrained: Any = 1,
    random_state: int | None = 0,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> PerturbationCorrelation:
    """Correlate changes of amplitude with changes of the outputs, by band and place.

    The amplitude at each electrode and frequency is moved a little at random, with its
    phase kept, and its change is correlated with that of each output. The same is done
    with untrained networks, whose maps show what data and architecture give for
    nothing.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted. A chain of layers that ends in softmax, in one sigmoid unit or in
        logits.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model: two trials or more. Labels are not used.
    bands : dict | list of (float, float) | (float, float) | None
        Edges in Hz, by name, both included. None: alpha (7-13), beta (13-31) and
        gamma (71-91), of which the data hold what they can.
    noise : float
        Deviation of the perturbation, as a share of the deviation over trials of the
        amplitude at that electrode and frequency.
    n_perturbations : int
        Of each trial.
    untrained : int | keras.Model
        Number of untrained networks to draw, or one to take.
    random_state : int | None
        Seed of perturbations and of the untrained weights.
    %(info)s
    %(layout)s

    Returns
    -------
    PerturbationCorrelation
        ``.correlation`` (n_outputs, n_chans, n_freqs), ``.by_band``, ``.untrained``.

    Raises
    ------
    TypeError, ValueError
        Data that do not fit the model; fewer than two trials; a band that the data
        cannot hold; a network with branches, or in whose end no logit is defined.

    Notes
    -----
    Source: Schirrmeister et al. 2017, "input-perturbation network-prediction
    correlation": Fourier transform, noise on the amplitudes, inverse transform, change
    of the outputs before softmax, 400 perturbations, correlation.

    Deviates: the paper adds noise of deviation 1 to the amplitudes of standardised
    signals, here each amplitude has noise in proportion to its own deviation over
    trials. Else electrodes and frequencies at which the data hold next to nothing, as
    outside of the pass band, would be moved by many times their size. An amplitude that
    would become negative becomes zero. Of a trial of n samples at rate s frequencies
    are s / n apart. The correlation is Pearson's over all trials and perturbations
    together.

    ``.agreement`` says how many predictions stayed as they were (in the paper more
    than 99.5 %): the perturbation is to be small.

    The maps are about the network. An electrode may matter because it helps to cancel
    what disturbs (Haufe et al. 2014), and what is linear in the amplitude alone is
    seen. All correlations are small, because every other electrode and frequency moves
    too: the squares of all of them add up to about 1 for an output that follows
    amplitudes linearly.

    References
    ----------
    Schirrmeister RT et al. (2017). Deep learning with convolutional neural networks for
    EEG decoding and visualization. Hum Brain Mapp 38, 5391-5420.
    doi:10.1002/hbm.23730
    """
    noise = check_number("noise", noise, low=0, closed="neither")
    n_perturbations = check_whole("n_perturbations", n_perturbations)
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    subject = as_subject(model, info, layout)
    check_untrained(untrained, subject.network)
    trials = subject.trials(epochs)
    if len(trials) < 2:
        raise ValueError(
            f"epochs has {len(trials)} trials; amplitudes vary over two or more. Give "
            "more trials."
        )
    chosen, left_out = choose_bands(bands, subject, trials)
    x = subject.seen(trials)
    size = noise * amplitude_deviation(x)

    def run(network: Any) -> Moved:
        logits = logits_of(network, subject.layout, batch_size(len(x)))
        return perturbed_correlation(logits, x, size, n_perturbations, random_state)

    with compiled_once():
        found = run(subject.network)
        others = untrained_networks(untrained, subject.network, random_state)
        without = [run(network).correlation for network in others]
    n_times = x.shape[2]
    return PerturbationCorrelation(
        correlation=_of_outputs(subject, found.correlation),
        untrained=np.array([_of_outputs(subject, other) for other in without]),
        freqs=np.fft.rfftfreq(n_times, 1 / subject.sfreq),
        outputs=_outputs(subject, found),
        band_names=list(chosen),
        bands=list(chosen.values()),
        noise=noise,
        chance=1 / float(np.sqrt(len(x) * n_perturbations)),
        agreement=np.nan if subject.regressor is not None else found.agreement,
        moved=np.broadcast_to(found.moved, len(_outputs(subject, found))).copy(),
        ch_names=list(subject.ch_names),
        info=trials.info if info is None else info,
        n_trials=len(x),
        n_perturbations=n_perturbations,
        settings={
            "network": str(subject.network.name),
            "left_out_bands": left_out,
            "explains": "output" if subject.regressor is not None else "logit",
            "random_state": random_state,
            "versions": software(),
        },
    )


def _of_outputs(subject: Subject, correlation: np.ndarray) -> np.ndarray:
    """Give a row for each class: one unit speaks for class 1 and against class 0."""
    if subject.regressor is None and len(correlation) == 1:
        return np.concatenate([-correlation, correlation])
    return correlation


def _outputs(subject: Subject, found: Moved) -> list[Any]:
    if subject.regressor is not None:
        return list(range(len(found.correlation)))
    return subject.classes
