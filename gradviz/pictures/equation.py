r"""An equation to show: LaTeX for a notebook, plain text for everything else, and the number it ends in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..language import say
from ..recording import Graph
from .cutting import cut
from .labels import names
from .tex import FIRST_MARK, number
from .tex_names import NAME_COLUMNS, latex_names
from .tex_text import as_text


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation, or several below one another. A notebook shows it typeset; print() shows its LaTeX.

    Attributes:
        latex: LaTeX that MathJax and KaTeX understand, without dollar signs.
        text: the same as plain text.
        value: the number (or array) at its end; None where it was not computed.
    """

    latex: str
    text: str
    value: Any

    def __str__(self) -> str:
        return self.latex

    def __repr__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"


def equation(graph: Graph, rows: Sequence[Sequence[str]], value: Any, note: str = "") -> Equation:
    """Put an equation together.

    Args:
        graph: whose names stand where the marks are.
        rows: of each row the sides, in LaTeX with marks; equal neighbours are written once. A first side that is ""
            is the one above.
        value: what the last side is, as a number or array.
        note: words that follow.
    """
    lines = [[side for i, side in enumerate(row) if i == 0 or side != row[i - 1]] for row in rows]
    if len(lines) == 1:
        latex = " = ".join(lines[0])
    else:
        aligned = [f"{row[0]} &= {' = '.join(row[1:])}" if row[1:] else f"{row[0]} &" for row in lines]
        latex = r"\begin{aligned} " + r" \\ ".join(aligned) + r" \end{aligned}"
    plain = "\n".join(" = ".join(as_text(side) if side else " " for side in row) for row in lines)
    if note:
        latex, plain = rf"{latex} \quad \text{{({note})}}", f"{plain} ({note})"
    return Equation(_named(latex, _latex_marks(graph)), _named(plain, _text_marks(graph)), value)


def plain(latex: str, called: Sequence[str]) -> str:
    """A piece of LaTeX with marks as plain text, in which every node is called as given."""
    return _named(as_text(latex), called)


def shown_value(value: Any) -> str:
    """A value as the last side of an equation: the number, or the shape of an array."""
    if value.__class__ is float or not getattr(value, "shape", ()):
        return number(float(value))
    return rf"\text{{{say('shape')} }}" + r" \times ".join(map(str, value.shape))


def _named(text: str, called: Sequence[str]) -> str:
    """The text with names in the places of the marks; every other character stays."""
    return "".join(called[ord(c) - FIRST_MARK] if ord(c) >= FIRST_MARK and ord(c) - FIRST_MARK < len(called) else c
                   for c in text)  # fmt: skip


@lru_cache(maxsize=64)
def _latex_marks(graph: Graph) -> tuple[str, ...]:
    return tuple(name if name[0] != "\\" or name[-1] == "}" else f"{{{name}}}" for name in latex_names(graph))


@lru_cache(maxsize=64)
def _text_marks(graph: Graph) -> tuple[str, ...]:
    return tuple(cut(name, NAME_COLUMNS) for name in names(graph))
