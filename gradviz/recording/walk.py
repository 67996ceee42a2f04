"""The graph above a Tensor, as objects to walk through: its nodes and its edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.tensor import Tensor
from .graph import Graph
from .tape import taped


@dataclass(frozen=True, slots=True, eq=False)
class GraphAbove:
    """The Tensors that feed one Tensor, and how.

    Attributes:
        nodes: the Tensors in tape order, inputs before what uses them; the Tensor asked for is the last.
        edges: pairs (source, target) of those Tensors, in the order of their targets; x*x has two from x.
        graph: the same structure as plain data, with names, operations and argument numbers.
    """

    nodes: tuple[Tensor, ...]
    edges: tuple[tuple[Tensor, Tensor], ...]
    graph: Graph

    def __repr__(self) -> str:
        return f"<graph above a Tensor: {len(self.nodes)} nodes, {len(self.edges)} edges>"

    def to_networkx(self) -> Any:
        """The graph as a networkx.MultiDiGraph, for its algorithms and drawings.

        Its nodes are positions on the tape with the attributes name, op, value and tensor; its edges have the
        attribute argument. ("Multi" because x*x has two edges between the same two nodes.)

        Raises:
            ImportError: if networkx is not installed.
        """
        try:
            import networkx  # type: ignore[import-untyped,import-not-found,unused-ignore]
        except ImportError as error:
            raise ImportError(
                "to_networkx() needs the package networkx, which is not installed; gradviz itself draws without it. "
                "Install it with: pip install networkx   (or look at .nodes and .edges)."
            ) from error
        out = networkx.MultiDiGraph()
        for position, (node, tensor) in enumerate(zip(self.graph.nodes, self.nodes, strict=True)):
            out.add_node(position, name=node.name, op=node.op, value=tensor.value, tensor=tensor)
        for edge in self.graph.edges:
            out.add_edge(edge.source, edge.target, argument=edge.argument)
        return out


def get_graph_above(tensor: Tensor) -> GraphAbove:
    """Everything that a Tensor was computed from: all nodes and edges that lead to it.

    A Python number in a formula is part of its operation and no node.

    Args:
        tensor: where to look from.

    Raises:
        TypeError: if it is not a Tensor.

    Example:
        >>> import gradviz as gv
        >>> a, x, b = (gv.tensor(v, requires_grad=True) for v in (3.0, 1.0, 2.0))
        >>> above = gv.get_graph_above((a * x + b) ** 2)
        >>> len(above.nodes), len(above.edges)
        (6, 5)
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"get_graph_above() got {tensor!r:.60} ({type(tensor).__name__}), which has no history. "
            "Give it a Tensor that was computed from others."
        )
    found = taped(tensor)
    tensors, graph = found.tensors, found.graph
    edges = tuple((tensors[edge.source], tensors[edge.target]) for edge in graph.edges)
    return GraphAbove(tuple(tensors), edges, graph)
