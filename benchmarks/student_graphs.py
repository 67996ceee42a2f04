"""Random formulas of a given number of operations, with values that are used several times."""

from __future__ import annotations

import random

NAMES = ("a", "b", "c", "d")
ONE = ("{}**2", "{}**3", "sigmoid({})", "tanh({})", "sin({})", "relu({})", "exp({})", "2*{}", "3*{}", "-{}")
TWO = ("{} + {}", "{} - {}", "{} * {}", "{} * {}", "{} + {}", "maximum({}, {})")
FIRST, LAST = 4, 12
"""How many operations a graph has, at least and at most."""


def formula(dice: random.Random) -> str:
    """A formula in which every statement is one operation, and nothing is computed that is not used.

    Example:
        >>> formula(random.Random(1)).count("=") in range(FIRST, LAST + 1)
        True
    """
    while True:
        lines = _lines(dice, dice.randint(FIRST, LAST))
        if FIRST <= len(lines) <= LAST:
            return "; ".join(lines)


def _lines(dice: random.Random, operations: int) -> list[str]:
    """One operation a line; each takes what is not used yet first, so that little is left over."""
    values, unused, lines = list(NAMES[: dice.randint(1, 4)]), list(NAMES), list[str]()
    unused = values[:]
    for number in range(operations):
        joining = len(unused) >= operations - number or dice.random() < 0.5
        form = dice.choice(TWO if joining else ONE)
        given = [_taken(dice, values, unused) for _ in range(form.count("{}"))]
        lines.append(f"v{number} = {form.format(*given)}")
        values.append(f"v{number}")
        unused.append(f"v{number}")
    return lines if len(unused) == 1 else []


def _taken(dice: random.Random, values: list[str], unused: list[str]) -> str:
    value = unused.pop(0) if unused and dice.random() < 0.75 else dice.choice(values)
    if value in unused:
        unused.remove(value)
    return value
