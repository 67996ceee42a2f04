"""What a learner typed, read as a number: fractions too, and never by running it."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from numbers import Rational
from typing import Any, SupportsFloat

from ..language import say
from .nearness import is_short

LONGEST = 40
"""No number that is asked for needs more characters."""

_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"
_NUMBER = re.compile(_DECIMAL)
_FRACTION = re.compile(rf"({_DECIMAL})\s*/\s*({_DECIMAL})")
_MINUS = str.maketrans({"−": "-", "–": "-", "\u2010": "-", "\u2011": "-", "＋": "+", "\u00a0": " "})


class AnswerError(ValueError):
    """An answer that is no number; its message is for the learner, and is plain text."""


def read_number(typed: Any) -> float:
    """The number that a learner typed.

    A decimal number with a point, with or without an exponent, or a fraction of two; the minus sign may be a real one.

    Args:
        typed: text, or a number.

    Raises:
        AnswerError: if it is none, or none that is finite; the message says what to type.

    Example:
        >>> read_number("1/4"), read_number("−3"), read_number(" 1.5e-3 ")
        (0.25, -3.0, 0.0015)
        >>> read_number("3,5")
        Traceback (most recent call last):
        ...
        gradviz.questions.typed.AnswerError: 3,5 has a comma. A decimal number is written with a point: 3.5.
    """
    if isinstance(typed, (float, Rational, Decimal)) and not isinstance(typed, bool):
        return _finite(_float(typed), f"{typed:.10g}" if isinstance(typed, float) else _begin(typed))
    if not isinstance(typed, str):
        return _of_object(typed)
    text = typed.strip() if len(typed) <= 10 * LONGEST else typed
    if not text:
        raise AnswerError(say("There is no answer yet. Type a number, such as 12 or 1/3."))
    if len(text) > LONGEST:
        count = len(text)
        raise AnswerError(say("The answer has {count} characters. Type one number, such as 12 or 1/3.", count=count))
    plain = text.translate(_MINUS).strip()
    if _NUMBER.fullmatch(plain):
        return _finite(float(plain), text)
    if parts := _FRACTION.fullmatch(plain):
        above, below = _finite(float(parts[1]), text), _finite(float(parts[2]), text)
        if below == 0:
            raise AnswerError(say("{text} divides by 0, so it is no number. Type a number, such as 1/3.", text=text))
        return _finite(above / below, text)
    return _refuse(text, plain)


def _refuse(text: str, plain: str) -> float:
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+", plain):
        whole, point = text.replace(",", ""), text.replace(",", ".")
        if text.count(",") > 1:
            message = say("{text} has commas. Write the number without them: {whole}.", text=text, whole=whole)
            raise AnswerError(message)
        raise AnswerError(say("{text} has a comma. Write {whole} if it parts the thousands, or {point} if decimals "
                              "follow.", text=text, whole=whole, point=point))  # fmt: skip
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", plain):
        point = text.replace(",", ".")
        message = say("{text} has a comma. A decimal number is written with a point: {point}.", text=text, point=point)
        raise AnswerError(message)
    if plain.lower().lstrip("+-") in ("inf", "infinity", "nan", "∞"):
        raise AnswerError(say("{text} is no number that can be compared. Type a number, such as 12.", text=text))
    raise AnswerError(say("{text} is not read as a number. Type one, such as 12, −0.5, 1/3 or 2e-3.", text=text))


def _begin(number: Any) -> str:
    try:
        return str(number)[:LONGEST]
    except ValueError:  # more digits than Python writes
        return say("this number")


def _float(number: SupportsFloat) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf
    except ValueError:  # a Decimal that signals
        return math.nan


def _finite(number: float, text: str) -> float:
    if math.isfinite(number):
        return number
    raise AnswerError(say("{text} is too large or no number. Type a number, such as 12.", text=text))


def _of_object(typed: Any) -> float:
    """A Tensor or an array of one number is a number; None, True and lists are not."""
    item = getattr(typed, "item", None)
    if typed is None:
        return read_number("")
    if isinstance(typed, bool) or not callable(item) or getattr(typed, "shape", None) not in ((), None):
        kind = type(typed).__name__
        raise AnswerError(say("An answer of type {kind} is no number. Type one, such as 12.", kind=kind))
    number = item()
    return read_number(number if isinstance(number, (int, float)) else repr(number))


def shown(number: float) -> str:
    """A number as it stands in a sentence: whole or with few decimals as it is, else four digits; a real minus sign.

    Example:
        >>> shown(-0.30000000000000027), shown(15104.5), shown(9.5367e-7)
        ('−0.3', '15104.5', '9.537e−07')
    """
    whole = math.isfinite(number) and number == round(number) and abs(number) < 1e15
    text = f"{number:.0f}" if whole else f"{number:.10g}" if is_short(number) else f"{number:.4g}"
    return text.replace("-", "−") if text != "-0" else "0"


def in_full(number: float) -> str:
    """A number that is given: to twelve digits, so that an answer can be worked out from it.

    Example:
        >>> in_full(12345.678), in_full(-3.0), in_full(0.1 + 0.2)
        ('12345.678', '−3', '0.3')
    """
    return f"{number:.12g}".replace("-", "−")
