"""What the network looks at, in a few numbers, and what may be said of them."""

import re
from typing import Any

import numpy as np

from eegmodels.report._explaining import Explanation
from eegmodels.results import Relevance
from eegmodels.viz import visible

# Where imagined and real movements show: over the sensorimotor cortex.
MOTOR_PRESETS = ("motor-imagery", "mrcp", "smr")
MOTOR_SITES = re.compile(r"^(FC|C|CP)(z|\d+)h?$", re.IGNORECASE)
WEAK = 0.1  # of the largest total of a class: hardly anything speaks for the class
SITES = "an FC, C or CP electrode"


def find(explanation: Explanation, preset: str | None = None) -> dict[str, Any]:
    """Name the costliest filter, and where and when relevance is largest.

    Parameters
    ----------
    explanation : Explanation
    preset : str | None
        Name of the preprocessing, which tells what may be expected.

    Returns
    -------
    dict
        ``costliest``, ``relevance`` (a list, one entry for each class; ``weak`` where
        hardly anything speaks for the class) and ``sites``, each None where there is
        nothing to say.
    """
    found: dict[str, Any] = {
        "costliest": _costliest(explanation),
        "relevance": _largest(explanation),
    }
    found["sites"] = _sites(found) if preset in MOTOR_PRESETS else None
    return found


def _costliest(explanation: Explanation) -> dict[str, Any] | None:
    done, filters = explanation.ablation, explanation.filters
    if done is None or filters is None:
        return None
    f, d = done.ranking[0]
    pattern = filters.patterns[f, d]
    facts = {
        "name": done.name_of(f, d),
        "kernel": f + 1,
        "filter": d + 1,
        "drop": float(done.drop[f, d]),
        "log_likelihood_drop": float(done.log_likelihood_drop[f, d]),
        "electrode": visible(filters.ch_names[int(np.abs(pattern).argmax())]),
        "peak_hz": None,
        "peak": None,
    }
    kernels = explanation.kernels
    if kernels is not None:
        peak = kernels.peak_of(f, d)
        facts |= {"peak_hz": peak, "peak": _of_peak(peak, kernels.pass_band)}
    return facts


def _of_peak(peak: float, band: tuple[float, float] | None) -> str:
    """Say what a peak is worth: inside the pass band it is no finding."""
    if band is None:
        return f"Its kernel passes most at {peak:.1f} Hz."
    edges = f"{band[0]:g} to {band[1]:g} Hz"
    if band[0] <= peak <= band[1]:
        return (
            f"What passes its kernel peaks at {peak:.1f} Hz, inside the pass band of "
            f"{edges}: no finding, since the band-pass filter put the power there."
        )
    return (
        f"What passes its kernel peaks at {peak:.1f} Hz, outside the pass band of "
        f"{edges}: it lives on what the filter left there."
    )


def _largest(explanation: Explanation) -> list[dict[str, Any]] | None:
    if not explanation.of_class:
        return None
    rows = [
        {"class": visible(name), **_where(average)}
        for name, average in explanation.of_class.items()
    ]
    most = max(abs(row["total"]) for row in rows)
    return [{**row, "weak": abs(row["total"]) < WEAK * most} for row in rows]


def _where(average: Relevance) -> dict[str, Any]:
    """Find electrode and time of the largest net relevance of an average."""
    by_channel = average.by_channel[0]
    at = int(np.abs(by_channel).argmax())
    (time,) = average.peak_times(1)
    return {
        "electrode": visible(average.ch_names[at]),
        "net": float(by_channel[at]),
        "total": float(by_channel.sum()),
        "time": float(time),
    }


def _sites(found: dict[str, Any]) -> dict[str, Any] | None:
    """Compare with where movements show, and say so where they do not."""
    places = []
    if found["costliest"] is not None:
        places.append(("the costliest filter's pattern", found["costliest"]))
    for entry in found["relevance"] or []:
        if entry["weak"]:
            continue
        places.append((f"the relevance for {entry['class']}", entry))
    if not places:
        return None
    off = [
        f"{what} (at {entry['electrode']})"
        for what, entry in places
        if not MOTOR_SITES.match(entry["electrode"].strip("."))
    ]
    if not off:
        sentence = (
            f"Every one of these lies at {SITES}, over the sensorimotor cortex, where "
            "imagined movements are expected to show."
        )
    else:
        sentence = (
            f"Imagined movements are expected at {SITES}. This was not found for "
            f"{'; '.join(off)}. Muscles, eyes or a bad electrode may be what is used "
            "there."
        )
    return {"found": not off, "n_off": len(off), "n": len(places), "sentence": sentence}
