"""The search for numbers that tell the wrong rules apart.

Small whole numbers are tried, many at once. Kept are those where no wrong rule that matters gives the right answer and
where the answer is not 0; in front stand those where the rules differ from each other most and the numbers stay small.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from ..core.scalars import load_numpy
from .cases import Case, Plan
from .nearness import alike
from .program import alone
from .rules import Rule
from .seeds import Seed, shuffled, whole
from .skipping import Skip
from .sweep import Asked, answer
from .wrong import RATE, relevant, wrong_answers

RANGE = tuple(number for number in range(-5, 8) if number)
TRIED, KEPT, HIDDEN = 256, 32, 1000.0
SKIPPED = 50.0
"""What it costs where an operation that is passed over does not show. It is never refused: y = relu(x) asks for nothing
else, for a gate that is shut has the answer 0, and behind one there is no slope to leave out."""
SCALES = (1.0, 0.5, 0.1)
"""Whole numbers first; halves and tenths where no whole ones will do, as in a deep net of sigmoids."""


FIRST = Seed()


class NoNumbers(ValueError):
    """No numbers were found with which the question could be asked."""


def find_numbers(
    plan: Plan, asked: Sequence[Wanted], seed: Seed = FIRST, *, signs: int | None = 1, rate: float = RATE,
    fixed: Mapping[int, float] | None = None, strict: bool = True,
) -> dict[int, float]:  # fmt: skip
    """Numbers for the leaves of a graph with which no wrong rule gives the right answer.

    Args:
        plan: the graph.
        asked: the nodes whose gradients are asked for, or edges, or what else is asked; the numbers serve all of them.
        seed: who is asked what. The next attempt has other numbers, until all that were found were used.
        signs: how many numbers may be negative (one, for first items: else learners fail on signs); None is any.
        rate: the learning rate of the lesson.
        fixed: leaves whose numbers are given.
        strict: whether numbers that hide a rule are refused; else those are taken that hide the fewest. With a
            maximum there may be none that hide nothing: one input gets all, and who gives it to both is right there.

    Returns:
        A number for every leaf, by position.

    Raises:
        NoNumbers: if none were found, or the graph cannot be computed with other numbers.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import plan_of
        >>> graph = record("y = x**2 * (3*x)", x=1).graph
        >>> find_numbers(plan_of(graph), [0])[0] == 1.0  # 1 would hide two rules
        False
    """
    return _search(_Wish(plan, asked, seed, signs, rate, fixed or {}), (strict,))[0]


def best_numbers(
    plan: Plan, asked: Sequence[Wanted], seed: Seed, *, signs: int | None = 1, rate: float = RATE,
    fixed: Mapping[int, float] | None = None,
) -> list[dict[int, float]]:  # fmt: skip
    """Numbers that hide no rule, and where there are none those that hide the fewest; behind them other ones.

    Args:
        plan: the graph.
        asked: what is asked, as in `find_numbers`.
        seed: who is asked what.
        signs: how many numbers may be negative; None is any.
        rate: the learning rate of the lesson.
        fixed: leaves whose numbers are given.

    Raises:
        NoNumbers: if none were found at all; the message says what those that were tried have in common.
    """
    return _search(_Wish(plan, asked, seed, signs, rate, fixed or {}), (True, False))


class Local(NamedTuple):
    """The local gradient of an edge is asked for, by the edge's place among all."""

    edge: int


class Value(NamedTuple):
    """The value of a node is asked for."""

    node: int


Wanted = Asked | Local | Value


class _Wish(NamedTuple):
    """What numbers are looked for: the arguments of `find_numbers`."""

    plan: Plan
    asked: Sequence[Wanted]
    seed: Seed
    signs: int | None
    rate: float
    fixed: Mapping[int, float]


class _Tried(NamedTuple):
    """Many numbers for each leaf, what each row of them costs, and whether it hides a rule."""

    given: dict[int, Any]
    cost: Any
    hides: Any


def _search(wish: _Wish, ways: Iterable[bool]) -> list[dict[int, float]]:
    """The numbers of an attempt and those of the next, by the first way (strict or not) in which there are some."""
    if not wish.plan.many:
        raise NoNumbers(
            "this graph cannot be computed for many numbers at once: an operation in it is not elementwise. "
            "Ask with the numbers that were recorded."
        )
    tried = dict[float, _Tried]()
    for strict in ways:
        for scale in SCALES:
            if scale not in tried:
                tried[scale] = _try(wish, scale)
            pool = _pool(tried[scale], strict)
            if wish.seed.course or wish.seed.student:  # else the best numbers of all would be everybody's first
                pool = shuffled(wish.seed.dice("which", of_attempt=False), pool)
            if pool:
                first = wish.seed.attempt % len(pool)
                return pool[first:] + pool[:first]
    raise NoNumbers(_why_none(wish, tried[SCALES[0]].given))


