"""The Frame: how things stood at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .events import (
    Accumulated,
    Computed,
    Contributed,
    Event,
    Leaf,
    Replaced,
    Seeded,
    Updated,
    Value,
    Zeroed,
)
from .graph import Graph


@dataclass(slots=True)
class Frame:
    """How things stand after some event. None means "not computed", which is never the same as 0.

    Attributes:
        values: the value of every node.
        gradients: the gradient of the output for every node; at a leaf, what its `.grad` holds once a pass is over.
        locals: for every edge, the local gradient of its target for its source.
        upstreams: for every edge, the gradient that arrived at its target.
        downstreams: for every edge, what it contributed to its source.
        newer: the leaves whose values were changed after what was computed from them.
    """

    values: list[Value]
    gradients: list[Value]
    locals: list[Value]
    upstreams: list[Value]
    downstreams: list[Value]
    newer: tuple[int, ...] = ()

    @classmethod
    def empty(cls, graph: Graph) -> Frame:
        """The moment before anything has happened."""
        nodes, edges = len(graph.nodes), len(graph.edges)
        return cls([None] * nodes, [None] * nodes, [None] * edges, [None] * edges, [None] * edges)

    def copy(self) -> Frame:
        """A frame of its own, to go on from."""
        a, b, c, d, e = self.values, self.gradients, self.locals, self.upstreams, self.downstreams
        return Frame(a[:], b[:], c[:], d[:], e[:], self.newer)

    def apply(self, graph: Graph, events: Iterable[Event]) -> Frame:
        """Let `events` of one graph happen, and return this frame."""
        for event in events:
            if isinstance(event, Contributed):
                edge, upstream, local, downstream, total = event
                self.upstreams[edge], self.locals[edge], self.downstreams[edge] = upstream, local, downstream
                self.gradients[graph.edges[edge].source] = total
            elif isinstance(event, (Leaf, Computed, Updated)):
                self.values[event[0]] = event[1]
                if isinstance(event, Updated) and event.node not in self.newer:
                    self.newer = (*self.newer, event.node)
            elif isinstance(event, Seeded):
                if any(upstream is not None for upstream in self.upstreams):  # else several nodes start one pass
                    self._begin_backward(graph)
                self.gradients[event[0]] = event[1]
            elif isinstance(event, (Accumulated, Zeroed, Replaced)):
                self.gradients[event[0]] = event[1]
        return self

    def _begin_backward(self, graph: Graph) -> None:
        """Inner gradients are fresh in each pass; those of leaves stay until the pass reaches them."""
        for position, node in enumerate(graph.nodes):
            if not node.is_leaf:
                self.gradients[position] = None
        count = len(graph.edges)
        self.locals, self.upstreams, self.downstreams = [None] * count, [None] * count, [None] * count
