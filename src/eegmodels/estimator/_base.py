"""What all estimators share: parameters, the course of a training, data, files.

What a network is trained for is an ``Aim``: classes or values. Everything else about
an estimator is here, so that a new kind of target is a small file.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from eegmodels._checks import check_not_flat
from eegmodels._docs import fill_docs
from eegmodels._files import replacing
from eegmodels.data import Trials, as_trials
from eegmodels.estimator._aims import Aim
from eegmodels.estimator._config import (
    SECTIONS,
    fitted_from_json,
    fitted_to_json,
    params_from_json,
    software,
)
from eegmodels.estimator._data_spec import DataSpec, FittedData
from eegmodels.estimator._preparing import (
    build_network,
    check_params,
    default_sfreq,
    draw_seed,
    prepared,
)
from eegmodels.estimator._scaling import check_unit, find_factors, scaled
from eegmodels.estimator._starting import start_network
from eegmodels.fast import Course, Training, fit_many, outputs
from eegmodels.models import Network, open_model_file
from eegmodels.results import History, Transfer


@dataclass(frozen=True)
class Begun:
    """A training that can start, and what the estimator keeps of its data."""

    training: Training
    course: Course
    transfer: Transfer | None
    factors: np.ndarray
    trials: Trials
    targets: dict[str, Any]


class NetworkEstimator(FittedData, BaseEstimator, ABC):
    """A network with scikit-learn's manners; what it is trained for is left open.

    A kind of estimator names its section of the model file and how its network ends,
    and says what it is trained for (``_aim``) and what a file keeps of that.
    """

    _section: ClassVar[str]
    _output_activation: ClassVar[str]

    model_: Network
    transfer_: Transfer | None

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
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.verbose = verbose
        self.random_state = random_state

    @abstractmethod
    def _aim(self, trials: Trials, X: Any) -> Aim:
        """Say what the network is trained for, from the targets of the trials."""

    @abstractmethod
    def _targets_to_json(self) -> dict[str, Any]:
        """Describe what is known of the targets, for the model file."""

    @abstractmethod
    def _targets_from_json(self, section: dict[str, Any]) -> None:
        """Set what ``_targets_to_json`` described."""

    def _as_trials(self, X: Any, y: Any, **options: Any) -> Trials:
        """Bring X through the door; the labels are the targets, where known."""
        return as_trials(prepared(X, self.preset), y, sfreq=self.sfreq, **options)

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
        %(y)s
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
            If a parameter or the data cannot be used; the message says what to do.
        """
        begun = self._begin(X, y, picks, start, freeze)
        (history,) = fit_many([begun.training], begun.course, progress=self.verbose)
        return self._end(begun, history)

    def _begin(
        self, X: Any, y: Any, picks: Any = None, start: Any = None, freeze: Any = ()
    ) -> Begun:
        """Check and bring together all that a training needs."""
        check_params(self)
        trials = self._as_trials(X, y, picks=picks, keep_float32=True)
        aim = self._aim(trials, X)
        seed = draw_seed(self.random_state)
        network, transfer = self._network(trials, aim, start, freeze, seed)
        part, held = aim.split(self.validation_fraction)
        check_not_flat("X (training part)", trials.data, trials.ch_names, part)
        factors = find_factors(trials.data, self.scaling, part)
        coded = aim.encode(part)
        x = scaled(trials.data, factors)
        return Begun(
            training=Training(network, x, coded.y, coded.weight, part, held, seed),
            course=Course(
                loss=aim.loss,
                metrics=aim.metrics,
                n_epochs=self.n_epochs,
                batch_size=self.batch_size,
                learning_rate=self.learning_rate,
                patience=self.patience,
            ),
            transfer=transfer,
            factors=factors,
            trials=trials,
            targets=coded.fitted,
        )

    def _end(self, begun: Begun, history: History) -> Self:
        """Take over what a training has made; an earlier one is forgotten."""
        network = begun.training.network
        sfreq = float(network.design["arguments"]["sfreq"])
        self.model_ = network
        self.transfer_ = begun.transfer
        self.factors_ = begun.factors
        self.history_ = history
        self.n_trials_ = len(begun.trials)
        self.data_spec_ = DataSpec.of(begun.trials, sfreq)
        self.software_ = software()
        for name, value in begun.targets.items():
            setattr(self, name, value)
        return self

    def _network(
        self, trials: Trials, aim: Aim, start: Any, freeze: Any, seed: int | None
    ) -> tuple[Network, Transfer | None]:
        """Build the network to train, afresh or from a trained one."""
        if start is None:
            if freeze:
                raise ValueError(
                    f"freeze={freeze!r} without start would hold weights that nobody "
                    "has trained. Give start=, a trained model, or leave freeze out."
                )
            sfreq = trials.sfreq or default_sfreq(self.model, self.preset)
            ending = self._output_activation
            sizes = (trials, aim.n_outputs, sfreq, seed, ending)
            return build_network(self.model, self.model_params, *sizes), None
        return start_network(
            start,
            model=self.model,
            model_params=self.model_params,
            trials=trials,
            classes=aim.meaning,
            sfreq=trials.sfreq,
            freeze=freeze,
            seed=seed,
            kind=self._section,
        )

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
        return scaled(self.check_input(X, keep_float32=True).data, self.factors_)

    @fill_docs
    def check_input(
        self, X: Any, y: Any = None, *, keep_float32: bool = False
    ) -> Trials:
        """Give the trials with the model's channels, in the unit in which they came.

        Parameters
        ----------
        %(X)s
        %(y)s
        keep_float32 : bool
            Leave an array of float32 as it is. By default signals become float64.

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
        trials = self._as_trials(
            X, y, ch_names=spec.ch_names, keep_float32=keep_float32
        )
        spec.check(trials, "X")
        check_unit(trials.data, self.factors_, "X")
        return trials

    def _outputs(self, X: Any) -> np.ndarray:
        """Give what the network gives for trials, (n_trials, n_outputs)."""
        data = self.check_input(X, keep_float32=True).data
        return outputs(
            self.model_, data, prepare=partial(scaled, factors=self.factors_)
        )

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
            described = fitted_to_json(self) | self._targets_to_json()
            section = {self._section: described}
            temporary.write_bytes(self.model_.to_bytes(section))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Open what ``save`` wrote. No code is taken from the file.

        Parameters
        ----------
        path : path-like

        Returns
        -------
        estimator

        Raises
        ------
        FileNotFoundError, ValueError
            No such file; one that is cut short; one without an estimator, or with one
            of another kind.
        """
        network, sections = open_model_file(path)
        kind = kind_of(sections, path)
        if kind != cls._section:
            other = SECTIONS[kind]
            raise ValueError(
                f"{path} holds an {other}; open it with {other}.load, not with "
                f"{SECTIONS[cls._section]}.load."
            )
        return cls._from_section(network, sections[kind], path)

    @classmethod
    def _from_section(
        cls, network: Network, section: dict[str, Any], path: str | os.PathLike[str]
    ) -> Self:
        """Make an estimator of what a model file holds."""
        try:
            estimator = cls(**params_from_json(section["params"]))
            fitted_from_json(estimator, section)
            estimator._targets_from_json(section)
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

    def set_params(self, **params: Any) -> Self:
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
        return tags


def kind_of(sections: dict[str, Any], path: str | os.PathLike[str]) -> str:
    """Name the section of a model file that holds an estimator."""
    for kind in SECTIONS:
        if kind in sections:
            return kind
    writers = " or ".join(f"{name}.save" for name in SECTIONS.values())
    raise ValueError(
        f"{path} holds a network but no estimator: {writers} did not write it. Open it "
        "with eegmodels.models.load_network."
    )
