"""Items written by hand: each has to hold what is right, for there is no graph to work it out from."""

from __future__ import annotations

from .question import FADED, NUMBER, ORDER, PASS, PICK, SHAPE, SIGN, STRING, Option, Question, QuestionError
from .typed import AnswerError, read_number


def refuse_unanswerable(question: Question, where: str) -> None:
    """Refuse an item that is made from no graph and does not say itself what is right.

    Args:
        question: an item without a program.
        where: what it is called in messages.

    Raises:
        QuestionError: if nobody could answer it; the message says what is missing.
    """
    kind, right = question.kind, sum(option.right is True for option in question.options)
    if question.asks or kind in (PASS, FADED, SIGN, SHAPE, PICK):
        field = f"the kind {kind}" if not question.asks else f"asks={question.asks!r}"
        raise QuestionError(f"{where}: {field} is about a graph, and there is none. Give its formula as program.")
    if kind == STRING and not question.original:
        raise QuestionError(f"{where}: the kind string is that of jupyterquiz. Give the item as it has it.")
    if kind == ORDER and len(question.options) < 2:
        raise QuestionError(f"{where}: a question of kind order needs options: the steps, in the right order.")
    if kind in ("choice", "choices") and not right:
        raise QuestionError(f'{where}: none of the options is right. Mark it: {{text = "4", right = true}} in TOML, '
                            '{"text": "4", "right": true} in JSON.')  # fmt: skip
    if kind == "choice" and right > 1:
        raise QuestionError(f'{where}: {right} options are right. The kind for several is "choices".')
    if kind == NUMBER and question.key is None and not question.original:
        raise QuestionError(f"{where}: a number that is asked for needs a key, or a program it is worked out from.")
    if kind == NUMBER and not question.original:
        for option in question.options:
            _refuse_no_number(option, where)


def _refuse_no_number(option: Option, where: str) -> None:
    """What is held against a learner's number has to be one: else the learner is told of a text that nobody typed."""
    try:
        read_number(option.text)
    except AnswerError as error:
        raise QuestionError(f"{where}: the options of a number are wrong numbers that are known. {error}") from None
