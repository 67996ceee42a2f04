"""Backward passes that start with an upstream gradient set by hand: at several outputs, or at one operation alone.

What an operation hands back depends on the values at its inputs, on its own slope, and on the one number that arrives
from above. So the rest of a graph can be left out: its work is done by that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.making import tensor
from ..core.saved import inputs_of
from ..core.tensor import MANY, Tensor
from .events import Contributed, Event, Seeded
from .frames import Frame
from .graph import Graph
from .history import Recording
from .replay import call
from .watching import watch


def watch_from(outputs: Sequence[Tensor], upstreams: Sequence[Any]) -> Recording:
    """One backward pass that starts at several nodes at once, each with its own upstream gradient.

    As in `gv.grad`, the pass is that of Σ upstream·output; what belongs to that sum alone is left out of the record, so
    the last of the outputs is its last node.

    Args:
        outputs: single numbers, of which none is computed from another.
        upstreams: a number for each.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(2.0, requires_grad=True, name="x")
        >>> recording = watch_from([x.clone(), x.clone()], [3, 5])
        >>> recording.gradient("x"), len(recording.graph.nodes)
        (8.0, 3)
    """
    if len(outputs) == 1:
        return watch(outputs[0], upstreams[0])
    joined = outputs[0] * upstreams[0]
    for output, upstream in zip(outputs[1:], upstreams[1:], strict=True):
        joined = joined + output * upstream
    return _first_nodes(watch(joined), len(outputs))


def _first_nodes(recording: Recording, outputs: int) -> Recording:
    """The record without the products and sums that joined the outputs: one product each, and one sum less."""
    nodes = len(recording.graph.nodes) - (2 * outputs - 1)
    edges = sum(edge.target < nodes for edge in recording.graph.edges)  # edges stand in the order of their targets
    graph = Graph(recording.graph.nodes[:nodes], recording.graph.edges[:edges])
    whole = recording.frame()
    frame = Frame(
        whole.values[:nodes], whole.gradients[:nodes], whole.locals[:edges], whole.upstreams[:edges],
        whole.downstreams[:edges],
    )  # fmt: skip
    ends = [edge.source for edge in recording.graph.edges[edges:] if edge.source < nodes]

    def events() -> list[Event]:
        before = [event for event in recording.events if getattr(event, "node", nodes) < nodes]
        seeds = [Seeded(node, whole.gradients[node]) for node in ends]
        return [*before, *seeds, *(e for e in recording.events if isinstance(e, Contributed) and e.edge < edges)]

    return Recording(graph, events, lambda: frame)


def alone(node: Tensor, upstream: Any, called: Sequence[str]) -> Recording:
    """One operation taken out of its graph: its inputs as leaves, one step forward, and one back from `upstream`.

    Args:
        node: a recorded Tensor; of a leaf there is its value and what arrives, and no step.
        upstream: the gradient that arrives at it, in its shape.
        called: the names of its inputs that are Tensors, in the order of the arguments, and last its own.

    Example:
        >>> import gradviz as gv
        >>> w, x = (gv.tensor(v, requires_grad=True) for v in (3.0, 2.0))
        >>> alone(w * x, 4.0, ["w", "x", "z"]).gradient("w")
        8.0
    """
    if node._op is None:
        return watch(tensor(node._value, bool(node._needs), name=called[-1]), upstream)
    again = repeated(node, {}).named(called[-1])
    names = iter(called)
    for leaf in inputs_of(again):
        if leaf.__class__ is Tensor:
            leaf.named(next(names))
    return watch(again, upstream)


def repeated(node: Tensor, values: dict[int, Any]) -> Tensor:
    """One operation called once more, on fresh leaves; an input used twice is one leaf.

    Args:
        node: what the operation computed.
        values: for arguments by number, another value than the input had.
    """
    leaves: dict[int, Tensor] = {}
    given: list[Any] = []
    for argument, source in enumerate(inputs_of(node)):
        if source.__class__ is not Tensor:
            given.append(source)
        elif argument in values:
            given.append(tensor(values[argument], bool(source._needs)))
        else:
            given.append(leaves.setdefault(id(source), tensor(source._value, bool(source._needs))))
    return call(node._op, given, node._b if node._needs & MANY else ())
