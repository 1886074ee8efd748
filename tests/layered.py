"""A network in its fast form and the same network layer by layer, on any backend."""

from dataclasses import dataclass

import keras
import numpy as np

from eegmodels.models import get_architecture
from naive_networks import unlike_a_start


@dataclass(frozen=True)
class Computed:
    """What a model computes of a batch; gradients and statistics by weight.

    ``inferred`` and ``trained`` are logits, the latter in training mode. A softmax
    would hide errors where it is saturated.
    """

    inferred: np.ndarray
    trained: np.ndarray
    gradients: dict[str, np.ndarray]
    statistics: dict[str, np.ndarray]


def twins(name, n_chans, n_times, n_outputs=2, **sizes):
    """Build a network and the plain Keras model of another one with its weights."""
    build = get_architecture(name).build
    sizes = {"seed": 0, "dropout_rate": 0.0, "output_activation": "linear", **sizes}
    fast, other = (build(n_chans, n_times, n_outputs, **sizes) for _ in range(2))
    unlike_a_start(fast)
    other.set_weights(fast.get_weights())
    plain = keras.Model(other.input, other.output)
    assert type(plain).__name__ == "Functional"
    return fast, plain


def computed(model, x, y):
    """Run a model on trials (n_trials, n_chans, n_times) and one-hot labels.

    The gradients are of the mean cross-entropy. Where a backend keeps its state in the
    model, that is left as one training step without an optimizer leaves it.
    """
    by_backend = {"jax": _on_jax, "tensorflow": _on_tensorflow, "torch": _on_torch}
    run = by_backend[keras.backend.backend()]
    inferred, trained, slopes, rest = run(model, x[..., None], y)
    weights, others = model.trainable_variables, model.non_trainable_variables
    statistics = zip(others, rest, strict=True)
    return Computed(
        array(inferred),
        array(trained),
        {v.path: array(slope) for v, slope in zip(weights, slopes, strict=True)},
        {v.path: array(value) for v, value in statistics if "moving" in v.path},
    )


def array(tensor):
    """Give a tensor of any backend as NumPy array."""
    return keras.ops.convert_to_numpy(tensor)


def _values(model):
    return (
        [variable.value for variable in model.trainable_variables],
        [variable.value for variable in model.non_trainable_variables],
    )


def _loss(y, logits):
    each = keras.losses.categorical_crossentropy(y, logits, from_logits=True)
    return keras.ops.mean(each)


def _on_jax(model, x, y):
    import jax

    def run(weights, rest, x, y):
        inferred, _ = model.stateless_call(weights, rest, x, training=False)
        trained, rest = model.stateless_call(weights, rest, x, training=True)
        return _loss(y, trained), (inferred, trained, rest)

    compiled = jax.jit(jax.grad(run, has_aux=True))
    slopes, (inferred, trained, rest) = compiled(*_values(model), x, y)
    return inferred, trained, slopes, rest


def _on_tensorflow(model, x, y):
    import tensorflow as tf

    weights, rest = _values(model)
    inferred = model(x, training=False)
    with tf.GradientTape() as tape:
        trained = model(x, training=True)
        loss = _loss(y, trained)
    return inferred, trained, tape.gradient(loss, weights), rest


def _on_torch(model, x, y):
    weights, rest = _values(model)
    inferred = model(x, training=False)
    model.zero_grad()
    trained = model(x, training=True)
    _loss(keras.ops.convert_to_tensor(y), trained).backward()
    return inferred, trained, [weight.grad for weight in weights], rest
