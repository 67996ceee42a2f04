"""The proof by nudging: push the value a little, and see which of two gradients has foretold the change."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from ..language import say
from ..recording import Edge
from .cases import Case
from .typed import shown

STEPS = (1e-2, 1e-3, 1e-4, 1e-5)


class Proof(NamedTuple):
    """A nudge that tells a wrong gradient from the right one.

    Attributes:
        name: what is nudged.
        h: by how much.
        change: by how much the output changes.
        answered: the change that the learner's number foretells, number × h.
        right: the change that the right gradient foretells.
        into: of a push that goes along one edge alone, what the edge leads into; else "".
    """

    name: str
    h: float
    change: float
    answered: float
    right: float
    into: str = ""

    def said(self) -> str:
        """The proof as a sentence."""
        words = {"name": self.name, "h": shown(self.h), "change": shown(self.change), "answered": shown(self.answered)}
        if self.into:
            return say("Raise {name} by {h} for {into} alone: the output changes by {change}. Your number says "
                       "{answered}.", into=self.into, **words)  # fmt: skip
        return say("Raise {name} by {h}: the output changes by {change}. Your number says {answered}.", **words)


def prove(
    name: str, run: Callable[[float], float], typed: float, right: float, into: str = ""
) -> Proof | None:
    """Find a nudge so small that the right gradient foretells the change clearly better than the wrong one.

    Args:
        name: what is nudged.
        run: the output after a push by h.
        typed: the wrong gradient.
        right: the right one.
        into: where the push goes along one edge alone, what that edge leads into.

    Returns:
        The proof; None at a kink, or where the two numbers are too near.
    """
    before = run(0.0)
    for h in STEPS:
        change = run(h) - before
        off = abs(change - right * h)
        if math.isfinite(change) and off <= 0.1 * abs(change - typed * h):
            return Proof(name, h, change, typed * h, right * h, into)
    return None


def pushed(case: Case, node: int) -> Callable[[float], float] | None:
    """The output as a function of a push at a node; None where the graph cannot be computed again."""
    if case.plan is None:
        return None
    return lambda h: float(case.values_with(node, case.values[node] + h)[-1])


def pushed_along(case: Case, edge: Edge) -> Callable[[float], float] | None:
    """The output as a function of a push that one edge alone carries: the other uses of the value do not feel it."""
    plan = case.plan
    if plan is None:
        return None

    def run(h: float) -> float:
        moved = plan.value_with(edge, case.values, case.values[edge.source] + h)
        return float(case.values_with(edge.target, moved)[-1])

    return run
