"""Grading items that came from jupyterquiz, by their own rules: precision, ranges, defaults, words that are near."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..language import say
from . import picking
from .question import Question
from .typed import AnswerError, read_number
from .verdict import Verdict

LONGEST = 10_000


def grade_imported(question: Question, answer: Any, history: list[Any]) -> Verdict:
    """The verdict of an item from jupyterquiz; its feedback is its author's."""
    answers = question.original["answers"]
    if question.kind == "number":
        found = _numeric(answers, read_number(answer), question.original.get("precision"))
    elif question.kind == "string":
        found = _word(answers, answer)
    elif question.kind == "choice":
        found = answers[picking.place_of(question.options, answer)]
    else:
        return Verdict(*picking.choices(question, answer))
    right = found is not None and found.get("correct") is True
    said = str(found.get("feedback", "")) if found is not None else ""
    usual = say("That is right.") if right else say("That is not it. Look again, and try again.")
    return Verdict(right, float(right), said or usual, "right" if right else "unknown")


def correct_imported(question: Question) -> str:
    """What is right, as text."""
    right = [each for each in question.original["answers"] if each.get("correct") is True]
    return "; ".join(map(_text, right))


def _text(answer: Mapping[str, Any]) -> str:
    if answer.get("type") == "range":
        return say("from {low} to {high}", low=min(answer["range"]), high=max(answer["range"]))
    return str(answer.get("value", answer.get("answer", answer.get("code", ""))))


def _numeric(answers: Sequence[Mapping[str, Any]], typed: float, precision: Any) -> Mapping[str, Any] | None:
    """The first answer that a number fits: a value to so many significant digits, a range, or the default."""
    for answer in answers:
        if answer["type"] == "value" and _same(typed, float(answer["value"]), precision):
            return answer
        if answer["type"] == "range" and min(answer["range"]) <= typed <= max(answer["range"]):
            return answer
    return next((answer for answer in answers if answer["type"] == "default"), None)


def _same(typed: float, value: float, precision: Any) -> bool:
    if isinstance(precision, int) and not isinstance(precision, bool) and precision > 0:
        return f"{typed:.{precision - 1}e}" == f"{value:.{precision - 1}e}"
    return math.isclose(typed, value, rel_tol=1e-9, abs_tol=1e-12)


def _word(answers: Sequence[Mapping[str, Any]], given: Any) -> Mapping[str, Any] | None:
    """The first answer that a word fits: equal, in any case unless it matters, or near enough where that is allowed."""
    typed = str(given if given is not None else "").strip()[:LONGEST]
    if not typed:
        raise AnswerError(say("Type your answer first."))
    for answer in answers:
        wanted = str(answer.get("answer", "")).strip()
        one, other = (typed, wanted) if answer.get("match_case") else (typed.casefold(), wanted.casefold())
        near = answer.get("fuzzy_threshold")
        if one == other or (isinstance(near, (int, float)) and 0 < near < 1 and _alike(one, other, near)):
            return answer
    return None


COMPARED = 200
"""So many letters at the beginning of two texts are compared one by one."""


def _alike(one: str, other: str, near: float) -> bool:
    """Whether two words are as alike as is asked for, from 0 to 1; the cheap looks come first.

    Without autojunk: from 200 letters on it leaves out every letter that is common, which in a text is all of them.
    """
    matcher = difflib.SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False)
    return matcher.real_quick_ratio() >= near and matcher.quick_ratio() >= near and matcher.ratio() >= near
