"""What a wrong number is that was given for the contribution of one edge: upstream × local."""

from __future__ import annotations

from ..language import say
from ..recording import Edge
from .cases import Case
from .diagnosis import SLIP, UNKNOWN
from .nearness import matches
from .program import case_for, labels
from .question import Question
from .slips import slip_in
from .sweep import answer as answered
from .typed import shown
from .verdict import Verdict, key

Known = tuple[float, str, str]


def wrong(question: Question, typed: float) -> Verdict:
    """The verdict on a wrong number: one factor alone, their sum, a sign, all edges together, or another edge.

    Args:
        question: one that asks for a contribution.
        typed: a number that is not the right one.
    """
    assert question.edge is not None, "it was checked when the question was made"
    case, edge = case_for(question), Edge(*question.edge)
    for number, rule, words in (*_of_this_edge(case, edge, typed), *_of_others(case, edge, typed)):
        if matches(typed, number):
            return Verdict(False, 0.0, words, rule, edge=edge, node=edge.target)
    words = say("{typed} is not it. Work out what arrives at {target}, and multiply by the local gradient of the edge.",
                typed=shown(typed), target=labels(case.graph)[edge.target])  # fmt: skip
    return Verdict(False, 0.0, words, SLIP if slip_in(typed, key(question)) else UNKNOWN, edge=edge, node=edge.target)


def _of_this_edge(case: Case, edge: Edge, typed: float) -> list[Known]:
    """One factor alone, the other sign, all edges together, the sum of the factors: the number, the rule, the words."""
    called = labels(case.graph)
    names = {"source": called[edge.source], "target": called[edge.target], "typed": shown(typed)}
    local, upstream = _factors(case, edge)
    return [
        (local, "M5",
         say("{typed} is the local gradient of this edge alone. Multiply it by what arrives at {target}.", **names)),
        (upstream, UNKNOWN,
         say("{typed} is what arrives at {target}. Multiply it by the local gradient of the edge.", **names)),
        (-upstream * local, "M13",
         say("{typed} has the other sign. Look at the signs of what arrives and of the local gradient.", **names)),
        (float(answered(case, edge.source)), UNKNOWN,
         say("{typed} is the whole gradient of {source}. Asked is what comes along this one edge.", **names)),
        (upstream + local, "M4",
         say("{typed} is upstream plus local. Along an edge the two are multiplied.", **names)),
    ]  # fmt: skip


def _of_others(case: Case, edge: Edge, typed: float) -> list[Known]:
    """What goes along the other edges."""
    called, found = labels(case.graph), []
    for other, local in zip(case.graph.edges, case.locals, strict=True):
        if local is not None and other != edge:
            upstream, words = float(answered(case, other.target)), say(
                "{typed} goes along the edge from {one} to {two}. Asked is the one from {source} to {target}.",
                typed=shown(typed), one=called[other.source], two=called[other.target],
                source=called[edge.source], target=called[edge.target],
            )  # fmt: skip
            found.append((upstream * float(local), UNKNOWN, words))
    return found


def _factors(case: Case, edge: Edge) -> tuple[float, float]:
    """The local gradient of an edge, and what arrives at its end."""
    local = case.locals[case.graph.edges.index(edge)]
    assert local is not None, "nothing flows along it: the question was refused"
    return float(local), float(answered(case, edge.target))
