"""``EEGClassifier``: a network with scikit-learn's contract."""

from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.metrics import accuracy_score

from eegmodels._docs import fill_docs
from eegmodels.data import Trials, as_trials
from eegmodels.estimator._aims import ClassAim
from eegmodels.estimator._base import NetworkEstimator
from eegmodels.estimator._config import classes_from_json, classes_to_json
from eegmodels.estimator._preparing import check_known_labels, labels_and_classes


@fill_docs
class EEGClassifier(ClassifierMixin, NetworkEstimator):
    """Train a network on EEG trials and predict with it, as scikit-learn does.

    Parameters
    ----------
    %(network_params)s
    %(data_params)s
    validation_fraction : float | None
        Share of each class's trials, the last in recording order, that choose the
        pass whose weights are kept. 0 or None: the last pass is kept.
    class_weight : dict | "balanced" | None
        Weight of each class in the loss, by label.
    verbose : bool | None
        Whether to show a progress bar. None: on a terminal only.
    %(random_state)s

    Attributes
    ----------
    model_ : Network
        The trained ``keras.Model``, with softmax; it sees scaled data.
    classes_ : array, shape (n_classes,)
    %(data_attributes)s
    history_ : History

    Notes
    -----
    Training: Adam, cross-entropy and the weights of the lowest validation loss, as in
    [1]_, section 2.2. Deviates: the paper does not state a batch size.

    References
    ----------
    .. [1] Lawhern VJ et al. (2018). EEGNet: a compact convolutional neural network for
       EEG-based brain-computer interfaces. J Neural Eng 15, 056013.
       doi:10.1088/1741-2552/aace8c
    """

    _section = "classifier"
    _output_activation = "softmax"

    def __init__(
        self,
        model: str = "EEGNet",
        *,
        model_params: dict[str, Any] | None = None,
        sfreq: float | None = None,
        preset: Any = None,
        scaling: str | None = "global",
        n_epochs: int = 300,
        batch_size: int = 16,
        learning_rate: float = 1e-3,
        patience: int | None = None,
        validation_fraction: float | None = 0.2,
        class_weight: Any = None,
        verbose: bool | None = None,
        random_state: Any = None,
    ) -> None:
        super().__init__(
            model,
            model_params=model_params,
            sfreq=sfreq,
            preset=preset,
            scaling=scaling,
            n_epochs=n_epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            patience=patience,
            validation_fraction=validation_fraction,
            verbose=verbose,
            random_state=random_state,
        )
        self.class_weight = class_weight

    @fill_docs
    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each class for each trial.

        Parameters
        ----------
        %(X)s

        Returns
        -------
        array, shape (n_trials, n_classes)
            Columns in the order of ``classes_``.

        Raises
        ------
        ValueError
            If X has other channels, another rate, window, pass band or unit.
        """
        return self._outputs(X)

    @fill_docs
    def predict(self, X: Any) -> np.ndarray:
        """Label of the most probable class of each trial.

        Parameters
        ----------
        %(X)s

        Returns
        -------
        array, shape (n_trials,)
        """
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    @fill_docs
    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """Share of trials whose label is predicted.

        Parameters
        ----------
        %(X)s
        %(y)s
        sample_weight : array, shape (n_trials,) | None

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If a label is none of ``classes_``.
        """
        predicted = self.predict(X)
        if y is None:
            y = as_trials(X, ch_names=self.ch_names_).labels
        if y is None:
            raise ValueError("y is None and X is an array without labels; give y.")
        check_known_labels(y, self.classes_)
        return float(accuracy_score(y, predicted, sample_weight=sample_weight))

    def _aim(self, trials: Trials, X: Any) -> ClassAim:
        return ClassAim(*labels_and_classes(trials, X), self.class_weight)

    def _targets_to_json(self) -> dict[str, Any]:
        return {"classes": classes_to_json(self.classes_)}

    def _targets_from_json(self, section: dict[str, Any]) -> None:
        self.classes_ = classes_from_json(section["classes"])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = False  # Epochs bring their labels
        return tags
