"""The gradient as a formula: the backward pass, recorded on the tape like any other computation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core import FUNCTIONS, tensor
from ..core.advice.anomaly import unsaid
from ..core.backward import gradients
from ..core.grad_mode import aside, enable_grad
from ..core.scalars import shape_of
from ..core.tensor import Tensor
from .declared import forward_rule, read_option
from .frames import Frame
from .graph import Graph
from .tape import tape, taped

MOST_NODES = 300
"""The gradient of a larger graph is not written: nobody would read it."""


def gradient_graphs(output: Tensor, names: Sequence[str]) -> dict[int, Graph | float]:
    """For the position of every leaf, the graph that computes its gradient, or a number where it is constant.

    The partials of the operations are run on Tensors instead of raw numbers, so their products and sums
    become a graph whose last node is ∂output/∂leaf. No `.grad` changes.

    Args:
        output: the result to differentiate.
        names: what every node of its tape is called; leaves and named nodes are called the same in the
            formulas of the gradients.
    """
    positions = {tensor: position for position, tensor in enumerate(tape(output))}
    found: dict[int, Graph | float] = {}
    for leaf, gradient in gradients(output, graph=True):
        known = isinstance(gradient, Tensor)
        found[positions[leaf]] = _named(gradient, positions, names) if known else gradient
    return found


def _named(gradient: Tensor, positions: dict[Tensor, int], names: Sequence[str]) -> Graph:
    """The graph of a gradient, in which what stood on the tape before is called as it was there."""
    found = taped(gradient)
    tensors, graph = found.tensors, found.graph
    nodes = list(graph.nodes)
    for place, (made, node) in enumerate(zip(tensors, graph.nodes, strict=True)):
        if made in positions and (node.is_leaf or node.name):
            nodes[place] = node._replace(name=names[positions[made]])
    return Graph(tuple(nodes), graph.edges)


def gradient_formulas(graph: Graph, frame: Frame, names: Sequence[str]) -> dict[int, Graph | float]:
    """The same from a record alone, whose Tensors may be long gone: the computation is run once more, aside.

    Nothing is found where that cannot be done: with arrays, with values that were not recorded, with operations that
    are not in the table or refuse what they are given, and where a value comes out differently (a student's own
    operation may have the name of a declared one).
    """
    if len(graph.nodes) > MOST_NODES or not all(node.is_leaf or forward_rule(node) for node in graph.nodes):
        return {}
    if any(value is None or shape_of(value) for value in frame.values):
        return {}
    with aside(), enable_grad(), unsaid():
        try:
            output = _again(graph, frame)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            return {}
        return gradient_graphs(output, names) if output is not None and output.requires_grad else {}


def _again(graph: Graph, frame: Frame) -> Tensor | None:
    """The output, computed once more from the values of the leaves; None if a value is not what was recorded."""
    incoming, made = graph.incoming(), list[Tensor]()
    for position, node in enumerate(graph.nodes):
        value = frame.values[position]
        if node.is_leaf:
            made.append(tensor(value, node.needs_gradient))
            continue
        inputs = iter([made[graph.edges[edge].source] for edge in incoming[position]])
        given: list[Any] = [next(inputs) if number is None else number for number in node.numbers]
        try:
            again = FUNCTIONS[str(node.op)](*given, **{option: read_option(text) for option, text in node.options})
        except (TypeError, ValueError):  # recorded of PyTorch, with kinds of numbers that only it has
            return None
        if again._value != value and (again._value == again._value or value == value):
            return None
        made.append(again.named(node.name) if node.name else again)
    return made[-1]
