"""A nudge: what a little push at one input does to every node, as the slopes predict it and as it is.

The slopes of all nodes for one input come from one sweep forward over the tape (forward mode): on each edge

    change of the target += local × change of the source

They are exact, as gradients are; nothing is divided by a small step here. Where it is, in `slope_errors`, it is to show
what that costs (R150).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..core.advice.anomaly import unsaid
from ..core.backward import contribution
from ..core.grad_mode import aside
from ..core.saved import inputs_of
from ..core.scalars import load_numpy, settle, shape_of
from ..core.tensor import Tensor
from .history import Recording
from .running import run
from .tape import tape
from .watching import raw, watch

Values = Mapping[str, Any]


class Place(NamedTuple):
    """What is pushed: an input that is a number, or one element of an input that is an array.

    Attributes:
        name: the input's name.
        element: its place in the array; () for a number.
    """

    name: str
    element: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(map(str, self.element))}]" if self.element else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Nudged:
    """What `nudged` found. Lists have an entry for every node, in tape order.

    Attributes:
        recording: the forward and backward pass before the push.
        after: the same after it; None where the function failed there.
        slopes: ∂node/∂input, exactly; None of a node through which no gradient flows.
        predicted: slope × h.
        changes: the value after minus the value before; None where the push has changed the structure, for then
            the nodes are not the same, or the function failed after it.
        output: the change of the output alone; nan where the function failed after the push.
        failure: why it failed there, for instance at the end of a domain; else None.
    """

    recording: Recording
    after: Recording | None
    slopes: list[Any]
    predicted: list[Any]
    changes: list[Any] | None
    output: Any
    failure: Exception | None = None


def nudged(
    function: Callable[..., Any], values: Values, place: Place, h: float, output: Tensor | None = None
) -> Nudged:
    """Run a function, push one input by h and run it again.

    Args:
        function: the learner's.
        values: its inputs.
        place: which of them is pushed.
        h: by how much.
        output: what the function has returned for these inputs, if it has been run already.

    Raises:
        KeyError, TypeError, IndexError: if there is no such number among the inputs.

    Example:
        >>> import gradviz as gv
        >>> found = nudged(lambda w: (w * 2 - 4) ** 2, {"w": 3.0}, Place("w"), 0.1)
        >>> [round(x, 12) for x in (found.slopes[-1], found.predicted[-1], found.output)]
        [8.0, 0.8, 0.84]
    """
    moved = pushed(values, place, h)
    with unsaid():
        output = run(function, values) if output is None else output
        slopes = sensitivities(output, place)
        before = watch(output)
        predicted = [None if slope is None else slope * h for slope in slopes]
        try:
            after = watch(run(function, moved))
        except Exception as failure:  # the learner's function; the run before the push is there all the same
            return Nudged(before, None, slopes, predicted, None, math.nan, failure)
        old, new = before.frame().values, after.frame().values
        same = before.graph == after.graph
        changes = [b - a for a, b in zip(old, new, strict=True)] if same else None
        return Nudged(before, after, slopes, predicted, changes, number(new[-1]) - number(old[-1]))


def number(value: Any) -> float:
    """The one number in a value."""
    return float(value) if not shape_of(value) else float(value.reshape(-1)[0])


def pushed(values: Values, place: Place, h: float) -> dict[str, Any]:
    """The inputs with one number among them pushed by h."""
    if place.name not in values:
        raise KeyError(f"there is no input {place.name!r} to push; the inputs are: {', '.join(values) or 'none'}.")
    value = values[place.name]
    if not place.element:
        if shape_of(value) or isinstance(value, (list, tuple, bool)):
            raise TypeError(
                f"{place.name} = {value!r:.40} is not one number, and a nudge moves one number at a time. "
                f"Say which element: {place.name}[0]."
            )
        return {**values, place.name: value + h}
    array = load_numpy().array(value, dtype=float)
    array[place.element] += h
    return {**values, place.name: array}


# -- forward mode ----------------------------------------------------------------------------------------


def sensitivities(output: Tensor, place: Place) -> list[Any]:
    """∂node/∂input for every node of a tape, by one sweep forward; exact zeros where the input has no say.

    None where no gradient flows: there a change of the input may change the value, but no slope says so.
    """
    tensors = tape(output)
    found: dict[Tensor, Any] = {}
    with aside():
        for node in tensors:
            if node._op is None:
                found[node] = _at_leaf(node, place)
                continue
            inputs = [(k, x) for k, x in enumerate(inputs_of(node)) if x.__class__ is Tensor and x._needs]
            moving = [_along(node, k, found[x]) for k, x in inputs if _moves(found[x])]
            found[node] = settle(sum(moving[1:], moving[0])) if moving else _nothing(node)
    return [found[node] if node._needs else None for node in tensors]


def _at_leaf(leaf: Tensor, place: Place) -> Any:
    change = _nothing(leaf)
    if leaf.name != place.name or not leaf._needs:
        return change
    if not place.element:
        return change + 1.0
    change[place.element] = 1.0
    return change


def _nothing(node: Tensor) -> Any:
    shape = shape_of(node._value)
    return load_numpy().zeros(shape) if shape else 0.0


def _moves(change: Any) -> bool:
    return bool(change != 0.0) if change.__class__ is float else bool((change != 0.0).any())


def _along(node: Tensor, argument: int, change: Any) -> Any:
    """How a node moves when one of its inputs moves by `change`: its Jacobian times that.

    An operation states a row of its Jacobian at a time, as what it hands back for an upstream gradient; where it is
    elementwise the local gradient is all that is needed.
    """
    shape = shape_of(node._value)
    if not shape:
        return _dot(_handed_back(node, argument, 1.0)[1], change)
    numpy = load_numpy()
    local, _ = _handed_back(node, argument, numpy.ones(shape))
    if local is not None:
        return numpy.broadcast_to(local * change, shape)
    rows = numpy.empty(shape)
    for index in numpy.ndindex(*shape):
        one = numpy.zeros(shape)
        one[index] = 1.0
        rows[index] = _dot(_handed_back(node, argument, one)[1], change)
    return rows


def _handed_back(node: Tensor, argument: int, upstream: Any) -> tuple[Any, Any]:
    """The local and the downstream gradient of one edge for an upstream gradient, with the node left as it was."""
    before, node._grad = node._grad, upstream
    try:
        local, down = contribution(node, argument)
    finally:
        node._grad = before
    return raw(local), raw(down)


def _dot(down: Any, change: Any) -> float:
    return float(down * change) if not shape_of(change) else float((down * change).sum())


# -- slopes by differences (R150) ------------------------------------------------------------------------


class SlopeErrors(NamedTuple):
    """How far slopes measured with a step are from the exact one.

    Attributes:
        steps: the steps h, largest first.
        forward: |(f(x+h) − f(x))/h − slope| for each.
        central: |(f(x+h) − f(x−h))/2h − slope| for each.
    """

    steps: tuple[float, ...]
    forward: tuple[float, ...]
    central: tuple[float, ...]


STEPS = tuple(float(f"1e-{k}") for k in range(16))
"""From 1 down to where x + h is hardly another number than x."""


def slope_errors(
    function: Callable[..., Any], values: Values, place: Place, slope: float, steps: Sequence[float] = STEPS
) -> SlopeErrors:
    """Measure a slope by differences with ever smaller steps, and how wrong each is.

    The error falls with h (like h for the forward difference, like h² for the central one), until rounding, which
    grows like 1/h, takes over: the V.

    Args:
        function: the learner's.
        values: its inputs.
        place: the number that is pushed.
        slope: the exact one, from a backward pass.
        steps: the steps to try.

    Example:
        >>> found = slope_errors(lambda x: x * x, {"x": 3.0}, Place("x"), 6.0, [0.5])
        >>> found.forward, found.central
        ((0.5,), (0.0,))
    """

    def at(h: float) -> float:
        return number(run(function, pushed(values, place, h))._value)

    with unsaid():
        here = at(0.0)
        sides = [(h, at(h), at(-h)) for h in steps]
    return SlopeErrors(
        tuple(steps),
        tuple(abs((up - here) / h - slope) for h, up, _ in sides),
        tuple(abs((up - down) / (2 * h) - slope) for h, up, down in sides),
    )
