"""The plot of one operation over one of its inputs, with the tangent at the point where it is."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets as widgets

from ...core import Tensor
from ...core.advice.anomaly import unsaid
from ...core.grad_mode import aside
from ...core.saved import inputs_of
from ...language import say
from ...pictures.numbers import short
from ...recording.upstream import alone, repeated
from ..plotting.plots import Plot

POINTS = 81
LEAST_REACH = 4.0


class Tangent(widgets.VBox):
    """A plot that follows the node of a figure; where a node or input is no single number there is none.

    Attributes:
        over: which input is moved, the others held.
        plot: the plot.
    """

    def __init__(self) -> None:
        self.over = widgets.Dropdown(options=[("", 0)], description=say("plot over"), layout={"width": "auto"})
        self.plot = Plot("", say("the input"), say("the result"), height=240)
        self._node: Tensor | None = None
        self._called: list[str] = []
        self._quiet = False
        super().__init__([self.over, self.plot])
        self.over.observe(lambda _: self._quiet or self._draw(), "value")

    def follow(self, node: Tensor, called: list[str], name: str) -> None:
        """Show another node, or the same one with other numbers.

        Args:
            node: what the operation computed.
            called: the names of its inputs that are Tensors, by argument, and last its own.
            name: the node's name.
        """
        options = _movable(node, called)
        self._node, self._called = node if options else None, called
        self.layout.display = "" if options else "none"
        if not options:
            return
        if [(label, value) for label, value in self.over.options] != options:
            self._quiet = True
            try:
                self.over.options = options
            finally:
                self._quiet = False
        self.over.layout.display = "" if len(options) > 1 else "none"
        self._draw()

    def _draw(self) -> None:
        node, first = self._node, self.over.value
        if node is None or first is None:
            return
        inputs = inputs_of(node)
        source, here = inputs[first], node._value
        moved = [k for k, x in enumerate(inputs) if x is source]
        with aside(), unsaid():
            xs = _around(source._value)
            ys = [_value(repeated(node, dict.fromkeys(moved, x))) for x in xs]
        with unsaid():
            slope = _slope(node, self._called, source)
        known = [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(y)]
        name = {k: label for label, k in self.over.options}[first]
        point, result = short(source._value), self._called[-1]
        self.plot.title = say(
            "{result} over {name}: at {name} = {point} the slope is {slope}", result=result, name=name, point=point,
            slope=short(slope),
        )  # fmt: skip
        low, high = min((y for _, y in known), default=0.0), max((y for _, y in known), default=0.0)
        self.plot.lines({
            say("the operation"): ([x for x, _ in known], [y for _, y in known]),
            say("its tangent"): _tangent(source._value, here, slope, xs, low, high),
        })  # fmt: skip
        self.plot.points({say("here"): ([source._value], [here] if math.isfinite(here) else [0.0])})


def _movable(node: Tensor, called: list[str]) -> list[tuple[str, int]]:
    """The inputs that can be moved in a plot, each once: its name and its first argument."""
    if node._op is None or node._value.__class__ is not float:
        return []
    names, found = iter(called), dict[int, tuple[str, int]]()
    for argument, source in enumerate(inputs_of(node)):
        if source.__class__ is Tensor:
            name = next(names)
            if source._value.__class__ is float and source._needs and math.isfinite(source._value):
                found.setdefault(id(source), (name, argument))
    return list(found.values())


def _around(value: float) -> list[float]:
    reach = max(LEAST_REACH, 1.5 * abs(value))
    return [value - reach + 2 * reach * k / (POINTS - 1) for k in range(POINTS)]


def _value(result: Any) -> float:
    value = result._value if result.__class__ is Tensor else result
    return float(value)


def _slope(node: Tensor, called: list[str], source: Tensor) -> float:
    """∂node/∂source, over all the places where the operation takes it: one step back with upstream 1."""
    distinct = list({id(x): x for x in inputs_of(node) if x.__class__ is Tensor})
    one = alone(node, 1.0, called)
    return float(one.frame().gradients[distinct.index(id(source))])


def _tangent(
    x: float, y: float, slope: float, xs: list[float], low: float, high: float
) -> tuple[list[float], list[float]]:
    """The tangent as far as it stays near what the function takes on; nothing where there is none."""
    if not (math.isfinite(y) and math.isfinite(slope)):
        return [], []
    room = max(high - low, 1.0) / 4
    near = [t for t in xs if low - room <= y + slope * (t - x) <= high + room]
    ends = [near[0], near[-1]] if len(near) > 1 else [x - 0.1, x + 0.1]
    return ends, [y + slope * (t - x) for t in ends]
