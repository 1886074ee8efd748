"""The two activations of ShallowConvNet, under names that model files keep.

A file that holds them opens in plain Keras after ``import eegmodels.models``; without
it Keras says that it could not locate 'eegmodels>square'.
"""

from typing import Any

import keras
from keras import ops

LOWEST, HIGHEST = 1e-7, 1e4  # where the logarithm is cut, as in the reference


@keras.saving.register_keras_serializable(package="eegmodels")
def square(x: Any) -> Any:
    """Square each number: from a filtered signal to its power.

    Parameters
    ----------
    x : tensor, of any shape

    Returns
    -------
    tensor, of the same shape
    """
    return ops.square(x)


@keras.saving.register_keras_serializable(package="eegmodels")
def log(x: Any) -> Any:
    """Take the logarithm of each number, cut to 1e-7 and 1e4.

    Parameters
    ----------
    x : tensor, of any shape

    Returns
    -------
    tensor, of the same shape
    """
    return ops.log(ops.clip(x, LOWEST, HIGHEST))
