"""Simulated students: each follows one wrong rule, or slips, on random graphs; is it found out, and how fast?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import gradviz as gv
from gradviz.core.advice.anomaly import unsaid
from gradviz.questions.cases import Case, case_of, plan_of
from gradviz.questions.diagnosis import Diagnosis, diagnose_case
from gradviz.questions.making import make as make_question
from gradviz.questions.nearness import matches
from gradviz.questions.numbers import NoNumbers, find_numbers
from gradviz.questions.question import Question
from gradviz.questions.rules import RULES
from gradviz.questions.seeds import Seed
from gradviz.questions.skipping import skips
from gradviz.questions.slips import slips_of
from gradviz.questions.sweep import answer
from gradviz.questions.wrong import typed_as, wrong_answers

from .measure import Job, in_turn, span, table, target
from .student_graphs import NAMES, formula

GRAPHS = 200


@dataclass
class Class:
    """What a class of simulated students was told."""

    asked: int = 0
    changed: int = 0
    listed: int = 0
    unique: int = 0
    first: int = 0
    left_out: int = 0
    named: int = 0
    slips: int = 0
    called: int = 0
    missed: list[str] = field(default_factory=list)


def questions(count: int, seed: int) -> Iterator[tuple[str, Case, int]]:
    """Random graphs with generated numbers, and the leaf that is asked for."""
    dice, made = random.Random(seed), 0
    while made < count:
        text = formula(dice)
        names = [name for name in NAMES if name in gv.recording.Formula(text).inputs]
        with unsaid():
            graph = gv.record(text, **dict.fromkeys(names, 1.0)).graph
        plan, asked = plan_of(graph), graph_position(graph, dice.choice(names))
        try:
            numbers = find_numbers(plan, [asked], Seed("bench", str(seed), str(made)), strict=False)
        except NoNumbers:  # exp(exp(exp(x))), or a ReLU that is always 0
            continue
        made += 1
        yield text, plan.case(numbers), asked


def graph_position(graph, name: str) -> int:
    return next(place for place, node in enumerate(graph.nodes) if node.name == name)


def examine(count: int = GRAPHS, seed: int = 1) -> Class:
    """Every rule, and every slip, on every graph."""
    found = Class()
    for text, case, asked in questions(count, seed):
        found.asked += 1
        _rules(found, text, case, asked)
        _skips(found, text, case, asked)
        _slips(found, text, case, asked)
    return found


def _rules(found: Class, text: str, case: Case, asked: int) -> None:
    right = float(answer(case, asked))
    numbers = [(rule, float(number)) for rule, number in wrong_answers(case, asked)]
    for rule, number in numbers:
        if matches(number, right) or number != number or abs(number) > 1e12:
            continue  # it does not change the answer, or gives none
        typed = typed_as(number)
        told = diagnose_case(case, asked, typed)
        found.changed += 1
        found.listed += rule.id in told.rules
        alone = not any(other.id != rule.id and matches(float(typed), value) for other, value in numbers)
        found.unique += alone
        found.first += alone and told.rule == rule.id
        if rule.id not in told.rules or (alone and told.rule != rule.id):
            found.missed.append(f"{rule.key} {number} {told.rule} {text}")


def _skips(found: Class, text: str, case: Case, asked: int) -> None:
    """Who leaves out the slope of one operation, such as a ReLU's."""
    right = float(answer(case, asked))
    for rule, number in wrong_answers(case, asked, rules=skips(case, asked)):
        if matches(float(number), right) or number != number or abs(number) > 1e12:
            continue
        told = diagnose_case(case, asked, typed_as(float(number)))
        found.left_out += 1
        found.named += rule.id in told.rules
        if rule.id not in told.rules:
            found.missed.append(f"{rule.key} {number} {told.rule} {text}")


def _slips(found: Class, text: str, case: Case, asked: int) -> None:
    right = float(answer(case, asked))
    given = [float(number) for _, number in wrong_answers(case, asked)]
    for kind, number in slips_of(right):
        if matches(number, right) or any(matches(number, value) for value in given):
            continue
        told = diagnose_case(case, asked, typed_as(number))
        found.slips += 1
        if isinstance(told.rule, str) and told.rule.startswith("M"):
            found.called += 1
            found.missed.append(f"{kind} {number} {told.rule} {text}")


def tables(quick: bool) -> Iterator[str]:
    yield recognised(40 if quick else GRAPHS)
    yield speed(5 if quick else 40)


def recognised(count: int) -> str:
    found = examine(count)
    rows = [
        ["a wrong rule's number: the rule is listed", str(found.changed), _percent(found.listed, found.changed)],
        ["the number is its own: the rule is first", str(found.unique), _percent(found.first, found.unique)],
        ["an operation's slope left out: that is listed", str(found.left_out), _percent(found.named, found.left_out)],
        ["a slip that is no rule's number: called a rule", str(found.slips), _percent(found.called, found.slips)],
    ]
    notes = [
        f"{found.asked} random graphs of 4 to 12 operations with generated numbers; every rule ({len(RULES)}) and slip",
        target("the planted rule is listed >= 95 %", found.listed >= 0.95 * found.changed),
        target("and first whenever its number is its own", found.first == found.unique),
        target("a slope left out is listed >= 95 %", found.named >= 0.95 * found.left_out),
        target("slips called a rule <= 5 %", found.called <= 0.05 * found.slips),
    ]
    return table("Simulated students", ["answers", "how many", "of them"], rows, notes)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f} %"


LARGEST = (
    "z = w*x; y = z + b; d = y - t; q = d**2; r = w**2; s = 3*r; u = sigmoid(b); v = u*x; m = maximum(v, y); "
    "n = q + s; o = n*m; L = o - z"
)
"""A graph of 12 operations in which four values are used several times."""


def speed(rounds: int) -> str:
    names = ("w", "x", "b", "t")
    graph = gv.record(LARGEST, **dict.fromkeys(names, 1.0)).graph
    plan, tries = plan_of(graph), iter(range(10**6))
    case = case_of(gv.record(LARGEST, w=3, x=2, b=-1, t=4))

    def make() -> None:
        find_numbers(plan, [0], Seed(question=str(next(tries))), strict=False)

    def tell() -> Diagnosis:
        return diagnose_case(case, 0, 7777.0)  # a number that nothing gives: all pairs are tried

    def whole() -> Question:
        return make_question(LARGEST, wrt="w", kind="choice", seed=Seed(question=str(next(tries))))

    jobs = [
        Job("find the numbers of a question", make),
        Job("make a whole question, options and prompt", whole),
        Job("diagnose a number that nothing gives", tell),
        Job("the same with gv.diagnose, record and all",
            lambda: gv.diagnose(LARGEST, wrt="w", answer=7777, w=3, x=2, b=-1, t=4)),
    ]  # fmt: skip
    in_turn(jobs, rounds, warm_up=2)
    rows = [[job.name, span(job.seconds, 1e3, 1), span(job.cpu, 1e3, 1)] for job in jobs]
    notes = [target(f"{job.name} <= 50 ms at 12 operations", job.middle <= 0.05) for job in jobs]
    return table("Questions and diagnoses", ["at 12 operations", "wall ms", "CPU ms"], rows, notes)
