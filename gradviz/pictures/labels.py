"""What stands where in a picture: a Graph and a Frame as the texts of nodes and edges.

A node has its name and operation, the shape of an array, its value, its gradient, one a line. An edge has the local
gradient, what it contributes, or both (see `look`). The *slots* of a picture are those of its texts that follow the
numbers, in an order that every layout of the same Graph has.
"""

from __future__ import annotations

import itertools
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..language import mark, say
from ..recording import Frame, Graph, Node, births
from .cutting import cut, plain
from .look import PLAIN, Look
from .marks import KEPT_SIGN, joined_texts, kept_sizes, kept_total, parallel_marks, size_text
from .numbers import Texts, edge_text, exponent, short, value_text

if TYPE_CHECKING:
    from .highlight import Lit

NODE_CHARACTERS = 14
"""How many characters fit a line of a node."""

PLACEHOLDER = "00000000"
"""Stands for a text while a layout is computed: as wide as a sign and seven characters."""

NOT_COMPUTED = "—"
GRADIENT_SIGN = "∂ "
LOCAL_SIGN = "×"
CONTRIBUTION_SIGN = "→ "
GROUP_SIGN = "▣"
NOT_ASKED = mark("no ∂")


class Labels(NamedTuple):
    """The texts of a picture: the lines of every node, the line of every edge, the marks of every node."""

    nodes: list[tuple[str, ...]]
    edges: list[str]
    marks: list[str]


def kind(node: Node, is_output: bool) -> str:
    """The kinds of a node as class names: "leaf" or "op", "group" for a folded one, and "out" for an output."""
    sort = "leaf" if node.is_leaf else "op group" if is_group(node) else "op"
    return sort + (" out" if is_output else "")


def is_group(node: Node) -> bool:
    """Whether a node is a folded group, as against a learner's own operation of that name."""
    return node.op == "group" and node.symbol.startswith(GROUP_SIGN)


def symbol(node: Node) -> str:
    """The sign of a node's operation on one line: that of a student's own operation may be any text."""
    return plain(node.symbol) if node.symbol else ""


def operation_text(node: Node) -> str:
    """The operation of a node with the numbers that are part of it: "×", "×3", "1 −", "( )²"."""
    sign = symbol(node)
    numbers = [None if n is None else short(n) for n in node.numbers]
    if sign == "^" and len(numbers) == 2 and node.numbers[1] is not None:
        return f"( ){exponent(node.numbers[1])}"
    if node.options:
        return f"{sign} " + ", ".join(f"{key}={text}" for key, text in node.options)
    if all(number is None for number in numbers):
        return sign if sign else str(node.op or "")
    if "·" in sign or len(numbers) > 2 or (len(sign) > 1 and len(numbers) > 1):
        return f"{sign}({', '.join(n or '·' for n in numbers)})"
    return f"{numbers[0]} {sign}" if numbers[0] is not None else f"{sign} {numbers[1]}"


def title(graph: Graph, position: int, width: int = 1000, ids: bool = False) -> str:
    """The first line of a node: its name (with `ids` as in lists), "=", its operation; a group's name is cut to fit."""
    node, operation = graph.nodes[position], operation_text(graph.nodes[position])
    name = names(graph)[position] if ids else plain(node.name) if node.name else ""
    if is_group(node):
        return f"{cut(name, width - len(operation) - 1)} {operation}"
    if name and operation:
        return f"{name} = {operation}"
    return name or operation or f"n{position}"


@lru_cache(maxsize=64)
def names(graph: Graph) -> tuple[str, ...]:
    """What every node is called in formulas and tables: its name, its id if it has none; no two alike.

    A name that another node has too, or that is the id of a node without a name, gets its own position as a mark: x#4.
    """
    given = [plain(node.name) if node.name else "" for node in graph.nodes]
    count, ids = Counter(given), {f"n{position}" for position, name in enumerate(given) if not name}
    taken = {name for name in given if count[name] == 1} | ids
    called = []
    for position, name in enumerate(given):
        if not name:
            called.append(f"n{position}")
        elif count[name] == 1 and name not in ids:
            called.append(name)
        else:
            mark = next(m for k in itertools.count(1) if (m := f"{name}{'#' * k}{position}") not in taken)
            taken.add(mark)
            called.append(mark)
    return tuple(called)


