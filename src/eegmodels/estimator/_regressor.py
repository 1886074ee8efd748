"""``EEGRegressor``: a network that predicts real numbers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.metrics import r2_score

from eegmodels._docs import fill_docs
from eegmodels.data import Trials
from eegmodels.estimator._aims import ValueAim
from eegmodels.estimator._base import NetworkEstimator
from eegmodels.estimator._targets import as_targets, no_targets


@fill_docs
class EEGRegressor(RegressorMixin, NetworkEstimator):
    """Train a network to predict real numbers from EEG trials.

    A reaction time, a rating, a stimulus intensity: one number for each trial, or
    several. The network ends without softmax, in one output for each.

    Parameters
    ----------
    %(network_params)s
    %(data_params)s
    validation_fraction : float | None
        Share of the trials, the last in recording order, that choose the pass whose
        weights are kept. 0 or None: the last pass is kept.
    verbose : bool | None
        Whether to show a progress bar. None: on a terminal only.
    %(random_state)s

    Attributes
    ----------
    model_ : Network
        The trained ``keras.Model``. It sees scaled data and gives standardised
        targets: ``(y - target_mean_) / target_scale_``.
    target_mean_, target_scale_ : array, shape (n_targets,)
        Mean and deviation of y over the training trials, in the unit of y.
    target_ndim_ : int
        1 where y had shape (n_trials,), so predictions have it too; else 2.
    %(data_attributes)s
    history_ : History
        Losses are mean squared errors of standardised targets: 1 is what the mean of
        the training trials would give on them.

    Notes
    -----
    Training: Adam, mean squared error of standardised targets, several targets with
    equal weight, and the weights of the lowest validation loss. The papers have
    classes alone: the networks are theirs up to the dense layer, and so is the bound
    of its weights (``norm_rate``), which also bounds how far predictions go from the
    mean. ``model_params={"norm_rate": 1.0}`` leaves them more room.

    Examples
    --------
    >>> import numpy as np
    >>> from eegmodels import EEGRegressor
    >>> rng = np.random.default_rng(0)
    >>> X, y = 1e-5 * rng.standard_normal((20, 3, 32)), rng.uniform(0.2, 0.8, 20)
    >>> small = {"F1": 1, "D": 1, "kernel_length": 8}
    >>> reg = EEGRegressor(model_params=small, n_epochs=1, random_state=0).fit(X, y)
    >>> reg.predict(X).shape
    (20,)
    """

    _section = "regressor"
    _output_activation = "linear"

    target_mean_: np.ndarray
    target_scale_: np.ndarray
    target_ndim_: int

    @fill_docs
    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        picks: Any = None,
        start: Any = None,
        freeze: str | Iterable[str] = (),
    ) -> Self:
        """Train a new network; an earlier one is forgotten when this one is done.

        Parameters
        ----------
        %(X)s
        y : array-like, shape (n_trials,) or (n_trials, n_targets)
            Real numbers in any unit. Epochs have none, so y is always needed.
        picks : str | list of str | None
            Channels to use, as in MNE. None: the good EEG channels.
        %(start)s
        %(freeze)s

        Returns
        -------
        estimator
            The fitted estimator itself.

        Raises
        ------
        ValueError, TypeError
            If a parameter or the data cannot be used, y is missing, has NaN, text or
            another length, or is constant; the message says what to do.
        """
        return super().fit(X, y, picks=picks, start=start, freeze=freeze)

    @fill_docs
    def predict(self, X: Any) -> np.ndarray:
        """Predicted value of each trial, in the unit of y.

        Parameters
        ----------
        %(X)s

        Returns
        -------
        array, shape (n_trials,) or (n_trials, n_targets)
            As y was in training.

        Raises
        ------
        ValueError
            If X has other channels, another rate, window, pass band or unit.
        """
        return self._in_unit(self._outputs(X))

    @fill_docs
    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """R², the share of the variance of y that is predicted; 0 for its mean.

        Parameters
        ----------
        %(X)s
        y : array-like, shape (n_trials,) or (n_trials, n_targets)
            In the unit of training. Of several targets the mean of their R².
        sample_weight : array, shape (n_trials,) | None

        Returns
        -------
        float
        """
        trials = self.check_input(X, y)
        if trials.labels is None:
            raise ValueError(no_targets(X))
        predicted = self.predict(X)
        return float(r2_score(trials.labels, predicted, sample_weight=sample_weight))

    @fill_docs
    def check_input(
        self, X: Any, y: Any = None, *, keep_float32: bool = False
    ) -> Trials:
        """Give the trials with the model's channels, in the unit in which they came.

        Parameters
        ----------
        %(X)s
        y : array-like, shape (n_trials,) or (n_trials, n_targets) | None
            In the unit of training.
        keep_float32 : bool
            Leave an array of float32 as it is. By default signals become float64.

        Returns
        -------
        Trials
            ``labels`` are the values of y, None without y.

        Raises
        ------
        ValueError
            If X has other channels, another rate, window, pass band or unit, or y
            another number of targets.
        """
        trials = super().check_input(X, y, keep_float32=keep_float32)
        expected, values = len(self.target_mean_), trials.labels
        n_targets = 1 if values is None or values.ndim == 1 else values.shape[1]
        if values is not None and n_targets != expected:
            raise ValueError(
                f"y has shape {values.shape}, that is {n_targets} targets; the model "
                f"was trained on {expected}. Give shape ({len(values)}, {expected})."
            )
        return trials

    def _as_trials(self, X: Any, y: Any, **options: Any) -> Trials:
        # The labels of Epochs are marks; only y has values.
        trials = replace(super()._as_trials(X, None, **options), labels=None)
        return (
            trials if y is None else replace(trials, labels=as_targets(y, len(trials)))
        )

    def _aim(self, trials: Trials, X: Any) -> ValueAim:
        if trials.labels is None:
            raise ValueError(no_targets(X))
        return ValueAim(trials.labels)

    def _in_unit(self, outputs: np.ndarray) -> np.ndarray:
        """Turn outputs of the network, (n_trials, n_targets), into those of users."""
        values = self.target_mean_ + self.target_scale_ * outputs
        return values[:, 0] if self.target_ndim_ == 1 else values

    def _targets_to_json(self) -> dict[str, Any]:
        return {
            "targets": {
                "mean": self.target_mean_.tolist(),
                "scale": self.target_scale_.tolist(),
                "ndim": self.target_ndim_,
            }
        }

    def _targets_from_json(self, section: dict[str, Any]) -> None:
        targets = section["targets"]
        self.target_mean_ = np.array(targets["mean"], dtype=np.float64)
        self.target_scale_ = np.array(targets["scale"], dtype=np.float64)
        self.target_ndim_ = int(targets["ndim"])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
