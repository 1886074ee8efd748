"""Relevance of each sample for a class or a value, single trial by single trial."""

import warnings
from typing import Any

import mne
import numpy as np

from eegmodels.estimator import software
from eegmodels.explain._methods import Method, get_method
from eegmodels.explain._subject import Subject, as_subject
from eegmodels.explain._targets import find_baseline, find_targets, find_values
from eegmodels.explain._walk import Walk
from eegmodels.results import Relevance


def relevance(
    model: Any,
    epochs: Any,
    y: Any = None,
    *,
    method: str = "deeplift",
    target: Any = None,
    baseline: Any = 0.0,
    info: mne.Info | None = None,
    layout: str | None = None,
) -> Relevance:
    """Relevance of each sample of each trial, in logits, with its residual.

    Of a regressor the predicted value takes the logit's place, in the unit of y.

    A relevance says what the network used, not where a source is, and it says it
    against a baseline: zero means "no signal at all". With a complete method the
    relevances of a trial add up to the difference of its logit to the baseline's.

    Parameters
    ----------
    model : EEGClassifier | EEGRegressor | keras.Model
        Fitted; a chain of affine layers and element-wise activations.
    epochs : mne.Epochs | array, shape (n_trials, n_chans, n_times)
        Data that fit the model.
    y : array-like, shape (n_trials,) | None
        Class labels for a classifier, output indices for a ``keras.Model``. None:
        those of the Epochs for a classifier, else unknown. Of a regressor the values
        are checked and say nothing of what is explained.
    method : str
        A name from ``eegmodels.explain.METHODS``.
    target : "true" | "predicted" | class | (class, class) | int | None
        The logit to explain; a pair is the contrast of the first against the second.
        None: the true class where labels are known, else the predicted one. For a
        regressor the index of its output; it may be left out where there is one.
    baseline : float | array, shape (n_chans, n_times) or (n_trials, n_chans, n_times)
        0.0 is zero at the network's input, as in the paper; otherwise in the unit of
        the data.
    info : mne.Info | None
        For a ``keras.Model``: names and positions of its channels.
    layout : str | None
        For a ``keras.Model`` whose input is not (n_chans, n_times, 1): the order of
        its axes behind that of the trials, such as "time,channel". Data and result
        keep (n_trials, n_chans, n_times).

    Returns
    -------
    Relevance
        ``.data`` (n_trials, n_chans, n_times) in logits, ``.residual`` (n_trials,);
        of a regressor in the unit of y, and ``.logit`` is the predicted value.

    Raises
    ------
    UnsupportedLayerError
        If a layer has no rule; it is named.
    TypeError, ValueError
        Data that do not fit the model, a class that does not exist, a baseline of
        another shape, a network without a defined logit; of a regressor an output
        that does not exist, or none named where there are several.

    Notes
    -----
    Source: Lawhern et al. 2018, section 2.4 and Figs 9 and 10 (DeepLIFT, Rescale
    rule, zero baseline); Ancona et al. 2018 for the mechanism. A softmax at the end
    is left out: its logit is explained. One sigmoid unit, or one output without
    activation, is the logit of class 1 against class 0: its negative speaks for class
    0, and the contrast (1, 0) is the unit itself. So much for classes: the outputs of a
    regressor are values, also where there is one, and since their standardisation is
    affine, ``target_scale_`` brings relevances into the unit of y, and ``target_mean_``
    is part of the baseline's value. Inference mode throughout, the model is not
    touched, and no trial depends on the others of its batch.

    References
    ----------
    Shrikumar A, Greenside P, Kundaje A (2017). Learning important features through
    propagating activation differences. arXiv:1704.02685.
    Ancona M, Ceolini E, Öztireli C, Gross M (2018). Towards better understanding of
    gradient-based attribution methods for deep neural networks. arXiv:1711.06104.
    """
    subject = as_subject(model, info, layout)
    chosen = get_method(method)
    walk = Walk(subject.network, chosen, subject.layout)
    trials = subject.trials(epochs, y)
    x = subject.seen(trials)
    x0, baseline_name = find_baseline(baseline, x.shape, subject.factors)
    labels, regressor = trials.labels, subject.regressor
    if regressor is None:
        indices = walk.predicted(x)
        targets = find_targets(target, subject.classes, labels, indices)
        predicted = np.array(subject.classes)[indices]
        weights = walk.output.of_units(targets.weights)
    else:
        targets = find_values(target, walk.output.n_units, len(x))
        weights, labels, predicted = targets.weights, None, None
    data, logit, baseline_logit = walk.relevance(x, x0, weights)
    _warn_if_all_zero(data, x, x0, walk)
    residual = data.sum(axis=(1, 2), dtype=np.float64) - (logit - baseline_logit)
    if regressor is not None:  # from standardised targets to the unit of y
        scale = float(regressor.target_scale_[targets.names[0]])
        mean = float(regressor.target_mean_[targets.names[0]])
        data, residual = (data * scale).astype(data.dtype), residual * scale
        logit = mean + scale * logit.astype(np.float64)
        baseline_logit = mean + scale * baseline_logit.astype(np.float64)
    start = 0.0 if trials.tmin is None else trials.tmin
    return Relevance(
        data=data,
        residual=residual,
        logit=logit,
        baseline_logit=baseline_logit,
        target=targets.names,
        labels=labels,
        method=chosen.name,
        baseline=baseline_name,
        complete=chosen.complete,
        ch_names=subject.ch_names,
        times=start + np.arange(x.shape[2]) / subject.sfreq,
        info=trials.info if info is None else info,
        settings={**_settings(subject, chosen, target), "n_trials": len(x)},
        predicted=predicted,
    )


def _settings(subject: Subject, method: Method, target: Any) -> dict[str, Any]:
    return {
        "method": method.name,
        "reference": method.reference,
        "target": target,
        "explains": "logit" if subject.regressor is None else "output",
        "network": subject.network.name,
        "sfreq": subject.sfreq,
        "layout": ",".join(subject.layout.axes),
        "versions": software(),
    }


def _warn_if_all_zero(
    data: np.ndarray, x: np.ndarray, x0: np.ndarray, walk: Walk
) -> None:
    """Say of trials without any relevance why they have none."""
    silent = ~data.any(axis=(1, 2))
    if not silent.any():
        return
    x0 = np.broadcast_to(x0, x.shape)
    same = (x == x0).all(axis=(1, 2))
    reasons = []
    if same.any():
        reasons.append(f"{int(same.sum())} of them equal the baseline")
    rest = silent & ~same
    if rest.any():
        of = "" if rest.all() else f"for {int(rest.sum())} of them "
        reasons.append(of + walk.why_zero(x[rest], x0[rest]))
    warnings.warn(
        f"The relevance of {int(silent.sum())} of {len(data)} trials is zero "
        f"everywhere: {'; '.join(reasons)}.",
        RuntimeWarning,
        stacklevel=3,
    )
