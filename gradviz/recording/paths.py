"""Paths through a Graph: how many there are, which they are, and what lies on them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from .graph import Graph


def count_paths(graph: Graph, source: int, target: int) -> int:
    """How many ways lead along edges from one node to another: exact, in one look at every edge (R15).

    Example:
        >>> import gradviz as gv
        >>> graph = gv.record("b = a + a; c = b + b; d = c + c", a=1).graph
        >>> count_paths(graph, 0, 3)
        8
    """
    ways = [0] * len(graph.nodes)
    ways[source] = 1
    for edge in graph.edges:  # in the order of their targets, so a source is complete when it is read
        if edge.target != source:
            ways[edge.target] += ways[edge.source]
    return ways[target]


def between(graph: Graph, source: int, target: int) -> set[int]:
    """The edges on any way from one node to another."""
    above, below = {source}, {target}
    for edge in graph.edges:
        if edge.source in above:
            above.add(edge.target)
    for edge in reversed(graph.edges):
        if edge.target in below:
            below.add(edge.source)
    both = above & below
    return {i for i, edge in enumerate(graph.edges) if edge.source in both and edge.target in both}


def find_paths(graph: Graph, source: int, target: int, most: int) -> list[tuple[int, ...]]:
    """The first `most` paths as positions of edges, source first, in the order of the tape.

    Two edges between the same two nodes, as in x*x, make two paths.
    """
    outgoing, useful = graph.outgoing(), between(graph, source, target)

    def walk() -> Iterator[tuple[int, ...]]:
        waiting: list[tuple[int, tuple[int, ...]]] = [(source, ())]
        while waiting:
            node, path = waiting.pop()
            if node == target:
                yield path
                continue
            waiting += [(graph.edges[e].target, (*path, e)) for e in reversed(outgoing[node]) if e in useful]

    return list(islice(walk(), most))
