"""Grading items that came from jupyterquiz, by their own rules: precision, ranges, defaults, words that are near."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..language import say
from . import picking
from .jupyterquiz import text_of, type_of
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
    if type_of(answer) == "range":
        return say("from {low} to less than {high}", low=min(answer["range"]), high=max(answer["range"]))
    return str(answer["value"]) if "value" in answer else text_of(answer)


def _numeric(answers: Sequence[Mapping[str, Any]], typed: float, precision: Any) -> Mapping[str, Any] | None:
    """The first answer that a number fits: a value to so many significant digits, a range, or the default."""
    rounded = typed if precision is None else float(f"{typed:.{precision - 1}e}")
    for answer in answers:
        kind = type_of(answer)
        if kind == "value" and _same(typed, float(answer["value"]), precision):
            return answer
        if kind == "range" and _within(rounded, min(answer["range"]), max(answer["range"])):
            return answer
    return _default(answers)


def _within(number: float, low: float, high: float) -> bool:
    """Whether it is in a range, which ends before its upper end as in jupyterquiz: two that meet share no number."""
    return low <= number < high or low == number == high


def _default(answers: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((answer for answer in answers if type_of(answer) == "default"), None)


def _same(typed: float, value: float, precision: int | None) -> bool:
    if precision is not None:
        return f"{typed:.{precision - 1}e}" == f"{value:.{precision - 1}e}"
    return math.isclose(typed, value, rel_tol=1e-9, abs_tol=1e-12)


def _word(answers: Sequence[Mapping[str, Any]], given: Any) -> Mapping[str, Any] | None:
    """The first answer that a word fits: equal, in any case unless it matters, or near enough where that is allowed."""
    typed = str(given if given is not None else "").strip()[:LONGEST]
    if not typed:
        raise AnswerError(say("Type your answer first."))
    for answer in answers:
        if type_of(answer) == "default":
            continue
        wanted = text_of(answer).strip()
        one, other = (typed, wanted) if answer.get("match_case") else (typed.casefold(), wanted.casefold())
        near = answer.get("fuzzy_threshold")
        if one == other or (isinstance(near, (int, float)) and 0 < near < 1 and _alike(one, other, near)):
            return answer
    return _default(answers)


COMPARED = 200
"""So many letters at the beginning of two texts are compared one by one."""


def _alike(one: str, other: str, near: float) -> bool:
    """Whether two words are as alike as is asked for, from 0 to 1: by the steps from one to the other, as jupyterquiz.

    A step puts in a letter, takes one out, or changes one.
    """
    one, other = one[:COMPARED], other[:COMPARED]
    longest = max(len(one), len(other))
    return 1 - _steps(one, other, math.floor((1 - near) * longest) + 2) / longest >= near


def _steps(one: str, other: str, most: int) -> int:
    """The fewest steps from one text to another; `most` where there are as many or more."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != wanted)))
        if min(now) >= most:
            return most
        before = now
    return min(before[-1], most)
