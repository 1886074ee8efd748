"""The only file that branches on the Keras backend.

``import eegmodels`` runs ``choose_backend``, so it stays light: Keras and NumPy are
imported where they are needed.
"""

import atexit
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BACKENDS = ("jax", "tensorflow", "torch")


def choose_backend() -> None:
    """Name a backend for Keras, unless somebody has chosen one.

    ``KERAS_BACKEND`` and a Keras that is already imported are never overridden.
    ``keras.json`` counts only if the backend that it names is installed: Keras itself
    writes "tensorflow" there at its first import, installed or not. Otherwise the
    first installed of JAX, TensorFlow and PyTorch is taken.

    Raises
    ------
    ImportError
        If no backend is installed.
    """
    if "keras" in sys.modules or "KERAS_BACKEND" in os.environ:
        return
    if _backend_of_keras_json() is not None:
        return
    for backend in BACKENDS:
        if find_spec(backend) is not None:
            os.environ["KERAS_BACKEND"] = backend
            return
    raise ImportError(
        "Keras has no backend here: none of jax, tensorflow and torch is installed. "
        "Install one, e.g. with: pip install jax"
    )


def backend_versions() -> dict[str, str]:
    """Name the backend in use and its version, for reports and model files."""
    import keras

    name = keras.backend.backend()
    version = importlib.import_module(name).__version__
    return {"backend": name, name: str(version), "keras": str(keras.__version__)}


@contextmanager
def restored_on_error(model: Any, *, trains: bool = False) -> Iterator[None]:
    """Give a model its state back if the block fails or is interrupted.

    On JAX Keras takes the values out of the variables for the length of a call, and
    a step may take over their memory, so a call that raises leaves a model without
    weights. Hence real copies are taken first; these networks are small. ``trains``
    says that the block trains the model.
    """
    import numpy as np

    optimizer = getattr(model, "optimizer", None)
    if trains and optimizer is not None and not optimizer.built:
        # Keras is about to do so; later there would be no copy of its variables.
        optimizer.build(model.trainable_variables)
    before = [(variable, np.array(variable.numpy())) for variable in _state(model)]
    try:
        yield
    except BaseException:
        for variable, value in before:
            _set_value(variable, value)
        known = {id(variable) for variable, _ in before}
        for variable in _state(model):
            if id(variable) not in known:  # a sum of a metric, made in the block
                _set_value(variable, np.zeros(variable.shape, variable.dtype))
        if hasattr(model, "_jax_state"):
            model._jax_state = None
        raise


def fast_by_default() -> bool:
    """Whether networks take the fast steps, as ``EEGMODELS_FAST`` says: 1 or 0."""
    value = os.environ.get("EEGMODELS_FAST", "1")
    if value not in ("0", "1"):
        raise ValueError(
            f"EEGMODELS_FAST={value!r} in the environment; give 1 for the fast order "
            "of operations (the default), or 0 for layer by layer."
        )
    return value == "1"


def runs_whole_passes() -> bool:
    """Whether a training can be one compiled program: on JAX."""
    return _backend_name() == "jax"


def on_accelerator() -> bool:
    """Whether JAX computes elsewhere than on a CPU."""
    import jax

    return str(jax.default_backend()) != "cpu"


def convolves_slowly() -> bool:
    """Whether products of matrices outrun convolutions: XLA's on CPU, in loops."""
    return _backend_name() == "jax"


def fuses_too_much() -> bool:
    """Whether each operation that reads an array may compute it anew: XLA on CPU."""
    return _backend_name() == "jax" and not on_accelerator()


@contextmanager
def tensorflow_left_out() -> Iterator[None]:
    """Let Keras describe layers without importing TensorFlow, where another one runs.

    It asks of every object that it writes down whether it is TensorFlow's, and imports
    it for that where it is installed: seconds, and more memory than a training takes.
    """
    from keras.src.utils import module_utils

    asked: Any = getattr(module_utils, "tensorflow", None)
    if "tensorflow" in sys.modules or not hasattr(asked, "_available"):
        yield
        return
    before = asked._available
    asked._available = False
    try:
        yield
    finally:
        asked._available = before


def elementwise_derivative(function: Callable, x: Any) -> Any:
    """Take the derivative of a function that maps each number by itself."""
    if _backend_name() == "jax":
        import jax

        return jax.grad(lambda values: function(values).sum())(x)
    if _backend_name() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x)
    import torch

    with torch.enable_grad():
        x = x.detach().requires_grad_()
        return torch.autograd.grad(function(x).sum(), x)[0]


def input_gradient(function: Callable, variables: Sequence[Any] = ()) -> Callable:
    """Make a function that gives a gradient with respect to its first argument.

    ``function(x, *rest)`` returns ``(output, other)``, each (n_trials,). The function
    made takes and gives NumPy arrays: the gradient of the sum of ``output``,
    ``output`` and ``other``. What it reads of ``variables`` (of Keras) are their values
    at the time of the call; those of others may stay as they were at the first.
    """
    by_backend = {
        "jax": _gradient_on_jax,
        "tensorflow": _gradient_on_tensorflow,
        "torch": _gradient_on_torch,
    }
    return by_backend[_backend_name()](function, variables)


