"""The class of all networks: a plain Keras functional model that runs faster.

A ``Network`` is a functional model whose class was exchanged, so the layers, weights,
compiled state and file are Keras's own, and exchanging the class back gives the plain
model. It changes three things: the order of operations (``eegmodels.fast``), the check
of shapes before Keras sees the data, and what a refused or interrupted call leaves.
"""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras

# Keras has no public name for the class that keras.Model(inputs, outputs) makes.
from keras.src.models.functional import Functional

from eegmodels._backend import fast_by_default, restored_on_error
from eegmodels._files import replacing
from eegmodels.fast import Step, plan
from eegmodels.models import _archive
from eegmodels.models._describe import describe_network
from eegmodels.models._input import check_input, check_tensor, with_last_axis
from eegmodels.models._weights_file import explain_misfit
from eegmodels.results import NetworkDescription


class Network(Functional):
    """A network of this package: a ``keras.Model`` with named layers.

    Built by the functions of ``eegmodels.models``, never directly.

    Attributes
    ----------
    design : dict
        ``"model"``, the name of the network, and ``"arguments"``, those with which it
        was built, among them ``sfreq`` in Hz. Kept in the model file.
    """

    # Kept in __dict__ directly: Keras wraps and tracks what is set as an attribute.
    @property
    def design(self) -> dict[str, Any]:
        """Name and arguments with which the network was built."""
        return dict(self.__dict__.get("_design", {}))

    @property
    def fast(self) -> bool:
        """Whether the fast steps are taken; set False to run layer by layer.

        The numbers are the same but for rounding. ``EEGMODELS_FAST=0`` in the
        environment does it for every network.
        """
        return bool(self.__dict__.get("_fast", fast_by_default()))

    @fast.setter
    def fast(self, value: bool) -> None:
        self.__dict__["_fast"] = bool(value)
        # What has been compiled holds the other order.
        self.train_function = self.test_function = self.predict_function = None

    def describe(self, *, sfreq: float | None = None) -> NetworkDescription:
        """Say of each layer what its output and its weights hold, axis by axis.

        ``sfreq`` is the rate of the input in Hz; None: that of the design.
        """
        return describe_network(self, sfreq=sfreq)

    def call(
        self, inputs: Any, training: bool | None = None, mask: Any = None, **kwargs: Any
    ) -> Any:
        """Run the network, by the fast steps where its layers are a plain chain."""
        steps = self._steps()
        if steps is None or mask is not None:
            return super().call(inputs, training=training, mask=mask, **kwargs)
        x = self._standardize_inputs(inputs)[0]
        check_tensor(self, x)
        for step in steps:
            x = step.run(*step.layers, x, training=bool(training))
        return x

    def fit(self, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Train as ``keras.Model.fit`` does, after a check of the arrays.

        Refused are shapes and labels that do not fit, and NaN in the trials, of which
        all weights would become NaN. Datasets and generators go to Keras as they are.
        """
        validation = kwargs.get("validation_data")
        if isinstance(validation, (tuple, list)) and len(validation) > 1:
            check_input(self, validation[0], validation[1], name="validation_data")
            rest = tuple(validation[1:])
            kwargs["validation_data"] = (with_last_axis(validation[0]), *rest)
        return self._guarded(super().fit, (x, y), *args, trains=True, **kwargs)

    def evaluate(self, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Score as ``keras.Model.evaluate`` does, after a check of the shapes."""
        return self._guarded(super().evaluate, (x, y), *args, **kwargs)

    def predict(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """Predict as ``keras.Model.predict`` does, after a check of the shapes.

        A trial with NaN gives NaN, as in Keras.
        """
        return self._guarded(super().predict, (x,), *args, **kwargs)

    def train_on_batch(self, x: Any, y: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Do one step as ``keras.Model.train_on_batch`` does, after a check."""
        method = super().train_on_batch
        return self._guarded(method, (x, y), *args, trains=True, **kwargs)

    def test_on_batch(self, x: Any, y: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Score as ``keras.Model.test_on_batch`` does, after a check of the shapes."""
        return self._guarded(super().test_on_batch, (x, y), *args, **kwargs)

    def predict_on_batch(self, x: Any) -> Any:
        """Predict as ``keras.Model.predict_on_batch`` does, after a check."""
        return self._guarded(super().predict_on_batch, (x,))

    def load_weights(
        self,
        filepath: str | os.PathLike[str],
        skip_mismatch: bool = False,
        **kwargs: Any,
    ) -> None:
        """Load weights as ``keras.Model.load_weights`` does, all of them or none.

        Where they do not fit, the error says which arguments of the network differ.
        """
        with restored_on_error(self), warnings.catch_warnings():
            # Of Keras's second try, after the first has failed.
            warnings.filterwarnings("ignore", "Skipping nested container")
            try:
                super().load_weights(filepath, skip_mismatch, **kwargs)
            except ValueError as error:
                why = explain_misfit(self, filepath)
                if why is None:
                    raise
                raise ValueError(why) from error

    def save(
        self, filepath: str | os.PathLike[str], overwrite: bool = True, **kwargs: Any
    ) -> None:
        """Save the plain functional network, which any Keras 3 opens.

        The file is replaced in one step: the old one or the new one is there, never
        a part of it. ``keras.callbacks.ModelCheckpoint`` saves through this method.
        """
        target = Path(filepath)
        if target.exists() and not overwrite:
            raise FileExistsError(
                f"{target} exists and overwrite is False; choose another name."
            )
        if target.suffix != ".keras":
            with as_plain(self):
                self.save(filepath, overwrite=overwrite, **kwargs)
            return
        with replacing(target) as temporary:
            temporary.write_bytes(self.to_bytes())

    def to_bytes(self, sections: dict[str, Any] | None = None) -> bytes:
        """Write what a model file holds; ``sections`` go into its JSON member."""
        content = {"network": self.design, **(sections or {})}
        optimizer = getattr(self, "optimizer", None)
        if optimizer is not None and not optimizer.built:
            # Keras builds it on opening and then warns that the file had less.
            optimizer.build(self.trainable_variables)
        with as_plain(self) as plain:
            return _archive.pack(plain, content)

    def __reduce__(self) -> tuple[Callable[[bytes], "Network"], tuple[bytes]]:
        return _unpickled, (self.to_bytes(),)

    def _guarded(
        self,
        method: Callable,
        data: tuple[Any, ...],
        *args: Any,
        trains: bool = False,
        **kwargs: Any,
    ) -> Any:
        if self.__dict__.get("_in_call"):  # fit evaluates after each pass
            return method(*data, *args, **kwargs)
        check_input(self, *data, trains=trains)
        data = (with_last_axis(data[0]), *data[1:])
        self.__dict__["_in_call"] = True
        try:
            with restored_on_error(self, trains=trains):
                return method(*data, *args, **kwargs)
        finally:
            self.__dict__["_in_call"] = False

    def _steps(self) -> tuple[Step, ...] | None:
        if not self.fast:
            return None
        if "_fast_steps" not in self.__dict__:
            chain = _chain(self)
            steps = None if chain is None else tuple(plan(chain))
            self.__dict__["_fast_steps"] = steps
        return self.__dict__["_fast_steps"]


def as_network(model: keras.Model, design: dict[str, Any] | None = None) -> Network:
    """Turn a plain functional model into a ``Network``: the same object, faster.

    Parameters
    ----------
    model : keras.Model
        A functional model with one input (n_trials, n_chans, n_times, 1).
    design : dict | None
        What ``Network.design`` is to hold.

    Returns
    -------
    Network
    """
    model.__class__ = Network
    if design is not None:
        model.__dict__["_design"] = dict(design)
    return model


def from_bytes(content: bytes, source: str) -> tuple[Network, dict[str, Any]]:
    """Open what ``to_bytes`` or plain Keras wrote: network and sections."""
    model, sections = _archive.unpack(content, source)
    return as_network(model, sections.get("network", {})), sections


def _unpickled(content: bytes) -> Network:
    return from_bytes(content, "the pickled network")[0]


@contextmanager
def as_plain(network: Network) -> Iterator[keras.Model]:
    """Turn a network into the plain functional model for the length of a block."""
    network.__class__ = Functional
    try:
        yield network
    finally:
        network.__class__ = Network


def _chain(model: keras.Model) -> list[Any] | None:
    """List the layers after the input if each feeds the next one and nothing else."""
    first, *rest = model.layers
    if not isinstance(first, keras.layers.InputLayer) or len(model.inputs) != 1:
        return None
    if len(model.outputs) != 1 or len(model.operations) != len(model.layers):
        return None
    tensor = model.inputs[0]
    for layer in rest:
        if layer.input is not tensor:
            return None
        tensor = layer.output
    return rest if tensor is model.outputs[0] else None
