"""What is lit in a picture: a node, an edge, a path, or what one event did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..recording import Edge, Graph
from ..recording.events import Contributed, Event, Resumed, Started
from .addresses import Addresses
from .labels import names


class Lit(NamedTuple):
    """The nodes and edges that are lit.

    Attributes:
        nodes: their positions.
        edges: their positions in the graph's edges.
        words: the same in words, "x → z → L".
        state: "lit", where everything else is dimmed, or "active" for what happened just now.
        unmade: the nodes that are not there yet: neither they nor the edges to them are seen.
        unmade_edges: those edges.
    """

    nodes: frozenset[int]
    edges: frozenset[int]
    words: str
    state: str = "lit"
    unmade: frozenset[int] = frozenset()
    unmade_edges: frozenset[int] = frozenset()

    def of_node(self, position: int) -> str:
        """The state of a node: "lit", "dim", "active", "unmade" or ""."""
        return "unmade" if position in self.unmade else self._of(position in self.nodes)

    def of_edge(self, number: int) -> str:
        """The state of an edge: "lit", "dim", "active", "unmade" or ""."""
        return "unmade" if number in self.unmade_edges else self._of(number in self.edges)

    def _of(self, chosen: bool) -> str:
        return self.state if chosen else "dim" if self.state == "lit" else ""


def lit(graph: Graph, what: Any) -> Lit:
    """Read what `highlight=` says.

    Args:
        graph: the graph that is drawn.
        what: a node (its name, or its position); an edge: a tuple (source, target) or (source, target,
            argument), or an Edge; a path: a list of nodes of which each feeds the next, in it (node, argument) where
            one of several edges is meant; a list of Edges, wherever they are; or an event of the recording, whose node
            or edge is shown as the active one; or a list of events.

    Raises:
        KeyError: for a name that no node has.
        ValueError: if there is no such edge, two steps of a path are not joined, or a name is not the only one.
        TypeError: if it is none of these.
    """
    if isinstance(what, Event):
        return _active(graph, what)
    if happened(what):
        return _together([_active(graph, event) for event in what])
    if isinstance(what, (str, int)) and not isinstance(what, bool):
        position = _node(Addresses(graph), what)
        return Lit(frozenset([position]), frozenset(), names(graph)[position])
    if isinstance(what, Edge) or _is_edge(what):
        return _edge(graph, *what)
    if isinstance(what, list) and what and all(isinstance(one, Edge) for one in what):
        return _together([_edge(graph, *edge) for edge in what])
    if isinstance(what, (list, tuple)) and what:
        return _path(graph, what)
    raise TypeError(
        f"highlight={what!r:.80} says no place in the graph. Give a node 'z', an edge ('x', 'z') or "
        "('x', 'z', 0) with its argument number, a path ['x', 'z', 'L'], or one of recording.events."
    )


def happened(what: Any) -> bool:
    """Whether it is an event of a recording, or a list of them, as against a place in a graph."""
    return isinstance(what, Event) or bool(
        isinstance(what, list) and what and all(isinstance(one, Event) for one in what)
    )


def _is_edge(what: Any) -> bool:
    """Whether it is a pair, or a pair and an argument number; a list is always a path."""
    return isinstance(what, tuple) and (len(what) == 2 or (len(what) == 3 and isinstance(what[2], int)))


def _together(those: Sequence[Lit]) -> Lit:
    """Several as one, in the state of the first."""
    nodes, edges = (frozenset().union(*parts) for parts in zip(*(one[:2] for one in those), strict=True))
    return Lit(nodes, edges, ", ".join(dict.fromkeys(one.words for one in those)), those[0].state)


def _active(graph: Graph, event: Event) -> Lit:
    if not isinstance(event, Contributed):
        nodes = [] if isinstance(event, (Started, Resumed)) else [event.node]
        return Lit(frozenset(nodes), frozenset(), "".join(names(graph)[n] for n in nodes), "active")
    edge = graph.edges[event.edge]
    words = f"{names(graph)[edge.source]} ← {names(graph)[edge.target]}"
    return Lit(frozenset([edge.source]), frozenset([event.edge]), words, "active")


def _edge(graph: Graph, source: Any, target: Any, argument: int | None = None) -> Lit:
    addresses = Addresses(graph)
    ends = _node(addresses, source), _node(addresses, target)
    edges = _joined(addresses, *ends, argument)
    return Lit(frozenset(ends), frozenset(edges), " → ".join(addresses.called[end] for end in ends))


def _path(graph: Graph, entries: Sequence[Any]) -> Lit:
    addresses = Addresses(graph)
    steps = [entry if isinstance(entry, tuple) and len(entry) == 2 else (entry, None) for entry in entries]
    nodes = [_node(addresses, which) for which, _ in steps]
    way = zip(nodes, nodes[1:], (argument for _, argument in steps[1:]), strict=False)
    edges = [edge for one, other, argument in way for edge in _joined(addresses, one, other, argument)]
    return Lit(frozenset(nodes), frozenset(edges), " → ".join(addresses.called[node] for node in nodes))


def _joined(addresses: Addresses, source: int, target: int, argument: int | None) -> list[int]:
    """The edges from one node to another, all or the one that is this argument.

    Raises:
        ValueError: if there is none.
    """
    between, edges = addresses.between(source, target), addresses.graph.edges
    chosen = [e for e in between if argument is None or edges[e].argument == argument]
    if not chosen:
        one, other = addresses.called[source], addresses.called[target]
        there = " and ".join(str(edges[e].argument) for e in between)
        raise ValueError(
            f"{one} is not argument {argument!r:.60} of {other}, it is argument {there}. "
            "Leave the number out to light all edges between the two; a path is a list: ['x', 'z', 'L']."
        )
    return chosen


def _node(addresses: Addresses, which: Any) -> int:
    """The position of a node from its name or its position.

    Raises:
        KeyError, TypeError, ValueError: if it is no node of this graph; the message says what there is.
    """
    if isinstance(which, bool) or not isinstance(which, int):
        return addresses.node(which)
    graph = addresses.graph
    if 0 <= which <= graph.output:
        return which
    raise ValueError(
        f"there is no node at position {which}: this graph has {len(graph.nodes)}, numbered from 0 to {graph.output} "
        f"in the order of the tape. Give a position among them, or a name such as {addresses.called[graph.output]!r}."
    )
