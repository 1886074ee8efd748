"""From recordings to labelled trials."""

from eegmodels.data._trials import Trials, as_trials, pick_names

__all__ = ["Trials", "as_trials", "pick_names"]
