"""Where a wrong rule first leaves the right way: the edge to light, and the node it belongs to."""

from __future__ import annotations

from typing import NamedTuple

from ..recording import Edge
from .cases import Case
from .rules import EDGE, MERGE, REPORT, SEED, SLOPE, Rule
from .sweep import slopes_of, uses, way_back


class Blame(NamedTuple):
    """What a picture lights.

    Attributes:
        node: the node where the rule goes wrong.
        edge: the edge to look at; None where there is none, as for the gradient of the output itself.
    """

    node: int
    edge: Edge | None


def blame(case: Case, asked: int, rule: Rule) -> Blame:
    """Where a rule first leaves the right way, going back from the output.

    Of a merge it is an edge whose share is lost or spoiled; of the whole way the last edge before the answer.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> from gradviz.questions.rules import BY_KEY
        >>> case = case_of(record("L = (w*x - t)**2", w=3, x=2, t=5))
        >>> blame(case, case.position("w"), BY_KEY["M6"])
        Blame(node=3, edge=Edge(source=0, target=3, argument=0))
    """
    edges, way = case.graph.edges, way_back(case.graph, asked)
    if rule.place == SEED:
        into = next((e for node in way for e in uses(case.graph)[node] if edges[e].target == case.graph.output), None)
        return Blame(case.graph.output, None if into is None else edges[into])
    if rule.place == SLOPE:
        spoiled = _first_slope(case, asked, rule)
        if spoiled is not None:
            return Blame(edges[spoiled].target, edges[spoiled])
    if rule.place == MERGE:
        for node in way:
            if len(came := uses(case.graph)[node]) > 1:
                return Blame(node, edges[came[0] if rule.key != "M1 first" else came[-1]])
    assert rule.place in (EDGE, REPORT, SLOPE, MERGE)
    came = uses(case.graph)[asked]
    return Blame(asked, edges[came[0]] if came else None)


def blame_step(case: Case, node: int, rule: Rule) -> Blame:
    """Where a rule leaves the right way if this one step alone was done by it: an edge of the node itself.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> from gradviz.questions.rules import BY_KEY
        >>> case = case_of(record("u = x*y; f = u*k", x=2, y=6, k=4))
        >>> blame_step(case, case.position("y"), BY_KEY["M6"]).edge, blame(case, case.position("y"), BY_KEY["M6"]).edge
        (Edge(source=1, target=3, argument=1), Edge(source=3, target=4, argument=0))
    """
    edges, slopes = case.graph.edges, slopes_of(case, node, rule.parts)
    spoiled = next((e for e in uses(case.graph)[node] if slopes[e] != case.locals[e]), None)
    return blame(case, node, rule) if spoiled is None else Blame(edges[spoiled].target, edges[spoiled])


def _first_slope(case: Case, asked: int, rule: Rule) -> int | None:
    """The first edge on the way back whose slope the rule changes."""
    slopes = slopes_of(case, asked, rule.parts)
    on_way = [e for node in way_back(case.graph, asked) for e in uses(case.graph)[node]]
    on_way.sort(key=lambda e: -case.graph.edges[e].target)
    return next((e for e in on_way if slopes[e] != case.locals[e]), None)
