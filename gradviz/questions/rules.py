"""The wrong rules M1 ... M24, each declared once: which part of the sweep it replaces, and what it seems to believe.

M15-M21 and M23 are about order, shape, Jacobians and causes; they have no gradient of their own, and stand as items
with their own keys in `bank`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..core.operation import FUNCTIONS, OPS, Gate
from ..language import mark, say
from ..recording import Graph
from .cases import Case, quiet
from .sweep import Parts

MERGE, EDGE, SLOPE, SEED, REPORT = "merge", "edge", "slope", "seed", "report"


@dataclass(frozen=True, slots=True)
class Rule:
    """A wrong rule.

    Attributes:
        id: "M1" ... "M24", the number of the misconception.
        variant: another form of the same misconception; "" for the first.
        place: which part of the sweep it replaces: "merge", "edge", "slope", "seed" or "report".
        name: two or three words for it.
        sentence: what the learner seems to believe.
        feedback: where to look.
        parts: what it replaces in the sweep.
        prior: how often it is seen beside the others, before anything is known of a learner; larger is likelier.
    """

    id: str
    variant: str
    place: str
    name: str
    sentence: str
    feedback: str
    parts: Parts
    prior: int = 1

    @property
    def key(self) -> str:
        """The rule and its variant: "M1", "M1 first"."""
        return f"{self.id} {self.variant}".strip()

    def said(self) -> str:
        """The sentence in the language of the session."""
        return say(self.sentence)

    def advice(self) -> str:
        """Where to look, in the language of the session."""
        return say(self.feedback)

    def title(self) -> str:
        """The name in the language of the session."""
        return say(self.name)


# -- slopes ----------------------------------------------------------------------------------------------


def _made(graph: Graph, edge: int) -> tuple[str, int, tuple[float | None, ...]]:
    """The operation that an edge leads into, the argument's number, and the numbers that are part of it."""
    _, target, argument = graph.edges[edge]
    node = graph.nodes[target]
    return str(node.op), argument, node.numbers


def own_value(case: Case, _asked: int, edge: int) -> Any:
    """M6: a product gives each input its own value."""
    name, _, _ = _made(case.graph, edge)
    return case.values[case.graph.edges[edge].source] if name == "multiply" else None


def own_value_of_two(case: Case, asked: int, edge: int) -> Any:
    """M6, where a number in the formula is not taken for an input: the slope of 3·x is 3."""
    return own_value(case, asked, edge) if _made(case.graph, edge)[2].count(None) == 2 else None


def minus_lost(case: Case, _asked: int, edge: int) -> Any:
    """M7: a difference gives its second input +1."""
    name, argument, _ = _made(case.graph, edge)
    return 1.0 if name == "subtract" and argument == 1 else None


def minus_of_quotient(case: Case, _asked: int, edge: int) -> Any:
    """M7, in a quotient: a/b² for what it is divided by."""
    name, argument, _ = _made(case.graph, edge)
    return -case.locals[edge] if name == "divide" and argument == 1 else None


def slope_at_leaf(case: Case, asked: int, edge: int) -> Any:
    """M8: the slope of a function of one input, taken at the value that is asked for."""
    target = case.graph.edges[edge].target
    op = OPS.get(str(case.graph.nodes[target].op))
    if case.plan is None or op is None or op.gate is not Gate.SCALER or op.name == "negative":
        return None
    if case.graph.nodes[target].numbers.count(None) != 1:
        return None
    return case.plan.slope_at(edge, case.values, case.values[asked])


def _exponent(case: Case, edge: int) -> Any:
    """The exponent of a power whose base the edge carries, or None."""
    name, argument, numbers = _made(case.graph, edge)
    if name == "square":
        return 2
    if name != "power" or argument:
        return None
    if numbers[1] is not None:
        return numbers[1]
    exponent = next(e for e in case.graph.edges if e.target == case.graph.edges[edge].target and e.argument == 1)
    return case.values[exponent.source]


def exponent_not_down(case: Case, _asked: int, edge: int) -> Any:
    """M9: aⁿ gives aⁿ⁻¹."""
    exponent = _exponent(case, edge)
    if exponent is None:
        return None
    with quiet():
        return FUNCTIONS["power"](case.values[case.graph.edges[edge].source], exponent - 1)


