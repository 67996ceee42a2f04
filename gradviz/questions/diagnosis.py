"""`diagnose`: a typed number is traced to the wrong rule that makes it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..recording import Edge, Formula, Recording
from ..recording.nudging import Place
from ..recording.nudging import number as as_number
from ..recording.nudging import pushed as moved
from ..recording.running import code_of, merged, program, run
from ..recording.watching import watch
from . import messages
from .blame import Blame, blame
from .cases import Case, case_of, quiet
from .nearness import matches
from .nudge import Proof, prove, pushed
from .rules import RULES, SEED, Rule
from .skipping import skips
from .slips import slip_in
from .sweep import Asked
from .sweep import answer as answered
from .typed import read_number
from .wrong import RATE, pairs_giving, wrong_answers

RIGHT, SLIP, UNKNOWN = "right", "slip", "unknown"
Found = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a typed number says about the rule that made it.

    Attributes:
        rule: "M1" ... "M24"; a tuple of two for a pair that is possible; "right", "slip" or "unknown".
        rules: all rules that give this very number, likeliest first; empty for a slip and for a number that none gives.
            Asked about an edge, "unknown" may have some: the number is the whole for a part, and a rule's by chance.
        message: for the learner: what the number did, and where to look. Plain text.
        edge: the edge to light, or None.
        node: the position of the node that the rule goes wrong at, or None.
        proof: a nudge that shows that the number cannot be right, or None.
        sure: whether an earlier answer fitted the same rule: only then it is called a misconception.
        answer: the number as it was read.

    Example:
        >>> import gradviz as gv
        >>> found = gv.diagnose("y = x**2 + x**3", wrt="x", answer=162, x=3)
        >>> found.rule, found.edge
        ('M2', Edge(source=0, target=2, argument=0))
        >>> print(found.proof.said())
        Raise x by 0.01: the output changes by 0.331. Your number says 1.62.
    """

    rule: Found
    rules: tuple[Found, ...]
    message: str
    edge: Edge | None = None
    node: int | None = None
    proof: Proof | None = field(default=None, repr=False)  # the change over h is nearly the right number
    sure: bool = False
    answer: float = 0.0

    def __str__(self) -> str:
        return self.message

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.rule == RIGHT


def diagnose(
    f: Any, /, *, answer: Any, wrt: str | None = None, inputs: Mapping[str, Any] | None = None,
    history: Iterable[Any] = (), rate: float = RATE, **variables: Any,
) -> Diagnosis:  # fmt: skip
    """Trace an answer to the wrong rule that gives it.

    Every wrong rule is run on the learner's own graph and numbers; a number that none gives is looked for among the
    slips of the right one, then among pairs of rules.

    Args:
        f: a function, a formula as text, or a Recording.
        answer: the answer, as text ("1/3", "−3") or a number; or those of a whole pass, by the names of the nodes: then
            the first wrong one on the way back is diagnosed, from what was carried so far.
        wrt: the name of the node whose gradient was asked for; of a whole pass it is not given.
        inputs: values by name, for names that are options of this call.
        history: earlier diagnoses of the same learner, or their rules: two that match make it a misconception.
        rate: the learning rate of the lesson, for who reports a step instead of a gradient.
        **variables: values by name: single numbers.

    Raises:
        AnswerError: if the answer is no number; the message is for the learner.
        KeyError: if there is no node of that name.
        ValueError: if it needs no gradient, its gradient is no finite number, or a value in the graph is an array.
        TypeError: if an option's name is an input of `f`, or it is not said which node was asked for.

    Example:
        >>> import gradviz as gv
        >>> gv.diagnose("L = (w*x + b - t)**2", wrt="w", answer="-2", w=4, x=-2, b=7, t=2).rule
        'M5'
        >>> gv.diagnose("z = w*x; L = z**2", answer={"L": 1, "z": 30, "x": 90, "w": 90}, w=3, x=5).rule
        'M6'
    """
    recording, again = _recorded(f, inputs, variables)
    case = case_of(recording)
    if isinstance(answer, Mapping) and wrt is None:
        from .passes import first_wrong  # passes are diagnosed node by node, with what is here

        given = {case.position(name): number for name, number in answer.items()}
        return first_wrong(case, given, rate=rate, history=history)
    if wrt is None:
        raise TypeError(
            "diagnose() was not told which gradient the answer is. Name its node, wrt='x', or give the numbers of a "
            "whole pass by their nodes: answer={'L': 1, 'x': 6}."
        )
    asked = asked_in(case, wrt)
    if not math.isfinite(right := float(answered(case, asked))):
        raise ValueError(
            f"the gradient of {wrt} is {right} here, because a value on the way is too large, divided by 0 or has no "
            "slope, so no answer can be right. Choose other numbers."
        )
    return diagnose_case(case, asked, answer, history=history, rate=rate, again=again(wrt))


