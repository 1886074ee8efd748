"""Everything that a page says, as a dict of plain numbers and strings.

Names are made visible here (no control characters), and escaped where HTML is made.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from eegmodels._checks import some_names
from eegmodels.data import get_preset
from eegmodels.estimator import software
from eegmodels.models import get_architecture
from eegmodels.report._methods import methods_text
from eegmodels.report._result import Outcome, Task, scores_of
from eegmodels.report._summarize_inside import summarize_explanation
from eegmodels.report._verdict import verdict
from eegmodels.results import CrossValidation
from eegmodels.viz import visible

# Standard deviations in volts between which EEG may well be.
LIKELY_VOLTS = (1e-7, 1e-3)


def summarize(outcome: Outcome) -> dict[str, Any]:
    """Gather what the page shows.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    dict
        ``title``, ``data``, ``source`` (dict or None), ``score``, ``training``,
        what ``summarize_explanation`` gives, ``checks``, ``settings``, ``versions``
        and ``methods``; fit for JSON.
    """
    summary: dict[str, Any] = {
        "title": outcome.task.title,
        "data": _data(outcome.task),
        "source": _source(outcome.task.source),
        "score": _score(outcome),
        "training": _training(outcome),
        **summarize_explanation(
            outcome.explanation, preset_name(outcome.task.classifier.preset)
        ),
        "checks": outcome.checks,
        "settings": _settings(outcome),
        "versions": software(),
    }
    summary["methods"] = methods_text(summary)
    return summary


def _data(task: Task) -> dict[str, Any]:
    epochs, trials, info = task.epochs, task.trials, task.epochs.info
    # Trials that were not asked for ("IGNORED") were never there.
    logs = [log for log in epochs.drop_log if log and "IGNORED" not in log]
    names, counts = np.unique(task.labels, return_counts=True)
    deviation = float(trials.data.std())
    rate = float(info["sfreq"])
    unused = [name for name in info["ch_names"] if name not in trials.ch_names]
    return {
        "n_trials": len(trials),
        "classes": [
            {"name": visible(name), "n_trials": int(n), "share": float(n / len(trials))}
            for name, n in zip(names, counts, strict=True)
        ],
        "n_dropped": len(logs),
        "dropped": _sorted_counts(" + ".join(log) for log in logs),
        "n_chans": len(trials.ch_names),
        "ch_names": [visible(name) for name in trials.ch_names],
        "bads": [visible(name) for name in trials.bads],
        "unused": [visible(name) for name in unused if name not in trials.bads],
        "tmin": float(epochs.times[0]),
        "tmax": float(epochs.times[-1]) + 1 / rate,
        "n_times": len(epochs.times),
        "sfreq": rate,
        "highpass": float(info["highpass"]),
        "lowpass": float(info["lowpass"]),
        "deviation_uv": 1e6 * deviation,
        "unit_doubtful": not LIKELY_VOLTS[0] <= deviation <= LIKELY_VOLTS[1],
    }


def preset_name(preset: Any) -> str | None:
    """Give the name of a preset, under which it may have been changed."""
    return None if preset is None else get_preset(preset).name


def _source(source: Any) -> dict[str, Any] | None:
    """Keep what ``describe_recording`` knows of the recording itself."""
    if source is None:
        return None
    known = source if isinstance(source, Mapping) else {}
    counts = known.get("annotations") or {}
    return {
        "name": None if isinstance(source, Mapping) else visible(source),
        "citation": visible(known.get("citation") or ""),
        "files": [visible(name) for name in known.get("files") or []],
        "n_chans": {visible(k): n for k, n in (known.get("n_chans") or {}).items()},
        "bads": [visible(name) for name in known.get("bads") or []],
        "annotations": [
            {"name": visible(name), "count": n} for name, n in counts.items()
        ],
        **{
            key: known.get(key)
            for key in ("duration_s", "sfreq", "highpass", "lowpass")
        },
    }


def _score(outcome: Outcome) -> dict[str, Any]:
    scores = scores_of(outcome)
    return {
        **{key: scores[key] for key in ("chance", "chance_bound", "n_folds", "seed")},
        "classes": [visible(name) for name in outcome.network.classes],
        "network": _method(outcome.network),
        "reference": _method(outcome.reference),
        **verdict(outcome),
    }


def _method(score: CrossValidation) -> dict[str, Any]:
    auc = score.auc
    defined = bool(np.isfinite(auc.estimate))
    return {
        "method": score.method,
        "accuracy": float(score.accuracy.estimate),
        "accuracy_interval": [score.accuracy.low, score.accuracy.high],
        "auc": float(auc.estimate) if defined else None,
        "auc_interval": [auc.low, auc.high] if defined else None,
        "fold_accuracy": score.fold_accuracy.tolist(),
        "n_right": int(np.trace(score.confusion)),
        "confusion": score.confusion.tolist(),
    }


def _training(outcome: Outcome) -> dict[str, Any]:
    kept = [history.best_epoch + 1 for history in outcome.network.histories]
    n_epochs = outcome.task.classifier.n_epochs
    final = outcome.classifier.history_
    return {
        "n_epochs": n_epochs,
        "kept_pass": kept,
        "final_kept_pass": final.best_epoch + 1,
        # The loss was still falling where the training ended.
        "n_kept_at_end": sum(k > 0.97 * n_epochs for k in kept),
    }


def _settings(outcome: Outcome) -> dict[str, Any]:
    classifier = outcome.classifier
    preset = classifier.preset
    weights = classifier.model_.trainable_weights
    params = classifier.model_params or {}
    return {
        "network": classifier.model,
        "network_reference": get_architecture(classifier.model).reference,
        "network_params": {visible(k): visible(v) for k, v in params.items()},
        "n_weights": int(sum(np.prod(weight.shape) for weight in weights)),
        "preset": None if preset is None else get_preset(preset).to_dict(),
        "scaling": classifier.scaling,
        "n_epochs": classifier.n_epochs,
        "batch_size": classifier.batch_size,
        "learning_rate": classifier.learning_rate,
        "validation_fraction": classifier.validation_fraction,
        "splitter": outcome.network.settings["splitter"],
        "n_bootstrap": outcome.network.settings["n_bootstrap"],
        "seed": classifier.random_state,
    }


def _sorted_counts(words: Any) -> list[dict[str, Any]]:
    counts = Counter(visible(word) for word in words)
    return [{"reason": word, "n": n} for word, n in counts.most_common()]


def listed(names: list[str]) -> str:
    """Write names for a sentence; used by the templates."""
    return some_names(names, 10) if names else "none"
