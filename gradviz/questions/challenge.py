"""Grading a learner's own autograd: run apart, held against planted rules, answered with the first thing to mend."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..language import mark, say
from .apart import apart
from .mini import PLANTS
from .probes import PROBES, SLOW, Probe, answers, planted_answers, same
from .reports import Report

STAGES = {1: "numbers", 2: "values that are used again, order, passes and constants", 3: "matrices"}
MATRICES = "matrices: XW + b"


def grade(kind: Any) -> Report:
    """Grade a class like `Variable`: value, grad, backward, +, *, ** (and @, sum for matrices).

    It runs in a process of its own, with limits of time and memory, so that nothing it does can harm the notebook.

    Returns:
        The Report: which stage is reached, and of the first probe that fails what it gave, what it must give, and
        which wrong rule gives just that, where one does on every probe.
    """
    if not isinstance(kind, type):
        text = say("Give the class itself, as in gv.check('autograd', Variable). It is of type {kind}.",
                   kind=type(kind).__name__)  # fmt: skip
        return Report(False, text)
    first = [probe.name for probe in PROBES if probe.name not in SLOW]
    outcome = apart(answers, kind, first)
    if outcome.failed:
        return Report(False, outcome.message, where=say("running your class"), printed=outcome.printed)
    given: dict[str, dict[str, Any]] = outcome.value
    failing = [probe for probe in PROBES if probe.name in given and not _right(probe, given[probe.name])]
    if not [probe for probe in failing if probe.stage < 3]:
        slow = apart(answers, kind, list(SLOW), seconds=5.0)
        lost = {"got": None, "error": say("it had not ended after 5 seconds: does it walk every path?")}
        given |= dict.fromkeys(SLOW, lost) if slow.failed else slow.value
        failing = [probe for probe in PROBES if not _right(probe, given[probe.name])]
    return _report(given, failing, outcome.printed)


def _right(probe: Probe, given: dict[str, Any]) -> bool:
    """Whether the numbers are those wanted; for one that needs no gradient 0 is as good as None."""
    wanted = [0.0 if each is None else each for each in probe.wanted]
    got = given["got"]
    return got is not None and same([0.0 if each is None else each for each in got], wanted)


def _report(given: dict[str, dict[str, Any]], failing: list[Probe], printed: str) -> Report:
    passed = len(PROBES) - len(failing)
    stage = min((probe.stage for probe in failing), default=4) - 1
    lines = [say("{passed} of {count} probes are right.", passed=passed, count=len(PROBES))]
    if stage:
        lines.append(say("Stage {stage} is reached: {what}.", stage=stage, what=say(STAGES[stage])))
    if not failing:
        return Report(True, "\n".join(lines), stage=3, printed=printed)
    probe, found = failing[0], given[failing[0].name]
    got = found["error"] or _list(found["got"])
    advice = _advice(found["error"])
    told = say("Next: {name}. It gives {got}, and it must give {wanted}.") if stage >= 2 else say(
        "First to mend: {name}. It gives {got}, and it must give {wanted}.")  # fmt: skip
    lines.append(told.format(name=probe.name, got=got, wanted=_list(probe.wanted)))
    lines += [advice] if advice else []
    rule = planted(given) or (_of_matrices(found) if probe.stage == 3 else None)
    if rule is not None:
        lines.append(say("Every number fits one fault: {fault}.", fault=rule[1]))
    return Report(stage >= 2, "\n".join(lines), rule=rule and rule[0], where=probe.name, stage=stage, printed=printed)


LACKING = (
    (("for ** or pow()",), mark("Powers need __pow__.")),
    (("'int' and", "'float' and"), mark("Python's number stands on the left there: write __radd__ and __rmul__.")),
    (("and 'int'", "and 'float'", "'int' object"), mark("A plain number is met there: make it a Variable first.")),
    (("'requires_grad'",), mark("The class must take requires_grad as its second argument, True unless it is given.")),
    (("for @",), mark("Matrices need __matmul__.")),
    (("'sum'",), mark("Matrices need sum().")),
    (("'grad'",), mark("Every Variable must have grad; None before the first backward pass.")),
    (("'value'",), mark("Every Variable must have value.")),
    (("'backward'",), mark("The class must have backward().")),
    (("RecursionError",), mark("A function that calls itself for each node meets Python's limit: keep a list.")),
)  # fmt: skip
"""Parts of an error, and what a learner's class most likely lacks."""


def _advice(error: str) -> str:
    """What a class lacks that raises this error; "" where nobody can say."""
    return next((say(advice) for parts, advice in LACKING if any(part in error for part in parts)), "")


def planted(given: dict[str, dict[str, Any]]) -> tuple[str, str] | None:
    """The planted rule that gives just these answers to every probe, and its fault; None where none does.

    Probes at which the program raised an error are left out: what is missing is no wrong rule.
    """
    known = _planted()
    answered = {name for name, answer in given.items() if answer["got"] is not None}
    for name, theirs in known.items():
        common = [probe for probe in theirs if probe in answered]
        fits = all(_alike(given[probe], theirs[probe]) for probe in common)
        if name != "right" and fits and not all(_alike(known["right"][probe], theirs[probe]) for probe in common):
            return PLANTS[name].rule, say(PLANTS[name].fault)
    return None


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two programs answer a probe alike, but for that for which the second has no gradient."""
    if one["got"] is None or other["got"] is None or len(one["got"]) != len(other["got"]):
        return False
    both = [(a, b) for a, b in zip(one["got"], other["got"], strict=True) if b is not None]
    return same([a for a, _ in both], [b for _, b in both])


@lru_cache(maxsize=1)
def _planted() -> dict[str, dict[str, dict[str, Any]]]:
    return planted_answers([probe.name for probe in PROBES])


def _of_matrices(found: dict[str, Any]) -> tuple[str, str] | None:
    """Faults that only matrices have: a bias gradient that is not summed, a gradient of the wrong shape."""
    got = found["got"]
    if got is None or len(got) != 4:
        return None
    wanted = next(probe.wanted for probe in PROBES if probe.name == MATRICES)
    shapes = [_shape(each) for each in got]
    if shapes[3] == (2, 3):
        return "M20", say("the bias has three numbers and its gradient two rows: it is to be summed over the rows that "
                          "share the bias")  # fmt: skip
    wrong = [k for k in (1, 2) if shapes[k] != _shape(wanted[k])]
    if wrong:
        return "M20", say("a gradient has the shape {shape}, and it must have that of what it is the gradient of, "
                          "{wanted}", shape=shapes[wrong[0]], wanted=_shape(wanted[wrong[0]]))  # fmt: skip
    return None


def _shape(each: Any) -> tuple[int, ...]:
    return (len(each), *_shape(each[0])) if isinstance(each, (list, tuple)) and each else ()


def _list(numbers: Any) -> str:
    return ", ".join("None" if each is None else f"{each:g}" if isinstance(each, (int, float)) else str(each)
                     for each in numbers)  # fmt: skip