def _try(wish: _Wish, scale: float) -> _Tried:
    numpy = load_numpy()
    given, count = _rows(numpy, wish, scale)
    hides = numpy.zeros(count, dtype=bool)
    with numpy.errstate(all="ignore"):
        case = wish.plan.case(given)
        cost = _kinks(numpy, case, count)
        for node in wish.asked if numpy.isfinite(cost).any() else ():
            more, hidden = _cost(numpy, case, node, wish.rate, count)
            cost, hides = cost + more, hides | hidden
    return _Tried(given, cost, hides)


def _pool(tried: _Tried, strict: bool) -> list[dict[int, float]]:
    """The numbers that will do, best first."""
    numpy, given = load_numpy(), tried.given
    cost = numpy.where(tried.hides & strict, numpy.inf, tried.cost)
    order = numpy.argsort(cost, kind="stable")
    good = [int(i) for i in order if math.isfinite(cost[i])][:KEPT]
    best = [i for i in good if cost[i] <= cost[good[0]] + 1] if good else []
    chosen = best if len(best) >= 4 else good[:4]  # a new attempt needs other numbers
    return [{leaf: float(column[i]) for leaf, column in given.items()} for i in chosen]


def _rows(numpy: Any, wish: _Wish, scale: float) -> tuple[dict[int, Any], int]:
    """Many numbers for each leaf, and how many."""
    dice = wish.seed.dice(f"numbers {scale}", of_attempt=False)
    free = [leaf for leaf in wish.plan.leaves if leaf not in wish.fixed]
    rows = numpy.array(_candidates(dice, len(free), wish.signs), dtype=float).reshape(-1, len(free)) * scale
    given: dict[int, Any] = {leaf: rows[:, k].copy() for k, leaf in enumerate(free)}
    return given | {leaf: numpy.full(len(rows), float(number)) for leaf, number in wish.fixed.items()}, len(rows)


def _why_none(wish: _Wish, given: Mapping[int, Any]) -> str:
    """What all numbers that were tried have in common."""
    numpy = load_numpy()
    with numpy.errstate(all="ignore"):
        case = wish.plan.case(given)
        count = len(next(iter(given.values())))
        known = sum((numpy.where(numpy.isfinite(value), 0, 1) for value in case.values), numpy.zeros(count)) == 0
        smooth = known & numpy.isfinite(_kinks(numpy, case, count))
        rights = [_right(case, each) + numpy.zeros(count) for each in wish.asked]
        slopes = smooth & (sum((numpy.where(numpy.isfinite(right), 0, 1) for right in rights), numpy.zeros(count)) == 0)
        flat = any(bool((abs(right[slopes]) <= 1e-3).all()) for right in rights)
    if not known.any():
        return _NO_VALUE
    if not smooth.any():
        return _ON_A_KINK
    return _NO_SLOPE if not slopes.any() else _ALWAYS_0 if flat else _HIDDEN


def _right(case: Case, asked: Wanted) -> Any:
    """The right number of what is asked."""
    if isinstance(asked, Value):
        return case.values[asked.node]
    return case.locals[asked.edge] if isinstance(asked, Local) else answer(case, asked)


_NO_VALUE = (
    "with every set of small numbers a value in this graph is none: somewhere it divides by 0, takes the logarithm or "
    "a root of a negative number, or grows beyond all bounds. Give the numbers yourself, or change the formula."
)
_ON_A_KINK = (
    "with every set of small numbers this graph stands on a kink, as maximum(a, a) does: its inputs are equal, and "
    "there is no one slope to ask for. Change the formula, or give the numbers yourself."
)
_NO_SLOPE = (
    "with every set of small numbers a slope on the way is infinite or none, as that of sqrt(x) at 0. "
    "Give the numbers yourself, or ask about another node or edge."
)
_ALWAYS_0 = (
    "the right number is 0, or all but 0, with every set of small numbers: what comes along the ways cancels, as in "
    "v - v, or a gate on the way is shut. A 0 tells no wrong rule from the right one; ask about another node or edge."
)
_HIDDEN = (
    "no small numbers were found for which every wrong rule gives a wrong answer and the right one is not 0. "
    "Give the numbers yourself, or ask about another node."
)


