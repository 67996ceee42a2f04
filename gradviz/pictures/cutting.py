"""A learner's text on one line, and cut to the columns that it has."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The learner's text on one line: control characters, line breaks and what XML forbids become spaces."""
    if text.isprintable():  # what is bad is not; and this is asked for every name and sign of a picture
        return text.strip() or "?"
    bad = ("Cc", "Zl", "Zp", "Cs")
    return "".join(" " if unicodedata.category(c) in bad or c in "\ufffe\uffff" else c for c in text).strip() or "?"


def cut(text: str, width: int) -> str:
    """The text, cut to `width` columns with an ellipsis; wide characters (CJK, emoji) count two."""
    if len(text) <= width and text.isascii():
        return text
    columns = 0
    for place, character in enumerate(text):
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns > width - (place < len(text) - 1):
            return text[:place].rstrip() + "…"
    return text


def columns(text: str) -> int:
    """How many columns of a monospaced font a text takes; wide characters count two."""
    return len(text) + (0 if text.isascii() else sum(unicodedata.east_asian_width(c) in "WF" for c in text))
