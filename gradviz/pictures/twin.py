"""The text twin of a picture: the same numbers as a table, and as sentences for a screen reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..language import mark, remembered, say
from ..recording import Frame, Graph, Node, births
from ..recording.declared import has_local
from .cutting import cut, plain
from .expression import definitions
from .labels import (
    CONTRIBUTION_SIGN,
    LOCAL_SIGN,
    NOT_COMPUTED,
    contribution_slot,
    gradient_slot,
    local_slot,
    names,
    newer_note,
    note,
    note_slot,
    operation_text,
    size_slot,
    value_slot,
)
from .look import PLAIN, Look
from .marks import joined_texts, keepers, kept_sizes, kept_total, parallel_marks, size_text
from .numbers import long, whole_text

if TYPE_CHECKING:
    from .highlight import Lit

NO_NUMBER = mark("not computed")

MOST_PADDED = 100
"""Cells are padded to the widest of their column; one wider than this makes its own row longer, and no other."""

HEADINGS = (
    mark("node"), mark("name"), mark("expression"), mark("value"), mark("gradient"), mark("local gradients"),
)  # fmt: skip
MORE_HEADINGS = (mark("operation"), mark("contributions"), mark("parallel"), mark("kept"))
MOST_OF_OPTION = 40
"""An option is read aloud up to so many columns."""

TOO_LONG = mark("(too long to write)")


def text_twin(
    graph: Graph, frame: Frame, look: Look = PLAIN, lit: Lit | None = None, only: Collection[int] | None = None
) -> str:
    """The tape as a table, one row a node; deterministic, and whole where the picture had to cut.

    Of very many rows `only` says which are written; the others are empty lines.

    Example:
        >>> import gradviz as gv
        >>> print(gv.draw(gv.record("x*x", x=3)).text)
        node  name  expression  value  gradient  local gradients
        n0    x     leaf        3      6
        n1          x²          9      1         x: 3, x: 3
    """
    found = _columns(graph, frame, look, range(len(graph.nodes)) if only is None else only)
    columns = [[say(heading), *cells] for heading, cells in found.items()]
    widths = [max((n for n in map(len, column) if n <= MOST_PADDED), default=0) for column in columns]
    rows = zip(*columns, strict=True)
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    if only is not None:
        written = dict(zip(only, lines[1:], strict=True))
        lines = [lines[0], *(written.get(row, "") for row in range(len(graph.nodes)))]
    lines += [note(graph, frame, position) for position in births(graph, frame)]
    lines += [newer_note(graph, frame)] if frame.newer else []
    if look.saved:
        lines.append(f"{say('kept for the backward pass:')} {kept_total(graph, frame)}")
    return "\n".join(lines + ([lit_words(lit)] if lit else []))


def _columns(graph: Graph, frame: Frame, look: Look, rows: Collection[int]) -> dict[str, list[str]]:
    """The cells of every column under its heading, in these rows."""
    nodes, formulas = [graph.nodes[row] for row in rows], _formulas(graph)
    no_number, not_asked = say(NO_NUMBER), say("not asked for")
    missing = [no_number if node.needs_gradient else not_asked for node in nodes]
    columns = {
        "node": [f"n{row}" for row in rows],
        "name": [plain(node.name) if node.name else "" for node in nodes],
        "expression": [say("leaf") if graph.nodes[row].is_leaf else formulas[row] or say(TOO_LONG) for row in rows],
        "value": [_whole(frame.values[row], no_number) for row in rows],
        "gradient": [_whole(frame.gradients[row], why) for row, why in zip(rows, missing, strict=True)],
    }
    if look.rounds:
        columns["operation"] = [operation_text(node) for node in nodes]
    if look.local:
        columns["local gradients"] = _of_edges(graph, frame.locals, dict(joined_texts(graph)), rows)
    if look.contribution:
        columns["contributions"] = _of_edges(graph, frame.downstreams, {}, rows)
    if look.parallel:
        marks = parallel_marks(graph)
        columns["parallel"] = [marks[row] for row in rows]
    if look.saved:
        kept = _kept(graph, frame)
        columns["kept"] = [kept[row] for row in rows]
    return columns


@lru_cache(maxsize=8)
def _formulas(graph: Graph) -> list[str]:
    """The formula of every node in the names of its inputs; "" where it is too long."""
    return [formula.text() if formula else "" for formula in definitions(graph, steps=True)]


def _of_edges(graph: Graph, numbers: list[Any], joined: dict[int, str], rows: Collection[int]) -> list[str]:
    """For every node what stands on the edges to its inputs, where it was computed: "w: 2, x: 3"."""
    called = names(graph)
    found: dict[int, list[str]] = {row: [] for row in rows}
    for place, (edge, number) in enumerate(zip(graph.edges, numbers, strict=True)):
        if edge.target not in found:
            continue
        text = joined.get(place) or ("" if number is None else whole_text(number))
        if text:
            found[edge.target].append(f"{called[edge.source]}: {text}")
    return [", ".join(texts) for texts in found.values()]


def _kept(graph: Graph, frame: Frame) -> list[str]:
    """For every node how much of it is kept, and for which operations: "8 B for z"."""
    called, cells = names(graph), [""] * len(graph.nodes)
    for position, size in kept_sizes(graph, frame).items():
        users = [called[user] for user in keepers(graph)[position] if frame.values[user] is not None]
        cells[position] = say("{size} for {names}", size=size_text(size), names=", ".join(users))
    return cells


def lit_words(lit: Lit) -> str:
    """What is highlighted, as a line."""
    return f"{say('now:') if lit.state == 'active' else say('highlighted:')} {lit.words}"


@remembered(maxsize=64)
def words(graph: Graph, look: Look = PLAIN) -> tuple[str | int, ...]:
    """The picture as sentences for a screen reader, with slot numbers where texts of the picture go."""
    said: list[str | int] = [note_slot(graph)]
    if look.rounds:
        said.append(" " + say("Every value is a node, and before a computed one stands its operation as a round node."))
    incoming, called = graph.incoming(), names(graph)
    for position, edges in enumerate(incoming):
        said += _said_of_node(graph, position, called[position], [called[graph.edges[e].source] for e in edges])
        for edge in edges:
            said += _said_of_edge(graph, edge, look, called)
        if look.parallel and parallel_marks(graph)[position]:
            said.append(say(", may run in parallel, depth {depth}", depth=parallel_marks(graph)[position][1:]))
        if look.saved and position in keepers(graph):
            said += [say(", kept for the backward pass "), size_slot(graph, look, position)]
        said.append(".")
    return tuple(said)


def _said_of_node(graph: Graph, position: int, name: str, fed: list[str]) -> list[str | int]:
    """What a node is, with its value and its gradient."""
    node = graph.nodes[position]
    head = f" {name}: " if node.is_leaf else f" {name} ({_said_of_operation(node, fed)}): "
    if not node.needs_gradient:
        return [head + say("value "), value_slot(position), say(", no gradient asked for")]
    return [head + say("value "), value_slot(position), say(", gradient "), gradient_slot(graph, position)]


def _said_of_operation(node: Node, fed: list[str]) -> str:
    """What was computed of what, with the numbers of the formula and the options."""
    if len(fed) < len(node.numbers):
        sources = iter(fed)
        fed = [next(sources) if number is None else long(number) for number in node.numbers]
    said = say("{operation} of {inputs}", operation=node.op, inputs=say(" and ").join(fed))
    for name, text in node.options:
        said += f", {name} {cut(plain(text), MOST_OF_OPTION)}"
    return said


def _said_of_edge(graph: Graph, edge: int, look: Look, called: Sequence[str]) -> list[str | int]:
    """What stands on an edge to an input that has a gradient: the local gradient where there is one to be, and more."""
    source, target, argument = graph.edges[edge]
    if not graph.nodes[source].needs_gradient:
        return []
    said: list[str | int] = []
    if look.local and has_local(graph.nodes[target], argument):
        said += [say(", local gradient for {name} ", name=called[source]), local_slot(graph, edge)]
    if look.contribution:
        said += [say(", contributes to {name} ", name=called[source]), contribution_slot(graph, edge)]
    return said


def spoken(words: tuple[str | int, ...], texts: list[str], lit: Lit | None = None) -> str:
    """The sentences with the texts in them; all that is not there yet is said to be, but for the note."""
    missing = say(NO_NUMBER)
    parts = [w if isinstance(w, str) else _said(texts[w], missing) or missing for w in words[1:]]
    noted = texts[words[0]] if isinstance(words[0], int) else words[0]
    return "".join([noted, "." if noted else "", *parts, f" {lit_words(lit).capitalize()}." if lit else ""]).strip()


def _said(text: str, missing: str) -> str:
    return text.replace(NOT_COMPUTED, missing).removeprefix(CONTRIBUTION_SIGN).removeprefix(LOCAL_SIGN)


def _whole(value: Any, missing: str, most: int = 64) -> str:
    return missing if value is None else long(value) if value.__class__ is float else whole_text(value, most)
