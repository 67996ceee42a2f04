"""Watching a backward sweep, and looking at what an earlier one left behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from ..core.advice.backward_checks import changed_since, seed_for
from ..core.backward import contribution, sweep
from ..core.extras import ever
from ..core.hooks import REPLACED
from ..core.scalars import load_numpy, shape_of
from ..core.tensor import Tensor
from .events import Accumulated, Computed, Contributed, Event, Leaf, Replaced, Seeded
from .frames import Frame
from .graph import Graph
from .history import Recording
from .tape import taped


def watch(output: Tensor, gradient: Any = None) -> Recording:
    """Run the backward pass from `output` aside and keep every step of it.

    Args:
        output: where the pass starts.
        gradient: the upstream gradient that it starts with, as in `backward`; None for the 1 of a single number.
    """
    steps: list[Any] = []
    seed = seed_for(output, gradient, False)
    visited = sweep(output, seed, keep=True, aside=True, observer=steps.extend)
    visited.put_back()
    tensors, positions, _ = found = taped(output, visited)
    graph = found.graph
    values = [tensor._value for tensor in tensors]  # now: a leaf may be changed in place before anybody asks

    def events() -> list[Event]:
        return [*forward_events(graph, values), Seeded(graph.output, seed), *told(graph, positions, steps)]

    return Recording(graph, events, lambda: _last_frame(graph, values, seed, positions, steps))


def _last_frame(graph: Graph, values: list[Any], seed: Any, positions: dict[Tensor, int], steps: list[Any]) -> Frame:
    """How things stand after a sweep: no detour over events, for every tick of a slider passes here."""
    order = walked_edges(graph)
    frame = Frame.empty(graph)
    frame.values, frame.gradients[graph.output] = values[:], seed
    _, arguments, *carried = columns(steps)
    if ever.hooked or len(order) != len(arguments):  # a hook has replaced a gradient, or an edge has carried none
        return frame.apply(graph, told(graph, positions, steps))
    edges, gradients = graph.edges, frame.gradients
    locals_, upstreams, downstreams = frame.locals, frame.upstreams, frame.downstreams
    for edge, upstream, local, downstream, total in zip(order, *carried, strict=True):
        upstreams[edge] = upstream
        locals_[edge] = local
        downstreams[edge] = downstream
        gradients[edges[edge][0]] = total
    return frame


def columns(steps: list[Any]) -> list[list[Any]]:
    """Nodes, argument numbers, upstreams, locals, downstreams, totals: the steps of a sweep, told into one flat list.

    A thousand tuples that stay set off Python's search for garbage, which takes as long as the telling.
    """
    return [steps[place::STEP] for place in range(STEP)]


STEP = 6
"""How many entries of the flat list a step has."""


def told(graph: Graph, positions: Mapping[Tensor, int] | Sequence[int], steps: list[Any]) -> list[Event]:
    """The steps of a sweep, in one flat list, as events; `positions` says where the nodes in it are."""
    order = walked_edges(graph)
    nodes, arguments, *carried = columns(steps)
    if len(order) == len(nodes) and not ever.hooked:
        return events_of(repeat(Contributed), zip(order, *carried, strict=True))
    numbers = edge_numbers(graph)
    found: list[Event] = []
    for node, argument, upstream, local, down, total in zip(nodes, arguments, *carried, strict=True):
        place = positions[node]
        if argument == REPLACED:
            found.append(Replaced(place, total))
        else:
            found.append(Contributed(numbers[place, argument], upstream, local, down, total))
    return found


def events_of(kinds: Iterable[Any], rows: Iterable[tuple[Any, ...]]) -> list[Event]:
    """Events of these kinds: what a NamedTuple's own constructor calls, at a third of the cost."""
    make: Any = tuple.__new__
    return list(map(make, kinds, rows))


@lru_cache(maxsize=64)
def walked_edges(graph: Graph) -> tuple[int, ...]:
    """The edges in the order in which a sweep walks them: newest target first, arguments in order."""
    nodes, edges = graph
    most = max((edge.argument for edge in edges), default=0) + 1
    keys = [argument - target * most for _, target, argument in edges]
    numbers = sorted(range(len(edges)), key=keys.__getitem__)
    return tuple(number for number in numbers if nodes[edges[number].source].needs_gradient)


@lru_cache(maxsize=64)
def edge_numbers(graph: Graph) -> dict[tuple[int, int], int]:
    """The position of every edge under (target, argument)."""
    return {(target, argument): number for number, (_, target, argument) in enumerate(graph.edges)}


def forward_events(graph: Graph, values: list[Any]) -> list[Event]:
    """What the forward pass did, in tape order."""
    return events_of(_kinds(graph), enumerate(values))


@lru_cache(maxsize=64)
def _kinds(graph: Graph) -> tuple[Any, ...]:
    """What the forward pass tells of each node."""
    return tuple(Leaf if node.is_leaf else Computed for node in graph.nodes)


def look(output: Tensor) -> Recording:
    """What has happened to `output` so far, without running anything.

    The forward pass, what the last backward pass from `output` left in the nodes, and the `.grad` of the
    leaves. Gradients that were not computed stay so.
    """
    found = taped(output)
    tensors, graph = found.tensors, found.graph
    events = forward_events(graph, [tensor._value for tensor in tensors])
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
