"""Watching a backward sweep, and looking at what an earlier one left behind."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..core.advice.backward_checks import changed_since
from ..core.backward import Step, contribution, gradients
from ..core.hooks import REPLACED
from ..core.scalars import load_numpy, shape_of
from ..core.tensor import Tensor
from .events import Accumulated, Computed, Contributed, Event, Leaf, Replaced, Seeded
from .graph import Graph
from .history import Frame, Recording
from .tape import structure, tape


def watch(output: Tensor) -> Recording:
    """Run the backward pass from `output` aside and keep every step of it."""
    tensors = tape(output)
    positions = {id(tensor): position for position, tensor in enumerate(tensors)}
    graph = structure(tensors, positions)
    steps: list[Step] = []
    leaves = gradients(output, observer=steps.append)
    seed = steps[0][2] if steps else leaves[0][1]
    edges = edge_numbers(graph)

    def events() -> list[Event]:
        return [*forward_events(tensors, values), Seeded(graph.output, seed), *map(told, steps)]

    def told(step: Step) -> Event:
        node, argument = positions[id(step[0])], step[1]
        return Replaced(node, step[5]) if argument == REPLACED else Contributed(edges[node, argument], *step[2:])

    values = [tensor._value for tensor in tensors]  # now: a leaf may be changed in place before anybody asks
    last = Frame.empty(graph)
    last.values, last.gradients[graph.output] = values, seed
    for node, argument, upstream, local, downstream, total in steps:  # no detour over events: every tick passes here
        if argument == REPLACED:
            last.gradients[positions[id(node)]] = total
            continue
        edge = edges[positions[id(node)], argument]
        last.upstreams[edge], last.locals[edge], last.downstreams[edge] = upstream, local, downstream
        last.gradients[graph.edges[edge].source] = total
    return Recording(graph, events, last)


@lru_cache(maxsize=64)
def edge_numbers(graph: Graph) -> dict[tuple[int, int], int]:
    """The position of every edge under (target, argument)."""
    return {(target, argument): number for number, (_, target, argument) in enumerate(graph.edges)}


def forward_events(tensors: list[Tensor], values: list[Any]) -> list[Event]:
    """What the forward pass did, in tape order."""
    return [
        (Leaf if tensor._op is None else Computed)(position, value)
        for position, (tensor, value) in enumerate(zip(tensors, values, strict=True))
    ]


def look(output: Tensor) -> Recording:
    """What has happened to `output` so far, without running anything.

    The forward pass, what the last backward pass from `output` left in the nodes, and the `.grad` of the
    leaves. Gradients that were not computed stay so.
    """
    tensors = tape(output)
    graph = structure(tensors)
    events = forward_events(tensors, [tensor._value for tensor in tensors])
    if output._op is not None and output._grad is not None:
        events.append(Seeded(graph.output, raw(output._grad)))
        events += _last_pass(tensors, graph)
    for position, tensor in enumerate(tensors):
        if tensor._op is None and tensor._needs:
            events.append(Accumulated(position, raw(tensor._grad)))
    return Recording(graph, tuple(events))


def _last_pass(tensors: list[Tensor], graph: Graph) -> list[Event]:
    """The contributions of the last backward pass, worked out again from the gradients that it left."""
    totals: dict[int, Any] = {}
    events: list[Event] = []
    incoming = graph.incoming()
    for target in reversed(range(len(tensors))):
        node = tensors[target]
        if node._op is None or node._grad is None or changed_since(node) is not None:
            continue
        if target != graph.output and not _same(totals.get(target), raw(node._grad)):
            continue  # a later pass from elsewhere has been here: what it left is not of this one
        for edge in incoming[target]:
            source, _, argument = graph.edges[edge]
            if tensors[source]._needs:
                local, down = map(raw, contribution(node, argument))
                total = totals[source] = totals[source] + down if source in totals else down
                events.append(Contributed(edge, raw(node._grad), local, down, total))
    return events


def raw(gradient: Any) -> Any:
    """A gradient without the Tensor around it."""
    return gradient._value if gradient.__class__ is Tensor else gradient


def _same(total: Any, left: Any) -> bool:
    """Whether a node's contributions add up to the gradient that was left in it."""
    if total is None or shape_of(total) != shape_of(left):
        return False
    return (
        (total == left or left != left)
        if total.__class__ is float
        else bool(load_numpy().array_equal(total, left, equal_nan=True))
    )
