"""The paragraph that a paper needs, written from the numbers of the run."""

from typing import Any


def methods_text(summary: dict[str, Any]) -> str:
    """Write a methods paragraph; what is not known stays as XX.

    Parameters
    ----------
    summary : dict
        With ``data``, ``source``, ``score``, ``relevance``, ``kernels``,
        ``settings`` and ``versions``, as ``summarize`` makes them.
    """
    data, score = summary["data"], summary["score"]
    settings, versions = summary["settings"], summary["versions"]
    sizes = ", ".join(f"{c['name']}: {c['n_trials']}" for c in data["classes"])
    network = settings["network"]
    citation = (summary["source"] or {}).get("citation") or "XX"
    return " ".join(
        [
            f"Data: {citation}.",
            f"{data['n_trials']} trials ({sizes}) of {data['n_chans']} EEG channels "
            f"were analysed from {data['tmin']:g} to {data['tmax']:g} s around the "
            f"event, at {data['sfreq']:g} Hz and with a pass band of "
            f"{data['highpass']:g} to {data['lowpass']:g} Hz; reference electrode and "
            "amplifier: XX.",
            f"{network} ({settings['network_reference']}; "
            f"{settings['n_weights']} trainable weights) was trained with Adam "
            f"(learning rate {settings['learning_rate']:g}, batches of "
            f"{settings['batch_size']}, {settings['n_epochs']} passes, cross-entropy); "
            f"the last {100 * settings['validation_fraction']:g} % of each class's "
            "training trials chose the weights by their loss.",
            f"Accuracy was estimated by {score['n_folds']}-fold cross-validation over "
            "contiguous blocks of each class, with Clopper-Pearson intervals (95 %), "
            f"and compared with {score['reference']['method']} on the same folds and "
            f"with the 95 % binomial bound of chance ({score['chance_bound']:.2f}).",
            _explained(summary),
            f"Software: eegmodels {versions['eegmodels']}, MNE {versions['mne']}, "
            f"Keras {versions.get('keras', 'XX')}; seed {settings['seed']}.",
        ]
    )


def _explained(summary: dict[str, Any]) -> str:
    """Say how the network was explained, with the papers to cite."""
    relevance = summary["relevance"]
    seen = (
        "networks that had not been trained on them"
        if relevance["held_out"]
        else "the network that had been trained on them"
    )
    kernels, n_filters = summary["kernels"], summary["filters"]["n_spatial"]
    if kernels is None:
        what = f"{n_filters} spatial filters"
    elif kernels["merged"]:
        what = f"{n_filters} filters, outputs of the two merged opening convolutions,"
    else:
        what = f"{kernels['n']} temporal kernels and their spatial filters"
    return (
        f"{what} were "
        "read from the network trained on all trials; patterns are those of Haufe et "
        "al. 2014 (doi:10.1016/j.neuroimage.2013.10.067), one filter at a time, and "
        "filters were ranked by setting one at a time to zero. Relevance of single "
        f"trials was computed in {seen}, with {relevance['method']} "
        f"({relevance['reference']}) for the logit of the true class against a "
        f"baseline of {relevance['baseline']} at the input (largest residual "
        f"{relevance['largest_residual']:.0e} of the range of the logits)."
    )
