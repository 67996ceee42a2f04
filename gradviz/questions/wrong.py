"""What the wrong rules answer on a graph, which of them matter there, and which cannot be told apart."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

from ..core.scalars import load_numpy
from ..recording import Graph
from .cases import Case, plan_of
from .nearness import is_short, matches
from .rules import RULES, Rule
from .skipping import skips, skips_of
from .sweep import Asked, answer

Pair = tuple[Rule, Rule]
Group = tuple[Rule, ...]
RATE = 0.1
"""The learning rate where the lesson names none."""


def wrong_answers(
    case: Case, asked: Asked, rate: float = RATE, rules: Iterable[Rule] = RULES
) -> list[tuple[Rule, Any]]:
    """The number that each wrong rule gives, right or not.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> case = case_of(record("y = x**2 + x**3", x=3))
        >>> [(rule.key, number) for rule, number in wrong_answers(case, 0)][:4]
        [('M1', 6.0), ('M1 first', 27.0), ('M2', 162.0), ('M3', 16.5)]
    """
    return [(rule, answer(case, asked, rule.parts, rate)) for rule in rules]


def pairs_giving(case: Case, asked: Asked, typed: float, rate: float = RATE) -> list[Pair]:
    """The pairs of wrong rules that together give a number which neither gives alone, likeliest first.

    Who gives a value for a gradient has worked out no gradient that another rule could spoil, so M11 is in no pair; and
    both rules have to leave a trace: each changes the answer by itself, and changes what the other one gives.
    """
    right = float(answer(case, asked))
    alone = [(rule, float(number)) for rule, number in wrong_answers(case, asked, rate, (*RULES, *skips(case, asked)))]
    changing = [(rule, number) for rule, number in alone if rule.id != "M11" and not _equal(number, right)]
    found = []
    for (one, first), (two, second) in combinations(changing, 2):
        parts = None if one.id == two.id else one.parts.with_(two.parts)
        number = math.nan if parts is None else float(answer(case, asked, parts, rate))
        spoils = not (_equal(number, first) or _equal(number, second))
        if spoils and matches(typed, number):
            found.append((one, two))
    return sorted(found, key=lambda pair: -pair[0].prior - pair[1].prior)


def _equal(a: float, b: float) -> bool:
    """Whether two computed numbers are one, but for rounding."""
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


# -- which rules matter ----------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def relevant(graph: Graph, asked: Asked, rate: float = RATE) -> tuple[Group, ...]:
    """The rules that change the answer for generic numbers; those that agree for every input stand in one group.

    Of a graph that cannot be computed with other numbers all rules are taken to matter.

    Args:
        graph: the structure.
        asked: the node whose gradient is asked for, or the edge whose contribution is.
        rate: the learning rate of the lesson.

    Example:
        >>> from gradviz import record
        >>> groups = relevant(record("y = x**2 * (3*x)", x=4).graph, 0)
        >>> [" = ".join(rule.key for rule in group) for group in groups if len(group) > 1]
        ['M1 = M9']
    """
    plan = plan_of(graph)
    if plan is None or not plan.many:
        return tuple((rule,) for rule in RULES)
    numpy = load_numpy()
    groups: list[tuple[Any, list[Rule]]] = []
    with numpy.errstate(all="ignore"):
        case = plan.case(generic(plan.leaves))
        right = answer(case, asked) + numpy.zeros(POINTS)
        for rule, number in wrong_answers(case, asked, rate, (*RULES, *skips_of(graph, asked))):
            given = number + numpy.zeros(POINTS)
            if _same(numpy, given, right):
                continue
            group = next((rules for other, rules in groups if _same(numpy, given, other)), None)
            if group is None:
                groups.append((given, [rule]))
            else:
                group.append(rule)
    return tuple(tuple(rules) for _, rules in groups)


POINTS = 16
"""Generic numbers that are tried: half above 0, half of both signs."""


def generic(leaves: Iterable[int]) -> dict[int, Any]:
    """Numbers without any pattern for every leaf."""
    dice, numpy = random.Random(20), load_numpy()
    found = {}
    for leaf in leaves:
        sizes = [(0.4 + 2.5 * dice.random()) * (1 + 2 * (k % 3 == 2)) for k in range(POINTS)]
        signs = [1 if k < POINTS // 2 or dice.random() < 0.5 else -1 for k in range(POINTS)]
        found[leaf] = numpy.array([size * sign for size, sign in zip(sizes, signs, strict=True)])
    return found


def _same(numpy: Any, a: Any, b: Any) -> bool:
    """Whether two answers agree wherever both have a value; where none has, nothing says so."""
    known = numpy.isfinite(a) & numpy.isfinite(b)
    if not known.any():
        return False
    a, b = a[known], b[known]
    return bool((abs(a - b) <= 1e-9 * numpy.maximum(abs(a), abs(b)) + 1e-300).all())


def hidden_rules(
    case: Case, asked: Asked, rate: float = RATE, among: Iterable[Rule] | None = None
) -> tuple[Rule, ...]:
    """The wrong rules that matter for this graph and give the right answer with these numbers.

    An item with such numbers hides a misconception: who follows the rule is told that the answer is right.

    Args:
        case: the graph with its numbers.
        asked: the node whose gradient is asked for, or the edge whose contribution is.
        rate: the learning rate of the lesson.
        among: the rules that are looked at; all where it is left out.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> case = case_of(record("(w*x + b - t)**2", x=2, w=3, b=1, t=5))  # the book's numbers
        >>> {name: [rule.id for rule in hidden_rules(case, case.position(name))] for name in "wxbt"}
        {'w': ['M4'], 'x': ['M8'], 'b': ['M11'], 't': []}
    """
    keys = None if among is None else {rule.key for rule in among}
    looked_at = [r for group in relevant(case.graph, asked, rate) for r in group if keys is None or r.key in keys]
    right = float(answer(case, asked))
    given = wrong_answers(case, asked, rate, looked_at)
    return tuple(rule for rule, number in given if float(number) == right or matches(right, float(number)))


def hides_in(case: Case, asked: Iterable[int], rate: float = RATE) -> Mapping[int, tuple[Rule, ...]]:
    """The same for several nodes: those alone whose rules are hidden."""
    found = {node: hidden_rules(case, node, rate) for node in asked}
    return {node: rules for node, rules in found.items() if rules}


def typed_as(number: float) -> str:
    """A number as a learner would type it: exactly where that is short, else with four digits."""
    return f"{number:.10g}" if is_short(number) else f"{number:.4g}"
