"""The exercises of the lessons: what is asked, three hints each, and a check that says which rule is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any, NamedTuple

from .. import options
from ..language import mark, say
from . import exercise_checks as checks
from .attempts import Attempt, Attempts
from .challenge import grade
from .exercise_gates import relu, tanh
from .exercise_memory import memory
from .reports import Hint, Report


class Exercise(NamedTuple):
    """One exercise.

    Attributes:
        source: the requirement that it comes from.
        task: what is asked.
        hints: three of them, from a nudge to nearly the answer.
        check: what is made of an answer.
    """

    source: str
    task: str
    hints: tuple[str, str, str]
    check: Callable[[Any], Report]


EXERCISES: dict[str, Exercise] = {
    "log-sigmoid": Exercise(
        "R108",
        mark("Build the graph of L = log σ(w·x + b): give a result, a recording or a figure of gv.build."),
        (
            mark("Four operations stand between the inputs and L. Read the formula from the inside."),
            mark("The innermost is w·x, then + b, then σ, and log is the last."),
            mark("L = gv.log(gv.sigmoid(w * x + b))"),
        ),
        checks.log_sigmoid,
    ),
    "locals": Exercise(
        "R109",
        mark("L = log σ(w·x + b) at w = 0.5, x = 2, b = −1. Give the local gradients of log and sigmoid and those "
             "of u = w·x + b, w, b and x: {'log': ..., 'sigmoid': ..., 'u': ..., 'w': ..., 'b': ..., 'x': ...}."),
        (
            mark("Forward first: w·x is 1, u is 0, σ(u) is 0.5."),
            mark("The slope of log at s is 1/s; that of σ is σ·(1 − σ). Multiply along the path."),
            mark("∂L/∂u = 1/0.5 · 0.5·0.5 = 0.5. Then × x for w, × w for x, × 1 for b."),
        ),
        checks.local_gradients,
    ),
    "why-sum": Exercise(
        "R110",
        mark("Say in a sentence or two why the gradients of two branches are added, not multiplied or averaged."),
        (
            mark("Push x by a little h. What does each branch do to the output?"),
            mark("Each branch moves the output by its own slope times h. What do two pushes do together?"),
            mark("y = x² + x³ at 3, h = 0.01: y moves by about 0.33. Which says so, the sum, the product or the mean?"),
        ),
        checks.why_sum,
    ),
    "dead-relu": Exercise(
        "R111",
        mark("A ReLU's input is negative on every example. Its weights' gradients? What is the word for it: 'dead', "
             "'saturated' or 'vanishing'? Give (gradient, word)."),
        (
            mark("What is the slope of ReLU left of 0?"),
            mark("Exactly 0, not a small number: nothing arrives at the weights."),
            mark("0, and a unit that can never learn again is called dead."),
        ),
        checks.dead_relu,
    ),
    "slope": Exercise(
        "R112",
        mark("Write slope(x), the derivative of y = 3x² + 2x + 1, and give the function."),
        (
            mark("Take the three terms one by one."),
            mark("The exponent comes down and is one less afterwards; a constant has no slope."),
            mark("3·2·x + 2"),
        ),
        checks.slope,
    ),
    "walk": Exercise(
        "R113",
        mark("Write walk(result) that returns the names of all backward nodes from a result's grad_fn on, along every "
             "next_functions, in the order in which they are met; give the function."),
        (
            mark("Start with [result.grad_fn]. Every pair in node.next_functions is (node or None, number)."),
            mark("Go through a list to which you append what you find; leave out None, and each node that is there."),
            mark("for node in found: found += [next for next, _ in node.next_functions if next not in (None, *found)]"),
        ),
        checks.walk,
    ),
    "relu": Exercise(
        "R73",
        mark("Write ReLU as your own operation: gv.tensor_op, forward(ctx, x), backward(ctx, grad_output)."),
        (
            mark("forward keeps what backward will need: ctx.save_for_backward(x)."),
            mark("backward lets grad_output through where the input was above 0."),
            mark("return grad_output * (x > 0)"),
        ),
        relu,
    ),
    "tanh": Exercise(
        "R60",
        mark("Write tanh as your own operation: gv.tensor_op, forward(ctx, x), backward(ctx, grad_output)."),
        (
            mark("The slope of tanh is easiest to say with its result. So which number is worth keeping in forward?"),
            mark("y = tanh(x) is kept: ctx.save_for_backward(y). Its slope is 1 − y²."),
            mark("(y,) = ctx.saved_tensors; return grad_output * (1 - y * y)"),
        ),
        tanh,
    ),
    "memory": Exercise(
        "R114",
        mark("x holds 1000 numbers of 8 bytes and needs gradients; y = exp(exp(x)).sum(). How many bytes are kept for "
             "the backward pass when x has been made, after the forward pass, and after the backward pass? "
             "(bytes, bytes, bytes)"),
        (
            mark("What does exp need to work out its slope: its input or its result?"),
            mark("Each exp keeps its result, 1000 numbers; a sum keeps no numbers at all."),
            mark("Measure it: with gv.Meter() as meter: ... meter.bytes. What is used for the last time is freed."),
        ),
        memory,
    ),
    "secret-number": Exercise(
        "R81",
        mark("L = (4 + θ − 7)², θ = 1 at first. Give a rate and at most 5 steps that bring L below 0.01: "
             "(rate, steps)."),
        (
            mark("How far is θ from 3 after one step, if it was 2 away before?"),
            mark("The gradient is 2·(θ − 3), so a step takes the distance times 1 − 2·rate."),
            mark("2·|1 − 2·rate|^steps must be below 0.1: with rate 0.25, how often is 2 halved?"),
        ),
        checks.secret_number,
    ),
    "micro-batches": Exercise(
        "R67",
        mark("Four examples are cut into parts of 1, 1 and 2; the loss of a part is the mean of its own. Give the "
             "three factors with which the gradients of the parts add up to that of the mean of all four."),
        (
            mark("How much does one example count in the mean of all four?"),
            mark("In the mean of a part with k examples it counts 1/k; it should be 1/4."),
            mark("The factor is k/4."),
        ),
        checks.micro_batches,
    ),
    "autograd": Exercise(
        "R116",
        mark("Write a class Variable with value, grad, requires_grad, +, *, ** and backward(), and give the class. "
             "Numbers first; then @ and sum() for matrices."),
        (
            mark("A result must know its inputs, and for each of them its local gradient."),
            mark("Order the nodes so that each comes after all its uses; add up what every use sends; leaves keep it."),
            mark("The gradients of one pass go into a dictionary that starts as {output: 1}; .grad is for leaves."),
        ),
        grade,
    ),
}  # fmt: skip
"""The exercises by name."""

_hinted: dict[str, int] = {}


def check(name: str, answer: Any) -> Report:
    """Check the answer to an exercise.

    What a learner wrote runs in a process of its own, with limits of time and memory; a wrong answer is held against
    the wrong rules, and the Report says which of them gives just that.

    Args:
        name: of the exercise, such as "autograd".
        answer: what the exercise asks for: numbers, text, a function, a class, a figure.

    Returns:
        A Report, true where the answer is right: `assert gv.check("slope", slope)`. The check is kept among the
        attempts, with the number of hints that were looked at (R117).

    Raises:
        ValueError: if there is no such exercise.

    Example:
        >>> import gradviz as gv
        >>> bool(gv.check("dead-relu", (0, "dead")))
        True
        >>> gv.check("dead-relu", (0, "saturated")).rule
        'M23'
    """
    report = exercise(name).check(answer)
    _keep(name, report)
    return report


def _keep(name: str, report: Report) -> None:
    """The check among the learner's own attempts: what came of it, and how many hints were looked at; no answer.

    A file that cannot be written is no reason to withhold a report.
    """
    question = {"exercise": name, "id": name, "prompt": EXERCISES[name].source}
    hints = _hinted.get(name, 0)
    attempt = Attempt(question, report.where, report.passed, float(report.passed), report.rule or "", hints,
                      options.course, options.student)  # fmt: skip
    Attempts().add(attempt)


def hint(name: str) -> Hint:
    """The next hint to an exercise: three of them, each saying more.

    Args:
        name: of the exercise.

    Returns:
        The hint; after the third the third again.

    Raises:
        ValueError: if there is no such exercise.

    Example:
        >>> import gradviz as gv
        >>> gv.hint("slope").split(":")[0] in ("Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3")
        True
    """
    hints = exercise(name).hints
    _hinted[name] = min(_hinted.get(name, 0) + 1, len(hints))
    number = _hinted[name]
    text = say("Hint {number} of {count}: {hint}", number=number, count=len(hints), hint=say(hints[number - 1]))
    return Hint(text)


def hints_used() -> dict[str, int]:
    """How many hints were looked at, by exercise, in this session."""
    return dict(_hinted)


def exercise(name: str) -> Exercise:
    """The exercise of a name.

    Raises:
        ValueError: if there is none.
    """
    if name not in EXERCISES:
        near = difflib.get_close_matches(str(name), EXERCISES, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"there is no exercise {name!r:.60}.{meant} The exercises are: {', '.join(EXERCISES)}.")
    return EXERCISES[name]
