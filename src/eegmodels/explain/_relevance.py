"""Relevance of each sample for a class or a value, single trial by single trial."""

from collections.abc import Mapping
from typing import Any

import mne
import numpy as np

from eegmodels._docs import fill_docs
from eegmodels.estimator import software
from eegmodels.explain._methods import Method
from eegmodels.explain._question import pose
from eegmodels.explain._subject import Subject
from eegmodels.explain._warning import warn_if_all_zero, warn_if_incomplete
from eegmodels.results import Relevance


@fill_docs
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
    **options: Any,
) -> Relevance:
    """Relevance of each sample of each trial, in logits, with its residual.

    Of a regressor the predicted value takes the logit's place, in the unit of y.

    A relevance says what the network used, not where a source is, and it says it
    against a baseline: zero means "no signal at all". With a complete method the
    relevances of a trial add up to the difference of its logit to the baseline's, and
    where they do not, a warning says so.

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
        A name from ``eegmodels.explain.METHODS``, which says what each means, when it
        misleads and which options it has.
    target : "true" | "predicted" | class | (class, class) | int | None
        The logit to explain; a pair is the contrast of the first against the second.
        None: the true class where labels are known, else the predicted one. For a
        regressor the index of its output; it may be left out where there is one.
    baseline : str | float | array
        0.0 is zero at the network's input, as in the paper. A name from
        ``eegmodels.explain.BASELINES``, or a number or an array in the unit of the
        data: (n_chans, n_times); (n_baselines, n_chans, n_times) for several, whose
        relevances are averaged; (n_baselines, n_trials, n_chans, n_times) where each
        trial has its own. Methods without a choice of baseline refuse any other.
    %(info)s
    %(layout)s
    **options : dict
        Of the method: ``n_nodes`` (integrated_gradients); ``epsilon`` (lrp);
        ``n_samples``, ``noise`` as a share of each trial's deviation and
        ``random_state`` (smooth_grad); ``occlude`` and ``band`` (occlusion, see
        Notes). Of the baseline "phase-shuffled": ``n_draws``, ``random_state``.

    Returns
    -------
    Relevance
        ``.data`` (n_trials, n_chans, n_times) in logits, in the precision of the
        network (float32, or float64 where its weights are); ``.residual`` (n_trials,);
        of a regressor in the unit of y, and ``.logit`` is the predicted value. Slopes
        (saliency, smooth_grad) are per unit of the data, and their residual is NaN.

    Raises
    ------
    UnsupportedLayerError
        If a layer has no rule; it is named.
    TypeError, ValueError
        Data that do not fit the model, a class that does not exist, a baseline of
        another shape, a network without a defined logit; an option that method and
        baseline do not have; of a regressor an output that does not exist, or none
        named where there are several.

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

    ``occlude`` is what the baseline replaces in turn: "electrode" (each by itself),
    regions by name (``{"left": ["C3", "CP3"], ...}``), windows of so many seconds one
    after another (``0.1``), or "all"; with ``band=(8, 13)`` only that band of it, cut
    out by a Butterworth filter of order 4 and zero phase. What the logit loses without
    a part is shared equally by its samples: ``by_channel`` gives the loss of each
    electrode, the sum over all samples that of a band with ``occlude="all"``.

    References
    ----------
    Shrikumar A, Greenside P, Kundaje A (2017). Learning important features through
    propagating activation differences. arXiv:1704.02685.
    Ancona M, Ceolini E, Öztireli C, Gross M (2018). Towards better understanding of
    gradient-based attribution methods for deep neural networks. arXiv:1711.06104.
    """
    question = pose(
        model,
        epochs,
        y,
        method=method,
        target=target,
        baseline=baseline,
        info=info,
        layout=layout,
        options=options,
    )
    subject, chosen, against = question.subject, question.method, question.against
    options = {**question.options, **question.of_baseline}
    walk, x, regressor = question.walk, question.x, question.subject.regressor
    data, logit, baseline_logit = question.answer()
    warn_if_all_zero(data, x, against.at(0), walk, chosen)
    residual = data.sum(axis=(1, 2), dtype=np.float64) - (logit - baseline_logit)
    warn_if_incomplete(
        data, residual, logit, baseline_logit, against.at(0), walk, chosen
    )
    if chosen.is_slope:  # of what the network sees, hence of the data
        data = (data * subject.factors[:, None]).astype(data.dtype)
        residual = np.full(len(x), np.nan)
    if regressor is not None:  # from standardised targets to the unit of y
        scale = float(regressor.target_scale_[question.targets.names[0]])
        mean = float(regressor.target_mean_[question.targets.names[0]])
        data, residual = (data * scale).astype(data.dtype), residual * scale
        logit = mean + scale * logit.astype(np.float64)
        baseline_logit = mean + scale * baseline_logit.astype(np.float64)
    return Relevance(
        data=data,
        residual=residual,
        logit=logit,
        baseline_logit=baseline_logit,
        target=question.targets.names,
        labels=question.labels,
        method=chosen.name,
        baseline="none" if chosen.is_slope else against.name,
        complete=chosen.complete,
        ch_names=subject.ch_names,
        times=question.times,
        info=question.trials.info if info is None else info,
        settings={
            **_settings(subject, chosen, target, options),
            "n_trials": len(x),
        },
        predicted=question.predicted,
        probability=question.probability,
    )


def _settings(
    subject: Subject, method: Method, target: Any, options: dict[str, Any]
) -> dict[str, Any]:
    return {
        "method": method.name,
        "summary": method.summary,
        "misleads": method.misleads,
        "reference": method.reference,
        "options": {name: _plain(value) for name, value in options.items()},
        "per_unit": method.is_slope,
        "target": target,
        "explains": "logit" if subject.regressor is None else "output",
        "network": subject.network.name,
        "sfreq": subject.sfreq,
        "layout": ",".join(subject.layout.axes),
        "versions": software(),
    }


def _plain(value: Any) -> Any:
    """Turn an option into what a file can hold."""
    if isinstance(value, Mapping):
        return {
            str(name): [str(part) for part in parts] for name, parts in value.items()
        }
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
