"""jupyterquiz's JSON read and written: multiple_choice, many_choice, numeric and string, with all their fields.

An item keeps what it came from, so that writing it gives back every field, those too that gradviz does not use.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .question import Option, Question, QuestionError

KINDS = {"multiple_choice": "choice", "many_choice": "choices", "numeric": "number", "string": "string"}
NUMERIC = ("value", "range", "default")
MOST_ANSWERS = 100
DIGITS = 17
"""So many significant digits has a float: a precision beyond them would compare noise, and cost as many digits."""


def is_jupyterquiz(data: Any) -> bool:
    """Whether a list of items is jupyterquiz's: they have a `type` and a `question`, ours a `kind` and a `prompt`."""
    return bool(data) and all(isinstance(each, Mapping) and "type" in each and "kind" not in each for each in data)


def read_jupyterquiz(data: Iterable[Any], name: str = "jupyterquiz") -> list[Question]:
    """Items of jupyterquiz as questions.

    Args:
        data: the list that its JSON holds.
        name: what the file is called in messages.

    Raises:
        QuestionError: if an item lacks what its type needs; the message names file, item and field.

    Example:
        >>> two = {"type": "value", "value": 2, "correct": True}
        >>> item = {"question": "1 + 1?", "type": "numeric", "answers": [two]}
        >>> (question,) = read_jupyterquiz([item])
        >>> question.kind, to_jupyterquiz([question]) == [item]
        ('number', True)
    """
    return [_question(item, f"{name}, item {number}") for number, item in enumerate(data, 1)]


