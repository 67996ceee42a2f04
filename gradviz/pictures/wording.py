"""Values in sentences: a number as pictures write it, an array by its shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..language import say
from .numbers import MINUS, exponent, short

MOST = 160
"""A caption is no longer than this where all values are numbers: formulas are left out before."""


def sizes(value: Any) -> tuple[int, ...]:
    """The shape of an array; () for a number and for None."""
    return getattr(value, "shape", ())


def told_as(value: Any) -> str:
    """A number as pictures write it, an array by its shape.

    Example:
        >>> told_as(-1.5)
        '−1.5'
    """
    shape = sizes(value)
    return say("shape {sizes}", sizes="×".join(map(str, shape))) if shape else short(float(value))


def bracketed(text: str) -> str:
    """A number that may follow a sign: a negative one in brackets."""
    return f"({text})" if text.startswith(MINUS) else text


def counted(things: Sequence[Any], one: str, more: str) -> str:
    """How many things there are, with their word: for one, and for any other number.

    Example:
        >>> counted(["a"], "edge", "edges"), counted([], "edge", "edges")
        ('1 edge', '0 edges')
    """
    return f"{len(things)} {one if len(things) == 1 else more}"


def many(count: int) -> str:
    """A count that may be very large: exact with its thousands apart, from 16 digits on as a power of ten.

    Example:
        >>> many(1048576), many(2**100)
        ('1,048,576', '1.268 × 10³⁰')
    """
    if count < 10**15:
        return f"{count:,}"
    power = int(math.log10(count))
    leading = f"{10 ** (math.log10(count) - power):.3f}"
    return f"{'1.000' if leading == '10.000' else leading} × 10{exponent(float(power + (leading == '10.000')))}"


def first_odd(value: Any) -> str:
    """The first inf or nan in a value that has one."""
    numbers = value.ravel().tolist() if sizes(value) else [value]
    return short(next(float(x) for x in numbers if not math.isfinite(x)))


def fitting(*texts: str) -> str:
    """The first text that is short enough, or the last."""
    return next((text for text in texts if len(text) <= MOST), texts[-1])