@lru_cache(maxsize=64)
def titles(graph: Graph, look: Look = PLAIN) -> tuple[str, ...]:
    """The first lines of all nodes as they stand in the picture, cut to the width of a node.

    Where operations are nodes of their own, that is the name alone, or the id.
    """
    if look.rounds:
        first = [plain(node.name) if node.name else f"n{position}" for position, node in enumerate(graph.nodes)]
    else:
        ids = look.ids and not any(map(is_group, graph.nodes))  # a folded graph has ids of its own, which nobody uses
        first = [title(graph, position, NODE_CHARACTERS, ids) for position in range(len(graph.nodes))]
    return tuple(cut(text, NODE_CHARACTERS) for text in first)


def shape_text(node: Node) -> str:
    """The line of a node that says the shape of its array; "" for a number, which has no such line."""
    spaced = str(tuple(node.shape)) if node.shape else ""
    return spaced if len(spaced) <= NODE_CHARACTERS else cut(spaced.replace(" ", ""), NODE_CHARACTERS)


def edge_columns(look: Look) -> int:
    """How many characters the text of an edge may have."""
    both = look.local and look.contribution
    return look.local * len(PLACEHOLDER) + both + look.contribution * (len(PLACEHOLDER) - 1 + len(CONTRIBUTION_SIGN))


def labels(graph: Graph, frame: Frame, look: Look = PLAIN) -> Labels:
    """All texts of a picture of `frame`."""
    values, gradients, locals_, _, _ = _parts(graph, frame, Texts())
    asked = [node.needs_gradient for node in graph.nodes]
    third = [GRADIENT_SIGN + g if wanted else say(NOT_ASKED) for g, wanted in zip(gradients, asked, strict=True)]
    shapes = [(shape_text(node),) if node.shape else () for node in graph.nodes]
    nodes = [(a, *b, c, d) for a, b, c, d in zip(titles(graph, look), shapes, values, third, strict=True)]
    edges = locals_
    if look.contribution:
        both = locals_ if look.local else [""] * len(locals_)
        edges = [f"{a} {b}".strip() for a, b in zip(both, _contributions(frame), strict=True)]
    marks = list(parallel_marks(graph)) if look.parallel else [""] * len(graph.nodes)
    for position, size in kept_sizes(graph, frame).items() if look.saved else ():
        marks[position] = f"{marks[position]} {KEPT_SIGN}{size_text(size)}".strip()
    return Labels(nodes, edges, marks)


def slot_texts(
    graph: Graph, frame: Frame, look: Look = PLAIN, lit: Lit | None = None, known: Texts | None = None
) -> list[str]:
    """The texts that follow the numbers, in slot order.

    Always: values, gradients, local gradients, states of nodes, states of edges, the note. After them what the
    look asks for: contributions; the sizes of kept values and their total.

    Args:
        graph: the structure.
        frame: the numbers.
        look: what is shown.
        lit: what is highlighted.
        known: texts of numbers that were written before; new ones are added.
    """
    values, gradients, locals_, states, note = _parts(graph, frame, Texts() if known is None else known.bounded())
    lines, sizes = [""] * len(locals_), kept_sizes(graph, frame) if look.saved else {}
    # What is active dims nothing else, and then few states differ from "".
    dims = lit is not None and (lit.state != "active" or bool(lit.unmade or lit.unmade_edges))
    for k in range(len(states)) if dims or sizes else lit.nodes | lit.unmade if lit else ():
        states[k] = _state(states[k], k in sizes, lit.of_node(k) if lit else "")
    for number in (range(len(lines)) if dims else lit.edges | lit.unmade_edges) if lit else ():
        lines[number] = lit.of_edge(number) if lit else ""
    texts = [*values, *gradients, *locals_, *states, *lines, note]
    if look.contribution:
        texts += _contributions(frame)
    if look.saved:
        texts += [size_text(sizes[k]) if k in sizes else "" for k in range(len(values))]
        texts.append(kept_total(graph, frame))
    return texts


def slot_count(graph: Graph, look: Look = PLAIN) -> int:
    """How many texts `slot_texts` gives."""
    nodes, edges = len(graph.nodes), len(graph.edges)
    return 3 * nodes + 2 * edges + 1 + look.contribution * edges + look.saved * (nodes + 1)


def value_slot(position: int) -> int:
    """The slot that holds the value of a node."""
    return position


def gradient_slot(graph: Graph, position: int) -> int:
    """The slot that holds the gradient of a node."""
    return len(graph.nodes) + position


def local_slot(graph: Graph, edge: int) -> int:
    """The slot that holds the local gradient on an edge."""
    return 2 * len(graph.nodes) + edge


