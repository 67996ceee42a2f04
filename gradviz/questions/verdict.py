"""What an answer came to, and the number that is right."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ..recording import Edge
from .cases import Case
from .diagnosis import Diagnosis
from .passes import PassMarks, steps_back
from .program import case_for, labels
from .question import CHOICE, FADED, NUMBER, OF_EDGES, PASS, SIGN, Question, QuestionError
from .sweep import answer as answered
from .sweep import gradients


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer came to.

    Attributes:
        correct: whether it is right; None where only the learner can say (free text), or nothing was answered.
        score: between 0 and 1.
        message: the feedback, as plain text.
        rule: the misconception that it fits: "M1" ...; a tuple of two; "right", "slip", "unknown", or "".
        diagnosis: where the answer was a number that was diagnosed.
        marks: of a whole pass, what became of each node.
        edge: the edge to light, or None.
        node: the node to light, or None.
        reason: of a question with a second tier, whether the reason is right too; None where there is none.
        confident: how sure the learner said to be, or None.
        valid: whether the answer could be read; if not, it is no attempt, and the message says what to type.
    """

    correct: bool | None
    score: float
    message: str
    rule: str | tuple[str, str] = ""
    diagnosis: Diagnosis | None = field(default=None, repr=False)  # shown in a cell it would hold the right number
    marks: PassMarks | None = field(default=None, repr=False)
    edge: Edge | None = None
    node: int | None = None
    reason: bool | None = None
    confident: int | None = None
    valid: bool = True


def key(question: Question) -> float:
    """The right number of a question about one; worked out anew where it was generated."""
    if not question.generated:
        assert question.key is not None, "a number that is asked for has a key or a program"
        return question.key
    case = case_for(question)
    if question.asks in OF_EDGES:
        assert question.edge is not None, "it was checked when the question was made"
        target, local = question.edge[1], case.locals[case.graph.edges.index(Edge(*question.edge))]
        if local is None:
            raise QuestionError("nothing flows back along this edge: its source needs no gradient. Choose another one.")
        return float(local) if question.asks == "local" else float(answered(case, target)) * float(local)
    node = case.position(question.wrt)
    return float(case.values[node] if question.asks == "value" else answered(case, node))


def refuse_endless(question: Question, case: Case) -> None:
    """Refuse a generated question whose right number is no finite number: nobody could type it.

    Raises:
        QuestionError: if it is infinite or not a number; the message names the node.
    """
    numbers: dict[int, float] = {}
    if question.kind in (PASS, FADED):
        numbers = {node: float(gradients(case, node)[node]) for node in steps_back(case)}
    elif question.kind in (NUMBER, CHOICE, SIGN):
        node = question.edge[1] if question.asks in OF_EDGES and question.edge else case.position(question.wrt)
        numbers = {node: key(question)}
    for node, number in numbers.items():
        if not math.isfinite(number):
            raise QuestionError(
                f"the right number at {labels(case.graph)[node]} is {number}, because a value on the way is too large "
                "or has no slope there. Choose other numbers."
            )
