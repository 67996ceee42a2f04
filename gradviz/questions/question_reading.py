"""A question from data, held against what a question is; the first thing that does not fit is named with its field."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from .by_hand import refuse_unanswerable
from .jupyterquiz import read_jupyterquiz
from .making import completed
from .program import case_for
from .question import (
    ASKS,
    FADED,
    FORMAT,
    KINDS,
    NUMBER,
    OF_EDGES,
    SHAPE,
    TEXT,
    USUAL_ASKS,
    USUAL_FADE,
    Option,
    Question,
    QuestionError,
)  # fmt: skip
from .seeds import GENERATOR_VERSION, Seed
from .shapes import shape_asked, shape_prompt
from .unfit import refuse_unfit
from .verdict import refuse_endless

LONGEST = 1_000_000


def read(text: Any) -> Question:
    """A question from JSON text.

    Raises:
        QuestionError: if it is none.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise QuestionError(f"a question is JSON text of at most {LONGEST} characters. Read the file as text first.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"this is not JSON ({error}). Write it with question.to_json().") from None
    return from_data(data)


MEANT = {
    "answer": "key", "solution": "key", "question": "prompt", "text": "prompt", "formula": "program",
    "function": "program", "type": "kind", "choices": "options", "answers": "options", "tolerance": "atol",
}  # fmt: skip
"""What fields are also called."""


def from_data(data: Any, where: str = "question") -> Question:
    """A question from plain data.

    Args:
        data: what `Question.to_data` gives.
        where: what the data is called in messages, such as a file and an item.

    Raises:
        QuestionError: if it does not fit; the message names the field.

    Example:
        >>> try:
        ...     from_data({"kind": "number", "prompt": "1 + 1?", "key": "two"})
        ... except QuestionError as error:
        ...     print(error)
        question: the field key is 'two', and should be a finite number. Change it, or leave it out.
    """
    if not isinstance(data, dict):
        raise QuestionError(f'{where}: a question is an object, not {_name(data)}. Write {{"kind": ...}}.')
    given = {name: value for name, value in data.items() if name != "format"}
    if data.get("format", FORMAT) != FORMAT:
        raise QuestionError(f"{where}: the format is {data['format']!r:.40}, not {FORMAT!r}. It is another file.")
    known = {f.name for f in fields(Question)}
    for name in given:
        if name not in known:
            meant = f" Did you mean {MEANT[name]!r}?" if name in MEANT else ""
            raise QuestionError(
                f"{where}: there is no field {name!r:.40}.{meant} The fields are: {', '.join(sorted(known))}."
            )
    for name in ("kind", "prompt"):
        if name not in given and not (name == "prompt" and given.get("program")):
            raise QuestionError(
                f"{where}: the field {name} is missing. Every question has a kind, and a prompt or a program it is "
                "made from."
            )
    read_fields = {name: _field(name, value, where) for name, value in given.items()}
    question = _with_usual(Question(**{"prompt": "", **read_fields}), read_fields)
    edgeless = question.kind == NUMBER and question.asks in OF_EDGES and question.edge is None
    if question.generated and question.kind != SHAPE and (edgeless or not question.prompt):
        question = _made(question, where)
    _whole(question, where)
    return question


def _with_usual(question: Question, given: dict[str, Any]) -> Question:
    """What is not said of a question that is made from a graph."""
    if question.kind == FADED and "fade" not in given:
        question = question.with_(fade=USUAL_FADE)
    if question.generated and not question.asks:
        question = question.with_(asks=USUAL_ASKS.get(question.kind, "gradient"))
    if question.generated and question.kind == SHAPE and not question.prompt:
        question = question.with_(prompt=shape_prompt(question.program, question.shapes, question.wrt))
    return question


def _made(question: Question, where: str) -> Question:
    """A question whose prompt, options and numbers are made from its program."""
    try:
        return completed(question)
    except (ArithmeticError, LookupError, MemoryError, RecursionError, RuntimeError, TypeError, ValueError) as error:
        said = str(error.args[0] if error.args else error)[:300]
        raise QuestionError(f"{where}: no question can be made from its program: {said}") from None


def _whole(question: Question, where: str) -> None:
    """What one field cannot know of another."""
    if question.version != GENERATOR_VERSION and question.generated:
        raise QuestionError(
            f"{where}: it was made by version {question.version} of the generator, and this is version "
            f"{GENERATOR_VERSION}, which may draw other numbers. Grade it with the gradviz that made it."
        )
    if question.generated:
        _program(question, where)
    if question.original:
        (imported,) = read_jupyterquiz([question.original], f"{where}: the field original")
        if (imported.kind, len(imported.options)) != (question.kind, len(question.options)):
            raise QuestionError(f"{where}: kind and options are not those of the field original. Leave that out.")
    if question.kind in ("choice", "choices") and not question.options:
        raise QuestionError(f"{where}: a question of kind {question.kind} needs options. Give at least two.")
    if not question.generated:
        refuse_unanswerable(question, where)


def _program(question: Question, where: str) -> None:
    """Whether the program can be run, and has the nodes that are asked about."""
    try:
        if question.kind == SHAPE:
            shape_asked(question)
            return
        if question.kind != TEXT:  # beside a free text the graph is only shown
            refuse_unfit(question)
        case = case_for(question)
        if question.wrt:
            case.position(question.wrt)
        if question.edge is not None and question.edge not in case.graph.edges:
            raise KeyError(f"there is no edge {question.edge} in its graph")
        refuse_endless(question, case)
    except (ArithmeticError, LookupError, MemoryError, RecursionError, RuntimeError, TypeError, ValueError) as error:
        said = str(error.args[0] if error.args else error)[:300]
        raise QuestionError(f"{where}: the program does not fit the question: {said}") from None


def _name(value: Any) -> str:
    return type(value).__name__


def _field(name: str, value: Any, where: str) -> Any:
    check, wanted = _FIELDS[name]
    try:
        return check(value)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise QuestionError(
            f"{where}: the field {name} is {value!r:.60}, and should be {wanted}. Change it, or leave it out."
        ) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _positive(value: Any) -> float:
    if _number(value) < 0:
        raise ValueError
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _list_of(check: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def items(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise TypeError
        return tuple(map(check, value))

    return items


def _dict_of(check: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    def entries(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise TypeError
        return {_text(name): check(item) for name, item in value.items()}

    return entries


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def word(value: Any) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return word


def _option(value: Any) -> Option:
    if isinstance(value, str):
        return Option(value)
    right = value.get("right")
    extra = set(value) - {"text", "feedback", "rule", "right"}
    if extra or not (right is None or isinstance(right, bool)):
        raise TypeError
    return Option(_text(value["text"]), _text(value.get("feedback", "")), _text(value.get("rule", "")), right)


def _seed(value: Any) -> Seed | None:
    if value is None:
        return None
    words = {name: _text(value.get(name, "")) for name in ("course", "student", "question")}
    return Seed(**words, attempt=_count(value.get("attempt", 0)))


def _edge(value: Any) -> tuple[int, ...] | None:
    if value is None:
        return None
    edge = _list_of(_count)(value)
    if len(edge) != 3:
        raise ValueError
    return edge


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _fade(value: Any) -> int:
    if _count(value) > 4:
        raise ValueError
    return int(value)


_WORDS, _OPTIONS = _list_of(_text), _list_of(_option)
_OF_OPTIONS = 'a list of texts, or of {"text": ..., "right": ...}, where "feedback" and "rule" may be added and no more'
_FIELDS: dict[str, tuple[Callable[[Any], Any], str]] = {
    **dict.fromkeys(("prompt", "id", "lesson", "program", "code", "wrt", "model"), (_text, "text")),
    **dict.fromkeys(("source", "rules", "hides"), (_WORDS, "a list of texts")),
    **dict.fromkeys(("options", "reasons"), (_OPTIONS, _OF_OPTIONS)),
    **dict.fromkeys(("rtol", "atol"), (_positive, "a number, 0 or more")),
    "kind": (_one_of(KINDS), f"one of {', '.join(KINDS)}"),
    "asks": (_one_of(ASKS), f"one of {', '.join(ASKS[1:])}"),
    "inputs": (_dict_of(_number), "numbers by name"),
    "shapes": (_dict_of(_list_of(_count)), "shapes by name, each a list of sizes"),
    "edge": (_edge, "three positions: source, target, argument"),
    "key": (lambda value: None if value is None else _number(value), "a finite number"),
    "fade": (_fade, "a whole number from 0 to 4"),
    "rate": (_number, "a number"),
    "signs": (lambda value: None if value is None else _count(value), "a whole number, or null for any"),
    "seed": (_seed, "an object with course, student, question and attempt"),
    **dict.fromkeys(("confidence", "fixed"), (_flag, "true or false")),
    "original": (_object, "an object, the item as jupyterquiz has it"),
    "version": (_count, "a whole number"),
}  # fmt: skip
