"""An answer graded: the key is worked out anew from the question's program and numbers, then held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..language import say
from . import number_answers, picking
from .cases import Case
from .diagnosis import RIGHT
from .imported import correct_imported, grade_imported
from .passes import PassMarks, mark_pass, steps_back, worked
from .program import case_for, labels
from .question import Question
from .shapes import grade_shape, shape_asked, shape_text
from .sweep import gradients
from .typed import AnswerError, shown
from .verdict import Verdict, key


def grade(
    question: Question, answer: Any, *, history: Iterable[Any] = (), reason: Any = None, confident: int | None = None
) -> Verdict:
    """Grade an answer.

    Args:
        question: the question.
        answer: of a number, sign or shape, text; of a choice, the place or the text of an option; of several choices
            and an order, a list of those; of a pick, a node's position or an edge's three; of a pass, texts by the
            node's position; of a free text, the text.
        history: earlier diagnoses of the same learner, or their rules.
        reason: the place or text of the reason that was chosen, in a question with two tiers.
        confident: how sure the learner is.

    Returns:
        The verdict; an answer that cannot be read gives one that is not valid.

    Raises:
        QuestionError: if the question does not hold together.

    Example:
        >>> from gradviz.questions.making import make
        >>> question = make("y = x**2 + x**3", wrt="x", inputs={"x": 3})
        >>> grade(question, "33").correct, grade(question, "162").rule, grade(question, "3,5").valid
        (True, 'M2', False)
    """
    try:
        grader = grade_imported if question.original else _GRADERS[question.kind]
        verdict = grader(question, answer, list(history))
        chosen = picking.place_of(question.reasons, reason) if question.reasons and reason is not None else None
    except AnswerError as error:
        return Verdict(None, 0.0, str(error), valid=False, confident=confident)
    right = None if chosen is None else question.reasons[chosen].right is True
    return replace(verdict, reason=right, confident=confident)


def correct_text(question: Question) -> str:
    """The right answer as text, for the reveal after some tries and for the teacher's key; worked out anew.

    Example:
        >>> from gradviz.questions.making import make
        >>> correct_text(make("y = x**2 + x**3", wrt="x", inputs={"x": 3}))
        '33'
    """
    if question.kind == "text":
        return question.model
    if question.original:
        return correct_imported(question)
    if question.kind == "shape":
        return shape_text(shape_asked(question))
    if question.key is not None:
        return shown(question.key)
    if not question.generated:
        options = [option.text for option in question.options if option.right]
        return "; ".join(options or [option.text for option in question.options])
    case = case_for(question)
    if question.kind in ("choices", "order", "pick"):
        return picking.correct_text(question, case)
    if question.kind in ("pass", "faded"):
        return "\n".join(line.text for line in worked(case, 0))
    found = key(question)
    return number_answers.sign_text(found) if question.kind == "sign" else shown(found)


def _whole_pass(question: Question, answer: Any, history: list[Any]) -> Verdict:
    case = case_for(question)
    given = _by_node(case, answer)
    if question.kind == "faded":
        blank = {line.node for line in worked(case, question.fade) if line.blank}
        given = {n: given.get(n) if n in blank else float(gradients(case, n)[n]) for n in steps_back(case)}
    marks = mark_pass(case, given, rate=question.rate, history=history)
    first = marks.first
    missing = any(mark.state == "missing" for mark in marks.marks)
    unread = next((mark.message for mark in marks.marks if mark.message), "")
    message = first.message if first else unread
    if not message:
        message = _missing(case, marks) if missing else say("Every number is right.")
    rule = first.rule if first else RIGHT if marks.correct else ""
    lit = (first.edge, first.node) if first else (None, None)
    return Verdict(marks.correct, marks.score, message, rule, first, marks, *lit)


def _missing(case: Case, marks: PassMarks) -> str:
    called = labels(case.graph)
    names = [f"∂{called[-1]}/∂{called[each.node]}" for each in marks.marks if each.state == "missing"]
    return say("Still missing: {names}.", names=", ".join(names))


def _by_node(case: Case, answer: Any) -> dict[int, Any]:
    if not isinstance(answer, Mapping):
        raise AnswerError(say("Fill in a number for each node."))
    return {case.position(int(name) if str(name).isdigit() else name): value for name, value in answer.items()}


def _text(question: Question, answer: Any, history: list[Any]) -> Verdict:
    if not str(answer or "").strip():
        raise AnswerError(say("Write your answer first; then compare it with the model answer."))
    return Verdict(None, 0.0, say("Compare with a model answer: {model}", model=question.model))


_GRADERS: dict[str, Callable[[Question, Any, list[Any]], Verdict]] = {
    "number": number_answers.number,
    "choice": number_answers.choice,
    "sign": number_answers.sign,
    "shape": grade_shape,
    "pass": _whole_pass,
    "faded": _whole_pass,
    "text": _text,
    "choices": lambda question, answer, _: Verdict(*picking.choices(question, answer)),
    "order": lambda question, answer, _: Verdict(*picking.order(question, answer)),
    "pick": lambda question, answer, _: Verdict(*picking.pick(question, answer)),
}
