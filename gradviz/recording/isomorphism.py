"""Whether two Graphs are the same drawing: whatever the order of their tapes and the names of their inner nodes.

A leaf is what its name says. An operation is its name, its numbers, its options and its inputs, in order unless it
commutes: w·x and x·w are one drawing, y − t and t − y are two. Computing a value once and using it twice is not the
same as computing it twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ..core.operation import FUNCTIONS, OPS
from .graph import Graph, Node

_PAIRS = ((3.0, 5.0), (-2.0, 0.5), (-1.5, -4.0))
"""Two numbers each on which an operation shows whether the order of its inputs matters."""


@cache
def commutes(op: str | None) -> bool:
    """Whether an operation of two inputs gives the same for both orders; read off what it computes.

    Example:
        >>> commutes("add"), commutes("maximum"), commutes("subtract"), commutes("power")
        (True, True, False, False)
    """
    declared = OPS.get(op or "")
    if declared is None or not declared.plain or len(declared.inputs) != 2:
        return False
    try:
        return all(FUNCTIONS[declared.name](a, b) == FUNCTIONS[declared.name](b, a) for a, b in _PAIRS)
    except (TypeError, ValueError):  # not for numbers, as a product of matrices
        return False


def classes(*graphs: Graph, known: Mapping[tuple[int, int], int] | None = None) -> list[list[int]]:
    """A number for every node of every graph: equal where the same is computed from the same leaves.

    How often something is computed does not matter here: x² from one node and x² from another have one number.

    Args:
        *graphs: the graphs, numbered together.
        known: numbers that are settled already, by (graph, position), for nodes that stand for others.
    """
    numbers: dict[Any, int] = {}
    found: list[list[int]] = []
    settled = known or {}
    for which, graph in enumerate(graphs):
        made: list[int] = []
        for position, key in enumerate(_keys(graph, made)):
            number = numbers.setdefault(key, len(numbers))
            made.append(settled.get((which, position), number))
        found.append(made)
    return found


def _keys(graph: Graph, made: Sequence[int]) -> Iterator[Any]:
    """What each node is, in terms of the numbers of its inputs, which are in `made` when they are asked for."""
    for node, given in zip(graph.nodes, arguments(graph), strict=True):
        inputs = [(1, made[x]) if isinstance(x, int) else (0, x) for x in given]
        yield _label(node), tuple(sorted(inputs) if commutes(node.op) else inputs)


def _label(node: Node) -> tuple[Any, ...]:
    return ("leaf", node.name) if node.is_leaf else ("op", node.op, node.options)


def arguments(graph: Graph) -> list[list[int | str]]:
    """For every node its arguments in order: the position of a node, or a number as text."""
    found: list[list[int | str]] = []
    incoming = graph.incoming()
    for position, node in enumerate(graph.nodes):
        sources = iter([graph.edges[edge].source for edge in incoming[position]])
        found.append([next(sources) if number is None else _number(number) for number in node.numbers])
    return found


def _number(number: Any) -> str:
    return repr(float(number)) if isinstance(number, (int, float)) else repr(number)


def isomorphism(one: Graph, other: Graph) -> tuple[int, ...] | None:
    """For every node of one graph the node of the other that plays its part; None if they are not the same drawing.

    Example:
        >>> import gradviz as gv
        >>> one = gv.record("z = w*x; y = z + b", w=1, x=2, b=3).graph
        >>> other = gv.record("v = b + x*w", w=1, x=2, b=3).graph
        >>> [node.name for node in one.nodes], [other.nodes[k].name for k in isomorphism(one, other)]
        (['w', 'x', 'b', 'z', 'y'], ['w', 'x', 'b', None, 'v'])
        >>> isomorphism(one, gv.record("y = w*x - b", w=1, x=2, b=3).graph) is None
        True
    """
    if len(one.nodes) != len(other.nodes) or len(one.edges) != len(other.edges):
        return None
    colours, others = _refined(one, other)
    if Counter(colours) != Counter(others):
        return None
    able: dict[int, list[int]] = {}
    for position, colour in enumerate(others):
        able.setdefault(colour, []).append(position)
    return _matched(one, other, [able[colour] for colour in colours])


def _refined(*graphs: Graph) -> list[list[int]]:
    """Numbers that tell nodes apart by what they are computed from and by what they are used for."""
    colours = classes(*graphs)
    count = 0
    while count < (count := len({colour for found in colours for colour in found})):
        numbers: dict[Any, int] = {}
        colours = [
            [numbers.setdefault(key, len(numbers)) for key in _surroundings(graph, found)]
            for graph, found in zip(graphs, colours, strict=True)
        ]
    return colours


def _surroundings(graph: Graph, colours: list[int]) -> Iterator[Any]:
    outgoing, incoming = graph.outgoing(), graph.incoming()
    for position, colour in enumerate(colours):
        uses = sorted((colours[graph.edges[e].target], _place(graph, e)) for e in outgoing[position])
        sources = sorted((colours[graph.edges[e].source], _place(graph, e)) for e in incoming[position])
        yield colour, tuple(uses), tuple(sources), position == graph.output


def _place(graph: Graph, edge: int) -> int:
    """Which argument an edge is, where that matters."""
    return -1 if commutes(graph.nodes[graph.edges[edge].target].op) else graph.edges[edge].argument


def _matched(one: Graph, other: Graph, able: list[list[int]]) -> tuple[int, ...] | None:
    """Nodes matched in tape order, each to one that is able and has the matching inputs; back where none is left."""
    ours, theirs = arguments(one), arguments(other)
    matched: list[int] = []
    waiting = [iter(able[0])]
    while waiting:
        node, given = one.nodes[len(matched)], ours[len(matched)]
        free = (other for other in waiting[-1] if other not in matched)
        found = next((other for other in free if _same_inputs(node, given, matched, theirs[other])), None)
        if found is None:
            waiting.pop()
            matched = matched[:-1]
            continue
        matched.append(found)
        if len(matched) == len(one.nodes):
            return tuple(matched)
        waiting.append(iter(able[len(matched)]))
    return None


def _same_inputs(node: Node, ours: list[int | str], matched: list[int], theirs: list[int | str]) -> bool:
    mapped = [matched[x] if isinstance(x, int) else x for x in ours]
    return sorted(map(str, mapped)) == sorted(map(str, theirs)) if commutes(node.op) else mapped == theirs
