"""The state of a quiz without its widgets: items, tries, hints, scores, attempts on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ... import options
from ...questions.attempts import Attempt, Attempts
from ...questions.diagnosis import Diagnosis
from ...questions.grading import correct_text, grade
from ...questions.making import again
from ...questions.question import Question
from ...questions.seeds import Seed
from ...questions.verdict import Verdict
from .hints import LEVELS, hint_for

REVEAL_AFTER = 3
"""After so many wrong tries the answer may be seen."""


@dataclass
class Item:
    """One question and what became of it.

    Attributes:
        question: as it stands now; new numbers make it another one.
        tries: how often it was answered, with these numbers.
        wrong: how many answers in all were wrong.
        best: the best score with any numbers that were not revealed.
        solved: whether it is solved with these numbers.
        revealed: whether the answer was shown.
        hints: how many hints were looked at.
        last: the last verdict.
        history: the diagnoses so far.
    """

    question: Question
    tries: int = 0
    wrong: int = 0
    best: float = 0.0
    solved: bool = False
    revealed: bool = False
    hints: int = 0
    last: Verdict | None = None
    history: list[Diagnosis] = field(default_factory=list)


class Asked:
    """The questions of a quiz and the answers to them.

    Attributes:
        items: in the order in which they are asked.
        attempts: where answers are kept.
    """

    def __init__(self, questions: Sequence[Question], attempts: Attempts) -> None:
        self.items = [Item(question) for question in questions]
        self.attempts = attempts

    def answer(self, number: int, given: Any, reason: Any = None, confident: int | None = None) -> Verdict:
        """Grade an answer and keep the attempt; one that cannot be read is no attempt."""
        return self.keep(number, given, self.judge(number, given, reason, confident))

    def judge(self, number: int, given: Any, reason: Any = None, confident: int | None = None) -> Verdict:
        """Grade an answer, and keep nothing."""
        item = self.items[number]
        return grade(item.question, given, history=item.history, reason=reason, confident=confident)

    def keep(self, number: int, given: Any, verdict: Verdict) -> Verdict:
        """Keep an answer that was graded, as an attempt if it could be read."""
        item = self.items[number]
        item.last = verdict
        if not verdict.valid:
            return verdict
        item.tries += 1
        item.solved = verdict.correct is True or (verdict.correct is None and item.question.kind == "text")
        item.wrong += verdict.correct is False
        if not item.revealed:
            item.best = max(item.best, 1.0 if item.solved else verdict.score)
        if verdict.diagnosis is not None:
            item.history.append(verdict.diagnosis)
        self.attempts.add(
            Attempt(item.question.to_data(), given, verdict.correct, verdict.score, verdict.rule, item.hints,
                    options.course, options.student)
        )  # fmt: skip
        return verdict

    def renew(self, number: int) -> Question:
        """The same question with new numbers.

        Raises:
            QuestionError: if it was written by hand.
        """
        item = self.items[number]
        question = item.question
        seed = question.seed or Seed(options.course, options.student, question.id or question.prompt)
        item.question = again(question.with_(seed=seed), seed.attempt + 1)
        if item.question.inputs == question.inputs:  # numbers that were given may be the ones that are drawn first
            item.question = again(item.question, seed.attempt + 2)
        item.tries, item.solved, item.revealed, item.hints, item.last = 0, False, False, 0, None
        return item.question

    def hint(self, number: int) -> str:
        """The next of three hints."""
        item = self.items[number]
        item.hints = min(item.hints + 1, LEVELS)
        return hint_for(item.question, item.hints)

    def reveal(self, number: int) -> str:
        """The right answer, after enough tries; "" before."""
        item = self.items[number]
        if not (item.solved or item.wrong >= REVEAL_AFTER):
            return ""
        item.revealed = not item.solved
        return correct_text(item.question)

    @property
    def score(self) -> float:
        """The mean of the items' best scores, between 0 and 1."""
        return sum(item.best for item in self.items) / len(self.items)
