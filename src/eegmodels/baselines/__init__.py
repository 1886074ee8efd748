"""Classical methods to compare a network with, as scikit-learn pipelines."""

from eegmodels.baselines._csp import csp_lda

__all__ = ["csp_lda"]
