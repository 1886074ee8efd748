"""Results as tables of pandas, which a plain install does not bring."""

from importlib import import_module
from typing import Any

import numpy as np


def make_table(columns: Any, attrs: dict[str, Any], instead: str) -> Any:
    """Make a table.

    Parameters
    ----------
    columns : dict of array | list of dict
        Columns by name, or rows.
    attrs : dict
        What holds for the whole table; its ``.attrs``.
    instead : str
        Where the numbers are without pandas, such as ".data and .times".

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    ImportError
        Without pandas.
    """
    try:
        pd = import_module("pandas")
    except ImportError as error:
        raise ImportError(
            "to_dataframe needs pandas, which is not installed: pip install pandas. "
            f"Without it the numbers are in {instead}."
        ) from error
    table = pd.DataFrame(columns)
    table.attrs = attrs
    return table


def long_table(
    axes: dict[str, Any], values: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Lay arrays out as columns, a row for each place in them.

    Parameters
    ----------
    axes : dict
        Name of each axis and what its places are called, from the first axis on.
    values : dict of array
        All of the shape that the axes say.

    Returns
    -------
    dict of array
    """
    columns = {}
    shape = [len(names) for names in axes.values()]
    for k, (name, places) in enumerate(axes.items()):
        after = int(np.prod(shape[k + 1 :]))
        before = int(np.prod(shape[:k]))
        column = np.asarray(places, dtype=object) if _mixed(places) else places
        columns[name] = np.tile(np.repeat(column, after), before)
    return {**columns, **{name: array.ravel() for name, array in values.items()}}


def _mixed(places: Any) -> bool:
    """Tell whether NumPy would make text of numbers beside text."""
    return len({type(place) for place in places}) > 1


class Tabled:
    """Records that are a table with a row for each thing that they tell of."""

    def table(self) -> list[dict[str, Any]]:
        """List the rows, as ``pandas.DataFrame`` takes them."""
        raise NotImplementedError

    def _attrs(self) -> dict[str, Any]:
        """Say what holds for all rows, such as units."""
        return {}

    def to_dataframe(self) -> Any:
        """Give the rows of ``table`` as a table of pandas.

        Returns
        -------
        pandas.DataFrame
            Its ``.attrs`` has what holds for all rows.

        Raises
        ------
        ImportError
            Without pandas, which a plain install does not bring.
        """
        return make_table(self.table(), self._attrs(), ".table()")
