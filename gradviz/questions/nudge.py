"""The proof by nudging: push the value a little, and see which of two gradients has foretold the change."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from ..language import say
from .cases import Case, quiet
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
    """

    name: str
    h: float
    change: float
    answered: float
    right: float

    def said(self) -> str:
        """The proof as a sentence."""
        return say(
            "Raise {name} by {h}: the output changes by {change}. Your number says {answered}.",
            name=self.name, h=shown(self.h), change=shown(self.change), answered=shown(self.answered),
        )  # fmt: skip


def prove(name: str, run: Callable[[float], float], typed: float, right: float) -> Proof | None:
    """Find a nudge so small that the right gradient foretells the change clearly better than the wrong one.

    Args:
        name: what is nudged.
        run: the output after a push by h.
        typed: the wrong gradient.
        right: the right one.

    Returns:
        The proof; None at a kink, or where the two numbers are too near.
    """
    before = run(0.0)
    for h in STEPS:
        change = run(h) - before
        off = abs(change - right * h)
        if math.isfinite(change) and off <= 0.1 * abs(change - typed * h):
            return Proof(name, h, change, typed * h, right * h)
    return None


def pushed(case: Case, node: int) -> Callable[[float], float] | None:
    """The output as a function of a push at a node; None where the graph cannot be computed again."""
    plan = case.plan
    if plan is None:
        return None
    start = {leaf: case.values[leaf] for leaf in plan.leaves}

    def run(h: float) -> float:
        with quiet():
            return float(plan.values(start | {node: case.values[node] + h})[-1])

    return run
