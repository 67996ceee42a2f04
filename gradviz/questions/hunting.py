"""A backward pass with one planted wrong rule, to be found by tests (R142).

The planted engine runs the learner's own formulas: forward as it should be, backward by the one sweep with one part
replaced. A test holds each of its gradients against a nudge of that input.
"""

from __future__ import annotations

from typing import NamedTuple

from ..language import mark, say
from ..recording import Recording
from .cases import Case, case_of
from .nearness import matches
from .reports import Report
from .rules import RULES, Rule
from .seeds import Seed, shuffled
from .showing import complete
from .sweep import answer

OF_ANSWERS = ("M8", "M6 of two", "M7 quotient")
PLANTED = tuple(rule for rule in RULES if rule.place != "report" and rule.key not in OF_ANSWERS)
"""What may be planted: rules of the sweep. M8 depends on which input is asked for, and has no picture of its own; of M6
and M7 the first form alone is planted, so that a seed hides the rule that it always hid."""

SUSPICIONS = {
    "M1": mark("a use overwrites the others: one alone counts"),
    "M2": mark("several uses are multiplied with each other"),
    "M3": mark("the mean of several uses is taken"),
    "M4": mark("slopes along a path are added, not multiplied"),
    "M5": mark("the upstream gradient is forgotten"),
    "M6": mark("a product hands each input its own value"),
    "M7": mark("a difference loses its minus sign"),
    "M9": mark("a power keeps its exponent, or does not bring it down"),
    "M10": mark("the pass starts with the output's value, not with 1"),
    "M22": mark("the sigmoid's slope is taken from its input"),
    "M24": mark("a maximum sends to both inputs, or to the wrong one"),
}
"""What may be suspected: each id with the rule in words; the variants of a misconception are one suspicion."""

STEP = 1e-5
ASKED = 3
"""After so many tests that told the engine from the truth a wrong suspicion is answered with a hint."""


class Evidence(NamedTuple):
    """One gradient of the planted engine beside a nudge of that input.

    Attributes:
        formula: what was run.
        name: the input.
        engine: the planted engine's gradient.
        nudged: the central difference, which is right to many digits away from a kink.
        agrees: whether the two agree.
        at: the number that the input had.
    """

    formula: str
    name: str
    engine: float
    nudged: float
    agrees: bool
    at: float


class Hunted:
    """The planted engine and what is known of it.

    Attributes:
        tests: what was tested, oldest first: the evidence of each run.
        found: whether the rule has been named.
        tries: how many suspicions were voiced.
    """

    def __init__(self, seed: Seed) -> None:
        self._rule: Rule = shuffled(seed.dice("hunt", version=1), list(PLANTED))[0]
        self.tests: list[list[Evidence]] = []
        self.found, self.tries = False, 0

    @property
    def evidence(self) -> list[Evidence]:
        """All that was seen, oldest first."""
        return [row for rows in self.tests for row in rows]

    def test(self, formula: str, recording: Recording) -> list[Evidence]:
        """Hold the engine's gradient of every input against a nudge of it.

        Args:
            formula: what was run, as it is to stand among the evidence.
            recording: the run, with the right gradients.

        Raises:
            ValueError: if the graph holds arrays, or an operation that is not in the table.
        """
        case = case_of(recording)
        if case.plan is None:
            raise ValueError(
                "an operation in this formula is not in gradviz's table, so the planted engine cannot run it. "
                "Use + − × ÷, powers and functions such as sigmoid or maximum."
            )
        rows = [self._row(formula, case, leaf) for leaf in case.plan.leaves if case.graph.nodes[leaf].needs_gradient]
        self.tests.append(rows)
        return rows

    def _row(self, formula: str, case: Case, leaf: int) -> Evidence:
        value = case.values[leaf]
        up, down = (case.values_with(leaf, value + h)[case.graph.output] for h in (STEP, -STEP))
        nudged = float(up - down) / (2 * STEP)
        engine = float(answer(case, leaf, self._rule.parts))
        agrees = matches(nudged, engine, rtol=1e-4, atol=1e-6)
        return Evidence(formula, str(case.graph.nodes[leaf].name), engine, nudged, agrees, float(value))

    def picture(self, recording: Recording) -> Recording:
        """The same run as the planted engine has it: right values, its own gradients."""
        return complete(case_of(recording), self._rule.parts)

    def accuse(self, rule: str) -> Report:
        """Name the rule that is planted, by its id: "M1".

        Returns:
            A Report: whether that is it. Before any test has told the engine from the truth nobody can know, and that
            is what is said.

        Raises:
            ValueError: if no wrong rule has that id.
        """
        known = {each.id for each in PLANTED}
        if rule not in known:
            raise ValueError(f"there is no rule {rule!r:.40} to accuse. The rules are: {', '.join(sorted(known))}.")
        telling = sum(not each.agrees for each in self.evidence)
        if not telling:
            return Report(False, say("Nothing has gone wrong yet in your tests, so this is a guess. Find a formula for "
                                     "which the engine and the nudge differ."))  # fmt: skip
        self.tries += 1
        self.found = self.found or rule == self._rule.id
        if rule == self._rule.id:
            return Report(True, self._rule.said(), rule=rule)
        if self.tries >= ASKED:
            return Report(False, say("Not that one. {hint}", hint=self._hint()))
        return Report(False, say("Not that one. Which formula would tell it from what you have seen?"))

    def _hint(self) -> str:
        hints = {
            "merge": say("It goes wrong only where a value is used more than once."),
            "edge": say("It goes wrong along a path of two operations or more."),
            "slope": say("It goes wrong at one kind of operation alone: test each of them by itself."),
            "seed": say("It goes wrong from the very start: compare y and 2·y."),
        }
        return hints[self._rule.place]
