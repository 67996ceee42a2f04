"""The gradient as a formula: the backward pass, recorded on the tape like any other computation."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.backward import gradients
from ..core.tensor import Tensor
from .graph import Graph
from .tape import structure, tape


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
    tensors = tape(gradient)
    graph = structure(tensors)
    nodes = list(graph.nodes)
    for place, (tensor, node) in enumerate(zip(tensors, graph.nodes, strict=True)):
        if tensor in positions and (node.is_leaf or node.name):
            nodes[place] = node._replace(name=names[positions[tensor]])
    return Graph(tuple(nodes), graph.edges)