def exponent_kept(case: Case, _asked: int, edge: int) -> Any:
    """M9, the other half: n·aⁿ."""
    exponent = _exponent(case, edge)
    return None if exponent is None else exponent * case.values[case.graph.edges[edge].target]


def sigmoid_from_input(case: Case, _asked: int, edge: int) -> Any:
    """M22: z(1 − z) with z the input."""
    z = case.values[case.graph.edges[edge].source]
    return z * (1 - z) if _made(case.graph, edge)[0] == "sigmoid" else None


_ROUTERS = ("maximum", "minimum")


def to_both(case: Case, _asked: int, edge: int) -> Any:
    """M24: the larger of two hands everything to both."""
    return 1.0 if _made(case.graph, edge)[0] in _ROUTERS else None


def to_the_loser(case: Case, _asked: int, edge: int) -> Any:
    """M24, the other half: to the one that was not taken."""
    return 1.0 - case.locals[edge] if _made(case.graph, edge)[0] in _ROUTERS else None


# -- the other parts -------------------------------------------------------------------------------------


def _last(came: Sequence[Any]) -> Any:
    return came[-1]


def _first(came: Sequence[Any]) -> Any:
    return came[0]


def _multiplied(came: Sequence[Any]) -> Any:
    product: Any = 1.0
    for one in came:
        product = product * one
    return product


def _averaged(came: Sequence[Any]) -> Any:
    return sum(came[1:], came[0]) / len(came)


def _output(case: Case, *_: Any) -> Any:
    return case.values[case.graph.output]


_NUDGE = mark("Nudge the value a little: what comes along each way adds up.")

