"""``EEGClassifier``: a network with scikit-learn's contract."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted

from eegmodels._checks import check_not_flat
from eegmodels._docs import fill_docs
from eegmodels._files import replacing
from eegmodels.data import Trials, as_trials
from eegmodels.estimator._config import (
    fitted_from_json,
    fitted_to_json,
    params_from_json,
    software,
)
from eegmodels.estimator._data_spec import DataSpec, FittedData
from eegmodels.estimator._preparing import (
    build_network,
    check_known_labels,
    check_params,
    default_sfreq,
    draw_seed,
    labels_and_classes,
    prepared,
)
from eegmodels.estimator._scaling import check_unit, find_factors
from eegmodels.estimator._split import class_weights, split_validation
from eegmodels.estimator._training import Examples, predict, train
from eegmodels.models import open_model_file


@fill_docs
class EEGClassifier(FittedData, ClassifierMixin, BaseEstimator):
    """Train a network on EEG trials and predict with it, as scikit-learn does.

    Parameters
    ----------
    model : str
        Name of a network in ``eegmodels.models.ARCHITECTURES``.
    model_params : dict | None
        Further arguments of the network, also set one by one, with
        ``set_params(model__F1=4)``.
    sfreq : float | None
        Sampling rate of arrays in Hz. None: that of the Epochs; for arrays that of
        the preset, or else the rate at which the network was published.
    %(preset)s
        Epochs are brought to it (filtered, resampled, cropped, each only where they
        differ); arrays must have its number of samples.
    scaling : "global" | "channel" | None
        The factor between the user's unit and the network's: one for all channels,
        one for each, or none. Found on the training trials only.
    n_epochs : int
        Passes over the training trials.
    batch_size : int
    learning_rate : float
        Of Adam.
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
    ch_names_ : list of str
        The channels in use, in the order of the network.
    bads_ : list of str
        Channels that were left out because they were marked as bad.
    sfreq_ : float
    n_times_ : int
    factors_ : array, shape (n_chans,)
        What the data are multiplied by before the network sees them.
    info_ : mne.Info | None
        Names and positions of the electrodes; None for arrays.
    history_ : History
    data_spec_ : DataSpec
        All of the data's settings that a model file keeps.
    n_trials_ : int

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
        validation_fraction: float | None = 0.2,
        class_weight: Any = None,
        verbose: bool | None = None,
        random_state: Any = None,
    ) -> None:
        self.model = model
        self.model_params = model_params
        self.sfreq = sfreq
        self.preset = preset
        self.scaling = scaling
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.validation_fraction = validation_fraction
        self.class_weight = class_weight
        self.verbose = verbose
        self.random_state = random_state

    @fill_docs
    def fit(self, X: Any, y: Any = None, *, picks: Any = None) -> "EEGClassifier":
        """Train a new network; an earlier one is forgotten when this one is done.

        Parameters
        ----------
        %(X)s
        %(y)s
        picks : str | list of str | None
            Channels to use, as in MNE. None: the good EEG channels.

        Returns
        -------
        EEGClassifier
            The fitted estimator itself.

        Raises
        ------
        ValueError, TypeError
            If a parameter or the data cannot be used; the message says what to do.
        """
        check_params(self)
        trials = as_trials(prepared(X, self.preset), y, sfreq=self.sfreq, picks=picks)
        labels, classes = labels_and_classes(trials, X)
        codes = np.searchsorted(classes, labels)
        sfreq = trials.sfreq or default_sfreq(self.model, self.preset)
        seed = draw_seed(self.random_state)
        network = build_network(
            self.model, self.model_params, trials, len(classes), sfreq, seed
        )
        part, held = split_validation(labels, self.validation_fraction)
        check_not_flat("X (training part)", trials.data[part], trials.ch_names)
        factors = find_factors(trials.data[part], self.scaling)
        examples = Examples(
            x=_scaled(trials.data, factors),
            y=np.eye(len(classes), dtype=np.float32)[codes],
            weight=class_weights(labels, classes, self.class_weight).astype(np.float32),
        )
        history = train(
            network,
            _take(examples, part),
            _take(examples, held),
            n_epochs=self.n_epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            seed=seed,
            progress=self.verbose,
        )
        self.model_ = network
        self.classes_ = classes
        self.factors_ = factors
        self.history_ = history
        self.n_trials_ = len(trials)
        self.data_spec_ = DataSpec.of(trials, sfreq)
        self.software_ = software()
        return self

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
        data = self.transform_input(X)
        return predict(self.model_, data)

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

    @fill_docs
    def transform_input(self, X: Any) -> np.ndarray:
        """Give the trials as the network sees them: its channels, scaled.

        Parameters
        ----------
        %(X)s

        Returns
        -------
        array of float32, shape (n_trials, n_chans, n_times)
        """
        return _scaled(self.check_input(X).data, self.factors_)

    @fill_docs
    def check_input(self, X: Any, y: Any = None) -> Trials:
        """Give the trials with the model's channels, in the unit in which they came.

        Parameters
        ----------
        %(X)s
        %(y)s

        Returns
        -------
        Trials

        Raises
        ------
        ValueError
            If X has other channels, another rate, window, pass band or unit.
        """
        check_is_fitted(self, "model_")
        spec = self.data_spec_
        prepared_X = prepared(X, self.preset)
        trials = as_trials(prepared_X, y, sfreq=self.sfreq, ch_names=spec.ch_names)
        spec.check(trials, "X")
        check_unit(trials.data, self.factors_, "X")
        return trials

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the network and all that prediction needs as one ``.keras`` file.

        Any Keras 3 opens the network in it without this package. The file is replaced
        in one step.

        Parameters
        ----------
        path : path-like
            Ends in ``.keras``.
        """
        check_is_fitted(self, "model_")
        if Path(path).suffix != ".keras":
            raise ValueError(
                f"path={str(path)!r} does not end in .keras; Keras needs this ending."
            )
        with replacing(path) as temporary:
            section = {"classifier": fitted_to_json(self)}
            temporary.write_bytes(self.model_.to_bytes(section))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "EEGClassifier":
        """Open what ``save`` wrote. No code is taken from the file.

        Parameters
        ----------
        path : path-like

        Returns
        -------
        EEGClassifier

        Raises
        ------
        FileNotFoundError, ValueError
            No such file; one that is cut short; one without an estimator.
        """
        network, sections = open_model_file(path)
        section = sections.get("classifier")
        if section is None:
            raise ValueError(
                f"{path} holds a network but no estimator: EEGClassifier.save did not "
                "write it. Open it with eegmodels.models.load_network."
            )
        try:
            estimator = cls(**params_from_json(section["params"]))
            fitted_from_json(estimator, section)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path} holds an estimator that this version cannot read ({error}); "
                "was it saved by another version of eegmodels?"
            ) from error
        estimator.model_ = network
        return estimator

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Give the parameters; ``deep`` adds those of the network as ``model__...``."""
        params = super().get_params(deep=False)
        if deep and isinstance(self.model_params, dict):
            network = self.model_params.items()
            params |= {f"model__{key}": value for key, value in network}
        return params

    def set_params(self, **params: Any) -> "EEGClassifier":
        """Set parameters; ``model__F1=4`` sets the argument ``F1`` of the network."""
        prefix = "model__"
        network = {
            key.removeprefix(prefix): params.pop(key)
            for key in list(params)
            if key.startswith(prefix)
        }
        super().set_params(**params)
        if network:
            self.model_params = {**(self.model_params or {}), **network}
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.target_tags.required = False  # Epochs bring their labels
        return tags


def _take(examples: Examples, chosen: np.ndarray) -> Examples:
    return Examples(examples.x[chosen], examples.y[chosen], examples.weight[chosen])


def _scaled(data: np.ndarray, factors: np.ndarray) -> np.ndarray:
    # In float64 first: so X and 1e6 * X give the same float32 numbers.
    return (data * factors[:, None]).astype(np.float32)
