"""Checks of the exercises: each holds an answer against the truth, and a wrong one against the wrong rules."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from ..core import Tensor
from ..language import mark, say
from ..recording import Graph, Recording, look, record
from ..recording.isomorphism import isomorphism
from . import jobs
from .apart import Outcome, apart
from .given import as_number, listed, truth_value_in
from .reports import Report

Mutant = tuple[str, str, Callable[[float], float]]


def log_sigmoid(answer: Any) -> Report:
    """R108: the graph of log σ(w·x + b), up to isomorphism."""
    graph = _graph(answer)
    if graph is None:
        return Report(False, say("Give a result, a recording or a figure of gv.build. It is of type {kind}.",
                                 kind=type(answer).__name__))  # fmt: skip
    wanted = record("L = log(sigmoid(w*x + b))", w=0.5, x=2, b=-1).graph
    if isomorphism(graph, wanted) is not None:
        return Report(True, say("multiply, add, sigmoid, log: the same graph, in your order and with your names."))
    have, want = _operations(graph), _operations(wanted)
    missing, extra = list((want - have).elements()), list((have - want).elements())
    if missing or extra:
        parts = [say("Missing: {names}.", names=", ".join(missing))] if missing else []
        parts += [say("Too much: {names}.", names=", ".join(extra))] if extra else []
        return Report(False, " ".join(parts), where=", ".join(missing or extra))
    names = sorted(node.name or "?" for node in graph.nodes if node.is_leaf)
    if names != ["b", "w", "x"]:
        return Report(False, say("The operations are right; the inputs are {names}, and they should be w, x and b.",
                                 names=", ".join(names)))  # fmt: skip
    return Report(False, say("The operations are there, and they are joined in another order: from the inside w·x, "
                             "+ b, σ, log."))  # fmt: skip


def _graph(answer: Any) -> Graph | None:
    answer = getattr(answer, "recording", answer)
    if isinstance(answer, Tensor):
        answer = look(answer)
    if isinstance(answer, Recording):
        answer = answer.graph
    return answer if isinstance(answer, Graph) else None


def _operations(graph: Graph) -> Counter[str]:
    return Counter(node.op or "" for node in graph.nodes if not node.is_leaf)


LOCALS = {"log": 2.0, "sigmoid": 0.25, "u": 0.5, "w": 1.0, "b": 0.5, "x": 0.25}
WRONG_LOCALS = {  # name → (wrong number, rule): what each wrong rule gives for L = log σ(w·x + b) at 0.5, 2, −1
    "sigmoid": ((0.0, "M22"),), "log": ((-0.693147, "M11"), (0.5, "M11")), "u": ((0.25, "M5"), (2.25, "M4"), (2.0, "")),
    "w": ((2.0, "M5"), (0.25, "M6"), (-1.0, "M13"), (0.5, "")), "x": ((0.5, "M5"), (1.0, "M6"), (-0.25, "M13")),
    "b": ((1.0, "M5"), (-0.5, "M13")),
}  # fmt: skip
FAULTS = {
    "": mark("this is what comes from above alone: multiply it by the local gradient"),
    "M4": mark("you added along the path; multiply"),
    "M5": mark("this is the local gradient alone: multiply it by what comes from above"),
    "M6": mark("a product gives each input the other's value"),
    "M11": mark("this is a value, and a slope is asked for"),
    "M13": mark("the sign is turned round"),
    "M22": mark("σ·(1 − σ) wants σ's output, 0.5, not its input, 0"),
}

BEGIN = mark("begin with the forward pass: w·x = 1, u = 0, σ = 0.5")


def local_gradients(answer: Any) -> Report:
    """R109."""
    if not isinstance(answer, Mapping):
        return Report(False, say("Give the numbers by name: {example}.", example="{'log': ..., 'sigmoid': ...}"))
    missing = [name for name in LOCALS if answer.get(name) is None]
    if missing:
        return Report(False, say("Not there yet: {names}.", names=", ".join(missing)), where=missing[0])
    for name, wanted in LOCALS.items():
        given = as_number(answer[name])
        if not _near(given, wanted):
            rule = next((rule for number, rule in WRONG_LOCALS[name] if _near(given, number)), None)
            fault = say(BEGIN) if rule is None else say(FAULTS[rule])
            text = say("{name} is not {given}: {fault}.", name=name, given=str(answer[name])[:40], fault=fault)
            return Report(False, truth_value_in([answer[name]]) + text, rule=rule or None, where=name)
    return Report(True, say("∂L/∂w = (1 − σ)·x = 1, and so on: all six are right."))


def _near(given: float | None, wanted: float) -> bool:
    return given is not None and math.isclose(given, wanted, rel_tol=1e-3, abs_tol=1e-6)


def why_sum(answer: Any) -> Report:
    """R110: free text is not graded; the model answer stands beside it, with numbers that decide."""
    if not isinstance(answer, str) or len(answer.split()) < 6:
        return Report(False, say("Write it as a text, in a sentence or two: six words at least."))
    moved = record("y = x**2 + x**3", x=3.01).value("y") - record("y = x**2 + x**3", x=3).value("y")
    model = say("A little push h of x moves each branch by its own slope times h, and both moves reach the output: "
                "they add. At x = 3, h = 0.01, y = x² + x³ moves by {moved}. The sum 6 + 27 = 33 predicts 0.33, the "
                "product 1.62, the mean 0.165.", moved=f"{moved:.4f}")  # fmt: skip
    return Report(True, say("Compare yours with this one. {model}", model=model), graded=False)


def dead_relu(answer: Any) -> Report:
    """R111."""
    parts = listed(answer)
    if len(parts) != 2 or isinstance(parts[0], bool):
        text = say("Give two things, the gradient and the word: (0.1, 'vanishing').")
        return Report(False, truth_value_in(parts) + text)
    gradient, word = as_number(parts[0]), str(parts[1]).lower().strip(" .,!?'\"“”")
    if gradient != 0:
        return Report(False, say("Left of 0 the slope of ReLU is exactly 0. What is left of any gradient times 0?"),
                      where="gradient")  # fmt: skip
    if word != "dead":
        text = say("Saturated is a sigmoid far out, small and not 0; vanishing is a product of many small slopes. "
                   "Exactly 0 on every example has a word of its own.")  # fmt: skip
        taken_for_one = any(other in word for other in ("saturat", "vanish"))
        return Report(False, text, rule="M23" if taken_for_one else None, where="word")
    return Report(True, say("Exactly 0 on every example: its weights never change again. The unit is dead."))


SLOPE_MUTANTS: tuple[Mutant, ...] = (
    ("M9", mark("the exponent was not brought down"), lambda x: 3 * x + 2),
    ("M9", mark("the exponent stays after it was brought down"), lambda x: 6 * x**2 + 2 * x),
    ("M9", mark("the exponent stays after it was brought down"), lambda x: 6 * x**2 + 2),
    ("M11", mark("this is y itself, not its slope"), lambda x: 3 * x**2 + 2 * x + 1),
    ("M13", mark("the sign is turned round"), lambda x: -(6 * x + 2)),
    ("", mark("a constant does not move: its slope is 0"), lambda x: 6 * x + 3),
    ("", mark("the 2x has a slope too"), lambda x: 6 * x),
)
POINTS = [0.0, 1.0, 2.0, -1.5]


def slope(answer: Any) -> Report:
    """R112: 6x + 2, by hand; and a difference quotient is told by its error."""
    given = _numbers(answer, jobs.at_points, POINTS)
    if isinstance(given, Report):
        return given
    wanted = [6 * x + 2 for x in POINTS]
    off = [a - b for a, b in zip(given, wanted, strict=True)]
    if all(abs(each) < 1e-5 for each in off):
        return Report(True, say("2, 8 and 14 at 0, 1 and 2."))
    for rule, fault, mutant in SLOPE_MUTANTS:
        if all(math.isclose(a, mutant(x), rel_tol=1e-4, abs_tol=1e-4) for a, x in zip(given, POINTS, strict=True)):
            return Report(False, say("Every number fits one fault: {fault}.", fault=say(fault)), rule=rule or None)
    if max(off) - min(off) < 1e-6 * max(1, *map(abs, given)):
        return Report(False, say("All are off by {off}. Is this a difference with the step {step}? Forward differences "
                                 "of 3x² are off by 3h.", off=f"{off[0]:.3g}", step=f"{off[0] / 3:.3g}"))  # fmt: skip
    worst = max(range(len(POINTS)), key=lambda k: abs(off[k]))
    return Report(False, say("At x = {x} it gives {given}, and the slope there is {wanted}.", x=f"{POINTS[worst]:g}",
                             given=f"{given[worst]:g}", wanted=f"{wanted[worst]:g}"))  # fmt: skip


def walk(answer: Any) -> Report:
    """R113: every node behind a two-layer net, once."""
    outcome = called(answer, jobs.walked)
    if isinstance(outcome, Report):
        return outcome
    for given, wanted, first in outcome.value:
        if given == wanted:
            continue
        if given == first:
            return Report(False, say("You follow the first of the next functions alone; there may be several."))
        if sorted(set(given)) == sorted(set(wanted)) and len(given) > len(wanted):
            return Report(False, say("A node that is reached on two ways is listed twice: skip what is there already."))
        return Report(False, say("For {first} it gives {given}; there is {wanted}.", first=wanted[0],
                                 given=", ".join(given[:8]) or say("nothing"), wanted=", ".join(wanted)))  # fmt: skip
    return Report(True, say("All of them, each once. PyTorch fuses the product and the bias of a layer into one node, "
                            "AddmmBackward0; gradviz shows both."))  # fmt: skip


def called(answer: Any, job: Callable[..., Any], *given: Any) -> Outcome | Report:
    """Run a learner's function apart; a Report where that cannot be, or where it failed."""
    if not callable(answer):
        return Report(False, say("Give the function itself, without calling it. It is of type {kind}.",
                                 kind=type(answer).__name__))  # fmt: skip
    outcome = apart(job, answer, *given)
    return Report(False, outcome.message, printed=outcome.printed) if outcome.failed else outcome


