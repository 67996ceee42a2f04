"""Nodes, edges and paths as a learner writes them: by name; and what is said when there is no such thing."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from ..recording import Graph
from .cutting import plain
from .labels import names

MOST_LISTED = 20
"""More names than this are not listed in a message."""


class Addresses:
    """The nodes and edges of one graph under their names, looked up once for all that is asked."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.called = graph, names(graph)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.called)}

    @cached_property
    def _between(self) -> dict[tuple[int, int], list[int]]:
        found: dict[tuple[int, int], list[int]] = {}
        for number, edge in enumerate(self.graph.edges):
            found.setdefault((edge.source, edge.target), []).append(number)
        return found

    def node(self, name: Any) -> int:
        """The position of a node; see `node_of`."""
        if not isinstance(name, str):
            raise TypeError(f"a node is given by its name, as text; got {name!r:.60} ({type(name).__name__}).")
        if name in self._positions:
            return self._positions[name]
        called = self.called
        same = [called[i] for i, node in enumerate(self.graph.nodes) if node.name and plain(node.name) == name]
        if same:
            raise ValueError(
                f"{len(same)} nodes are called {name!r:.60}, so the name does not say which is meant. "
                f"Tell them apart by their places on the tape: {', '.join(same[:MOST_LISTED])}."
            )
        near = get_close_matches(name, called, 1)
        raise KeyError(
            f"no node is called {name!r:.60}; the nodes of this recording are {_listed(called)}. "
            + (f"Did you mean {near[0]!r}?" if near else "A name is given by z = w*x, or by z.named('z').")
        )

    def edge(self, edge: Any) -> int:
        """The place of an edge; see `edge_of`."""
        if not isinstance(edge, (tuple, list)) or len(edge) not in (2, 3):
            raise TypeError(
                f"an edge is two names, the input first, got {edge!r:.60}. Write ('w', 'z') for the edge from w to z."
            )
        source, target = self.node(edge[0]), self.node(edge[1])
        between = found = self.between(source, target)
        if len(edge) == 3:
            found = [i for i in between if self.graph.edges[i].argument == edge[2]]
        if len(found) == 1:
            return found[0]
        one, other = self.called[source], self.called[target]
        arguments = [self.graph.edges[i].argument for i in between]
        count = f"{len(arguments)} edges go" if len(arguments) > 1 else "one edge goes"
        raise ValueError(
            f"{count} from {one} to {other}, which has it as argument {' and '.join(map(str, arguments))}"
            + (f", not {edge[2]!r}" if len(edge) == 3 else "; the two names do not say which is meant")
            + f". Write ({one!r}, {other!r}, {arguments[0]})."
        )

    def between(self, source: int, target: int) -> list[int]:
        """The places of all edges from one node to another: x*x has two.

        Raises:
            ValueError: if there is none; the message says what the one feeds and the other is computed from.
        """
        found = self._between.get((source, target))
        if found is None:
            raise _no_edge(self.graph, source, target)
        return found


def node_of(graph: Graph, name: Any) -> int:
    """The position of the node with this name: its own, or the id (n4) under which tables show a nameless one.

    Raises:
        TypeError: if it is no text.
        KeyError: if no node has the name; the message lists those there are.
        ValueError: if several nodes have it; the message says how they are told apart.
    """
    return Addresses(graph).node(name)


def edge_of(graph: Graph, edge: Any) -> int:
    """The place of an edge given as (source, target) or (source, target, argument).

    Raises:
        TypeError: if it is no such tuple.
        KeyError: for a name that no node has.
        ValueError: if there is no such edge, or two of them and no argument says which.
    """
    return Addresses(graph).edge(edge)


def path_of(graph: Graph, path: Any) -> tuple[int, ...]:
    """The places of the edges of a path given by the names of its nodes, the first one first.

    An entry (name, argument) says through which argument its node is reached, where there are several.

    Raises:
        TypeError: if it is no list of names.
        KeyError: for a name that no node has.
        ValueError: if two neighbours are joined by no edge, or by several.
    """
    if isinstance(path, str) or not isinstance(path, Sequence) or len(path) < 2:
        raise TypeError(f"a path is a list of at least two names, got {path!r:.60}. Write path=['w', 'z', 'L'].")
    addresses = Addresses(graph)
    steps = [entry if isinstance(entry, (tuple, list)) else (entry,) for entry in path]
    return tuple(addresses.edge((one[0], *other)) for one, other in zip(steps, steps[1:], strict=False))


def _no_edge(graph: Graph, source: int, target: int) -> ValueError:
    called = names(graph)
    feeds = [called[e.target] for e in graph.edges if e.source == source]
    fed = [called[e.source] for e in graph.edges if e.target == target]
    turned = any((e.source, e.target) == (target, source) for e in graph.edges)
    advice = (
        f"Edges point from an input to what is computed from it: write ({called[target]!r}, {called[source]!r})."
        if turned
        else "Name two neighbours, the input first; a way over several edges is a path: a list of every node on it."
    )
    return ValueError(
        f"there is no edge from {called[source]} to {called[target]}: {called[source]} feeds "
        f"{_listed(feeds) or 'nothing'}, and {called[target]} is computed from {_listed(fed) or 'nothing (a leaf)'}. "
        + advice
    )


def _listed(called: Sequence[str]) -> str:
    once = list(dict.fromkeys(called))
    more = f" and {len(once) - MOST_LISTED} more" if len(once) > MOST_LISTED else ""
    return ", ".join(name[:60] for name in once[:MOST_LISTED]) + more
