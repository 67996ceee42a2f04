"""One operation passed over: what arrives is handed on, and its own slope is left out, as with a forgotten ReLU.

Unlike the rules in `rules` there is one of these for every operation of a graph that has a single input, so they are
made for the graph at hand, each with the edges it leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..core.operation import OPS, Gate
from ..language import mark, say
from ..recording import Edge, Graph
from .cases import Case
from .messages import named
from .rules import SLOPE, Rule
from .sweep import Asked, Parts, uses, way_back

_PRIOR = 2
"""Less than that of any rule which is the same for all graphs: one of those that gives the number is told first."""


@dataclass(frozen=True, slots=True)
class Skip(Rule):
    """A rule that leaves out the slope of an operation, or of several of one kind.

    Attributes:
        edges: the edges whose slope it takes as 1.
        where: what the first of those operations is called in a sentence.
    """

    edges: tuple[int, ...] = ()
    where: str = ""

    def advice(self) -> str:
        """Where to look, in the language of the session."""
        return say(self.feedback, name=self.where)


def skips(case: Case, asked: Asked) -> list[Skip]:
    """The rules that leave out the slope of one operation, or of all operations of one kind, on the way to a node.

    Args:
        case: the graph with its numbers.
        asked: the node whose gradient is asked for, or the edge whose contribution is.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> from gradviz.questions.sweep import answer
        >>> case = case_of(record("L = relu(3*x)**2", x=2))  # right: 36
        >>> [(rule.key, answer(case, 0, rule.parts)) for rule in skips(case, 0)]
        [('M8 skipped', 3.0), ('M8 skipped', 12.0)]
    """
    found = []
    for edges in _passable(case.graph, asked).values():
        steep = [edge for edge in edges if case.locals[edge] not in (None, 1)]
        for group in _one_or_all(steep):
            found.append(_skip(case.graph, group, named(case, case.graph.edges[group[0]].target)))
    return found


@lru_cache(maxsize=256)
def skips_of(graph: Graph, asked: Asked) -> tuple[Skip, ...]:
    """The same before there are numbers, as the search for them needs it.

    Of several gates only that all are taken as open: who knows what one of them does knows it of the others.
    """
    kinds = _passable(graph, asked).values()
    groups = [[edges] if _is_gate(graph, edges[0]) else _one_or_all(edges) for edges in kinds]
    return tuple(_skip(graph, group) for each in groups for group in each)


def _one_or_all(edges: list[int]) -> list[list[int]]:
    return [*([edge] for edge in edges), *([edges] if len(edges) > 1 else [])]


def _passable(graph: Graph, asked: Asked) -> Mapping[str, list[int]]:
    """The edges into operations that have this one input and a slope of their own, by the operation's name."""
    kinds: dict[str, list[int]] = {}
    for edge in _on_way(graph, asked):
        target = graph.nodes[graph.edges[edge].target]
        op = OPS.get(str(target.op))
        single = target.numbers.count(None) == 1 or graph.edges[edge] == asked  # asked is one of several alone
        if op is not None and single and op.gate in (Gate.SCALER, Gate.SWAPPER, Gate.SWITCH):
            kinds.setdefault(op.name, []).append(edge)
    return kinds


def _on_way(graph: Graph, asked: Asked) -> list[int]:
    """The edges on the way back to a node, or to the end of an edge and along it."""
    if isinstance(asked, Edge):
        return [*_on_way(graph, asked.target), graph.edges.index(asked)]
    return [edge for node in way_back(graph, asked) for edge in uses(graph)[node]]


def _is_gate(graph: Graph, edge: int) -> bool:
    return OPS[str(graph.nodes[graph.edges[edge].target].op)].gate is Gate.SWITCH


def _skip(graph: Graph, edges: Sequence[int], where: str = "") -> Skip:
    def slope(_case: Case, _asked: int, edge: int) -> Any:
        return 1.0 if edge in edges else None

    kinds = ((_SKIPPED, _EVERY), (_SHUT, _ALL_SHUT))
    said = kinds[_is_gate(graph, edges[0])][len(edges) > 1]
    return Skip(*said, Parts(slope=slope), _PRIOR, tuple(edges), where)


_SKIPPED = (
    "M8", "skipped", SLOPE, mark("a slope left out"),
    mark("One operation on the way hands on what arrives, and its own slope is left out."),
    mark("Look at {name}: what arrives there is multiplied by its slope on the way to its input."),
)  # fmt: skip

_EVERY = (
    "M8", "skipped", SLOPE, mark("a slope left out"),
    mark("Every operation of one kind on the way hands on what arrives, and its own slope is left out."),
    mark("Look at {name} and the others of its kind: what arrives there is multiplied by their slopes."),
)  # fmt: skip

_SHUT = (
    "M24", "shut", SLOPE, mark("a gate taken as open"),
    mark("A gate hands on all that arrives, as if it were open."),
    mark("Look at {name}: what arrives there is multiplied by its slope, and that is not 1 here."),
)  # fmt: skip

_ALL_SHUT = (
    "M24", "shut", SLOPE, mark("gates taken as open"),
    mark("Every gate of one kind hands on all that arrives, as if it were open."),
    mark("Look at {name} and the others of its kind: what arrives at each is multiplied by its own slope."),
)  # fmt: skip
