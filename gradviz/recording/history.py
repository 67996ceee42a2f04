"""The Recording: a Graph and what happened to it; and the Frame: how things stood at one moment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.scalars import load_numpy
from .events import Accumulated, Computed, Contributed, Event, Leaf, Replaced, Seeded, Value
from .graph import Graph


@dataclass(slots=True)
class Frame:
    """How things stand after some event. None means "not computed", which is never the same as 0.

    Attributes:
        values: the value of every node.
        gradients: the gradient of the output for every node.
        locals: for every edge, the local gradient of its target for its source.
        upstreams: for every edge, the gradient that arrived at its target.
        downstreams: for every edge, what it contributed to its source.
    """

    values: list[Value]
    gradients: list[Value]
    locals: list[Value]
    upstreams: list[Value]
    downstreams: list[Value]

    @classmethod
    def empty(cls, graph: Graph) -> Frame:
        """The moment before anything has happened."""
        nodes, edges = len(graph.nodes), len(graph.edges)
        return cls([None] * nodes, [None] * nodes, [None] * edges, [None] * edges, [None] * edges)

    def apply(self, graph: Graph, events: Iterable[Event]) -> Frame:
        """Let `events` happen, and return this frame."""
        for event in events:
            if isinstance(event, Contributed):
                edge, upstream, local, downstream, total = event
                self.upstreams[edge], self.locals[edge], self.downstreams[edge] = upstream, local, downstream
                self.gradients[graph.edges[edge].source] = total
            elif isinstance(event, (Leaf, Computed)):
                self.values[event[0]] = event[1]
            elif isinstance(event, (Seeded, Accumulated, Replaced)):
                self.gradients[event[0]] = event[1]
        return self


class Recording:
    """One Graph and the events that happened to it, in order: what every picture, panel and question reads.

    Attributes:
        graph: the structure.
        events: what happened, oldest first.

    Example:
        >>> import gradviz as gv
        >>> recording = gv.record("L = (w*x - t)**2", w=3, x=2, t=5)
        >>> recording.gradient("w")
        4.0
        >>> len(recording)
        12
    """

    def __init__(
        self, graph: Graph, events: Iterable[Event] | Callable[[], Iterable[Event]], last: Frame | None = None
    ) -> None:
        """Keep a graph and its events.

        Args:
            graph: the structure.
            events: what happened, or a function that tells it when it is first asked for: a slider's tick
                looks at the last frame alone.
            last: the frame after the last event, where it is known.
        """
        self.graph = graph
        self._told = events
        self._last = last
        self._frames: dict[int, Frame] = {}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened, oldest first."""
        return tuple(self._told() if callable(self._told) else self._told)

    def __repr__(self) -> str:
        return f"<Recording of {len(self.graph.nodes)} nodes, {len(self.events)} events>"

    def __len__(self) -> int:
        return len(self.events)

    def frame(self, index: int = -1) -> Frame:
        """How things stood after the event at `index`; -1 is the last, and Python's slicing rules hold."""
        if index == -1 and self._last is not None:
            return self._last
        end = range(len(self.events))[index] + 1 if self.events else 0
        if end == len(self.events) and self._last is not None:
            return self._last
        if end not in self._frames:
            self._frames[end] = Frame.empty(self.graph).apply(self.graph, self.events[:end])
        return self._frames[end]

    def position(self, name: str) -> int:
        """The position of the node with this name (the last one, if several have it).

        Raises:
            KeyError: if no node has it; the message lists the names there are.
        """
        for position in reversed(range(len(self.graph.nodes))):
            if self.graph.nodes[position].name == name:
                return position
        names = ", ".join(node.name for node in self.graph.nodes if node.name) or "none"
        raise KeyError(f"no node is named {name!r}; the names in this recording are: {names}")

    def value(self, name: str) -> Any:
        """The value of the node with this name at the end."""
        return self.frame().values[self.position(name)]

    def gradient(self, name: str) -> Any:
        """The gradient of the output for the node with this name at the end; None where not computed."""
        return self.frame().gradients[self.position(name)]


def births(graph: Graph, frame: Frame) -> list[int]:
    """The nodes where an inf or nan was born: their own value is not finite, all their inputs are."""
    if set(map(type, frame.values)) == {float} and math.isfinite(sum(frame.values)):
        return []  # the usual case on every tick: one sum instead of a look at each
    broken = [not is_finite(value) for value in frame.values]
    if not any(broken):
        return []
    inherited = {edge.target for edge in graph.edges if broken[edge.source]}
    return [node for node, bad in enumerate(broken) if bad and node not in inherited]


def is_finite(value: Value) -> bool:
    """Whether a value (None counts) has no inf and no nan in it."""
    if value.__class__ is float:
        return math.isfinite(value)
    if value is None or isinstance(value, (int, float)):
        return value is None or math.isfinite(value)
    return bool(load_numpy().isfinite(value).all())