def _numbers(answer: Any, job: Callable[..., Any], points: list[float]) -> list[float] | Report:
    outcome = called(answer, job, points)
    if isinstance(outcome, Report):
        return outcome
    if any(each is None for each in outcome.value):
        return Report(False, say("It must return a number for every x; for x = {x} it does not.",
                                 x=f"{points[outcome.value.index(None)]:g}"))  # fmt: skip
    return list(outcome.value)


GAME_STEPS = 5
"""So many steps are allowed in the game of the secret number."""


def secret_number(answer: Any) -> Report:
    """R81, R21: a learning rate and a number of steps that bring L = (4 + θ − 7)² from θ = 1 below 0.01."""
    parts = listed(answer)
    pair = [as_number(each) for each in parts]
    rate, count = pair if len(pair) == 2 else (None, None)
    if rate is None or count is None or not (count >= 1 and math.isfinite(count) and count == int(count)):
        return Report(False, truth_value_in(parts) + say("Give the rate and the number of steps: (0.1, 5)."))
    steps = int(count)
    if steps > GAME_STEPS:
        return Report(False, say("{steps} steps are more than {most}.", steps=steps, most=GAME_STEPS), where="steps")
    left = 4 * (1 - 2 * rate) ** (2 * steps)
    if left < 0.01:
        text = say("L = {left} after {steps} steps.", left=f"{left:.4g}", steps=steps) if steps > 1 else say(
            "L = {left} after one step.", left=f"{left:.4g}")  # fmt: skip
        more = say("With this rate one step is enough; find another one, too.") if rate == 0.5 else ""
        return Report(True, f"{text} {more}".strip())
    if rate < 0:
        text = say("With a rate below 0 each step goes along the gradient, and L grows to {left}.", left=f"{left:.4g}")
        return Report(False, text, rule="M13", where="rate")
    if left >= 4:
        text = say("L = {left} is no less than at the start: each step goes too far.", left=f"{left:.4g}")
        return Report(False, text, where="rate")
    return Report(False, say("L = {left} is not below 0.01. Each step takes the distance to 3 times 1 − 2·rate.",
                             left=f"{left:.4g}"), where="rate")  # fmt: skip


