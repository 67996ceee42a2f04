"""What goes wrong on the way forward: one operation done in another way, all others right.

A wrong value is traced to such an operation, as a wrong gradient is traced to a rule. These are no misconceptions about
gradients and have no number among them, but for the minus that is lost (M7), which is lost both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..core.operation import FUNCTIONS
from ..language import mark, say
from .cases import Case, quiet
from .nearness import matches
from .program import labels
from .typed import shown


class Mistake(NamedTuple):
    """One way to get an operation wrong.

    Attributes:
        ops: the operations it happens to.
        code: what is computed instead, from the inputs.
        words: what happened and where to look, with {typed} and {name}.
        rule: the misconception it belongs to, or "".
    """

    ops: tuple[str, ...]
    code: Callable[[Sequence[Any]], Any]
    words: str
    rule: str = ""


def _instead(name: str, *order: int) -> Callable[[Sequence[Any]], Any]:
    """Another operation, or the same with its inputs in another order."""
    return lambda given: FUNCTIONS[name](*(given[place] for place in order or (0, 1)))


def _exponent(given: Sequence[Any]) -> Any:
    return given[1] if len(given) > 1 else 2.0  # square has its exponent in its name


_POWERS = ("power", "square")
MISTAKES = (
    Mistake(("subtract",), _instead("add"),
            mark("{typed} comes out if the minus sign at {name} is lost. Compute {name} once more, then what is made "
                 "from it."), "M7"),
    Mistake(("subtract",), _instead("subtract", 1, 0),
            mark("{typed} comes out if the difference at {name} is turned round. It is the first minus the second.")),
    Mistake(("divide",), _instead("divide", 1, 0),
            mark("{typed} comes out if the quotient at {name} is turned round. It is the first divided by the "
                 "second.")),
    Mistake(("divide",), _instead("multiply"),
            mark("{typed} comes out if {name} is computed as a product. Look at its sign: it divides.")),
    Mistake(("multiply",), _instead("add"),
            mark("{typed} comes out if {name} is computed as a sum. Look at its sign: it multiplies.")),
    Mistake(("add",), _instead("multiply"),
            mark("{typed} comes out if {name} is computed as a product. Look at its sign: it adds.")),
    Mistake(("add",), _instead("subtract"),
            mark("{typed} comes out if {name} is computed as a difference. Look at its sign: it adds.")),
    Mistake(_POWERS, lambda given: given[0] * _exponent(given),
            mark("{typed} comes out if the base at {name} is multiplied by its exponent. The exponent says how many "
                 "times the base is a factor.")),
    Mistake(_POWERS, lambda given: -FUNCTIONS["power"](abs(given[0]), _exponent(given)),
            mark("{typed} comes out if the minus sign stays outside of the power at {name}. The whole number, its sign "
                 "too, is multiplied by itself.")),
    Mistake(("maximum",), _instead("minimum"),
            mark("{typed} comes out if the smaller one is taken at {name}. It takes the larger one.")),
    Mistake(("minimum",), _instead("maximum"),
            mark("{typed} comes out if the larger one is taken at {name}. It takes the smaller one.")),
)  # fmt: skip
"""Likeliest first."""

_LEFT_OUT = mark("{typed} comes out if the operation at {name} is left out. Compute {name} from what goes into it.")


class Slipped(NamedTuple):
    """Where a value went wrong: the node, and what is said of it."""

    node: int
    words: str
    rule: str


def gone_wrong(case: Case, asked: int, typed: float) -> Slipped | None:
    """The operation that gives a wrong value of a node if it alone is done wrong; the nearest to that node first.

    Args:
        case: the graph with its numbers.
        asked: the node whose value was asked for.
        typed: a number that is not its value.

    Example:
        >>> from gradviz import record
        >>> from gradviz.questions.cases import case_of
        >>> case = case_of(record("d = w*x - t; L = d**2", w=3, x=2, t=5))  # right: 1
        >>> gone_wrong(case, case.position("L"), 121).words
        '121 comes out if the minus sign at d is lost. Compute d once more, then what is made from it.'
    """
    right = float(case.values[asked])
    if case.plan is None:
        return None
    for node in _before(case, asked):
        for other, mistake in _others(case, node):
            number = float(case.values_with(node, other)[asked])
            if matches(typed, number) and not matches(number, right):
                words = say(mistake.words, typed=shown(typed), name=labels(case.graph)[node])
                return Slipped(node, words, mistake.rule)
    return None


def _before(case: Case, asked: int) -> list[int]:
    """The operations that a value is made by, its own first."""
    incoming, found = case.graph.incoming(), {asked}
    for node in range(asked, -1, -1):
        if node in found:
            found.update(case.graph.edges[edge].source for edge in incoming[node])
    return [node for node in sorted(found, reverse=True) if not case.graph.nodes[node].is_leaf]


def _others(case: Case, node: int) -> list[tuple[Any, Mistake]]:
    """What an operation gives that is done wrong, in each way."""
    assert case.plan is not None, "it was looked at before"
    name, given = str(case.graph.nodes[node].op), case.plan.inputs(node, case.values)
    with quiet():
        found = [(mistake.code(given), mistake) for mistake in MISTAKES if name in mistake.ops]
    if len(given) == 1:
        found.append((given[0], Mistake((name,), lambda given: given[0], _LEFT_OUT)))
    return found
