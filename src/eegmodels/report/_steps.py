"""Counting the steps of a long work."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]


class Steps:
    """Count steps and tell a callback of each.

    Parameters
    ----------
    callback : callable | None
        Called as ``callback(text, done, total)``.
    total : int
    """

    def __init__(self, callback: Progress | None, total: int) -> None:
        self.callback = callback
        self.done = 0
        self.total = total

    def begin(self, text: str) -> None:
        """Tell what is worked on now."""
        if self.callback is not None:
            self.callback(text, self.done, self.total)

    def next(self, text: str) -> None:
        """Count a step as done, and tell of the next."""
        self.done += 1
        self.begin(text)