PART_FACTORS = (0.25, 0.25, 0.5)
WRONG_FACTORS = (
    ((1.0, 1.0, 1.0), "M15", mark("adding up as it is gives the sum of three means, and the whole has one mean")),
    ((1 / 3, 1 / 3, 1 / 3), "M3", mark("the mean of the parts counts the examples of the large part too little")),
    ((1.0, 1.0, 2.0), "", mark("so the parts stand in the right proportion, and all together four times too high")),
    ((1.0, 1.0, 0.5), "", mark("the mean of a part has divided already: a larger part counts for more, not less")),
)


def micro_batches(answer: Any) -> Report:
    """R67: factors with which the gradients of parts of 1, 1 and 2 examples add up to that of all four."""
    parts = listed(answer)
    given = tuple(map(as_number, parts))
    if len(given) != len(PART_FACTORS) or None in given:
        return Report(False, truth_value_in(parts) + say("Give three numbers, one for each part: [1, 1, 1]."))
    if all(map(_near, given, PART_FACTORS)):
        return Report(True, say("A part of k examples counts k/4: so every example counts the same."))
    for numbers, rule, fault in WRONG_FACTORS:
        if all(map(_near, given, numbers)):
            return Report(False, say("These numbers fit one fault: {fault}.", fault=say(fault)), rule=rule or None)
    return Report(False, say("In the mean of all four an example counts 1/4. How much does it count in its part?"))
