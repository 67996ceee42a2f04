"""When a typed number is meant to be a computed one, and when two computed ones cannot be told apart.

A number with at most four decimals is typed exactly; of any other three digits are enough, so it may be half a percent
off. Numbers are searched so that they stay apart by more than that.
"""

from __future__ import annotations

import math
from typing import Any

EXACT, ROUNDED, APART = 1e-7, 5e-3, 2e-2


def is_short(number: float) -> bool:
    """Whether a number has at most four decimals and, if it is large, nine digits: then it is typed exactly."""
    if not math.isfinite(number) or number == 0:
        return math.isfinite(number)
    if abs(number) >= 1e5:  # what rounding leaves of it, and no more: else every large number is short
        return abs(float(f"{number:.9g}") - number) <= 1e-12 * abs(number)
    off = max(1e-6, 1e-9 * abs(number))
    return abs(number) >= 5e-5 and abs(number * 1e4 - round(number * 1e4)) < off


def matches(typed: float, number: float, rtol: float = ROUNDED, atol: float = 0.0) -> bool:
    """Whether a typed number means this one.

    Args:
        typed: what was typed.
        number: what was computed.
        rtol: how far off a number may be that cannot be typed exactly, relative to its size.
        atol: how far off any number may be.

    Example:
        >>> matches(-0.3, 3 - 0.1 * 33), matches(1.08, 1.0806046), matches(33.1, 33.0)
        (True, True, False)
    """
    if not (math.isfinite(typed) and math.isfinite(number)):
        return False
    off = EXACT * max(1.0, abs(number)) if is_short(number) else rtol * abs(number)
    return abs(typed - number) <= max(off, atol)


def alike(numpy: Any, a: Any, b: Any) -> Any:
    """For arrays, where two numbers are too near to be told apart by an answer.

    Args:
        numpy: the module, which is loaded by who has arrays.
        a: numbers.
        b: others.
    """
    size = numpy.maximum(abs(a), abs(b))
    rounded = numpy.rint(b * 1e4)
    exact = (abs(b * 1e4 - rounded) < 1e-4) & (abs(a * 1e4 - numpy.rint(a * 1e4)) < 1e-4)
    off = numpy.maximum(EXACT * numpy.maximum(size, 1.0), numpy.where(exact, 0.0, APART * size))
    return (abs(a - b) <= off) | ~numpy.isfinite(a)
