"""The state of a quiz without its widgets: items, tries, hints, scores, attempts on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ... import options
from ...language import say
from ...pictures import latex
from ...questions.attempts import Attempt, Attempts
from ...questions.cases import case_of
from ...questions.diagnosis import Diagnosis
from ...questions.grading import correct_text, grade
from ...questions.making import again
from ...questions.program import case_for, labels
from ...questions.question import Question
from ...questions.seeds import Seed
from ...questions.showing import complete
from ...questions.sweep import uses
from ...questions.verdict import Verdict

__all__ = ["Asked", "Item", "case_of"]

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
        item = self.items[number]
        verdict = grade(item.question, given, history=item.history, reason=reason, confident=confident)
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
        item.hints = min(item.hints + 1, 3)
        return _hint(item.question, item.hints)

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


def _hint(question: Question, level: int) -> str:
    """Where to begin, what is near, and the formula; of an item by hand, to read it again."""
    if not question.generated or question.kind in ("shape", "text"):
        return say("Read the question once more, word by word, and try the smallest example that you can think of.")
    case = case_for(question)
    called = labels(case.graph)
    if question.asks == "value":
        return say("Go with the arrows from the inputs: each value is computed from those before it, up to {name}.",
                   name=called[case.position(question.wrt)])  # fmt: skip
    if level == 1:
        return say("The backward pass starts at {output} with 1 and goes against the arrows, one operation at a time.",
                   output=called[-1])  # fmt: skip
    if not question.wrt:
        return say("A node is complete when every node that uses it has reported: upstream × local, added up.")
    node = case.position(question.wrt)
    users = [called[case.graph.edges[edge].target] for edge in uses(case.graph)[node]]
    if level == 2 or not case.graph.nodes[node].needs_gradient:
        return say("{name} is used by {users}: that is how many contributions arrive there. Each is upstream × local.",
                   name=called[node], users=", ".join(reversed(users)) or say("nothing"))  # fmt: skip
    return say("In symbols: {formula}", formula=_symbols(question))


def _symbols(question: Question) -> str:
    try:
        text = latex(complete(case_for(question)), wrt=question.wrt).text.split(" = ")[1].strip()
        if any(letter.isalpha() for letter in text):  # else it is the number that is asked for
            return text
    except (KeyError, ValueError, TypeError, IndexError):
        pass
    return say("multiply along each path, then add the paths")
