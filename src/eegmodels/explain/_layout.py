"""The order of the axes of a network's input, which is told and never guessed."""

from itertools import permutations
from typing import Any

import numpy as np
from keras import layers, ops

from eegmodels._checks import check_option

AXES = ("channel", "time", "1")
USUAL = ",".join(AXES)
LAYOUTS = tuple(",".join(order) for n in (3, 2) for order in permutations(AXES[:n]))


class Layout:
    """The order of a network's axes, behind that of the trials.

    Parameters
    ----------
    layout : str | None
        One of ``LAYOUTS``, such as "time,channel"; None: (n_chans, n_times, 1).
    shape : tuple
        Input shape of the network, with the axis of the trials.

    Raises
    ------
    ValueError
        No such layout; a shape that it does not fit.
    """

    def __init__(self, layout: str | None, shape: tuple[int | None, ...]) -> None:
        if layout is not None:
            if isinstance(layout, str):
                layout = layout.replace(" ", "")
            check_option("layout", layout, LAYOUTS)
        self.axes = (layout or USUAL).split(",")
        sizes = shape[1:]
        flat = self.axes.index("1") if "1" in self.axes else None
        fits = len(sizes) == len(self.axes) and (flat is None or sizes[flat] == 1)
        if not fits and layout is None:
            raise ValueError(
                f"The network takes input of shape {shape}; (n_trials, n_chans, "
                "n_times, 1) is taken for granted. Say what its axes are: give "
                "layout='time,channel' or another of "
                f"{', '.join(repr(known) for known in LAYOUTS)}."
            )
        if not fits:
            raise ValueError(
                f"layout={layout!r} does not fit the network's input of shape {shape}, "
                "whose first axis is that of the trials."
            )
        n_chans, n_times = (sizes[self.axes.index(a)] for a in ("channel", "time"))
        if n_chans is None or n_times is None:
            raise ValueError(
                f"The network takes input of shape {shape}, which leaves the number "
                "of channels or samples open. Build it for that of the data: "
                "keras.Input((n_chans, n_times, 1))."
            )
        self.n_chans, self.n_times = int(n_chans), int(n_times)

    def arrange(self, trials: Any) -> Any:
        """Bring a tensor or array (n_trials, n_chans, n_times) into that order."""
        places = {"channel": 1, "time": 2, "1": 3}
        if "1" in self.axes:
            trials = trials[..., None]
        order = (0, *[places[name] for name in self.axes])
        if order == tuple(range(len(order))):
            return trials
        if isinstance(trials, np.ndarray):
            return trials.transpose(order)
        return ops.transpose(trials, order)

    def n_reordering(self, chain: list[Any]) -> int | None:
        """Count the layers that bring the input into the order (n_chans, n_times, 1).

        Parameters
        ----------
        chain : list of keras.Layer
            Those behind the input.

        Returns
        -------
        int | None
            How many ``Permute`` and ``Reshape`` stand at the start, followed with
            numbered samples; None: the order behind them is another one.
        """
        n_samples = self.n_chans * self.n_times
        numbers = np.arange(n_samples).reshape(1, self.n_chans, self.n_times)
        now = self.arrange(numbers)
        count = 0
        for layer in chain:
            if type(layer) is layers.Permute:
                now = now.transpose(0, *layer.dims)
            elif type(layer) is layers.Reshape:
                now = now.reshape(1, *layer.target_shape)
            else:
                break
            count += 1
        return count if np.array_equal(now, numbers[..., None]) else None
