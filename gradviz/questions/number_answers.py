"""Grading answers that are numbers, options that show numbers, and signs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..language import say
from ..recording import Edge
from . import contributions, picking
from .cases import Case
from .diagnosis import RIGHT, SLIP, UNKNOWN, Diagnosis, asked_in, diagnose_case
from .forward import gone_wrong
from .messages import right as _gradient_right
from .messages import slip as slipped
from .nearness import matches
from .program import alone, case_for
from .question import Question
from .slips import slip_in
from .sweep import answer as answered
from .sweep import uses, way_back
from .typed import AnswerError, read_number, shown
from .verdict import Verdict, key


def number(question: Question, answer: Any, history: list[Any]) -> Verdict:
    """A number: right, or diagnosed by what was asked for."""
    typed, right = read_number(answer), key(question)
    if matches(typed, right, question.rtol, question.atol):
        found = Diagnosis(RIGHT, (RIGHT,), _right(question, typed), answer=typed)
        return Verdict(True, 1.0, found.message, RIGHT, found)
    if question.asks == "gradient" and question.generated:
        case = case_for(question)
        asked = asked_in(case, question.wrt)
        found = diagnose_case(case, asked, typed, history=history, rate=question.rate)
        if found.correct:  # it is near, and this question wants more digits
            return Verdict(False, 0.0, say("{typed} is near. Give more digits.", typed=shown(typed)), SLIP)
        return _diagnosed(found)
    if question.asks == "local":
        return _local(question, typed, history)
    if question.asks == "contribution":
        return contributions.wrong(question, typed, history)
    if question.asks == "value":
        return _value(question, typed)
    for known in question.options:  # the wrong numbers that an item written by hand knows of
        if matches(typed, read_number(known.text)):
            return Verdict(False, 0.0, known.feedback, known.rule or UNKNOWN)
    slip = slip_in(typed, right)
    words = say("{typed} is near: a slip? Try again.") if slip else say("{typed} is not it. Look again, and try again.")
    return Verdict(False, 0.0, words.format(typed=shown(typed)), SLIP if slip else UNKNOWN)


def _right(question: Question, typed: float) -> str:
    if question.asks == "gradient" and question.generated:
        case = case_for(question)
        return _gradient_right(typed, case, asked_in(case, question.wrt))
    return say("{typed} is right.", typed=shown(typed))


def _diagnosed(found: Diagnosis) -> Verdict:
    good = found.correct
    return Verdict(good, float(good), found.message, found.rule, found, edge=found.edge, node=found.node)


def _local(question: Question, typed: float, history: list[Any]) -> Verdict:
    """A local gradient: the rules of one operation alone, and the whole for the part."""
    case = case_for(question)
    edge = case.graph.edges.index(Edge(*question.edge or (0, 0, 0)))
    source, target, _ = lit = case.graph.edges[edge]
    small, asked = alone(case, edge)
    found = diagnose_case(small, asked, typed, history=history)
    words, upstream = {"typed": shown(typed), "source": picking.called(case, source)}, float(answered(case, target))
    if matches(typed, upstream * float(case.locals[edge])):
        text = say("{typed} is upstream times local. Asked is the local gradient alone.", **words)
    elif matches(typed, float(answered(case, source))):
        text = say("{typed} is the whole gradient of {source}. Asked is the local gradient of one edge.", **words)
    else:
        return replace(_diagnosed(found), edge=lit, node=target)
    rules = found.rules if isinstance(found.rule, str) and found.rule != RIGHT else ()
    found = replace(found, rule=UNKNOWN, rules=rules, message=text, sure=False)  # a rule may give it by chance
    return replace(_diagnosed(found), edge=lit, node=target)


def _value(question: Question, typed: float) -> Verdict:
    """A value of the forward pass."""
    case = case_for(question)
    node = case.position(question.wrt)
    if matches(typed, float(answered(case, node))):
        return Verdict(False, 0.0, say("{typed} is the gradient there. Asked is the value, from the forward pass.",
                                       typed=shown(typed)), "M11", node=node)  # fmt: skip
    others = [i for i, value in enumerate(case.values) if i != node and matches(typed, float(value))]
    if others:
        name = picking.called(case, others[-1])
        words = say("{typed} is the value of {name}. Go one step at a time, from the inputs.",
                    typed=shown(typed), name=name)  # fmt: skip
        return Verdict(False, 0.0, words, UNKNOWN, node=others[-1])
    if wrong := gone_wrong(case, node, typed):
        return Verdict(False, 0.0, wrong.words, wrong.rule or UNKNOWN, node=wrong.node)
    if slip := slip_in(typed, float(case.values[node])):
        return Verdict(False, 0.0, slipped(typed, slip), SLIP, node=node)
    words = say("{typed} is not the value. Compute what goes into it first, then its operation.", typed=shown(typed))
    return Verdict(False, 0.0, words, UNKNOWN, node=node)


def choice(question: Question, answer: Any, history: list[Any]) -> Verdict:
    """One option: by its own feedback, or, where it shows a number, diagnosed as if that had been typed."""
    chosen = question.options[picking.place_of(question.options, answer)]
    if not question.generated:
        good = chosen.right is True
        words = chosen.feedback or (say("That is right.") if good else say("That is not it. Look again."))
        return Verdict(good, float(good), words, chosen.rule or (RIGHT if good else UNKNOWN))
    typed, right = read_number(chosen.text), key(question)
    if chosen.text == shown(right):
        return _diagnosed(Diagnosis(RIGHT, (RIGHT,), _right(question, typed), answer=typed))
    case = case_for(question)
    return _diagnosed(diagnose_case(case, asked_in(case, question.wrt), typed, history=history, rate=question.rate))


def sign(question: Question, answer: Any, history: list[Any]) -> Verdict:
    """The direction in which the output goes."""
    words = {"+": 1, "up": 1, "-": -1, "−": -1, "down": -1, "0": 0, "neither": 0}
    given = str(answer).strip().lower() if isinstance(answer, (str, int)) else ""
    if given not in words:
        raise AnswerError(say("Answer with up, down or neither (or with +, − or 0)."))
    right = key(question)
    typed = words[given]
    if typed == (right > 0) - (right < 0):
        return Verdict(True, 1.0, _sign_right(right), RIGHT)
    case = case_for(question)
    guess = diagnose_case(case, asked_in(case, question.wrt), -right, history=history, rate=question.rate)
    turned = typed == -((right > 0) - (right < 0))
    if turned and isinstance(guess.rule, str) and guess.rule.startswith("M"):
        return replace(
            _diagnosed(guess),
            correct=False,
            diagnosis=None,
            message=_other_way(case, asked_in(case, question.wrt)),
        )
    return Verdict(
        False, 0.0, say("Nudge it a little and watch the output: the gradient tells which way it goes."), UNKNOWN
    )


def _other_way(case: Case, asked: int) -> str:
    """Where to look: signs are counted along one way, and over several ways shares are added, whatever their signs."""
    if any(len(uses(case.graph)[node]) > 1 for node in way_back(case.graph, asked)):
        return say("The other way. Several ways lead to the output: work out what each brings, and add it up.")
    return say("The other way. A minus sign on the way turns the direction, and so does a negative factor: count them.")


def _sign_right(gradient: float) -> str:
    if not gradient:
        return say("Right: the gradient is 0, so a little push moves nothing.")
    number = shown(gradient)
    if gradient < 0:
        return say("Right: the gradient is {number}, so the output goes down when this goes up.", number=number)
    return say("Right: the gradient is {number}, so the output goes up with this.", number=number)


def sign_text(number: float) -> str:
    """The sign of a number, as it is written."""
    return "+" if number > 0 else "−" if number < 0 else "0"
