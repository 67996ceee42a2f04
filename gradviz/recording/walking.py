"""Naive walking beside the sweep: along every path, where the sweep visits every edge once (R15)."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from .graph import Graph
from .paths import find_paths


class Walk(NamedTuple):
    """What naive walking from one node to another takes.

    Attributes:
        paths: how many paths there are.
        visits: how many edges are passed on them, an edge once for each path that it is on.
    """

    paths: int
    visits: int


class Visit(NamedTuple):
    """One step of naive walking: an edge passed on the way back from the output.

    Attributes:
        path: the number of the path, from 0.
        walked: the edges passed on this path so far, the one next to the output first; this one is the last.
        ends: whether the path is at its end.
    """

    path: int
    walked: tuple[int, ...]
    ends: bool


def count_walk(graph: Graph, source: int, target: int) -> Walk:
    """What naive walking takes, exactly, and in one look at every edge.

    Example:
        >>> import gradviz as gv
        >>> graph = gv.record("b = a + a; c = b + b; d = c + c", a=1).graph
        >>> count_walk(graph, 0, 3)
        Walk(paths=8, visits=24)
    """
    ways, lengths = [0] * len(graph.nodes), [0] * len(graph.nodes)
    ways[source] = 1
    for edge in graph.edges:  # in the order of their targets, so a source is complete when it is read
        if edge.target != source:
            ways[edge.target] += ways[edge.source]
            lengths[edge.target] += lengths[edge.source] + ways[edge.source]
    return Walk(ways[target], lengths[target])


def naive_visits(graph: Graph, source: int, target: int, most: int) -> list[Visit]:
    """The first `most` steps of walking path by path, from the target back to the source each time."""
    steps = (
        Visit(number, tuple(path[: -count - 1 : -1]), count == len(path))
        for number, path in enumerate(find_paths(graph, source, target, most))
        for count in range(1, len(path) + 1)
    )
    return list(islice(steps, most))
