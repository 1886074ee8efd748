"""Splitters that respect time, held-out scores, and what chance would give."""

from eegmodels.evaluate._auc import within_fold_auc
from eegmodels.evaluate._chance import accuracy_interval, chance_bound, chance_level
from eegmodels.evaluate._cross_validate import cross_validate
from eegmodels.evaluate._splitters import BlockwiseKFold

__all__ = [
    "BlockwiseKFold",
    "accuracy_interval",
    "chance_bound",
    "chance_level",
    "cross_validate",
    "within_fold_auc",
]
