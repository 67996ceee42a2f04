"""What is lit in a picture: a node, an edge, a path, or what one event did."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..recording import Edge, Graph
from ..recording.events import Contributed, Event
from .labels import names


class Lit(NamedTuple):
    """The nodes and edges that are lit.

    Attributes:
        nodes: their positions.
        edges: their positions in the graph's edges.
        words: the same in words, "x → z → L".
        state: "lit", where everything else is dimmed, or "active" for what happened just now.
    """

    nodes: frozenset[int]
    edges: frozenset[int]
    words: str
    state: str = "lit"

    def of_node(self, position: int) -> str:
        """The state of a node: "lit", "dim", "active" or ""."""
        return self._of(position in self.nodes)

    def of_edge(self, number: int) -> str:
        """The state of an edge: "lit", "dim", "active" or ""."""
        return self._of(number in self.edges)

    def _of(self, chosen: bool) -> str:
        return self.state if chosen else "dim" if self.state == "lit" else ""


def lit(graph: Graph, what: Any) -> Lit:
    """Read what `highlight=` says.

    Args:
        graph: the graph that is drawn.
        what: a node (its name, or its position); an edge: a tuple (source, target) or (source, target,
            argument), or an Edge; a path: a list of nodes of which each feeds the next; or an event of the
            recording, whose node or edge is shown as the active one.

    Raises:
        ValueError: if there is no such node or edge, or two steps of a path are not joined.
        TypeError: if it is none of these.
    """
    if isinstance(what, Event):
        return _active(graph, what)
    if isinstance(what, (str, int)) and not isinstance(what, bool):
        position = _node(graph, what)
        return Lit(frozenset([position]), frozenset(), names(graph)[position])
    if isinstance(what, Edge) or _is_edge(what):
        return _edge(graph, *what)
    if isinstance(what, (list, tuple)) and what:
        return _path(graph, what)
    raise TypeError(
        f"highlight={what!r:.80} says no place in the graph. Give a node 'z', an edge ('x', 'z') or "
        "('x', 'z', 0) with its argument number, a path ['x', 'z', 'L'], or one of recording.events."
    )


def _is_edge(what: Any) -> bool:
    """Whether it is a pair, or a pair and an argument number; a list is always a path."""
    return isinstance(what, tuple) and (len(what) == 2 or (len(what) == 3 and isinstance(what[2], int)))


def _active(graph: Graph, event: Event) -> Lit:
    if not isinstance(event, Contributed):
        nodes = [event.node] if hasattr(event, "node") else []
        return Lit(frozenset(nodes), frozenset(), "".join(names(graph)[n] for n in nodes), "active")
    edge = graph.edges[event.edge]
    words = f"{names(graph)[edge.source]} ← {names(graph)[edge.target]}"
    return Lit(frozenset([edge.source]), frozenset([event.edge]), words, "active")


def _edge(graph: Graph, source: Any, target: Any, argument: int | None = None) -> Lit:
    ends = _node(graph, source), _node(graph, target)
    joined = _joined(graph, *ends)
    chosen = [e for e in joined if argument is None or graph.edges[e].argument == argument]
    if not chosen:
        called = [names(graph)[end] for end in ends]
        there = ", ".join(str(graph.edges[e].argument) for e in joined)
        raise ValueError(
            f"{called[0]} is not argument {argument} of {called[1]}; it is argument {there}. Leave the number out "
            "to light all edges between the two, or write a path as a list."
        )
    return Lit(frozenset(ends), frozenset(chosen), " → ".join(names(graph)[end] for end in ends))


def _path(graph: Graph, steps: Sequence[Any]) -> Lit:
    positions = [_node(graph, step) for step in steps]
    edges = [e for pair in zip(positions, positions[1:], strict=False) for e in _joined(graph, *pair)]
    return Lit(frozenset(positions), frozenset(edges), " → ".join(names(graph)[p] for p in positions))


def _joined(graph: Graph, source: int, target: int) -> list[int]:
    """All edges from one node to another: x*x has two.

    Raises:
        ValueError: if there is none; the message says what the source feeds and what feeds the target.
    """
    found = [number for number, edge in enumerate(graph.edges) if edge[:2] == (source, target)]
    if found:
        return found
    called = names(graph)
    after = dict.fromkeys(called[e.target] for e in graph.edges if e.source == source)
    before = dict.fromkeys(called[e.source] for e in graph.edges if e.target == target)
    raise ValueError(
        f"no edge leads from {called[source]} to {called[target]}. {called[source]} feeds {_listed(after)}; "
        f"{called[target]} is computed from {_listed(before)}. Name every node on the way."
    )


def _node(graph: Graph, which: Any) -> int:
    """The position of a node from its name or its position.

    Raises:
        ValueError: if there is none, or several have the name; the message says what there is.
        TypeError: if it is neither a name nor a position.
    """
    called = names(graph)
    if isinstance(which, bool) or not isinstance(which, (str, int)):
        raise TypeError(f"highlight= got {which!r:.60} for a node; give its name or its position, 0 to {graph.output}.")
    if isinstance(which, int):
        if 0 <= which <= graph.output:
            return which
        raise ValueError(f"highlight= got {which} for a node; the positions in this graph are 0 to {graph.output}.")
    if which in called:
        return called.index(which)
    alike = [called[position] for position, node in enumerate(graph.nodes) if node.name == which]
    if len(alike) == 1:
        return called.index(alike[0])
    if alike:
        raise ValueError(f"{len(alike)} nodes are named {which!r}. Say which one: {_listed(map(repr, alike))}.")
    near = difflib.get_close_matches(which, called, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no node is named {which!r:.60}. {hint}The nodes are: {_listed(called)}.")


def _listed(words: Any, most: int = 20) -> str:
    words = list(words)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return (", ".join(words[:most]) or "nothing") + more
