"""What the table of operations declares of the edges of a Graph: their local gradients as formulas to read.

The letters in a declared formula stand for the result (c), for the inputs (a, b, ...) and for what else the operation
was called with. Here it is said which letter is which in a given node; writing names or numbers in their places is
left to the pictures.
"""

from __future__ import annotations

import math
from ast import literal_eval
from typing import Any, NamedTuple

from ..core.advice.anomaly import unsaid
from ..core.grad_mode import aside
from ..core.operation import LOCAL, NONE, OPS, PASS, VJP, Op
from .frames import Frame
from .graph import Graph, Node

UPSTREAM = "g"
"""The letter of the upstream gradient in the formulas of operations that are not elementwise."""

_LETTERS = {"input": "a", "logits": "a", "log_probabilities": "a", "tensors": "a", "target": "t", "condition": "q"}
"""The letters of inputs whose names are words; all other inputs are letters themselves."""

_SETTINGS = {"negative_slope": ("s", 0.01), "min": ("l", -math.inf), "max": ("h", math.inf)}
"""The letters of options that stand in local gradients, and their numbers where none is given."""


class Rule(NamedTuple):
    """A declared formula.

    Attributes:
        latex: the formula as declared.
        elementwise: whether it is a factor of its own; else it says what becomes of the upstream gradient g.
        places: what the letters stand for: 0 is the result, k + 1 argument k.
        numbers: the letters that stand for numbers that are part of the operation.
    """

    latex: str
    elementwise: bool
    places: dict[str, int]
    numbers: dict[str, float]


def forward_rule(node: Node) -> Rule | None:
    """The formula of the result, without "c =" before it; None for an operation that is not in the table.

    Example:
        >>> import gradviz as gv
        >>> forward_rule(gv.record("exp(2*x)", x=1).graph.nodes[-1]).latex
        'e^{a}'
    """
    op = _declared(node)
    if op is None:
        return None
    left, _, right = op.latex.partition(" = ")
    elementwise = left == "c" and not any(partial.kind == VJP for partial in op.partials)
    return Rule(right, elementwise, *_meanings(op, node))


def backward_rule(node: Node, argument: int) -> Rule | None:
    """The formula of the local gradient for one argument; None for an operation that is not in the table."""
    op = _declared(node)
    if op is None:
        return None
    partial = op.partial(argument)
    base = node.numbers[1] if op.name == "power" and argument == 0 else None
    latex = f"{base:.0f}" if base in (0.0, 1.0) else partial.latex  # b·aᵇ⁻¹ of a constant or a straight line
    return Rule(latex, partial.kind != VJP, *_meanings(op, node))


def has_local(node: Node, argument: int) -> bool:
    """Whether the table of operations says that the edge to this argument has a local gradient."""
    op = _declared(node)
    return op is not None and op.partial(argument).kind in (LOCAL, PASS)


def rule_on(graph: Graph, frame: Frame, edge: int) -> Rule | None:
    """The same for an edge; None too where what was recorded is not what the declared operation computes.

    A student's own operation may have the name of a declared one, and another derivative.
    """
    _, target, argument = graph.edges[edge]
    rule, node = backward_rule(graph.nodes[target], argument), graph.nodes[target]
    recorded = frame.locals[edge]
    if rule is None or recorded is None or any(graph.nodes[n].shape for n in graph.edges[edge][:2]):
        return rule
    partial, sources = OPS[str(node.op)].partial(argument), iter(e for e in graph.edges if e.target == target)
    if partial.kind == VJP:
        return None  # for such an operation of ours no number is recorded
    if partial.kind == NONE:
        return rule
    inputs = [frame.values[next(sources).source] if n is None else n for n in node.numbers]
    if any(value is None for value in (frame.values[target], *inputs)):
        return rule  # not every value is kept of what PyTorch has computed
    settings = _settings(OPS[str(node.op)], node)
    try:
        with aside(), unsaid():
            local = partial.code(frame.values[target], *inputs, *settings.values())
        same = bool(local == recorded or (local != local and recorded != recorded))
    except (ArithmeticError, TypeError, ValueError):  # its options or numbers are none that the declared one takes
        return None
    return rule if same else None


def _declared(node: Node) -> Op | None:
    op = OPS.get(node.op or "")
    if op is None or op.symbol != node.symbol:
        return None
    fits = bool(node.numbers) if op.variadic else len(op.inputs) == len(node.numbers)
    return op if fits else None


def _meanings(op: Op, node: Node) -> tuple[dict[str, int], dict[str, float]]:
    places, numbers = {"c": 0}, {}
    for argument, name in enumerate(op.inputs):
        letter, number = _LETTERS.get(name, name), node.numbers[argument]
        if number is not None and not op.variadic:
            numbers[letter] = number
        else:
            places[letter] = argument + 1
    for option, value in _settings(op, node).items():
        if option in _SETTINGS:
            letter, missing = _SETTINGS[option]
            numbers[letter] = float(value) if isinstance(value, (int, float)) else missing
    return places, numbers


def _settings(op: Op, node: Node) -> dict[str, Any]:
    """The options of an operation as values, in the order of its declaration; None for one that has no such value."""
    given = dict(node.options)
    found: dict[str, Any] = dict.fromkeys(op.options)
    for option, text in given.items():
        if option in found:
            found[option] = read_option(text)
    return found


def read_option(text: str) -> Any:
    """An option as it was given, from the way in which Python writes it; None where that cannot be read back."""
    special = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
    try:
        return special[text] if text in special else literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
