"""Whether the network is as it was before anything was asked of it."""

from eegmodels._checks import some_names
from eegmodels.explain._checking._examined import Examined, Finding
from eegmodels.explain._checking._state import state_of


def untouched(examined: Examined) -> Finding:
    """Compare the network's state with that from before all checks."""
    examined.data.any()  # asked at least once
    now = state_of(examined.question.subject.network)
    changed = examined.before.changed(now)
    n_arrays = sum(len(now.parts[name]) for name in list(now.parts)[:2])
    numbers = {"changed": changed, "n_arrays": n_arrays}
    if changed:
        return Finding(False, f"Changed are: {some_names(changed)}.", numbers)
    words = (
        f"All {n_arrays} arrays of weights and statistics are the same to the bit, and "
        "so are flags, connections and optimizer."
    )
    return Finding(True, words, numbers)