def _candidates(dice: random.Random, count: int, signs: int | None) -> list[tuple[int, ...]]:
    """Rows of small whole numbers in random order."""
    if len(RANGE) ** count <= 2 * TRIED:
        rows = shuffled(dice, list(product(RANGE, repeat=count)))
    else:
        rows = [_row(dice, count, signs) for _ in range(TRIED)]
    return [row for row in rows if signs is None or sum(number < 0 for number in row) <= signs] or [()]


def _row(dice: random.Random, count: int, signs: int | None) -> tuple[int, ...]:
    sizes = [RANGE[whole(dice, len(RANGE))] for _ in range(count)]
    if signs is None:
        return tuple(sizes)
    turned = {whole(dice, 2 * count) for _ in range(signs)}  # one time in two no number is negative
    return tuple(-abs(size) if k in turned and abs(size) <= 5 else abs(size) for k, size in enumerate(sizes))


def _cost(numpy: Any, case: Case, asked: Wanted, rate: float, count: int) -> tuple[Any, Any]:
    """How bad each row of numbers is for one question, inf where it will not do; and whether it hides a rule."""
    if isinstance(asked, Value):
        value = case.values[asked.node] + numpy.zeros(count)
        same = alike(numpy, answer(case, asked.node) + numpy.zeros(count), value)
        return numpy.where(same, SKIPPED, 0.0) + _plainness(numpy, case, value, count), False
    if isinstance(asked, Local):
        local = case.locals[asked.edge] + numpy.zeros(count)
        whole = answer(case, case.graph.edges[asked.edge]) + numpy.zeros(count)
        cost, hides = _cost(numpy, *alone(case, asked.edge), rate, count)
        return numpy.where(alike(numpy, whole, local), SKIPPED, 0.0) + cost, hides
    right = answer(case, asked) + numpy.zeros(count)
    groups = relevant(case.graph, asked, rate)
    heads, cost, hides = numpy.empty((len(groups), count)), numpy.zeros(count), numpy.zeros(count, dtype=bool)
    for place, group in enumerate(groups):
        numbers = [_number(case, asked, rule, rate) + numpy.zeros(count) for rule in group]
        # All of a group: where a maximum routes, rules may agree on every number that was tried and yet differ on one.
        hidden = alike(numpy, numpy.stack(numbers), right).any(axis=0)
        if isinstance(group[0], Skip):
            cost = cost + SKIPPED * hidden
        else:
            cost, hides = cost + HIDDEN * hidden, hides | hidden
        cost = cost + 2.0 * alike(numpy, numbers[0], heads[:place]).sum(axis=0)
        heads[place] = numbers[0]
    return cost + _plainness(numpy, case, right, count), hides


def _plainness(numpy: Any, case: Case, right: Any, count: int) -> Any:
    """What it costs that numbers are large or no whole ones; inf where the right one is 0 or none."""
    cost = numpy.where(numpy.isfinite(right) & (abs(right) > 1e-3), 0.0, numpy.inf)
    sizes = [abs(value) + numpy.zeros(count) for value in case.values]
    largest = numpy.maximum.reduce([abs(right), *sizes])
    broken = sum(abs(value - numpy.rint(value)) > 1e-9 for value in (right, *case.values))
    cost = cost + numpy.where(largest > 60, numpy.log10(numpy.maximum(largest, 1.0) / 60) * 4, 0.0) + broken * 0.5
    return numpy.where(numpy.isfinite(cost), cost, numpy.inf)


def _kinks(numpy: Any, case: Case, count: int) -> Any:
    """Infinite where a row stands on a kink (equal inputs of a maximum, a 0 into a ReLU), or a value in it is none."""
    graph, at = case.graph, numpy.zeros(count)
    for value in case.values:
        at = at + numpy.where(numpy.isfinite(value), 0.0, numpy.inf)
    for target, edges in enumerate(graph.incoming()):
        name, sources = graph.nodes[target].op, [case.values[graph.edges[e].source] for e in edges]
        sources += [number for number in graph.nodes[target].numbers if number is not None]
        if name in ("maximum", "minimum"):
            at = at + numpy.where(abs(sources[0] - sources[1]) == 0, numpy.inf, 0.0)
        elif name in ("relu", "leaky_relu", "abs"):
            at = at + numpy.where(abs(sources[0]) == 0, numpy.inf, 0.0)
    return at


def _number(case: Case, asked: Asked, rule: Rule, rate: float) -> Any:
    return wrong_answers(case, asked, rate, (rule,))[0][1]
