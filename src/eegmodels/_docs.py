"""Parameter texts that several docstrings share. A leaf module.

``@fill_docs`` replaces ``%(key)s`` in a docstring, so that one idea has one wording.
"""

from collections.abc import Callable
from typing import TypeVar

Documented = TypeVar("Documented", bound=Callable | type)

TEXTS = {
    "X": """X : mne.Epochs | list of mne.Epochs | array, (n_trials, n_chans, n_times)
    The trials. Epochs are in volts and bring channel names, rate and labels; a
    list of one-trial Epochs is what scikit-learn's indexing makes of Epochs. In an
    array the unit is free, but the same in training and later.""",
    "y": """y : array-like, shape (n_trials,) | None
    Any labels. None: the labels of the Epochs' ``event_id``.""",
    "n_chans": """n_chans : int
    Number of channels.""",
    "n_times": """n_times : int
    Number of samples in a trial.""",
    "n_outputs": """n_outputs : int
    Number of classes; of values to predict where ``output_activation="linear"``.""",
    "sfreq": """sfreq : float | None
    Sampling rate in Hz. None: the rate at which the lengths of the paper hold.""",
    "dropout_rate": """dropout_rate : float
    Share of the values that each dropout layer leaves out in training.""",
    "output_activation": """output_activation : "softmax" | "linear"
    "softmax" gives class probabilities. "linear" ends the network at ``dense``, for
    regression; there is no such form in the paper.""",
    "seed": """seed : int | None
    Of initial weights and dropout.""",
    "network": """Network
    A ``keras.Model`` from (n_trials, n_chans, n_times, 1) to (n_trials, n_outputs),
    not compiled. The trailing axis of 1 may be left out.""",
    "start": """start : fitted estimator | path-like | Network | None
    A trained model to start from: an estimator, a ``.keras`` file or a network of
    this package, of the same kind. Channels may be a subset or in another order
    (Epochs are matched by name), and trials and classes may be others; what was
    reused is in ``transfer_``. None: weights are drawn anew.""",
    "freeze": """freeze : str | list of str
    Stages of ``start`` that stay as they are, named as in
    ``eegmodels.models.stages``. (): all weights are trained.""",
    "preset": """preset : str | Preset | None
    Preprocessing: a name from ``eegmodels.data.PRESETS`` or a record of one's own.""",
    "random_state": """random_state : int | None
    Seed. With a whole number two runs on one machine give the same result.""",
}


def fill_docs(documented: Documented) -> Documented:
    """Put the shared texts into a docstring, at the indentation of their key."""
    doc = documented.__doc__
    if doc is None:
        return documented
    for key, text in TEXTS.items():
        marker = f"%({key})s"
        while marker in doc:
            start = doc.index(marker)
            line_start = doc.rfind("\n", 0, start) + 1
            indent = doc[line_start:start]
            lines = text.splitlines()
            filled = "\n".join([lines[0], *(indent + line for line in lines[1:])])
            doc = doc[:start] + filled + doc[start + len(marker) :]
    documented.__doc__ = doc
    return documented