def state_slot(graph: Graph, position: int) -> int:
    """The slot that holds the state of a node: words of "born", "kept", "lit", "dim", "active", or ""."""
    return 2 * len(graph.nodes) + len(graph.edges) + position


def edge_state_slot(graph: Graph, edge: int) -> int:
    """The slot that holds the state of an edge: "lit", "dim", "active" or ""."""
    return 3 * len(graph.nodes) + len(graph.edges) + edge


def note_slot(graph: Graph) -> int:
    """The slot of the note under the picture."""
    return slot_count(graph) - 1


def contribution_slot(graph: Graph, edge: int) -> int:
    """The slot that holds what an edge contributes, where the look shows it."""
    return slot_count(graph) + edge


def size_slot(graph: Graph, look: Look, position: int) -> int:
    """The slot that holds the size of a kept value, where the look shows it; one further than all, the total."""
    return slot_count(graph, look) - 1 - len(graph.nodes) + position


def _parts(graph: Graph, frame: Frame, texts: Texts) -> tuple[list[str], list[str], list[str], list[str], str]:
    known, new = texts.known.get, texts.write
    values = [known(v) or new(v) if v.__class__ is float else _value(v) for v in frame.values]
    gradients = [known(g) or new(g) if g.__class__ is float else _gradient(g) for g in frame.gradients]
    locals_ = ["×" + (known(x) or new(x)) if x.__class__ is float else _local(x) for x in frame.locals]
    for number, text in joined_texts(graph):
        locals_[number] = text
    born, states = births(graph, frame), [""] * len(graph.nodes)
    for position in born:
        states[position] = "born"
    return values, gradients, locals_, states, _born_note(graph, frame, born) if born else newer_note(graph, frame)


def _value(value: Any) -> str:
    return NOT_COMPUTED if value is None else value_text(value, NODE_CHARACTERS)


def _gradient(gradient: Any) -> str:
    return NOT_COMPUTED if gradient is None else value_text(gradient, NODE_CHARACTERS - len(GRADIENT_SIGN))


def _local(local: Any) -> str:
    return "" if local is None else LOCAL_SIGN + edge_text(local)


def _contributions(frame: Frame) -> list[str]:
    return ["" if x is None else CONTRIBUTION_SIGN + edge_text(x) for x in frame.downstreams]


def _state(*words: str | bool) -> str:
    """The words of a state, without those that do not hold; True stands for "kept"."""
    return " ".join("kept" if word is True else str(word) for word in words if word)


def _born_note(graph: Graph, frame: Frame, born: list[int]) -> str:
    """Where the first inf or nan was born, how many more were, and what in the picture says so."""
    text = say("{note} (dashed border)") if len(born) == 1 else say("{note} and {count} more (dashed borders)")
    return text.format(note=note(graph, frame, born[0], titles(graph)[born[0]]), count=len(born) - 1)


def newer_note(graph: Graph, frame: Frame) -> str:
    """After a step: that the leaf has moved on, and what was computed from it has not; "" where none has."""
    if not frame.newer:
        return ""
    if len(frame.newer) > 1:
        return say("{count} inputs have moved on; the other numbers are from before", count=len(frame.newer))
    name = cut(names(graph)[frame.newer[0]], NODE_CHARACTERS)
    return say("{name} has moved on; the other numbers are from before", name=name)


def note(graph: Graph, frame: Frame, position: int, called: str = "") -> str:
    """Where an inf or nan came from, in one line: the operation and the inputs it could not take."""
    node, called = graph.nodes[position], called or title(graph, position)
    value = frame.values[position]
    if node.is_leaf:
        return say("{name} is {value}: this input is not a finite number", name=called, value=_one(value))
    sources = iter(e.source for e in graph.edges if e.target == position)
    inputs = [_one(frame.values[next(sources)]) if n is None else short(n) for n in node.numbers]
    sign = symbol(node)
    call = f" {sign} ".join(inputs) if len(inputs) == 2 and len(sign) == 1 else f"{sign}({', '.join(inputs)})"
    return say("{value} was born in {name}: {call} = {value}", value=_one(value), name=called, call=call)


def _one(value: Any) -> str:
    """A value in a sentence: the number, or for an array the first element that is not finite."""
    if isinstance(value, (float, int)):
        return short(value)
    odd = [x for x in map(float, value.ravel()[:10000]) if x - x != 0]
    return short(odd[0]) if odd else value_text(value, NODE_CHARACTERS)
