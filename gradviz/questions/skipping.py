"""One operation passed over: what arrives is handed on, and its own slope is left out, as with a forgotten ReLU.

Unlike the rules in `rules` there is one of these for every operation of a graph that has a single input, so they are
made for the graph at hand, each with the edge it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.operation import OPS, Gate
from ..language import mark, say
from .cases import Case
from .messages import named
from .rules import SLOPE, Rule
from .sweep import Parts, uses, way_back

_PRIOR = 2
"""Less than that of any rule which is the same for all graphs: one of those that gives the number is told first."""


@dataclass(frozen=True, slots=True)
class Skip(Rule):
    """A rule that leaves out the slope of an operation.

    Attributes:
        where: what that operation is called in a sentence.
    """

    where: str = ""

    def advice(self) -> str:
        """Where to look, in the language of the session."""
        return say(self.feedback, name=self.where)


def skips(case: Case, asked: int) -> list[Skip]:
    """The rules that leave out the slope of one operation, or of all operations of one kind, on the way to a node.

    Args:
        case: the graph with its numbers.
        asked: the node whose gradient is asked for.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> from gradviz.questions.sweep import answer
        >>> case = case_of(record("L = relu(3*x)**2", x=2))  # right: 36
        >>> [(rule.key, answer(case, 0, rule.parts)) for rule in skips(case, 0)]
        [('M8 skipped', 3.0), ('M8 skipped', 12.0)]
    """
    kinds: dict[str, list[int]] = {}
    for node in way_back(case.graph, asked):
        for edge in uses(case.graph)[node]:
            if name := _left_out(case, edge):
                kinds.setdefault(name, []).append(edge)
    rules = []
    for edges in kinds.values():
        groups = [[edge] for edge in edges] + [edges] * (len(edges) > 1)
        rules += [_skip(case, group) for group in groups]
    return rules


def _left_out(case: Case, edge: int) -> str:
    """The operation that an edge leads into, where it has this one input and a slope that is not 1 anyway; else ""."""
    node, local = case.graph.nodes[case.graph.edges[edge].target], case.locals[edge]
    op = OPS.get(str(node.op))
    if op is None or op.gate not in (Gate.SCALER, Gate.SWAPPER, Gate.SWITCH) or node.numbers.count(None) != 1:
        return ""
    return "" if local is None or local == 1 else op.name


def _skip(case: Case, edges: list[int]) -> Skip:
    def slope(_case: Case, _asked: int, edge: int) -> Any:
        return 1.0 if edge in edges else None

    node = case.graph.edges[edges[0]].target
    is_switch = OPS[str(case.graph.nodes[node].op)].gate is Gate.SWITCH
    said = _SHUT if is_switch else _SKIPPED if len(edges) == 1 else _EVERY
    return Skip(*said, Parts(slope=slope), _PRIOR, named(case, node))


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
