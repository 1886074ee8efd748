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
    "info": """info : mne.Info | None
    For a ``keras.Model``: names and positions of its channels, and the rate.""",
    "layout": """layout : str | None
    For a ``keras.Model`` whose input is not (n_chans, n_times, 1): the order of its
    axes behind that of the trials, such as "time,channel". Data and results keep
    (n_trials, n_chans, n_times).""",
    "network_params": """model : str
    Name of a network in ``eegmodels.models.ARCHITECTURES``.
model_params : dict | None
    Further arguments of the network, also set one by one, with
    ``set_params(model__F1=4)``.""",
    "data_params": """sfreq : float | None
    Sampling rate of arrays in Hz. None: that of the Epochs; for arrays that of
    the preset, or else the rate at which the network was published.
preset : str | Preset | None
    Preprocessing: a name from ``eegmodels.data.PRESETS`` or a record of one's own.
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
patience : int | None
    Passes without a lower validation loss after which the training ends. None: all
    ``n_epochs`` are run, as in the papers.""",
    "data_attributes": """ch_names_ : list of str
    The channels in use, in the order of the network.
bads_ : list of str
    Channels that were left out because they were marked as bad.
sfreq_ : float
n_times_ : int
factors_ : array, shape (n_chans,)
    What the data are multiplied by before the network sees them.
info_ : mne.Info | None
    Names and positions of the electrodes; None for arrays.
data_spec_ : DataSpec
    All of the data's settings that a model file keeps.
n_trials_ : int
transfer_ : Transfer | None
    What was reused of ``start``, what starts afresh and why; None without it.""",
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