def to_jupyterquiz(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Questions as items of jupyterquiz: those that came from there unchanged, others as far as it can hold them.

    Raises:
        QuestionError: if a question has a key that is worked out, or a kind that jupyterquiz does not have.
    """
    return [_item(question) for question in questions]


def _question(item: Any, where: str) -> Question:
    if not isinstance(item, Mapping):
        raise QuestionError(f"{where}: an item is an object with question, type and answers.")
    kind = item.get("type")
    if kind not in KINDS:
        raise QuestionError(f"{where}: the field type is {kind!r:.40}, and should be one of {', '.join(KINDS)}.")
    if not isinstance(item.get("question"), str):
        raise QuestionError(f"{where}: the field question is missing, or is no text.")
    answers = item.get("answers")
    if not isinstance(answers, list) or not answers or not all(isinstance(each, Mapping) for each in answers):
        raise QuestionError(f"{where}: the field answers is missing, or is no list of objects.")
    if len(answers) > MOST_ANSWERS:
        raise QuestionError(f"{where}: the field answers has {len(answers)} of them, and at most {MOST_ANSWERS} are "
                            "looked through. Is this a list of something else?")  # fmt: skip
    _check_optional(item, where)
    _check_answers(str(kind), answers, where)
    options = [_option(each) for each in answers] if kind in ("multiple_choice", "many_choice") else []
    several = kind == "multiple_choice" and sum(each.get("correct") is True for each in answers) > 1
    ours = "choices" if several else KINDS[str(kind)]  # jupyterquiz asks for all of them too
    ident, code = str(item.get("id", "")), item.get("code") or ""
    return Question(ours, item["question"], id=ident, code=code, options=tuple(options), original=dict(item))


def _option(answer: Mapping[str, Any]) -> Option:
    return Option(text_of(answer), str(answer.get("feedback") or ""), right=answer.get("correct") is True)


def text_of(answer: Mapping[str, Any]) -> str:
    """What is shown of an answer to choose: its text, its code, or one after the other."""
    return " ".join(part for part in (answer.get("answer"), answer.get("code")) if isinstance(part, str) and part)


def type_of(answer: Mapping[str, Any]) -> Any:
    """What an answer to a numeric or string item is: "value", "range", "default"; it may be told by its field alone."""
    return answer.get("type") or next((kind for kind in ("value", "range") if kind in answer), None)


def _check_optional(item: Mapping[str, Any], where: str) -> None:
    """The fields that may be left out: where they stand, they hold what grading can use."""
    digits = item.get("precision")
    if digits is not None and not (type(digits) is int and 1 <= digits <= DIGITS):
        raise QuestionError(f"{where}: the field precision is {_short(digits)}, and should be a whole number of "
                            f"significant digits from 1 to {DIGITS}.")  # fmt: skip
    if not isinstance(item.get("code") or "", str):
        raise QuestionError(f"{where}: the field code is {_short(item['code'])}, and should be a text.")
    if not isinstance(item.get("id", ""), (str, int)):
        raise QuestionError(f"{where}: the field id is {_short(item['id'])}, and should be a text.")


ANSWER_FIELDS = {
    "correct": (bool, "true or false"), "match_case": (bool, "true or false"), "feedback": (str, "a text"),
}  # fmt: skip


def _check_answer(answer: Mapping[str, Any], place: str) -> None:
    for field, (kind, wanted) in ANSWER_FIELDS.items():
        if answer.get(field) is not None and type(answer[field]) is not kind:
            raise QuestionError(f"{place}: the field {field} is {_short(answer[field])}, and should be {wanted}.")
    near = answer.get("fuzzy_threshold")
    if near is not None and not (type(near) in (int, float) and 0 <= near <= 1):
        raise QuestionError(f"{place}: the field fuzzy_threshold is {_short(near)}, and should be a number from 0 to "
                            "1, where 1 means the very word.")  # fmt: skip


def _short(value: Any) -> str:
    try:
        return f"{value!r:.40}"
    except ValueError:  # an integer of more digits than Python writes
        return "a very long number"


def _check_answers(kind: str, answers: list[Mapping[str, Any]], where: str) -> None:
    """What grading will need of each answer."""
    for number, answer in enumerate(answers, 1):
        place = f"{where}, answer {number}"
        _check_answer(answer, place)
        if kind == "numeric":
            _check_numeric(answer, place)
        elif not (kind == "string" and type_of(answer) == "default") and not text_of(answer):
            raise QuestionError(f"{place}: the field answer is missing, or is no text.")
    if kind == "multiple_choice" and not any(answer.get("correct") is True for answer in answers):
        raise QuestionError(f"{where}: no answer of this multiple_choice has the field correct with the value true.")
    if kind in ("numeric", "string") and not any(answer.get("correct") is True for answer in answers):
        raise QuestionError(f"{where}: no answer has the field correct with the value true, so nobody could solve it.")


def _check_numeric(answer: Mapping[str, Any], place: str) -> None:
    kind = type_of(answer)
    if kind not in NUMERIC:
        raise QuestionError(f"{place}: the field type is {kind!r:.40}, and should be one of {', '.join(NUMERIC)}.")
    numbers = answer.get(kind) if kind == "range" else [answer.get(kind)]
    if kind == "default":
        return
    good = isinstance(numbers, list) and len(numbers) == (2 if kind == "range" else 1)
    if not good or not all(_is_number(n, kind == "range") for n in numbers or ()):
        wanted = "a list of two numbers" if kind == "range" else "a number"
        raise QuestionError(f"{place}: the field {kind} should be {wanted}.")


def _is_number(value: Any, open_end: bool) -> bool:
    """Whether it is a number that a float can hold; the end of a range may be infinite."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        number = float(value)
    except OverflowError:
        return False
    return math.isfinite(number) or (open_end and math.isinf(number))


def _item(question: Question) -> dict[str, Any]:
    if question.original:
        return json.loads(json.dumps(question.original))  # type: ignore[no-any-return]
    if question.generated:
        raise QuestionError(
            f"{question.id or question.prompt!r:.40}: its key is worked out from its numbers, and jupyterquiz would "
            "hold it readable. Keep it in a file of gradviz."
        )
    kind = next((theirs for theirs, ours in KINDS.items() if ours == question.kind), None)
    if kind is None:
        name = question.id or question.prompt[:40]
        raise QuestionError(f"{name}: jupyterquiz has no questions of kind {question.kind}.")
    answers: list[dict[str, Any]] = [
        {"answer": each.text, "correct": each.right is True, "feedback": each.feedback} for each in question.options
    ]
    if kind == "numeric":
        answers = [{"type": "value", "value": question.key, "correct": True, "feedback": ""}]
    called = {"id": question.id} if question.id else {}
    return {"question": question.prompt, "type": kind, "answers": answers, **called}