RULES: tuple[Rule, ...] = (
    Rule("M1", "", MERGE, mark("overwritten"),
         mark("Each use replaces the gradient that an earlier use has brought: only the last one is left."),
         mark("Look at the node with several uses: every arrow into it brings a share, and the shares are added."),
         Parts(merge=_last), 9),
    Rule("M1", "first", MERGE, mark("one use counted"),
         mark("Only one use of the value is counted, and the others are left out."),
         mark("Look at the node with several uses: every arrow into it brings a share, and the shares are added."),
         Parts(merge=_first), 8),
    Rule("M2", "", MERGE, mark("branches multiplied"),
         mark("Where a value is used several times, the branches are multiplied with each other."), _NUDGE,
         Parts(merge=_multiplied), 6),
    Rule("M3", "", MERGE, mark("branches averaged"),
         mark("Where a value is used several times, the mean of the branches is taken."), _NUDGE,
         Parts(merge=_averaged), 5),
    Rule("M4", "", EDGE, mark("added along a path"),
         mark("The local gradients along a path are added up."),
         mark("Along a path a change is scaled by each slope in turn, so the slopes are multiplied."),
         Parts(seed=lambda _case: 0.0, join=lambda upstream, local: upstream + local), 4),
    Rule("M5", "", EDGE, mark("upstream forgotten"),
         mark("The local gradient is taken for the whole: what arrives from above is left out."),
         mark("Look at the upstream gradient on the node: the local gradient is multiplied by it."),
         Parts(join=lambda _upstream, local: local), 8),
    Rule("M6", "", SLOPE, mark("not swapped"),
         mark("A product hands each input its own value."),
         mark("Look at the product: the slope for one input is the value of the other."),
         Parts(slope=own_value), 5),
    Rule("M6", "of two", SLOPE, mark("not swapped"),
         mark("A product of two inputs hands each its own value."),
         mark("Look at the product: the slope for one input is the value of the other."),
         Parts(slope=own_value_of_two), 4),
    Rule("M7", "", SLOPE, mark("minus lost"),
         mark("A difference treats both its inputs alike, and the minus sign is lost."),
         mark("Look at the second input of the difference: its local gradient is −1."),
         Parts(slope=minus_lost), 7),
    Rule("M7", "quotient", SLOPE, mark("minus lost"),
         mark("A quotient grows with what it is divided by, and the minus sign is lost."),
         mark("Look at the second input of the quotient: its local gradient is −a/b²."),
         Parts(slope=minus_of_quotient), 3),
    Rule("M8", "", SLOPE, mark("slope at the wrong place"),
         mark("The slope of an outer function is taken at the variable that is asked for, not at its own input."),
         mark("Look at the value that goes into the outer function: its slope belongs there."),
         Parts(slope=slope_at_leaf), 4),
    Rule("M9", "", SLOPE, mark("exponent not brought down"),
         mark("The power rule gives aⁿ⁻¹: the exponent is lowered and not brought down."),
         mark("The rule for a power is n·aⁿ⁻¹: the exponent comes down as a factor, too."),
         Parts(slope=exponent_not_down), 3),
    Rule("M9", "kept", SLOPE, mark("exponent kept"),
         mark("The power rule gives n·aⁿ: the exponent is brought down and not lowered."),
         mark("The rule for a power is n·aⁿ⁻¹: the exponent is one less afterwards."),
         Parts(slope=exponent_kept), 3),
    Rule("M10", "", SEED, mark("start with the output's value"),
         mark("The backward pass starts with the value of the output."),
         mark("It starts with how much the output changes with itself, and that is 1."),
         Parts(seed=_output), 3),
    Rule("M11", "", REPORT, mark("value for gradient"),
         mark("The value of the output is given, not a gradient."),
         mark("A node has two fields: its value from the forward pass, its gradient from the backward pass."),
         Parts(report=_output), 6),
    Rule("M11", "own", REPORT, mark("own value for gradient"),
         mark("The value of the node itself is given, not its gradient."),
         mark("A node has two fields: its value from the forward pass, its gradient from the backward pass."),
         Parts(report=lambda case, asked, _gradient, _rate: case.values[asked]), 5),
    Rule("M12", "", REPORT, mark("a step taken"),
         mark("The value after an optimizer's step is given: backward is taken to change the weights."),
         mark("The backward pass only measures: no weight moves until the optimizer's step."),
         Parts(report=lambda case, asked, gradient, rate: case.values[asked] - rate * gradient), 3),
    Rule("M13", "", REPORT, mark("sign turned"),
         mark("The sign is turned round: this is minus the gradient, the direction of descent."),
         mark("Raise the value a little and see whether the output goes up or down: that is the gradient's sign."),
         Parts(report=lambda _case, _asked, gradient, _rate: -gradient), 7),
    Rule("M14", "", REPORT, mark("counted twice"),
         mark("The gradient of an earlier pass is still in it: nothing was set to zero in between."),
         mark("This is one pass, which starts from nothing: the gradient is counted once."),
         Parts(report=lambda _case, _asked, gradient, _rate: 2 * gradient), 4),
    Rule("M22", "", SLOPE, mark("slope from the input"),
         mark("The slope of the sigmoid is worked out as z(1 − z) from its input."),
         mark("In z(1 − z) the z is the output of the sigmoid, not its input."),
         Parts(slope=sigmoid_from_input), 4),
    Rule("M24", "", SLOPE, mark("given to both"),
         mark("The larger (or smaller) of two hands the whole gradient to both inputs."),
         mark("Look at the two inputs: only the one that was taken can change the result, so it gets all."),
         Parts(slope=to_both), 4),
    Rule("M24", "loser", SLOPE, mark("given to the other"),
         mark("The gradient goes to the input that was not taken."),
         mark("Look at the two inputs: only the one that was taken can change the result, so it gets all."),
         Parts(slope=to_the_loser), 3),
)  # fmt: skip
"""All wrong rules that give a number of their own."""

BY_KEY = {rule.key: rule for rule in RULES}
"""The same by rule and variant."""

ELSEWHERE = {
    "M15": mark("adding up taken for a fault"), "M16": mark("a second backward"), "M17": mark("inner nodes keep .grad"),
    "M18": mark("the graph made once for all"), "M19": mark("not all uses waited for"),
    "M20": mark("the shape of a gradient"), "M21": mark("softmax slopes taken as a diagonal"),
    "M23": mark("one cause for every small gradient"),
}  # fmt: skip
"""What the misconceptions are called that have no gradient of their own: items of the bank ask about them."""
