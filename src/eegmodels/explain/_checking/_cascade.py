"""Whether relevances change when what the network has learned is taken away."""

import numpy as np

from eegmodels._checks import some_names
from eegmodels.explain._checking._examined import Examined, Finding
from eegmodels.explain._checking._likeness import mean_of, rank_correlation
from eegmodels.explain._checking._redrawing import redrawn_from_the_end

ALIKE = 0.5  # rank correlation from which two relevances count as alike


def cascade(examined: Examined) -> Finding:
    """Draw one layer after another anew, and compare relevances after each."""
    rng = examined.rng("cascade")
    data, question = examined.data, examined.question
    layers, changed, same, signed, absolute = [], [], [], [], []
    for step in redrawn_from_the_end(question.subject.network, rng):
        other = question.put_to(step.network).answer()[0]
        signed.append(rank_correlation(data, other))
        absolute.append(rank_correlation(np.abs(data), np.abs(other)))
        layers.append(step.layer)
        changed.append(step.changed)
        same += [f"{name} of {step.layer}" for name in step.same]
    if not layers:
        return Finding(None, "The network has no weights.", {})
    final = mean_of(signed[-1], rng)
    numbers = {
        "layers": layers,
        "changed": np.array(changed),
        "unchanged": same,
        "signed": np.mean(signed, axis=1),
        "absolute": np.mean(absolute, axis=1),
        "final": (final.value, final.low, final.high),
        "limit": ALIKE,
    }
    words = (
        f"With all {len(layers)} layers drawn anew, relevances of a trial correlate by "
        f"{final} with the network's own (by size alone {numbers['absolute'][-1]:.2f})."
    )
    if same:
        words += f" As they were, at their start: {some_names(same, 4)}."
    if not any(changed):
        return Finding(None, f"{words} So nothing was changed.", numbers)
    if not data.any():
        return Finding(None, f"{words} The relevance is zero everywhere.", numbers)
    if abs(final.value) >= ALIKE:
        words += " They hang on the trials more than on what the network learned."
        return Finding(False, words, numbers)
    return Finding(True, words, numbers)
