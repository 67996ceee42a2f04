"""What a wrong number is that was given for the contribution of one edge: upstream × local."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..language import say
from ..recording import Edge
from . import messages
from .blame import blame
from .cases import Case
from .diagnosis import SLIP, UNKNOWN, Diagnosis, Found, rules_before, rules_giving
from .nearness import matches
from .nudge import Proof, prove, pushed_along
from .program import case_for, labels
from .question import Question
from .rules import BY_KEY, EDGE, REPORT, Rule
from .skipping import Skip
from .slips import slip_in
from .sweep import answer as answered
from .sweep import slopes_of
from .typed import shown
from .verdict import Verdict, key
from .wrong import pairs_giving

Known = tuple[float, Rule | None, str]


def wrong(question: Question, typed: float, history: Iterable[Any] = ()) -> Verdict:
    """The verdict on a wrong number: one factor alone, a wrong rule, another edge, a slip, or two rules at once.

    Args:
        question: one that asks for a contribution.
        typed: a number that is not the right one.
        history: earlier diagnoses of the same learner, or their rules.
    """
    assert question.edge is not None, "it was checked when the question was made"
    case, edge, before = case_for(question), Edge(*question.edge), rules_before(history)
    rules = rules_giving(case, edge, typed, question.rate, before)
    known = _of_this_edge(case, edge, typed, rules)
    if first := next(((rule, words) for number, rule, words in known if matches(typed, number)), None):
        found = _known(edge, typed, *first, rules, before)
    elif rules:
        names, sure = _names(rules), rules[0].id in before
        words = messages.rule(typed, rules, sure=sure)
        found = Diagnosis(names[0], names, words, *_lit(case, edge, rules[0]), sure=sure, answer=typed)
    else:
        found = _by_no_rule(question, case, edge, typed, before)
    return _verdict(replace(found, proof=_proof(case, edge, typed, key(question))))


def _known(
    edge: Edge, typed: float, rule: Rule | None, words: str, rules: Sequence[Rule], before: list[Found]
) -> Diagnosis:
    """What is said of the edge itself; the whole gradient counts for no rule, though a rule may give it by chance."""
    if rule is None:
        return Diagnosis(UNKNOWN, _names(rules), words, edge, edge.target, answer=typed)
    sure = rule.id in before
    words = messages.rule(typed, [rule], sure=True) if sure else words
    return Diagnosis(rule.id, _names([rule, *rules]), words, edge, edge.target, sure=sure, answer=typed)


def _names(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.id for rule in rules))


def _proof(case: Case, edge: Edge, typed: float, right: float) -> Proof | None:
    """A push that goes along this edge alone."""
    called, run = labels(case.graph), pushed_along(case, edge)
    return None if run is None else prove(called[edge.source], run, typed, right, called[edge.target])


def _by_no_rule(question: Question, case: Case, edge: Edge, typed: float, before: list[Found]) -> Diagnosis:
    """What goes along another edge, a slip, what two rules give at once; else what to do."""
    for number, words in _of_others(case, edge, typed):
        if matches(typed, number):
            return Diagnosis(UNKNOWN, (), words, edge, edge.target, answer=typed)
    slip = slip_in(typed, key(question))
    if not slip and (pairs := pairs_giving(case, edge, typed, question.rate)):
        both = tuple(dict.fromkeys((one.id, two.id) for one, two in pairs))
        sure = both[0] in before
        words = messages.pair(typed, *pairs[0], sure=sure)
        return Diagnosis(both[0], both, words, *_lit(case, edge, pairs[0][0]), sure=sure, answer=typed)
    if slip:
        return Diagnosis(SLIP, (), messages.slip(typed, slip), edge, edge.target, answer=typed)
    words = say("{typed} is not it. Work out what arrives at {target}, and multiply by the local gradient of the edge.",
                typed=shown(typed), target=labels(case.graph)[edge.target])  # fmt: skip
    return Diagnosis(UNKNOWN, (), words, edge, edge.target, answer=typed)


def _verdict(found: Diagnosis) -> Verdict:
    return Verdict(False, 0.0, found.message, found.rule, found, edge=found.edge, node=found.node)


def _lit(case: Case, edge: Edge, rule: Rule) -> tuple[Edge | None, int]:
    """The edge and the node to look at: the edge itself, or where the rule spoils what arrives at its end."""
    at = case.graph.edges.index(edge)
    here = rule.place in (EDGE, REPORT) or slopes_of(case, edge.source, rule.parts)[at] != case.locals[at]
    found = blame(case, edge.target, rule)
    return (edge, edge.target) if here else (found.edge, found.node)


def _of_this_edge(case: Case, edge: Edge, typed: float, rules: Sequence[Rule]) -> list[Known]:
    """One factor alone, the other sign, all edges together, the sum of the factors: the number, the rule, the words."""
    called = labels(case.graph)
    names = {"source": called[edge.source], "target": called[edge.target], "typed": shown(typed)}
    local, upstream = _factors(case, edge)
    left_out = next((rule for rule in rules if isinstance(rule, Skip)), None)
    known = [
        (local, BY_KEY["M5"],
         say("{typed} is the local gradient of this edge alone. Multiply it by what arrives at {target}.", **names)),
        (upstream, left_out,
         say("{typed} is what arrives at {target}. Multiply it by the local gradient of the edge.", **names)),
        (-upstream * local, BY_KEY["M13"],
         say("{typed} has the other sign. Look at the signs of what arrives and of the local gradient.", **names)),
        (float(answered(case, edge.source)), None,
         say("{typed} is the whole gradient of {source}. Asked is what comes along this one edge.", **names)),
        (upstream + local, BY_KEY["M4"],
         say("{typed} is upstream plus local. Along an edge the two are multiplied.", **names)),
    ]  # fmt: skip
    return known[:-1] if 1.0 in (upstream, local) else known  # with a 1 the sum is one off, as a slip is


def _of_others(case: Case, edge: Edge, typed: float) -> list[tuple[float, str]]:
    """What goes along the other edges."""
    called, found = labels(case.graph), []
    for other, local in zip(case.graph.edges, case.locals, strict=True):
        if local is not None and other != edge:
            upstream, words = float(answered(case, other.target)), say(
                "{typed} goes along the edge from {one} to {two}. Asked is the one from {source} to {target}.",
                typed=shown(typed), one=called[other.source], two=called[other.target],
                source=called[edge.source], target=called[edge.target],
            )  # fmt: skip
            found.append((upstream * float(local), words))
    return found


def _factors(case: Case, edge: Edge) -> tuple[float, float]:
    """The local gradient of an edge, and what arrives at its end."""
    local = case.locals[case.graph.edges.index(edge)]
    assert local is not None, "nothing flows along it: the question was refused"
    return float(local), float(answered(case, edge.target))
