r"""LaTeX as plain text: the same formula for a terminal, a caption or a screen reader.

It knows what gradviz itself writes (`tex`, `tex_names`, the table of operations) and no more of LaTeX than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .numbers import MINUS

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans("0123456789()", "₀₁₂₃₄₅₆₇₈₉₍₎")

SIGNS = {
    r"\,": "·", r"\ ": " ", r"\;": " ", r"\quad": " ", r"\cdot": "·", r"\times": "×", r"\partial": "∂", r"\to": "→",
    r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\lnot": "¬", r"\sigma": "σ", r"\Phi": "Φ", r"\pi": "π", r"\sum": "Σ",
    r"\prod": "Π", r"\infty": "inf", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉", r"\ldots": "…",
    r"\top": "ᵀ", r"\ln": "ln", r"\sin": "sin", r"\cos": "cos", r"\tanh": "tanh", r"\max": "max", r"\min": "min",
    "-": MINUS,
}  # fmt: skip
"""The commands and signs that gradviz writes in formulas, as text."""

GROUPS = (r"\frac", r"\tfrac", r"\sqrt", r"\operatorname", r"\mathrm", r"\text", r"\bar")
"""The commands that take something in braces; \\bar takes the next letter."""

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)


def as_text(latex: str) -> str:
    r"""A formula without commands.

    Example:
        >>> as_text(r"\frac{\partial L}{\partial d} = 2 \cdot d^{2} - \frac{1}{a + b}")
        '∂L/∂d = 2·d² − 1/(a + b)'
    """
    latex = re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", latex)
    latex = re.sub(r"(\\(?!bar)[A-Za-z]+)\s+(?=[A-Za-z\U000F0000-\U0010FFFF])", _swallow, latex)
    latex = re.sub(r"\s*(\\cdot|\\,)\s*", r"\1", latex)
    return "".join(_pieces(iter(_TOKEN.findall(latex)), None))


def _swallow(match: re.Match[str]) -> str:
    """A command without the space after it, which LaTeX does not show; text keeps it between words and relations."""
    spaced = (r"\ln", r"\sin", r"\cos", r"\tanh", r"\to", r"\le", r"\ge", r"\ne")
    return match[1] + (" " if match[1] in spaced else "{}")


def _pieces(tokens: Iterator[str], end: str | None) -> Iterator[str]:
    """The text of all tokens up to the closing brace."""
    for token in tokens:
        if token == end:
            return
        if token == "{":
            yield from _pieces(tokens, "}")
        elif token in (r"\frac", r"\tfrac"):
            above = _closed(_group(tokens), " " + MINUS)
            yield f"{above}/{_closed(_group(tokens), ' ·/(' + MINUS)}"
        elif token == r"\sqrt":
            yield f"√({_group(tokens)})"
        elif token == "^":
            yield _exponent(_group(tokens))
        elif token == "_":
            yield _index(_group(tokens))
        elif token == r"\bar":
            yield _group(tokens) + "\u0304"
        elif token in GROUPS:
            yield _raw(tokens)
        else:
            yield SIGNS.get(token, token.removeprefix("\\"))


def _group(tokens: Iterator[str]) -> str:
    """What stands in the next braces, or the next token."""
    token = next(t for t in tokens if not t.isspace())
    if token == "{":
        return "".join(_pieces(tokens, "}"))
    return SIGNS.get(token, token)


def _raw(tokens: Iterator[str]) -> str:
    """A word in braces, as it is."""
    found, depth = "", 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0:
            break
        found += token.removeprefix("\\")
    return found[1:]


def _index(text: str) -> str:
    return text.translate(_LOWERED) if text.strip("0123456789()") == "" else "_" + _closed(text, " ")


def _exponent(text: str) -> str:
    raised = text.replace(MINUS, "-")
    if text == "ᵀ" or raised.strip("0123456789-") == "":
        return raised.translate(_RAISED)
    return f"^{_closed(text, ' ·/−+')}"


def _closed(text: str, loose: str) -> str:
    """The text, in brackets if one of the signs stands outside of brackets."""
    depth = 0
    for place, character in enumerate(text):
        if depth == 0 and character in loose and (place or character != "("):
            return f"({text})"
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
    return text
