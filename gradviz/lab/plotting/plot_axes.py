"""The axes of a plot: limits, ticks, and which numbers have a place on them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ...pictures.numbers import MINUS

MOST_TICKS, FEWEST_TICKS = 7, 4
LETTERS = 30
"""So many letters, with a gap after each number, have a place along a horizontal axis beside a column of controls."""
LARGEST, SMALLEST = 1e300, 1e-300
"""Beyond these sizes an axis would run out of numbers for its ends."""


class Ticks(NamedTuple):
    """Where an axis is marked, and how its numbers are written (in d3's words, which are Python's too)."""

    values: list[float]
    format: str

    @property
    def texts(self) -> list[str]:
        """The numbers as they stand at the axis: with the minus sign that all texts have."""
        return [_written(value, self.format) for value in self.values]

    @property
    def labels(self) -> dict[str, str]:
        """The texts by what the page calls the numbers, for the library looks them up by that."""
        return dict(zip(map(_called, self.values), self.texts, strict=True))


def drawable(numbers: Iterable[float], log: bool) -> Any:
    """The numbers as an array, nan where they have no place: inf, nan, on a logarithmic axis 0 and below."""
    array = np.array(list(numbers), dtype=float)
    with np.errstate(invalid="ignore"):
        hidden = ~(np.abs(array) <= LARGEST) | ((array < SMALLEST) if log else False)
    return np.where(hidden, np.nan, array)


def limits(numbers: Iterable[float], *, log: bool, room: bool) -> tuple[float, float]:
    """The ends of an axis that shows all these numbers: whole decades where it is logarithmic.

    Args:
        numbers: what is drawn.
        log: whether the axis is logarithmic.
        room: whether it gets a little room beyond the numbers.
    """
    array = drawable(numbers, log)
    array = array[~np.isnan(array)]
    if not array.size:
        return (0.1, 1.0) if log else (0.0, 1.0)
    low, high = float(array.min()), float(array.max())
    if log:
        first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
        return 10.0**first, 10.0 ** max(last, first + 1)
    if high - low <= 1e-6 * max(abs(low), abs(high)):  # no axis could write the difference
        return low - (abs(low) / 2 or 0.5), high + (abs(high) / 2 or 0.5)
    space = (high - low) * (0.05 if room else 0.0)
    return (low - space if low else low), (high + space if high else high)


def ticks(low: float, high: float, *, log: bool, whole: bool, across: bool = False) -> Ticks:
    """At most seven round numbers from `low` to `high`; where only whole numbers are drawn, whole ones.

    Args:
        low: one end of the axis.
        high: the other end.
        log: whether the axis is logarithmic.
        whole: whether only whole numbers are drawn.
        across: whether the numbers stand side by side: then long ones are fewer, so that none covers the next.
    """
    if log:
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        decades = max(1, math.ceil((last - first + 1) / MOST_TICKS))
        return Ticks([10.0**k for k in range(first, last + 1, decades)], ".0e")
    fewer = range(MOST_TICKS, FEWEST_TICKS - 1 if across else MOST_TICKS - 1, -1)
    found = [_round(low, high, most, whole) for most in fewer]
    return next((ticks for ticks in found if _letters(ticks) <= LETTERS), found[-1])


def _round(low: float, high: float, most: int, whole: bool) -> Ticks:
    step = _round_step((high - low) / (most - 1))
    step = max(1.0, step) if whole else step
    values = [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    size = max(abs(low), abs(high))
    if size >= 1e5 or size < 1e-3:
        return Ticks(values, ".1e")
    return Ticks(values, f".{max(0, -math.floor(math.log10(step) + 1e-9))}f")


def _letters(ticks: Ticks) -> int:
    """How many letters the numbers take side by side, each with a gap."""
    return sum(len(text) + 1 for text in ticks.texts)


def _written(value: float, form: str) -> str:
    mantissa, e, power = format(value + 0.0, form).partition("e")  # + 0.0, for −0 is 0
    return (mantissa + (f"e{int(power)}" if e else "")).replace("-", MINUS)


def _called(value: float) -> str:
    """A number as JavaScript writes it."""
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return np.format_float_positional(value, trim="-")
    return np.format_float_scientific(value, trim="-", exp_digits=1)


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    size = 10.0 ** math.floor(math.log10(least))
    return next(size * k for k in (1, 2, 5, 10) if size * k >= least * (1 - 1e-9))
