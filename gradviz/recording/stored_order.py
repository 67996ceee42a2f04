"""Whether the events of a stored Recording can have happened: in this order, with values of these shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.scalars import shape_of
from .events import Computed, Contributed, Leaf, Memory, Replaced, Resumed, Seeded, Started, Updated
from .graph import Graph
from .stored_values import need


class Order:
    """What has happened in one pass over a graph so far.

    A node without a value is no mistake: of a tensor that PyTorch has computed not every value is kept.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.valued: set[int] = set()  # nodes that have a value
        self.past: set[int] = set()  # nodes that were inputs of what is computed: too late for a value
        self.reached: set[int] = set()  # nodes that have a gradient in the backward pass that is going on
        self.sources: list[list[int]] = [[] for _ in graph.nodes]
        for edge in graph.edges:
            self.sources[edge.target].append(edge.source)

    def check(self, event: Any, where: str) -> None:
        """Let an event happen, if it can.

        Raises:
            StoredError: if it cannot; the message says why.
        """
        if isinstance(event, (Leaf, Computed)):
            self._value(event, where)
        elif isinstance(event, Contributed):
            self._contribution(event, where)
        if isinstance(event, (Leaf, Computed, Updated, Seeded, Replaced)):
            need(event[1] is not None, where, "has null for its number", f"{type(event).__name__} comes with one")
        if not isinstance(event, (Started, Resumed, Contributed)):
            self._shaped(event[1], self.graph.nodes[event[0]].shape, where, "its node")
        if isinstance(event, Seeded):
            self.reached = {event.node}
        elif isinstance(event, Replaced):
            self.reached.add(event.node)

    def _value(self, event: Leaf | Computed, where: str) -> None:
        node, kind = event.node, type(event).__name__
        leaf = self.graph.nodes[node].is_leaf
        why = "it is a leaf, and no operation computes it" if leaf else "it is computed by an operation, and no leaf"
        need(leaf == isinstance(event, Leaf), where, f"is {kind} of node {node}", why)
        need(node not in self.valued, where, f"gives node {node} a second value", "a pass computes every value once")
        need(node not in self.past, where, f"gives node {node} its value after an operation that takes it",
             "inputs come before what is computed from them")  # fmt: skip
        self.valued.add(node)
        self.past.update(self.sources[node])

    def _contribution(self, event: Contributed, where: str) -> None:
        source, target, _ = self.graph.edges[event.edge]
        numbers = (event.upstream, event.downstream, event.total)
        need(all(number is not None for number in numbers), where, "has null for a gradient",
             "only the local gradient can be missing, where the operation is not elementwise")  # fmt: skip
        need(target in self.reached, where, f"carries a gradient from node {target}, which has none yet",
             "the backward pass starts with Seeded, and reaches a node before its inputs")  # fmt: skip
        above, below = self.graph.nodes[target].shape, self.graph.nodes[source].shape
        self._shaped(event.upstream, above, where, "the edge's target")
        for number in (event.downstream, event.total):
            self._shaped(number, below, where, "the edge's source")
        local = shape_of(event.local) if event.local is not None else ()
        fits = len(local) <= len(above) and all(
            one in (1, other) for one, other in zip(reversed(local), reversed(above), strict=False)
        )
        need(fits, where, f"has a local gradient of shape {local}", f"the edge's target has shape {above}")
        self.reached.add(source)

    @staticmethod
    def _shaped(value: Any, shape: tuple[int, ...], where: str, whose: str) -> None:
        """Refuse a value that is there and has another shape than what it belongs to."""
        have = shape if value is None else shape_of(value)
        need(have == shape, where, f"has shape {have}", f"{whose} has shape {shape}")


def check_events(graphs: Sequence[Graph], events: Sequence[Any]) -> None:
    """Let all events happen, one after the other.

    Raises:
        StoredError: if one of them cannot.
    """
    order, begun_at = Order(graphs[0]), dict[int, Order]()
    passes = len(graphs) > 1 or any(isinstance(event, (Started, Resumed)) for event in events)
    begun = not passes or not events or isinstance(events[0], Started)
    need(begun, "events[0]", "belongs to no pass", "where there are several passes, each begins with Started")
    for i, event in enumerate(events):
        if isinstance(event, Started):
            order = begun_at[i] = Order(graphs[event.graph])
        elif isinstance(event, Resumed):
            there = event.start.__class__ is int and event.start in begun_at
            need(there and events[event.start].graph == event.graph, f"events[{i}]", f"resumes {event.start!r:.20}",
                 "a pass is resumed by the place and the graph of the Started with which it began")  # fmt: skip
            order = begun_at[event.start]
        order.check(event, f"events[{i}]")


def check_memory(graphs: Sequence[Graph], events: Sequence[Any], memory: Sequence[Memory]) -> None:
    """Hold what was saved against the events.

    Raises:
        StoredError: if a moment is of no event or node, comes before the one it follows, or less than nothing is saved.
    """
    last, most, count = 0, max(len(graph.nodes) for graph in graphs), len(events)
    for i, moment in enumerate(memory):
        where = f"memory[{i}]"
        need(0 <= moment.event < count, where, f"is of event {moment.event}", f"an event's number is below {count}")
        need(0 <= moment.node < most, where, f"is of node {moment.node}", f"there are {most}, numbered from 0")
        need(moment.event >= last, where, f"is of event {moment.event} after {last}", "they are in the events' order")
        need(0 <= moment.live < 2**63, where, f"has {moment.live} bytes saved", "no less than none can be")
        last = moment.event