def diagnose_case(
    case: Case, asked: int, answer: Any, *, history: Iterable[Any] = (), rate: float = RATE,
    again: Callable[[float], float] | None = None,
) -> Diagnosis:  # fmt: skip
    """The same for a case that is at hand.

    Args:
        case: the graph with its numbers.
        asked: the position of the node whose gradient was asked for.
        answer: the answer, as text or a number.
        history: earlier diagnoses, or their rules.
        rate: the learning rate of the lesson.
        again: the output as a function of a push at that node, where the graph itself cannot be computed again.
    """
    typed, right = read_number(answer), float(answered(case, asked))
    if matches(typed, right):
        return Diagnosis(RIGHT, (RIGHT,), messages.right(typed, case, asked), answer=typed)
    proof = _proof(case, asked, typed, right, again)
    before = rules_before(history)
    rules = rules_giving(case, asked, typed, rate, before)
    if rules:
        names = tuple(dict.fromkeys(rule.id for rule in rules))
        sure = names[0] in before
        text = messages.rule(typed, rules, sure=sure)
        return Diagnosis(names[0], names, text, *_lit(blame(case, asked, rules[0])), proof, sure, typed)
    if slip := slip_in(typed, right):
        return Diagnosis(SLIP, (), messages.slip(typed, slip), proof=proof, answer=typed)
    if pairs := pairs_giving(case, asked, typed, rate):
        both = tuple(dict.fromkeys((one.id, two.id) for one, two in pairs))
        text = messages.pair(typed, *pairs[0], sure=both[0] in before)
        lit = _lit(blame(case, asked, pairs[0][0]))
        return Diagnosis(both[0], both, text, *lit, proof, both[0] in before, typed)
    return Diagnosis(UNKNOWN, (), messages.unknown(typed, case, asked), proof=proof, answer=typed)


def rules_before(history: Iterable[Any]) -> list[Found]:
    """The rules of earlier diagnoses, which may be given as rules alone."""
    return [found for one in history if isinstance(found := getattr(one, "rule", one), (str, tuple))]


def rules_giving(
    case: Case, asked: Asked, typed: float, rate: float = RATE, before: Iterable[Any] = ()
) -> list[Rule]:
    """The wrong rules that give a number, likeliest first: those that this learner has followed before, then the prior.

    Example:
        >>> from gradviz import record
        >>> case = case_of(record("y = x**2 * (3*x)", x=2))
        >>> [rule.key for rule in rules_giving(case, 0, 24.0)]
        ['M1', 'M11', 'M9']
    """
    seen = set(before)
    known = (*RULES, *skips(case, asked))
    found = [r for r, number in wrong_answers(case, asked, rate, known) if matches(typed, float(number))]
    start = asked == case.graph.output  # of the output's own gradient, the seed is all there is to be wrong
    return sorted(found, key=lambda rule: (rule.id not in seen, not (start and rule.place == SEED), -rule.prior))


def asked_in(case: Case, wrt: str | int) -> int:
    """The position of the node that is asked for.

    Raises:
        KeyError: if there is none of that name.
        ValueError: if it needs no gradient.
    """
    position = case.position(wrt)
    if not case.graph.nodes[position].needs_gradient:
        raise ValueError(
            f"{wrt} needs no gradient, so none flows to it and there is no right answer. "
            "Ask about a node that requires grad, or make the leaf with requires_grad=True."
        )
    return position


def _proof(case: Case, asked: int, typed: float, right: float, again: Callable[[float], float] | None) -> Proof | None:
    run_again = pushed(case, asked) or again
    name = case.graph.nodes[asked].name or messages.named(case, asked)
    return None if run_again is None else prove(name, run_again, typed, right)


def _lit(found: Blame) -> tuple[Edge | None, int]:
    return found.edge, found.node


# -- what was given --------------------------------------------------------------------------------------

OPTIONS = ("wrt", "answer", "inputs", "history", "rate")
Again = Callable[[str], Callable[[float], float] | None]


def _recorded(f: Any, inputs: Mapping[str, Any] | None, variables: Mapping[str, Any]) -> tuple[Recording, Again]:
    """The record of what was given, and how to run it again with one input pushed."""
    if isinstance(f, Recording):
        if inputs or variables:
            raise TypeError(
                "diagnose(recording) takes no inputs: its numbers were recorded. Leave them out, or give the function."
            )
        return f, lambda _name: None
    function = program(f)
    refuse_options("diagnose", function, ("wrt", "answer", "history", "rate"), inputs or {})
    values = merged(inputs, variables)

    def again(name: str) -> Callable[[float], float] | None:
        if name not in values:
            return None
        return lambda h: _pushed_output(function, values, name, h)

    return watch(run(function, values)), again


def _pushed_output(function: Callable[..., Any], values: Mapping[str, Any], name: str, h: float) -> float:
    with quiet():
        return as_number(run(function, moved(values, Place(name), h))._value)


def refuse_options(caller: str, function: Callable[..., Any], options: Iterable[str], given: Mapping[str, Any]) -> None:
    """Refuse a name that is an option of a call and an input of the function.

    Raises:
        TypeError: if there is one that `inputs=` does not give; the message names `inputs=`.
    """
    both = sorted(set(options) & set(inputs_of(function)) - set(given))
    if both:
        raise TypeError(
            f"{both[0]} is an option of {caller}() and an input of your function, so it is not clear which is meant. "
            f"Give the input in inputs=: {caller}(f, inputs={{{both[0]!r}: 1.0}}, ...)."
        )


def inputs_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the inputs of a function or formula."""
    if isinstance(function, Formula):
        return tuple(function.inputs)
    if code_of(function) is None:
        return ()
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return tuple(p.name for p in inspect.signature(function).parameters.values() if p.kind in named)
