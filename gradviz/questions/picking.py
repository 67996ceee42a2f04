"""Answers that are picked: several options, an order of steps, a node or an edge of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..language import say
from ..recording import Edge
from .cases import Case
from .making import waits_for
from .program import case_for, labels
from .question import Option, Question
from .sweep import uses
from .typed import LONGEST, AnswerError


class Picked(NamedTuple):
    """The first fields of a verdict."""

    correct: bool
    score: float
    message: str
    rule: str = ""
    diagnosis: None = None
    marks: None = None
    edge: Edge | None = None
    node: int | None = None


def called(case: Case, node: int) -> str:
    """What a node is called among the options."""
    return labels(case.graph)[node]


def place_of(options: Sequence[Option], answer: Any) -> int:
    """The place of an option that was given by its place, from 0, or by its text.

    Raises:
        AnswerError: if there is no such option.
    """
    if answer is None:
        raise AnswerError(say("Choose from the answers first."))
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(options):
        return answer
    for place, option in enumerate(options):
        if answer == option.text:
            return place
    given = str(answer)[:LONGEST]
    raise AnswerError(say("{given} is none of the answers. Choose one of them.", given=given or "–"))


def _places(question: Question, answer: Any) -> list[int]:
    if isinstance(answer, (str, int)) or answer is None or not isinstance(answer, Sequence):
        raise AnswerError(say("Choose from the answers first."))
    return [place_of(question.options, one) for one in answer]


# -- several choices -------------------------------------------------------------------------------------


def _right_choices(question: Question) -> set[int]:
    if not question.generated:
        return {place for place, option in enumerate(question.options) if option.right}
    case = case_for(question)
    wanted = {called(case, node) for node in waits_for(case, case.position(question.wrt))}
    return {place for place, option in enumerate(question.options) if option.text in wanted}


def choices(question: Question, answer: Any) -> Picked:
    """Several options, each right or wrong on its own; a share for each that is judged right."""
    chosen, right = set(_places(question, answer)), _right_choices(question)
    wrong, missed = sorted(chosen - right), right - chosen
    score = 1 - (len(wrong) + len(missed)) / len(question.options)
    if not wrong and not missed:
        return Picked(True, 1.0, say("That is right."), "right")
    option = question.options[wrong[0]] if wrong else None
    if option is not None and option.feedback:
        return Picked(False, score, option.feedback, option.rule)
    if question.generated:
        rule = "M19" if missed else "unknown"
        words = say("A gradient is complete when every node that uses the value has reported: follow its arrows.")
        return Picked(False, score, words, rule)
    words = say("Not all of it: {wrong} too many, {missed} left out.", wrong=len(wrong), missed=len(missed))
    return Picked(False, score, words, "unknown" if option is None else option.rule or "unknown")


# -- an order --------------------------------------------------------------------------------------------


def order(question: Question, answer: Any) -> Picked:
    """The steps in an order: any that keeps what must come before what."""
    places = _places(question, answer)
    if sorted(places) != list(range(len(question.options))):
        raise AnswerError(say("Put every step into the order, each once."))
    texts = [question.options[place].text for place in places]
    if not question.generated:  # an item written by hand holds its steps in the right order
        good = places == sorted(places)
        wrong = next((k for k, place in enumerate(places) if place != k), 0)
        late = question.options[wrong]  # what should stand there, and comes later
        said = say("{step} comes too late. {why}", step=late.text, why=late.feedback) if late.feedback else ""
        said = said or say("Step {number} is not yet right.", number=wrong + 1)
        rule = late.rule
        return Picked(
            good, float(good), say("That order is right.") if good else said, "right" if good else rule or "unknown"
        )
    case = case_for(question)
    broken = _broken(question, case, texts)
    if broken is None:
        return Picked(True, 1.0, say("That order is right: nothing comes before what it waits for."), "right")
    first, second, edge = broken
    words = say("{first} comes before {second}, and waits for it.", first=first, second=second)
    rule = "M19" if question.asks == "backward" else "unknown"
    return Picked(False, 0.0, words, rule, None, None, edge, edge.source)


def _broken(question: Question, case: Case, texts: list[str]) -> tuple[str, str, Edge] | None:
    """The first two steps of which the earlier one waits for the later."""
    names, at = labels(case.graph), {text: place for place, text in enumerate(texts)}
    for edge in case.graph.edges:
        source, target = names[edge.source], names[edge.target]
        if source not in at:
            continue
        early, late = (target, source) if question.asks == "backward" else (source, target)
        if at[early] > at[late]:
            return late, early, edge
    return None


# -- a node or an edge -----------------------------------------------------------------------------------


def _right_picks(question: Question, case: Case) -> list[Any]:
    if question.asks == "merge":
        return [n for n in range(len(case.graph.nodes)) if len(uses(case.graph)[n]) > 1 and _learns(case, n)]
    if question.asks == "local":
        sizes = [abs(local) if local is not None else -1.0 for local in case.locals]
        return [edge for edge, size in zip(case.graph.edges, sizes, strict=True) if size == max(sizes)]
    return sorted(waits_for(case, case.position(question.wrt)))


def _learns(case: Case, node: int) -> bool:
    return case.graph.nodes[node].needs_gradient


def pick(question: Question, answer: Any) -> Picked:
    """A node by its position, or an edge by its three numbers."""
    case = case_for(question)
    right = _right_picks(question, case)
    if question.asks == "local":
        picked: Any = _edge(case, answer)
        lit = {"edge": picked}
    else:
        picked = _node(case, answer)
        lit = {"node": picked}
    if picked in right:
        return Picked(True, 1.0, say("That is right."), "right", **lit)
    words = {
        "merge": say("One arrow leaves it, so one contribution arrives. Look for a value that is used several times."),
        "local": say("There is an edge with a larger local gradient. Read the numbers without their signs."),
    }  # fmt: skip
    usual = say("That node does not use the value. Follow the arrows that leave it.")
    return Picked(False, 0.0, words.get(question.asks, usual), "unknown", **lit)


def _node(case: Case, answer: Any) -> int:
    if answer is None:
        raise AnswerError(say("Choose from the answers first."))
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(case.graph.nodes):
        return answer
    names = labels(case.graph)
    if answer in names:
        return names.index(answer)
    raise AnswerError(say("Pick a node of the picture."))


def _edge(case: Case, answer: Any) -> Edge:
    if isinstance(answer, (tuple, list)) and len(answer) == 3 and tuple(answer) in case.graph.edges:
        return Edge(*answer)
    raise AnswerError(say("Pick an edge of the picture."))


def correct_text(question: Question, case: Case) -> str:
    """What is right to pick, as text."""
    names = labels(case.graph)
    if question.kind == "order":
        given = {option.text for option in question.options}
        found = [name for name in names if name in given]
        return "; ".join(found[::-1] if question.asks == "backward" else found)
    if question.kind == "choices":
        return "; ".join(question.options[place].text for place in sorted(_right_choices(question)))
    picks = _right_picks(question, case)
    return "; ".join(names[p] if isinstance(p, int) else f"{names[p.source]} → {names[p.target]}" for p in picks)
