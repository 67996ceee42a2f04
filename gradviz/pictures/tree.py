"""The graph as the parse tree of its expression: a shared node once for each of its uses (R17)."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

from ..recording import Edge, Frame, Graph
from .views import View

MOST = 500
"""How many nodes a tree has at most."""

BEYOND_COUNTING = 10**24


def tree_size(graph: Graph) -> int:
    """How many nodes the tree would have; counted along the edges, for its paths may be beyond number.

    Example:
        >>> import gradviz as gv
        >>> tree_size(gv.record("x**2 * (3*x)", x=2).graph)
        5
    """
    return min(sum(_copies(graph)), BEYOND_COUNTING)


def _copies(graph: Graph) -> list[int]:
    """How often each node stands in the tree: as often as there are paths from it to the output."""
    copies = [0] * len(graph.nodes)
    copies[graph.output] = 1
    for edge in reversed(graph.edges):  # they stand in the order of their targets, so all uses come first
        copies[edge.source] = min(copies[edge.source] + copies[edge.target], BEYOND_COUNTING)
    return copies


@lru_cache(maxsize=32)
def tree_view(graph: Graph) -> View:
    """The view that shows a graph as a tree; each copy of a shared node has the gradient of its own path.

    Raises:
        ValueError: if the tree had more than 500 nodes.
    """
    size = tree_size(graph)
    if size > MOST:
        many = f"more than {BEYOND_COUNTING:.0e}" if size >= BEYOND_COUNTING else f"{size:,}"
        raise ValueError(
            f"as a tree this graph of {len(graph.nodes):,} nodes would have {many}, and at most {MOST} are drawn. "
            "A tree shows a node once for each path to the output, and with every shared node the paths multiply. "
            "Draw the graph itself (tree=False), or the tree of a smaller part of it."
        )
    return _Tree(graph).view()


class _Copy(NamedTuple):
    """A node of the tree: the recorded node it shows, the copy that uses it, and along which recorded edge."""

    node: int
    parent: int
    edge: int


class _Tree:
    """The copies of a graph's nodes, from the output to the leaves; the drawn tree has them in the reverse order."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        incoming = graph.incoming()
        self.copies: list[_Copy] = []
        waiting = [_Copy(graph.output, -1, -1)]
        while waiting:
            copy = waiting.pop()
            here = len(self.copies)
            self.copies.append(copy)
            waiting += [_Copy(graph.edges[edge].source, here, edge) for edge in incoming[copy.node]]
        ends = [(self._place(copy.parent), copy.edge, k) for k, copy in enumerate(self.copies) if k]
        self.order = [k for _, _, k in sorted(ends)]  # the copies by the drawn edges that leave them
        self.alone = [count == 1 for count in _copies(graph)]

    def _place(self, copy: int) -> int:
        """Where a copy stands in the drawn tree."""
        return len(self.copies) - 1 - copy

    def view(self) -> View:
        nodes = tuple(self.graph.nodes[copy.node] for copy in reversed(self.copies))
        edges = tuple(
            Edge(self._place(k), self._place(self.copies[k].parent), self.graph.edges[self.copies[k].edge].argument)
            for k in self.order
        )
        stands_for = tuple((self.copies[k].edge,) for k in self.order)
        members = tuple((copy.node,) for copy in reversed(self.copies))
        return View(Graph(nodes, edges), self.frame, members, stands_for)

    def frame(self, frame: Frame) -> Frame:
        """The frame of the tree: the values as recorded, and what flows along each path."""
        below, arrived = self._flow(frame)
        recorded = [self.copies[k].edge for k in self.order]
        return Frame(
            [frame.values[copy.node] for copy in reversed(self.copies)],
            below[::-1],
            [frame.locals[edge] for edge in recorded],
            [arrived[k] for k in self.order],
            [below[k] for k in self.order],
        )

    def _flow(self, frame: Frame) -> tuple[list[Any], list[Any]]:
        """For each copy the gradient that reaches it, and the one that its user sends down along the edge."""
        changed = self._changed(frame)
        below: list[Any] = []
        arrived: list[Any] = []
        for node, parent, edge in self.copies:
            if parent < 0:
                below.append(frame.gradients[node])
                arrived.append(None)
                continue
            up = None if self.copies[parent].node in changed else below[parent]
            down = _along(up, frame, edge, frame.values[node])
            arrived.append(up if down is not None else None)
            whole = self.alone[node] and not self.graph.nodes[node].is_leaf
            below.append(frame.gradients[node] if whole else down)
        return below, arrived

    def _changed(self, frame: Frame) -> set[int]:
        """Shared nodes whose gradient a hook replaced: it is no longer the sum of what their paths brought."""
        brought: dict[int, list[Any]] = defaultdict(list)
        for edge, down in zip(self.graph.edges, frame.downstreams, strict=True):
            if down is not None and not self.alone[edge.source]:
                brought[edge.source].append(down)
        return {node for node, downs in brought.items() if not _adds_up(downs, frame.gradients[node])}


def _along(up: Any, frame: Frame, edge: int, value: Any) -> Any:
    """What an edge carries of the gradient that arrived at one copy of its target.

    Where all of the gradient arrived at this copy, that is what was recorded; a part of it can be told only of an
    operation that is elementwise: upstream times local.
    """
    if up is None:
        return None
    if _same(up, frame.upstreams[edge]):
        return frame.downstreams[edge]
    local = frame.locals[edge]
    return None if local is None else _fit(up * local, value)


def _fit(down: Any, value: Any) -> Any:
    """A gradient in the shape of a value, added up over what broadcasting had spread."""
    have, shape = getattr(down, "shape", ()), getattr(value, "shape", ())
    if have == shape:
        return down
    extra = len(have) - len(shape)
    spread = [axis for axis, length in enumerate(shape, extra) if length == 1 and have[axis] != 1]
    total = down.sum(axis=(*range(extra), *spread)).reshape(shape)
    return total if shape else float(total)


def _adds_up(downs: list[Any], gradient: Any) -> bool:
    """Whether a gradient is the sum of what arrived, but for rounding."""
    total = sum(downs[1:], downs[0])
    if _same(total, gradient):
        return True
    if gradient is None or getattr(total, "shape", ()) != getattr(gradient, "shape", ()):
        return False
    slack = 1e-6 * sum(map(abs, downs))
    near = abs(total - gradient) <= slack
    return near if isinstance(near, bool) else bool(near.all())


def _same(a: Any, b: Any) -> bool:
    """Whether two gradients are equal, nan to nan."""
    if a is b:
        return True
    if a is None or b is None or getattr(a, "shape", ()) != getattr(b, "shape", ()):
        return False
    alike = (a == b) | ((a != a) & (b != b))
    return alike if isinstance(alike, bool) else bool(alike.all())
