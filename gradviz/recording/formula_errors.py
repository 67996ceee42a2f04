"""What is said of a formula that cannot be read or run: the place under a caret, why, and what to try."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_EXCERPT = 72  # characters of a line that an error quotes
_MEANT = {"ln": "log", "logistic": "sigmoid", "sen": "sin", "tg": "tan", "average": "mean"}


class FormulaError(ValueError):
    """A formula that cannot be read or run: what happened and where, why, and what to try.

    Attributes:
        text: The whole formula as it was given.
        position: Where the trouble begins, counted in characters from the start of `text`.

    Example:
        >>> import gradviz as gv
        >>> try:
        ...     gv.record("x^2", x=3)
        ... except gv.FormulaError as error:
        ...     error.position, error.text[error.position]
        (1, '^')
    """

    def __init__(self, message: str, text: str = "", position: int = 0) -> None:
        super().__init__(message)  # the message alone: str() shows nothing else, and pickling works
        self.text = text
        self.position = position

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message alone, for the lines of the library below it help nobody."""
        return [f"{type(self).__name__}: {self}"]


class Place(NamedTuple):
    """A stretch of the text: its first character, and how many there are."""

    position: int
    length: int


def fault(text: str, place: Place, what: str, why: str, advice: str) -> FormulaError:
    """The error with its three parts; the caller raises it."""
    rows = len(re.findall(r"\r\n|\r|\n", text[: place.position]))
    what += f" (line {rows + 1})" if rows else ""
    message = f"{what}\n\n{excerpt(text, place)}\n\nWhy: {why}.\nTry: {advice}."
    return FormulaError(message, text, place.position)


def excerpt(text: str, place: Place) -> str:
    """The line of the text with carets under the place; a long line is cut on both sides."""
    begin = max(text.rfind("\n", 0, place.position), text.rfind("\r", 0, place.position)) + 1
    line = re.split(r"[\n\r]", text[begin:], maxsplit=1)[0]
    column = place.position - begin
    cut = max(0, column - _EXCERPT // 2) if len(line) > _EXCERPT else 0
    window = line[cut : cut + _EXCERPT]
    clean = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in window)
    dots = ("…" if cut else "", "…" if cut + _EXCERPT < len(line) else "")
    carets = "^" * max(1, min(place.length, len(window) - column + cut))
    return f"    {dots[0]}{clean}{dots[1]}\n    {' ' * (len(dots[0]) + column - cut)}{carets}"


def shown(name: str) -> str:
    """The name in quotation marks, cut when it would fill the message."""
    return repr(name if len(name) <= 40 else name[:39] + "…")


def too_early(name: str, result: str | None) -> tuple[str, str]:
    """Why a name cannot be used in the statement that gives `result` its value, and what to try."""
    if name == result:
        return "it stands on both sides of =, as an input and as the result", f"give the result another name: {name}_2"
    return "a value is computed before it is used", "move the statement that assigns it up"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like this one, or None."""
    import difflib  # only ever needed for an error

    short = {other.lower()[:60]: other for other in known}
    if _MEANT.get(name.lower()) in short:
        return short[_MEANT[name.lower()]]
    found = difflib.get_close_matches(name.lower()[:60], short, n=1, cutoff=0.55)
    return short[found[0]] if found else None
