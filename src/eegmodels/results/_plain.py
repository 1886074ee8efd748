"""Values of results as plain JSON and arrays, and back as they were.

JSON has no tuples, no arrays and no infinity, so each of these is a dict with one
key, ``"__tuple__"`` and the like; arrays stand apart, and the JSON has their names.
Nothing is read by evaluating code.
"""

import math
from dataclasses import fields
from typing import Any

import mne
import numpy as np

from eegmodels.results._info import describe_info, make_info

RECORDS: dict[str, type] = {}  # results that can be saved, by the name of their class
MARK = "__"
NOT_SAVED = {"saved": False}  # metadata of a field that no file can hold


def to_plain(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Turn a value into what JSON can hold; arrays are added to ``arrays``.

    Parameters
    ----------
    value : object
        Numbers, text, None, lists, tuples, dicts, arrays, ``mne.Info``, and records
        of these.
    arrays : dict
        Name in the file and array.

    Returns
    -------
    object

    Raises
    ------
    TypeError
        A value of another type.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"__float__": repr(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.ndarray):
        return _array_to_plain(value, arrays)
    if isinstance(value, mne.Info):
        return {"__info__": to_plain(describe_info(value), arrays)}
    if isinstance(value, (list, tuple)):
        items = [to_plain(item, arrays) for item in value]
        return {"__tuple__": items} if isinstance(value, tuple) else items
    if isinstance(value, dict):
        pairs = [
            [to_plain(key, arrays), to_plain(v, arrays)] for key, v in value.items()
        ]
        simple = all(isinstance(k, str) and not k.startswith(MARK) for k in value)
        return dict(pairs) if simple else {"__dict__": pairs}
    if type(value).__name__ in RECORDS:
        return {"__record__": type(value).__name__, **record_to_plain(value, arrays)}
    raise TypeError(
        f"A {type(value).__name__} ({str(value)[:60]}) cannot be saved; a result may "
        "hold numbers, text, lists, tuples, dicts and arrays. Leave it out of "
        "settings."
    )


def record_to_plain(record: Any, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """Turn the fields of a record into plain values, but those of ``NOT_SAVED``."""
    return {
        f.name: to_plain(getattr(record, f.name), arrays)
        for f in fields(record)
        if f.metadata.get("saved", True)
    }


def _array_to_plain(value: np.ndarray, arrays: dict[str, np.ndarray]) -> Any:
    if value.dtype == object:  # labels of mixed types; NumPy would pickle them
        items = to_plain(value.ravel().tolist(), arrays)
        return {"__objects__": [list(value.shape), items]}
    name = f"array{len(arrays)}"
    arrays[name] = value
    return {"__array__": name}


def from_plain(plain: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Turn plain values back; the reverse of ``to_plain``.

    Raises
    ------
    ValueError, KeyError, TypeError
        Values that ``to_plain`` cannot have written.
    """
    if isinstance(plain, list):
        return [from_plain(item, arrays) for item in plain]
    if not isinstance(plain, dict):
        return plain
    if "__record__" in plain:
        own = {key: value for key, value in plain.items() if key != "__record__"}
        return record_from_plain(RECORDS[plain["__record__"]], own, arrays)
    if len(plain) == 1 and next(iter(plain)).startswith(MARK):
        ((mark, value),) = plain.items()
        return _marked(mark, value, arrays)
    return {key: from_plain(value, arrays) for key, value in plain.items()}


def record_from_plain(kind: type, plain: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Make a record of its plain fields; those that it lacks have their defaults."""
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(plain) - known)
    if unknown:
        raise ValueError(f"unknown fields {', '.join(unknown)}")
    return kind(**{name: from_plain(value, arrays) for name, value in plain.items()})


def _marked(mark: str, value: Any, arrays: dict[str, np.ndarray]) -> Any:
    if mark == "__array__":
        return arrays[value]
    if mark == "__float__":
        return float(value)
    made = from_plain(value, arrays)
    if mark == "__tuple__":
        return tuple(made)
    if mark == "__dict__":
        return dict(made)
    if mark == "__info__":
        return make_info(made)
    if mark == "__objects__":
        shape, items = made
        flat = np.empty(len(items), dtype=object)
        flat[:] = items
        return flat.reshape(shape)
    raise ValueError(f"unknown mark {mark}")
