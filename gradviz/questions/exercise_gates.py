"""Checks of operations that a learner writes: forward and backward held against the truth, and against wrong rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..language import mark, say
from . import jobs
from .exercise_checks import called
from .reports import Report

UPSTREAM = 3.0
"""What arrives from above when an operation is tried: not 1, or a forgotten upstream gradient would not be seen."""

Numbers = list[float]


class Wrong(NamedTuple):
    """A wrong rule for one operation.

    Attributes:
        rule: its misconception; "" where it is none of them.
        fault: what the program does, as it would be said to who wrote it.
        sent: what it sends back, from the input x, the result y and the upstream gradient g.
    """

    rule: str
    fault: str
    sent: Callable[[float, float, float], float]


class Operation(NamedTuple):
    """An operation that is asked for.

    Attributes:
        points: the inputs at which it is tried.
        forward: what it computes.
        slope: its slope, from the input and the result.
        wrongs: the wrong rules, the likeliest first.
        praise: what is said when it is right.
    """

    points: Numbers
    forward: Callable[[float], float]
    slope: Callable[[float, float], float]
    wrongs: Sequence[Wrong]
    praise: str


FORGOTTEN = mark("it gives its own slope and forgets what comes from above")
VALUE = mark("it gives its value, not a gradient")
VALUE_ABOVE = mark("it multiplies its slope by its own value, and it should be by what comes from above")
EVERYWHERE = mark("it lets the gradient through everywhere, as if its slope were 1")
SIGN = mark("the sign is turned round")

RELU = Operation(
    [-1.0, 0.0, 2.0], lambda x: max(x, 0.0), lambda x, y: float(x > 0),
    (
        Wrong("M24", EVERYWHERE, lambda x, y, g: g),
        Wrong("M5", FORGOTTEN, lambda x, y, g: float(x > 0)),
        Wrong("M11", VALUE, lambda x, y, g: y),
        Wrong("M13", SIGN, lambda x, y, g: -g * (x > 0)),
        Wrong("", mark("at exactly 0 it should give 0, as the lesson says"), lambda x, y, g: g * (x >= 0)),
        Wrong("", mark("it multiplies by the input, and the slope there is 1"), lambda x, y, g: g * y),
        Wrong("M24", mark("the gate is the wrong way round: it lets through where the input is below 0"),
              lambda x, y, g: g * (x < 0)),
    ),
    mark("0, 0, 3: the gate is right, and the gradient check agrees."),
)  # fmt: skip

TANH = Operation(
    [-1.0, 0.0, 0.5], math.tanh, lambda x, y: 1 - y * y,
    (
        Wrong("", EVERYWHERE, lambda x, y, g: g),
        Wrong("M5", FORGOTTEN, lambda x, y, g: 1 - y * y),
        Wrong("M22", mark("it takes 1 − x² of the input, and the slope is 1 − y² of the output"),
              lambda x, y, g: g * (1 - x * x)),
        Wrong("M11", VALUE_ABOVE, lambda x, y, g: y * (1 - y * y)),
        Wrong("M11", VALUE, lambda x, y, g: y),
        Wrong("M13", SIGN, lambda x, y, g: -g * (1 - y * y)),
        Wrong("M9", mark("the square is missing: 1 − y, and it should be 1 − y²"), lambda x, y, g: g * (1 - y)),
        Wrong("M13", mark("1 + y², and it should be 1 − y²"), lambda x, y, g: g * (1 + y * y)),
        Wrong("", mark("y·(1 − y) is the slope of the sigmoid"), lambda x, y, g: g * y * (1 - y)),
        Wrong("M4", mark("it adds its slope to what comes from above; multiply"), lambda x, y, g: g + 1 - y * y),
    ),
    mark("1 − y² times what comes from above: the gradient check agrees."),
)  # fmt: skip


def relu(answer: Any) -> Report:
    """R73, R58: ReLU as an operation of one's own."""
    return _operation(answer, RELU)


def tanh(answer: Any) -> Report:
    """R73, R60: tanh as an operation of one's own."""
    return _operation(answer, TANH)


def _operation(answer: Any, wanted: Operation) -> Report:
    own = getattr(answer, "operation", None)  # the class travels; what tensor_op made of it is made again there
    job = jobs.gated_operation if own else jobs.gated
    outcome = called(own or answer, job, wanted.points, UPSTREAM)
    if isinstance(outcome, Report):
        return outcome
    values, gradients = outcome.value
    results = [wanted.forward(x) for x in wanted.points]
    at = {"points": _row(wanted.points)}
    if not _alike(values, results):
        return Report(False, say("Forward gives {given} at {points}, and it should give {wanted}.",
                                 given=_row(values), wanted=_row(results), **at), where="forward")  # fmt: skip
    both = list(zip(wanted.points, results, strict=True))
    right = [UPSTREAM * wanted.slope(x, y) for x, y in both]
    if _alike(gradients, right):
        return Report(True, say(wanted.praise))
    text = say("With {upstream} from above it gives {given} at {points}, and it should give {wanted}.",
               upstream=f"{UPSTREAM:g}", given=_row(gradients), wanted=_row(right), **at)  # fmt: skip
    for rule, fault, sent in wanted.wrongs:
        if _alike(gradients, [sent(x, y, UPSTREAM) for x, y in both]):
            text = f"{text} {say('Every number fits one fault: {fault}.', fault=say(fault))}"
            return Report(False, text, rule=rule or None, where="backward")
    return Report(False, text, where="backward")


def _alike(some: Numbers, others: Numbers) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9) for a, b in zip(some, others, strict=True))


def _row(numbers: Numbers) -> str:
    return ", ".join(f"{each:.4g}".replace("-", "−") for each in numbers)
