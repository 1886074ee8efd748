"""The order of the axes of a network's input, which is told and never guessed."""

from itertools import permutations
from typing import Any

from keras import ops

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
            layout = str(layout).replace(" ", "")
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
        self.n_chans = int(sizes[self.axes.index("channel")] or 0)
        self.n_times = int(sizes[self.axes.index("time")] or 0)

    def arrange(self, trials: Any) -> Any:
        """Bring a tensor or array (n_trials, n_chans, n_times) into that order."""
        places = {"channel": 1, "time": 2, "1": 3}
        if "1" in self.axes:
            trials = trials[..., None]
        order = (0, *[places[name] for name in self.axes])
        if order == tuple(range(len(order))):
            return trials
        return ops.transpose(trials, order)