def forward(function: Callable, variables: Sequence[Any] = ()) -> Callable:
    """Make a function of tensors one that takes and gives NumPy arrays.

    It is compiled where the backend compiles, and keeps no gradients; ``variables`` as
    in ``input_gradient``.
    """
    from keras import ops

    if _backend_name() == "jax":
        import jax
        import numpy as np

        compiled = jax.jit(_of_values(function, variables))
        return lambda *arrays: np.asarray(compiled(_values(variables), *arrays))

    def run(*arrays: Any) -> Any:
        outputs = function(*(ops.convert_to_tensor(array) for array in arrays))
        return ops.convert_to_numpy(outputs)

    if _backend_name() == "tensorflow":
        return run
    import torch

    return torch.no_grad()(run)


def _of_values(function: Callable, variables: Sequence[Any]) -> Callable:
    """Make the values of variables the first argument of a function, for JAX.

    As constants they would be compiled in, anew for each network of one shape.
    """
    import keras

    def run(values: list[Any], *arrays: Any) -> Any:
        mapping = list(zip(variables, values, strict=True))
        with keras.StatelessScope(state_mapping=mapping):
            return function(*arrays)

    return run


def _values(variables: Sequence[Any]) -> list[Any]:
    return [variable.value for variable in variables]


def _gradient_on_jax(function: Callable, variables: Sequence[Any]) -> Callable:
    import jax
    import numpy as np

    of_values = _of_values(function, variables)

    def summed(values: list[Any], *arrays: Any) -> Any:
        output, other = of_values(values, *arrays)
        return output.sum(), (output, other)

    compiled = jax.jit(jax.grad(summed, argnums=1, has_aux=True))

    def run(*arrays: Any) -> tuple[Any, ...]:
        slopes, (output, other) = compiled(_values(variables), *arrays)
        return np.asarray(slopes), np.asarray(output), np.asarray(other)

    return run


def _gradient_on_tensorflow(function: Callable, variables: Sequence[Any]) -> Callable:
    import tensorflow as tf

    del variables  # read at each call

    def run(*arrays: Any) -> tuple[Any, ...]:
        x, *rest = (tf.convert_to_tensor(array) for array in arrays)
        with tf.GradientTape() as tape:
            tape.watch(x)
            output, other = function(x, *rest)
        return tape.gradient(output, x).numpy(), output.numpy(), other.numpy()

    return run


def _gradient_on_torch(function: Callable, variables: Sequence[Any]) -> Callable:
    import torch
    from keras import ops

    del variables  # read at each call

    def run(*arrays: Any) -> tuple[Any, ...]:
        # Keras puts them where the weights are, be it a GPU.
        x, *rest = (ops.convert_to_tensor(array) for array in arrays)
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            output, other = function(x, *rest)
            slopes = torch.autograd.grad(output.sum(), x)[0]
        return tuple(map(ops.convert_to_numpy, (slopes, output, other)))

    return run


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let equal computations in a block be compiled once in this process, on JAX.

    Keras compiles a step anew for each model; folds and seeds of one shape share it
    through JAX's own compilation cache, in a folder that goes with the process. A
    cache that the user has configured is used as it is.
    """
    if _backend_name() != "jax":
        yield
        return
    import jax

    if jax.config.jax_compilation_cache_dir is not None:
        yield
        return
    # Small programs too: the many short ones add up to seconds.
    settings = {
        "jax_compilation_cache_dir": _cache_folder(),
        "jax_persistent_cache_min_compile_time_secs": 0.0,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }
    before = {name: getattr(jax.config, name) for name in settings}
    for name, value in settings.items():
        jax.config.update(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            jax.config.update(name, value)


@cache
def _cache_folder() -> str:
    folder = tempfile.mkdtemp(prefix="eegmodels-compiled-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def kept_in(dtype: Any) -> Iterator[None]:
    """Let Keras compute in this precision in a block.

    But on TensorFlow it rounds what it promotes to float32, in networks in float64 too:
    BatchNorm on JAX, products of matrices on PyTorch. Its table of that is exchanged.
    """
    from keras.src.backend.common import dtypes

    table = getattr(dtypes, "BIT64_TO_BIT32_DTYPE", {})
    before = table.get("float64")
    if str(dtype) != "float64" or before in (None, "float64"):
        yield
        return
    table["float64"] = "float64"
    try:
        yield
    finally:
        table["float64"] = before


def _state(model: Any) -> list[Any]:
    """List the variables of a model, its metrics and its optimizer, each once."""
    optimizer = getattr(model, "optimizer", None)
    variables = [*model.variables, *model.metrics_variables]
    variables += [] if optimizer is None else list(optimizer.variables)
    return list({id(variable): variable for variable in variables}.values())


def _set_value(variable: Any, value: Any) -> None:
    if _backend_name() == "jax":
        import jax.numpy as jnp

        # assign() looks at the old value, which Keras may have taken away.
        variable._value = jnp.asarray(value, dtype=value.dtype)
    else:
        variable.assign(value)


def _backend_name() -> str:
    import keras

    return str(keras.backend.backend())


def _backend_of_keras_json() -> str | None:
    """Name the installed backend that the user's keras.json asks for, if any."""
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    try:
        config = json.loads((home / "keras.json").read_text(encoding="utf-8"))
        backend = config.get("backend")
    except (OSError, ValueError, AttributeError):
        return None
    known = backend in BACKENDS and find_spec(backend) is not None
    return backend if known else None
