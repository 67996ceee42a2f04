"""Reading the values of a stored Recording: null, a number, or an array that is exactly what stands there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..core.scalars import load_numpy
from .stored import DTYPES

ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
MOST_AXES = 32
"""The most axes that an array has under every version of numpy that gradviz runs with."""


class StoredError(ValueError):
    """A text is no recording that can be read: what is wrong with it, and where."""


def need(holds: bool, where: str, what: str, why: str) -> None:
    """Refuse the text unless something holds."""
    if not holds:
        raise StoredError(
            f"this text is no recording that can be read: {where} {what}. Why: {why}. "
            "Try: give from_json() the whole text that to_json() wrote, unchanged."
        )


def list_in(stored: Any, key: str, where: str) -> list[Any]:
    """The list under a key of an object."""
    found = stored.get(key) if isinstance(stored, dict) else None
    need(isinstance(found, list), where, f"has no list {key!r}", f"{key} stand in a list")
    return found  # type: ignore[return-value]


def value_in(stored: Any, where: str) -> Any:
    """None, a number, or an array."""
    if stored.__class__ is int:
        need(abs(stored) < 2**1023, where, "holds a huge number", "it is larger than all that gradviz computes with")
    if stored is None or is_number(stored):
        return stored
    if isinstance(stored, dict) and set(stored) == {"float"} and isinstance(stored["float"], str):
        need(stored["float"] in ODD, where, f"holds {stored!r:.40}", f"a float is one of {', '.join(ODD)}")
        return ODD[stored["float"]]
    fits = isinstance(stored, dict) and set(stored) == {"dtype", "shape", "data"} and isinstance(stored["dtype"], str)
    need(fits and stored["dtype"] in DTYPES, where, f"holds {stored!r:.40}",
         "a value is a number, null or an array with dtype, shape and data")  # fmt: skip
    shape, data = list_in(stored, "shape", where), [value_in(x, where) for x in list_in(stored, "data", where)]
    fits = is_shape(shape) and math.prod(shape) == len(data) and all(map(is_number, data))
    need(fits, where, f"holds an array of shape {shape!r:.40}", f"it has {len(data)} elements, or some are no numbers")
    return _array(data, stored["dtype"], shape, where)


def _array(data: list[Any], dtype: str, shape: list[int], where: str) -> Any:
    """The array, or for no axes its one element; refused where its kind of numbers does not hold what stands there."""
    numpy = load_numpy()
    if dtype == "bool":
        fits = all(x.__class__ is bool for x in data)
    elif numpy.dtype(dtype).kind in "iu":
        span = numpy.iinfo(dtype)
        fits = all(x.__class__ is int and span.min <= x <= span.max for x in data)
    else:
        largest = float(numpy.finfo(dtype).max)
        fits = all(x.__class__ is not bool and (not math.isfinite(x) or abs(x) <= largest) for x in data)
    need(fits, where, f"holds {data!r:.40} as {dtype}", f"not all of them are numbers of the kind {dtype}")
    array = numpy.array(data, dtype=dtype).reshape(shape)
    array.flags.writeable = False
    return array if shape else array[()]


def is_count(x: Any) -> bool:
    """Whether it is a whole number from 0 on that a size or a place can have."""
    return x.__class__ is int and 0 <= x < 2**63


def is_number(x: Any) -> bool:
    """Whether it is one number or truth value."""
    return x.__class__ in (int, float, bool)


def is_shape(sizes: Sequence[Any]) -> bool:
    """Whether these can be the sizes of an array: also those of an empty one stay within the addresses there are."""
    counts = len(sizes) <= MOST_AXES and all(map(is_count, sizes))
    return counts and math.prod(max(size, 1) for size in sizes) < 2**59
