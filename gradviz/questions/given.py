"""Numbers as a program hands them over to a check: plain ones, numpy's, arrays of any library, tensors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..language import say
from .typed import AnswerError, read_number


def listed(answer: Any) -> list[Any]:
    """The parts of a list, a tuple or an array, each as plain Python has it; [] where it is none of these.

    Example:
        >>> import numpy as np
        >>> listed(np.array([0, 16000, 0])), listed((np.int64(3), "1")), listed("123")
        ([0, 16000, 0], [3, '1'], [])
    """
    answer = _plain(answer)
    return [_plain(part) for part in answer] if isinstance(answer, (list, tuple)) else []


def as_number(value: Any) -> float | None:
    """A number as a float; None where it is none. True and False are none, though Python counts with them.

    Text is read as a typed answer is: a fraction is a number.

    Example:
        >>> import numpy as np
        >>> as_number(np.float32(0.5)), as_number(np.array(8)), as_number("1/4"), as_number(True), as_number("a")
        (0.5, 8.0, 0.25, None, None)
    """
    value = _plain(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            return read_number(value)
        except AnswerError:
            return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def truth_value_in(values: Iterable[Any]) -> str:
    """A sentence about the first True or False among values, with a space after it; "" where there is none."""
    found = next((value for value in map(_plain, values) if isinstance(value, bool)), None)
    return "" if found is None else say("{value} is a truth value, and no number.", value=found) + " "


def _plain(value: Any) -> Any:
    """What numpy, PyTorch and gradviz say with `tolist`: a plain number, or lists of them."""
    convert = getattr(value, "tolist", None)
    if not callable(convert) or isinstance(value, type):
        return value
    try:
        return convert()
    except Exception:  # a class of the learner's own may have a method of that name: then it is no number
        return value
