"""One backward sweep whose parts can be replaced: the right rule, and every wrong one, are choices of parts.

    right: the gradient of a node is the sum, over its uses, of upstream × local; it starts with 1 at the output

A wrong rule replaces one part (the start, the slope on an edge, what is done with slope and upstream, how the uses come
together, what is reported at the end), and a pair of rules replaces two. The sweep itself is never copied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..recording import Edge, Graph
from .cases import Case

Seed = Callable[[Case], Any]
Slope = Callable[[Case, int, int], Any]
Join = Callable[[Any, Any], Any]
Merge = Callable[[Sequence[Any]], Any]
Report = Callable[[Case, int, Any, float], Any]
Asked = int | Edge
"""A node whose gradient is asked for, or an edge whose contribution is."""


def _total(contributions: Sequence[Any]) -> Any:
    total: Any = 0.0
    for contribution in contributions:
        total = total + contribution
    return total


class Parts(NamedTuple):
    """What a sweep is made of; None is the right part.

    Attributes:
        seed: (case) -> the gradient of the output to itself.
        slope: (case, node asked for, edge) -> another local gradient, or None where it is the right one.
        join: (upstream, local) -> what an edge hands back.
        merge: (contributions, the newest use first) -> the gradient of a node.
        report: (case, node asked for, its gradient, learning rate) -> the number that is answered.
    """

    seed: Seed | None = None
    slope: Slope | None = None
    join: Join | None = None
    merge: Merge | None = None
    report: Report | None = None

    def with_(self, other: Parts) -> Parts | None:
        """Both replacements in one sweep; None where they replace the same part and neither can come first.

        Two slopes go together (a rule for products and one for powers), and of two reports the second is made of
        what the first reports.
        """
        if any(a and b for a, b in ((self.seed, other.seed), (self.join, other.join), (self.merge, other.merge))):
            return None
        first, second, early, late = self.slope, other.slope, self.report, other.report
        slope, report = first or second, early or late
        if first and second:
            slope = _either(first, second)
        if early and late:
            report = _after(early, late)
        return Parts(self.seed or other.seed, slope, self.join or other.join, self.merge or other.merge, report)


def _either(first: Slope, second: Slope) -> Slope:
    def slope(case: Case, asked: int, edge: int) -> Any:
        found = first(case, asked, edge)
        return second(case, asked, edge) if found is None else found

    return slope


def _after(early: Report, late: Report) -> Report:
    return lambda case, asked, gradient, rate: late(case, asked, early(case, asked, gradient, rate), rate)


RIGHT = Parts()
"""The chain rule as it is."""


@lru_cache(maxsize=256)
def uses(graph: Graph) -> tuple[tuple[int, ...], ...]:
    """For every node its outgoing edges in the order in which a sweep meets them: newest use first."""
    found: list[list[int]] = [[] for _ in graph.nodes]
    order = sorted(range(len(graph.edges)), key=lambda e: (-graph.edges[e].target, graph.edges[e].argument))
    for edge in order:
        found[graph.edges[edge].source].append(edge)
    return tuple(map(tuple, found))


@lru_cache(maxsize=1024)
def way_back(graph: Graph, asked: int) -> tuple[int, ...]:
    """The nodes that a sweep passes before it reaches the node asked for, and that node last."""
    reached = {asked}
    for edge in graph.edges:  # in the order of their targets, so a source is complete when it is read
        if edge.source in reached:
            reached.add(edge.target)
    return tuple(sorted(reached, reverse=True))


def slopes_of(case: Case, asked: int, parts: Parts) -> Sequence[Any]:
    """The local gradient of every edge, as these parts have it; None where nothing flows or nothing is known."""
    if parts.slope is None:
        return case.locals
    found = list(case.locals)
    for node in way_back(case.graph, asked):
        for edge in uses(case.graph)[node]:
            other = parts.slope(case, asked, edge) if found[edge] is not None else None
            found[edge] = found[edge] if other is None else other
    return found


def gradients(case: Case, asked: int, parts: Parts = RIGHT) -> dict[int, Any]:
    """The gradients of the nodes on the way back to the node asked for, that node's last.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> gradients(case_of(record("y = x**2 + x**3", x=3)), 0)
        {3: 1.0, 2: 1.0, 1: 1.0, 0: 33.0}
    """
    slopes = slopes_of(case, asked, parts)
    found: dict[int, Any] = {}
    for node in way_back(case.graph, asked):
        found[node] = one_node(case, node, found, parts, slopes)
    return found


def one_node(case: Case, node: int, known: dict[int, Any], parts: Parts, slopes: Sequence[Any]) -> Any:
    """The gradient of one node from those of its uses: the only step that a sweep has.

    Args:
        case: the graph with its numbers.
        node: the node.
        known: the gradients of the nodes that use it.
        parts: what the sweep is made of.
        slopes: the local gradients of all edges.
    """
    if node == case.graph.output:
        return 1.0 if parts.seed is None else parts.seed(case)
    edges, join = case.graph.edges, parts.join
    came = []
    for edge in uses(case.graph)[node]:
        slope = slopes[edge]
        if slope is None:
            continue
        upstream = known[edges[edge].target]
        came.append(upstream * slope if join is None else join(upstream, slope))
    if len(came) == 1:
        return came[0]
    return (parts.merge if parts.merge is not None and came else _total)(came)


def answer(case: Case, asked: Asked, parts: Parts = RIGHT, rate: float = 0.1) -> Any:
    """The number that somebody gives who follows these parts.

    Args:
        case: the graph with its numbers.
        asked: the node whose gradient is asked for, or the edge whose contribution is: upstream × local.
        parts: the rule.
        rate: the learning rate of the lesson, for who reports a step instead of a gradient.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> case = case_of(record("y = x**2 + x**3", x=3))
        >>> answer(case, 0), answer(case, 0, Parts(merge=lambda came: came[0] * came[1]))
        (33.0, 162.0)
        >>> answer(case, case.graph.edges[0]), answer(case, case.graph.edges[1])  # by x**2 and by x**3
        (6.0, 27.0)
    """
    node = node_of(asked)
    found = gradients(case, node, parts)
    number = _along(case, asked, found, parts) if isinstance(asked, Edge) else found[node]
    return number if parts.report is None else parts.report(case, node, number, rate)


def node_of(asked: Asked) -> int:
    """The node that is asked about: of an edge the one whose gradient it adds to."""
    return asked.source if isinstance(asked, Edge) else asked


def _along(case: Case, edge: Edge, known: dict[int, Any], parts: Parts) -> Any:
    """What one edge hands back."""
    slope = slopes_of(case, edge.source, parts)[case.graph.edges.index(edge)]
    if slope is None:
        return 0.0
    upstream = known[edge.target]
    return upstream * slope if parts.join is None else parts.join(upstream, slope)
