"""One function formats every number that gradviz shows."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

WIDTH = 7
"""The most characters a number may take in a picture."""

DIGITS = 4
"""The most digits shown of a number that is not whole."""

MINUS = "\u2212"


def short(number: float) -> str:
    """A number in at most seven characters, with the most digits that fit, at most four.

    Whole numbers are written out as long as they fit, and zeros after the point only where they say that
    something was rounded away: 2 is "2", 2.00004 is "2.000". The minus sign is the real one, U+2212.

    Example:
        >>> short(2.0), short(-1.5), short(1234567.0), short(0.000123456)
        ('2', '−1.5', '1234567', '1.23e−4')
    """
    number = float(number)
    return _written.known.get(number) or _written.bounded().write(number)


class Texts:
    """The texts of numbers: a live figure keeps them from frame to frame, for most numbers come again.

    Attributes:
        known: those that were written: a plain dict, which is asked in half the time of one that fills itself.
    """

    MOST = 10_000

    def __init__(self) -> None:
        self.known: dict[float, str] = {}

    def write(self, number: float) -> str:
        """Write a number that is not known, without a further call for those that are written most."""
        size = -number if number < 0.0 else number  # every format is written out: Python reads those once
        if 1e-3 <= size < 1000.0:  # most numbers of a lesson: none of their digits a zero to think about
            text = f"{size:#.4g}" if size >= 0.1 else f"{size:.5f}" if number > 0.0 else f"{size:.4f}"
            if text[-1] not in "0.":
                self.known[number] = text = text if number > 0.0 else MINUS + text
                return text
        elif 1e-9 < size < 9e-4:  # not 1e-3: what rounds up to it must not be written smaller
            text = f"{size:.2e}" if number > 0.0 else f"{size:.1e}"
            if text[-5] != "0":
                self.known[number] = text = f"{'' if number > 0.0 else MINUS}{text[:-3]}{MINUS}{text[-1]}"
                return text
        elif 1e-98 < size < 9e-10:  # gradients that vanish: exponents of two digits
            text = f"{size:.1e}" if number > 0.0 else f"{size:.0e}"
            if text[-5] != "0":
                self.known[number] = text = f"{'' if number > 0.0 else MINUS}{text[:-3]}{MINUS}{text[-2:]}"
                return text
        self.known[number] = text = _careful(number)
        return text

    def bounded(self) -> Texts:
        """Itself, emptied if it has grown large: asked once a frame, and not for every number."""
        if len(self.known) > self.MOST:
            self.known.clear()
        return self


_written = Texts()
"""Those that `short` wrote: most numbers of an array come again with the next picture of it."""


@lru_cache(maxsize=4096)
def _careful(number: float) -> str:
    """`short` for all numbers; those that come back on every tick, such as 0 and 1, are remembered."""
    if not math.isfinite(number):
        return "nan" if number != number else "inf" if number > 0 else MINUS + "inf"
    size = abs(number)
    room = WIDTH - (number < 0)
    text = f"{size:.0f}"
    if (size >= 1000 or size == int(size)) and len(text) <= room:
        return _signed(number, text)
    plain, plain_digits = _plain(size, room)
    if plain_digits < DIGITS:
        exponential, digits = _exponential(size, room)
        if digits > plain_digits:
            return _signed(number, exponential)
    return _signed(number, plain)


def _signed(number: float, text: str) -> str:
    text = text.replace("-", MINUS)
    return MINUS + text if number < 0 and text != "0" else text


def _plain(size: float, room: int) -> tuple[str, int]:
    """The number written out, and how many significant digits of it fit (0 if an exponent is better anyway)."""
    text = f"{size:#.{DIGITS}g}"
    if "e" in text:
        return text, 0
    if len(text) > room:
        text = f"{size:.{room - 2}f}"
    return _trimmed(text, size), len(text.replace(".", "").lstrip("0"))


def _exponential(size: float, room: int) -> tuple[str, int]:
    """The number with an exponent, and how many significant digits of it fit."""
    for digits in range(DIGITS, 0, -1):
        mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
        tail = f"e{int(exponent)}"
        if len(mantissa) + len(tail) <= room:
            scale = 10.0 ** int(exponent) if int(exponent) > -300 else 0.0
            return _trimmed(mantissa, size / scale if scale else 0.0) + tail, digits
    return f"{size:.0e}", 1


def _trimmed(text: str, exact: float) -> str:
    """Without zeros after the point where they carry no news: the text is the number itself without them."""
    if text[-1] == "." or "." not in text or abs(float(text) - exact) > 1e-9 * exact:
        return text.rstrip(".")
    return text.rstrip("0").rstrip(".")


_RAISED = str.maketrans("0123456789" + MINUS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def exponent(number: float) -> str:
    """A number as it stands after a base: raised digits for a whole one, else "^" and the number.

    Example:
        >>> exponent(2.0), exponent(-1.0), exponent(0.5)
        ('²', '⁻¹', '^0.5')
    """
    text = short(number)
    return text.translate(_RAISED) if text.strip("0123456789" + MINUS) == "" else f"^{text}"


def long(number: Any) -> str:
    """A number for tables and text twins: six significant digits, the real minus sign.

    Example:
        >>> long(-0.8414709848), long(3.0), long(20736.0)
        ('−0.841471', '3', '20736')
    """
    if isinstance(number, bool):
        return str(number)
    if math.isfinite(number) and number == int(number) and abs(number) < 1e15:
        return f"{int(number)}".replace("-", MINUS)
    return f"{number:.6g}".replace("-", MINUS)


LEAST = 3
"""How many characters an element of a list takes at least: "[1, 2]" has six."""


def value_text(value: Any, width: int) -> str:
    """A value as it stands in a node: a number, a small array in brackets if it fits, else the range of its elements.

    Example:
        >>> import numpy as np
        >>> value_text(np.array([1.0, -2.0]), 14), value_text(np.linspace(-1.2, 3.4, 64), 14)
        ('[1, −2]', '−1.2 … 3.4')
    """
    if isinstance(value, (float, int)) or value.ndim == 0:
        return _element(value if isinstance(value, (float, int)) else value.item())
    if LEAST * value.size <= width and (value.size or value.ndim == 1):
        text = _bracketed(value.tolist(), _element)
        if len(text) <= width:
            return text
    return range_text(value, width)


def whole_text(value: Any, most: int = 64) -> str:
    """A value as it stands in a text twin: all elements, or for more than `most` their shape and range."""
    if isinstance(value, (float, int)):
        return long(value)
    if value.size <= most:
        return _bracketed(value.tolist(), long)
    rest = value[value == value]  # nan is not equal to itself
    odd = f", {value.size - rest.size} nan" if rest.size < value.size else ""
    low, high = (long(rest.min().item()), long(rest.max().item())) if rest.size else ("nan", "nan")
    if value.dtype.kind == "b" and low != high:
        return f"shape {tuple(value.shape)}, {int(value.sum())} True"
    return f"shape {tuple(value.shape)}, " + (f"from {low} to {high}{odd}" if low != high else f"all {low}{odd}")


def edge_text(value: Any) -> str:
    """A value as it stands on an edge: a number, also for an array of equal numbers; a small array; else "[…]"."""
    if isinstance(value, (float, int)) or value.ndim == 0:
        return short(value if isinstance(value, (float, int)) else value.item())
    if value.size:
        low, high = _ends(value)
        if low == high:
            return short(value.flat[0].item())
    text = _bracketed(value.tolist(), short) if LEAST * value.size <= WIDTH else ""
    return text if 0 < len(text) <= WIDTH else "[…]"


def range_text(value: Any, width: int) -> str:
    """The elements of an array that is too large to list, in one short text.

    Their range ("−1.2 … 3.4", with fewer digits where room is short), or what is more to the point: "all 0",
    "3/64 nan", "12/64 True", "empty".
    """
    if value.size == 0:
        return "empty"
    low, high = _ends(value)
    if low == high:
        return f"all {_element(low)}"
    if low != low:
        missing = int((value != value).sum())
        return _fitting(width, "all nan" if missing == value.size else f"{missing}/{value.size} nan", "some nan")
    if isinstance(low, bool):
        return _fitting(width, f"{int(value.sum())}/{value.size} True", "some True")
    for between in (" … ", "…"):
        for digits in (3, 2, 1):
            text = f"{_brief(low, digits)}{between}{_brief(high, digits)}"
            if len(text) <= width:
                return text
    return f"|x| ~ {_brief(max(abs(low), abs(high)), 1)}"


def _ends(value: Any) -> tuple[Any, Any]:
    """The least and the greatest element; nan, if there is one. Of a few numpy takes ten times as long as Python."""
    if value.size <= FEW:
        elements = value.ravel().tolist()
        total = sum(elements)
        if total == total:  # else there is a nan, or infinities of both signs
            return min(elements), max(elements)
    return value.min().item(), value.max().item()


FEW = 32


def _fitting(width: int, *texts: str) -> str:
    """The first text that fits, or the last."""
    return next((text for text in texts if len(text) <= width), texts[-1])


def _brief(number: float, digits: int) -> str:
    """A number with fewer digits than `short` where that makes it shorter: 12345 with two of them is 1.2e4."""
    if digits >= DIGITS or not number or not math.isfinite(number):
        return short(number)
    plain = f"{number:.{digits}g}"
    if "e" not in plain and abs(number) >= 0.01:  # an exponent makes it no shorter
        return plain.replace("-", MINUS)
    mantissa, power = f"{number:.{digits - 1}e}".split("e")
    exponential = f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"
    texts = (short(number), plain if "e" not in plain else exponential, exponential)
    return min(texts, key=len).replace("-", MINUS)


def _element(value: Any) -> str:
    return str(value) if isinstance(value, bool) else short(value)


def _bracketed(value: Any, write: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_bracketed(item, write) for item in value) + "]"
    return str(write(value))
