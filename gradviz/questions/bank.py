"""The item bank of the course: A1 to A50 and what the lessons ask beside them.

Each has its lesson, its sources, and feedback for what goes wrong.

An item that is made from a graph has usual numbers, and others for each seed; its key is worked out. The others are
written by hand, and hold theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..language import say
from . import bank_early, bank_late, bank_lessons, bank_middle
from .making import again, finished
from .question import CHOICE, CHOICES, ORDER, SHAPE, Option, Question, QuestionError
from .seeds import Seed, shuffled

BANK: dict[str, Question] = {
    q.id: q for q in (*bank_early.ITEMS, *bank_middle.ITEMS, *bank_late.ITEMS, *bank_lessons.ITEMS)
}
"""Every item by its name, as it was written down."""

PAIRED = ("A6", "A15", "A17", "A19", "A34", "A37", "A41", "A43")
"""The items of the tests before and after the course."""


def item(name: str, seed: Seed | None = None) -> Question:
    """An item of the bank, ready to be asked.

    Args:
        name: "A1" ... "A50", or one of a lesson: "B1", "W1" ....
        seed: who is asked, for the first or the next time: it draws the numbers of an item made from a graph, and the
            order of the options of any.

    Raises:
        QuestionError: if there is no such item.

    Example:
        >>> item("A17").prompt
        'y = x**2 + x**3, with x = 3. What is ∂y/∂x?'
        >>> first, second = (item("A17", Seed("ML", "ada", "A17", attempt)) for attempt in (0, 1))
        >>> first.inputs != second.inputs
        True
    """
    if name not in BANK:
        extra = ", ".join(question.id for question in bank_lessons.ITEMS)
        raise QuestionError(f"there is no item {name!r:.20} in the bank; its items are A1 to A50, {extra}.")
    written = BANK[name]
    if written.generated and written.kind != SHAPE:
        return again(written.with_(seed=seed)) if seed is not None else finished(written)
    model = say(written.model) if written.model else ""
    options = tuple(map(_said, written.options))
    said = written.with_(prompt=say(written.prompt), options=options, model=model, seed=seed)
    if seed is None or written.kind not in (CHOICE, CHOICES):
        return said
    return said.with_(options=tuple(shuffled(seed.dice("options"), list(said.options))))


def of_student(question: Question, number: int, course: str, student: str) -> Question:
    """A question as one student of a class gets it: with numbers, or options in an order, of their own (R147).

    Args:
        question: as it was written down or made.
        number: its place among the questions, from 1, which stands for a missing id.
        course: the teacher's word for the class.
        student: a name or pseudonym; without either the question stays as it is.
    """
    seed = Seed(course, student, question.id or f"question {number}")
    of_the_bank = question.id in BANK and question == item(question.id)
    if not (course or student):  # as written down, but that the right option need not be the first
        return item(question.id, seed) if of_the_bank and not question.generated else question
    if of_the_bank:
        return item(question.id, seed)
    other = question.generated and question.kind != SHAPE and not question.fixed
    return again(question.with_(seed=seed)) if other else question


def items(lesson: str = "", rules: Iterable[str] = ()) -> tuple[Question, ...]:
    """The items of a lesson, or those that tell one of some misconceptions, as they were written down.

    Example:
        >>> [question.id for question in items("11")], [question.id for question in items(rules=["M20"])]
        (['A49', 'A50'], ['A40', 'A41'])
    """
    wanted = set(rules)
    return tuple(
        question for question in BANK.values()
        if (not lesson or question.lesson == lesson) and (not wanted or wanted & set(question.rules))
    )  # fmt: skip


def _said(option: Option) -> Option:
    """An option in the language of the session."""
    return replace(option, text=say(option.text), feedback=say(option.feedback) if option.feedback else "")


def is_ordered(question: Question) -> bool:
    """Whether the options stand in the right order, so that who shows them has to shuffle them."""
    return question.kind == ORDER and not question.generated
