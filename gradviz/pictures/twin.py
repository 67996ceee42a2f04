"""The text twin of a picture: the same numbers as a table, and as sentences for a screen reader."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..recording import Frame, Graph, births
from .expression import definitions
from .labels import NOT_COMPUTED, gradient_slot, names, note, note_slot, plain, value_slot
from .numbers import long, whole_text

NO_NUMBER = "not computed"

HEADINGS = ("node", "name", "expression", "value", "gradient", "local gradients")


def text_twin(graph: Graph, frame: Frame) -> str:
    """The tape as a table, one row a node; deterministic, and whole where the picture had to cut.

    Example:
        >>> import gradviz as gv
        >>> print(gv.draw(gv.record("x*x", x=3)).text)
        node  name  expression  value  gradient  local gradients
        n0    x     leaf        3      6
        n1          x²          9      1         x: 3, x: 3
    """
    formulas, called = definitions(graph, steps=True), names(graph)
    incoming = graph.incoming()
    rows = [HEADINGS]
    for position, node in enumerate(graph.nodes):
        formula = formulas[position]
        made = "leaf" if node.is_leaf else formula.text() if formula else "(too long to write)"
        locals_ = [(graph.edges[e].source, frame.locals[e]) for e in incoming[position]]
        slopes = ", ".join(f"{called[s]}: {whole_text(x)}" for s, x in locals_ if x is not None)
        rows.append(
            (
                f"n{position}",
                plain(node.name) if node.name else "",
                made,
                _whole(frame.values[position], NO_NUMBER),
                _whole(frame.gradients[position], NO_NUMBER if node.needs_gradient else "not asked for"),
                slopes,
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines + [note(graph, frame, position) for position in births(graph, frame)])


@lru_cache(maxsize=64)
def words(graph: Graph) -> tuple[str | int, ...]:
    """The picture as sentences for a screen reader, with slot numbers where texts of the picture go."""
    said: list[str | int] = [note_slot(graph)]
    incoming, called = graph.incoming(), names(graph)
    for position, node in enumerate(graph.nodes):
        fed = " and ".join(called[graph.edges[e].source] for e in incoming[position])
        how = "" if node.is_leaf else f" ({node.op} of {fed})"
        said += [f" {called[position]}{how}: value ", value_slot(position)]
        said += (
            [", gradient ", gradient_slot(graph, position), "."]
            if node.needs_gradient
            else [", no gradient asked for."]
        )
    return tuple(said)


def spoken(words: tuple[str | int, ...], texts: list[str]) -> str:
    """The sentences with the texts in them."""
    parts = [w if isinstance(w, str) else texts[w].replace(NOT_COMPUTED, NO_NUMBER) for w in words]
    return "".join(parts).strip()


def _whole(value: Any, missing: str, most: int = 64) -> str:
    return missing if value is None else long(value) if value.__class__ is float else whole_text(value, most)
