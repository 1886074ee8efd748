"""A network's spatial filters beside those of filter-bank common spatial patterns."""

from collections.abc import Sequence
from typing import Any

import mne
import numpy as np

from eegmodels._checks import check_number, check_option, check_whole
from eegmodels._docs import fill_docs
from eegmodels.explain._csp_maps import BandMoments, band_moments
from eegmodels.explain._fbcsp_checks import Bands, check_bands, known_labels
from eegmodels.explain._matching import (
    assign,
    correlations_of,
    p_values,
    statistics,
)
from eegmodels.explain._random_weights import random_maps
from eegmodels.explain._spatial import filters_and_patterns
from eegmodels.explain._subject import as_subject
from eegmodels.results import FilterComparison


@fill_docs
def compare_fbcsp(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    band: Any = (8.0, 12.0),
    of: str = "filters",
    n_components: int = 4,
    shrinkage: float = 0.1,
    n_permutations: int = 200,
    random_state: int | None = 0,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> FilterComparison:
    """Correlate a network's spatial filters with those of CSP, pair by pair.

    CSP filters of each class against the rest are what a linear method makes of the
    power in a band. A filter of the network that resembles one has found by itself
    what CSP computes. The best of many pairs resembles something by luck alone; so
    the pairs are assigned as a whole, and compared with CSP of shuffled labels and
    with random weights.

    Parameters
    ----------
    model : EEGClassifier | keras.Model
        Fitted. It opens as EEGNet, as the ConvNets or as EEGNetV1 do.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model, best held out from training: on the trials of the
        training both may have learned the same accidents.
    y : array-like, shape (n_trials,) | None
        Classes; for a ``keras.Model`` indices of its outputs. None: labels of Epochs.
    band : (float, float) | list of (float, float)
        Edges in Hz, or a filter bank of several bands.
    of : "filters" | "patterns"
        What is compared. Filters, as in the paper, hang on the noise that they
        suppress; patterns are the sources' maps.
    n_components : int
        CSP components of each class and band, in pairs of more and less power.
    shrinkage : float
        Share of the power that is spread evenly over the electrodes before the fit,
        from 0 to below 1. Without it filters of many electrodes and few trials lean on
        directions of next to no power.
    n_permutations : int
        Shuffles of the labels, and draws of random weights; the smallest p value is
        1 / (1 + n_permutations).
    random_state : int | None
        Seed of both.
    %(info)s
    %(layout)s

    Returns
    -------
    FilterComparison
        ``.correlations``, ``.p_values`` (n_filters, n_components), ``.assignment``,
        ``.null``, and the names of both sides.

    Raises
    ------
    TypeError, ValueError
        A regressor; no labels, one class alone, or one with a single trial; a band
        that the data cannot hold; trials shorter than three cycles of a band.

    Notes
    -----
    Source: Lawhern et al. 2018, Fig. 8, which shows hand-picked pairs without a chance
    level. A correlation is Pearson's over electrodes, its sign left out, since that of
    a filter is free. The trials are filtered by MNE (Butterworth of order 4, forwards
    and backwards) and their second moments given to ``mne.decoding.CSP``, which uses
    no more of them; with two classes the components of one against the other are those
    of both. The shrinkage of the paper's FBCSP is automatic, and its size not stated.
    Of data whose rank is below the number of channels the directions that hold signal
    count. The assignment makes the sum of absolute correlations largest
    (``scipy.optimize.linear_sum_assignment``).

    Two nulls, and a p value is the larger of both. Shuffled labels: CSP is fitted again
    to labels shuffled among the trials, the network stays. This takes away what the
    montage, smooth maps and CSP itself make alike. Random weights: the network's
    spatial weights are drawn anew from a normal distribution, its temporal kernels and
    CSP stay. This takes away what any network would resemble: patterns of random
    filters lean towards the strong sources of the data, and so do those of CSP, more
    with true labels than with shuffled ones. On one recording 17 of 25 untrained
    networks passed against shuffled labels alone (p <= 0.05, mean of patterns). Each
    ``.p_values`` compares a pair with the largest correlation of any pair under the
    null, so they hold for all pairs together.

    Significant then means: nearer to CSP than random weights are, and nearer to CSP of
    these labels than of others. It cannot show that training on these labels did it
    (training on others also finds strong sources; a network trained on shuffled labels
    would tell), that the network works as CSP does, or that a filter without partner is
    useless. Shuffling takes trials to be exchangeable: with blocks of one class and a
    drift over the recording p values are too small. Choose ``of`` and ``band`` before
    you see them.

    References
    ----------
    Lawhern VJ et al. (2018). EEGNet. J Neural Eng 15, 056013.
    doi:10.1088/1741-2552/aace8c
    Ang KK et al. (2012). Filter bank common spatial pattern algorithm on BCI
    competition IV datasets 2a and 2b. Front Neurosci 6, 39.
    doi:10.3389/fnins.2012.00039
    """
    check_option("of", of, ("filters", "patterns"))
    n_components = check_whole("n_components", n_components)
    check_number("shrinkage", shrinkage, low=0, high=1, closed="left")
    n_permutations = check_whole("n_permutations", n_permutations)
    if random_state is not None:
        check_whole("random_state", random_state, low=0)
    subject = as_subject(model, info, layout)
    if subject.regressor is not None:
        raise TypeError(
            "model is an EEGRegressor; CSP tells classes apart, which it has not. Give "
            "an EEGClassifier."
        )
    subject.opening()  # an error of the network comes before one of the data
    trials = subject.trials(epochs, y)
    labels, classes = known_labels(subject, trials, epochs)
    bands = check_bands(band, subject, trials)

    spatial = filters_and_patterns(subject, trials, info)
    places = list(np.ndindex(*spatial.filters.shape[:2]))
    maps = np.array([getattr(spatial, of)[at] for at in places])
    parts = (band_moments(trials.data, subject.sfreq, edges) for edges in bands)
    bank = [part.shrunk(shrinkage) for part in parts]
    rng = np.random.default_rng(random_state)
    with mne.use_log_level("WARNING"):  # CSP has no verbose of its own
        csp, more = _fit(bank, labels, classes, n_components, of)
        by_labels = [
            correlations_of(
                maps, _fit(bank, rng.permutation(labels), classes, n_components, of)[0]
            )
            for _ in range(n_permutations)
        ]
    drawn = random_maps(subject, trials, of, n_permutations, rng)
    by_weights = [correlations_of(other, csp) for other in drawn]
    found = correlations_of(maps, csp)
    null = np.array([[statistics(r) for r in by] for by in (by_labels, by_weights)])
    largest, mean = null[..., 0], null[..., 1]
    return FilterComparison(
        of=of,
        correlations=found,
        assignment=assign(found),
        p_values=np.maximum(*(p_values(found, one) for one in largest)),
        null=largest,
        mean_p=max(float(p_values(statistics(found)[1], one)) for one in mean),
        mean_null=mean,
        names=[spatial.name_of(*at) for at in places],
        csp_names=_names(bands, classes, more),
        maps=maps,
        csp_maps=csp,
        ch_names=spatial.ch_names,
        info=spatial.info,
        bands=bands,
        n_trials=len(trials),
        settings={
            "network": str(subject.network.name),
            "n_components": n_components,
            "shrinkage": shrinkage,
            "n_permutations": n_permutations,
            "random_state": random_state,
        },
    )


def _fit(
    bank: list[BandMoments],
    labels: np.ndarray,
    classes: list[Any],
    n_components: int,
    of: str,
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Fit CSP of each band and class; the maps and, for names, where power is more."""
    chosen = classes[:1] if len(classes) == 2 else classes
    fits = [
        moments.fit(labels == name, n_components) for moments in bank for name in chosen
    ]
    maps = np.concatenate([getattr(fit, of) for fit in fits])
    return maps, [fit.more for fit in fits]


def _names(bands: Bands, classes: list[Any], more: Sequence[np.ndarray]) -> list[str]:
    chosen = classes[:1] if len(classes) == 2 else classes
    groups = [(edges, name) for edges in bands for name in chosen]
    return [
        (f"{low:g}-{high:g} Hz, " if len(bands) > 1 else "")
        + f"{name} {k + 1}, {'more' if is_more else 'less'}"
        for ((low, high), name), of_fit in zip(groups, more, strict=True)
        for k, is_more in enumerate(of_fit)
    ]
