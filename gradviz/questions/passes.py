"""A whole backward pass, filled in node by node, or as a worked example with blanks.

The first wrong node is diagnosed; later ones are judged by what the learner carried forward (follow-through credit).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..language import say
from . import messages
from .blame import blame_step
from .cases import Case
from .diagnosis import RIGHT, SLIP, UNKNOWN, Diagnosis, diagnose_case
from .nearness import matches
from .program import labels
from .rules import RULES, Rule
from .skipping import skips
from .sweep import RIGHT as RIGHT_PARTS
from .sweep import gradients, one_node, slopes_of, uses
from .typed import AnswerError, read_number, shown
from .wrong import RATE

FOLLOWED, WRONG, MISSING = "followed", "wrong", "missing"


class Mark(NamedTuple):
    """What became of one node of a pass.

    Attributes:
        node: its position.
        state: "right"; "followed" (wrong, but right from the numbers before it: credit is given); "wrong"; "missing".
        message: where the answer is no number, what to type.
    """

    node: int
    state: str
    message: str = ""

    @property
    def credit(self) -> bool:
        """Whether the step was done right."""
        return self.state in (RIGHT, FOLLOWED)


@dataclass(frozen=True, slots=True)
class PassMarks:
    """What became of a whole pass.

    Attributes:
        marks: one for each node that gets a gradient, the output first.
        first: the diagnosis of the first wrong node, or None.
        score: the part of the nodes that were done right, followed ones included.
    """

    marks: tuple[Mark, ...]
    first: Diagnosis | None
    score: float

    @property
    def correct(self) -> bool:
        """Whether every number is right."""
        return all(mark.state == RIGHT for mark in self.marks)


def steps_back(case: Case) -> list[int]:
    """The nodes that get a gradient, in the order in which a backward pass completes them."""
    reached = {case.graph.output}
    for node in reversed(range(len(case.graph.nodes))):
        if any(case.graph.edges[e].target in reached and case.locals[e] is not None for e in uses(case.graph)[node]):
            reached.add(node)
    return sorted(reached, reverse=True)


def mark_pass(case: Case, answers: Mapping[int, Any], *, rate: float = RATE, history: Iterable[Any] = ()) -> PassMarks:
    """Mark a pass that was filled in node by node.

    Args:
        case: the graph with its numbers.
        answers: what was typed, by the position of the node; a node that is left out is missing.
        rate: the learning rate of the lesson.
        history: earlier diagnoses of the learner, or their rules.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> case = case_of(record("z = w*x; L = z**2", w=3, x=2))  # right: L 1, z 12, x 36, w 24
        >>> marks = mark_pass(case, {3: 1, 2: 72, 1: 216, 0: 144})
        >>> [mark.state for mark in marks.marks], marks.first.rule, marks.score
        (['right', 'wrong', 'followed', 'followed'], 'M9', 0.75)
    """
    right = {node: float(gradients(case, node)[node]) for node in steps_back(case)}
    carried: dict[int, float] = {}
    marks, first = list[Mark](), None
    for node in right:
        mark, typed = _mark(case, node, answers.get(node), right[node], carried)
        if mark.state == FOLLOWED and all(before.state != WRONG for before in marks):
            mark = Mark(node, RIGHT)  # nothing before it is wrong: what was carried on is rounding
        marks.append(mark)
        if mark.state == WRONG and typed is not None and first is None:
            first = _diagnosed(case, node, typed, carried, rate, history)
        carried[node] = right[node] if typed is None else typed
    return PassMarks(tuple(marks), first, sum(mark.credit for mark in marks) / len(marks))


def first_wrong(
    case: Case, answers: Mapping[int, Any], *, rate: float = RATE, history: Iterable[Any] = ()
) -> Diagnosis:
    """The diagnosis of the first wrong node of a pass; "right" where there is none.

    Raises:
        AnswerError: if an answer is missing or no number, and none before it is wrong.
    """
    found = mark_pass(case, answers, rate=rate, history=history)
    if found.first is not None:
        return found.first
    for mark in found.marks:
        if mark.state != RIGHT:
            name = labels(case.graph)[mark.node]
            raise AnswerError(mark.message or say("There is no number for {name} yet.", name=name))
    return Diagnosis(RIGHT, (RIGHT,), say("Every number is right."))


def _mark(case: Case, node: int, answer: Any, right: float, carried: dict[int, float]) -> tuple[Mark, float | None]:
    """The mark of one node, and the number that was typed there."""
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return Mark(node, MISSING), None
    try:
        typed = read_number(answer)
    except AnswerError as error:
        return Mark(node, WRONG, str(error)), None
    if matches(typed, right):
        return Mark(node, RIGHT), typed
    follows = float(one_node(case, node, carried, RIGHT_PARTS, case.locals))
    return Mark(node, FOLLOWED if matches(typed, follows) else WRONG), typed


def _diagnosed(
    case: Case, node: int, typed: float, carried: dict[int, float], rate: float, history: Iterable[Any]
) -> Diagnosis:
    """What is behind the first wrong number: this one step done by a wrong rule, else the whole way."""
    steps = [rule for rule in (*RULES, *skips(case, node)) if matches(typed, _step(case, node, carried, rule, rate))]
    whole = diagnose_case(case, node, typed, rate=rate, history=history)
    if whole.rule not in (SLIP, UNKNOWN, RIGHT) and isinstance(whole.rule, str) or not steps:
        return whole
    steps.sort(key=lambda rule: -rule.prior)
    names, lit = tuple(dict.fromkeys(rule.id for rule in steps)), blame_step(case, node, steps[0])
    seen = [getattr(one, "rule", one) for one in history]
    sure = names[0] in seen
    text = messages.rule(typed, steps, sure=sure)
    return Diagnosis(names[0], names, text, lit.edge, lit.node, whole.proof, sure, typed)


def _step(case: Case, node: int, carried: dict[int, float], rule: Rule, rate: float) -> float:
    """One step by a wrong rule, from the gradients that the learner has."""
    parts = rule.parts
    gradient = one_node(case, node, carried, parts, slopes_of(case, node, parts))
    return float(gradient if parts.report is None else parts.report(case, node, gradient, rate))


# -- worked examples with blanks -------------------------------------------------------------------------


class Line(NamedTuple):
    """One step of a worked example.

    Attributes:
        node: the node whose gradient it gives.
        text: the step in words and numbers; where it is blank, without the result.
        blank: whether the learner fills it in.
    """

    node: int
    text: str
    blank: bool


def worked(case: Case, fade: int) -> list[Line]:
    """The backward pass as a worked example, with steps blanked from the end backward.

    Args:
        case: the graph with its numbers.
        fade: 0 all steps given, 1 the last one blank, 2 the last two, 3 all but the start, 4 all. In a graph so small
            that these would be the same, 1 to 3 leave the start and blank at least one step.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> case = case_of(record("z = w*x; L = z**2", w=3, x=2))
        >>> for line in worked(case, 1):
        ...     print(line.text)
        ∂L/∂L = 1
        ∂L/∂z = 1 · 12 = 12
        ∂L/∂x = 12 · 3 = 36
        ∂L/∂w = ?
    """
    nodes = steps_back(case)
    called = labels(case.graph)
    blank = {0: 0, 4: len(nodes)}.get(fade, max(1, min(fade if fade < 3 else len(nodes), len(nodes) - 1)))
    found = {node: gradients(case, node)[node] for node in nodes}
    lines = []
    for place, node in enumerate(nodes):
        is_blank = place >= len(nodes) - blank
        shares = [(found[case.graph.edges[e].target], case.locals[e]) for e in uses(case.graph)[node]]
        sums = " + ".join(f"{_factor(up)} · {_factor(local)}" for up, local in shares if local is not None)
        start = say("∂{output}/∂{name}", output=called[-1], name=called[node])
        steps = [sums, shown(float(found[node]))] if sums else [shown(float(found[node]))]
        lines.append(Line(node, " = ".join([start, *(["?"] if is_blank else steps)]), is_blank))
    return lines


def _factor(number: Any) -> str:
    text = shown(float(number))
    return f"({text})" if text.startswith("−") else text
