"""The curves of a push: the output over the pushed input with its tangent, and slopes by differences."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from ...core import Tensor, tensor
from ...core.advice.anomaly import unsaid
from ...language import say
from ...pictures.labels import names
from ...recording.nudging import Nudged, Place, number, pushed, slope_errors
from ...recording.running import run
from ..plotting.plots import Plot

PATIENCE = 1.0
"""So many seconds the curves may take, which run the learner's function about eighty times."""

POINTS = 41


class TooSlow(Exception):
    """The curves have taken longer than they may."""


class Curves(widgets.VBox):
    """Two plots that follow a push. Of a function that is too slow to be run so often they are left out.

    Attributes:
        line: the output over the input, and the tangent.
        errors: how wrong slopes by differences are.
        note: why there are no plots.
        given_up: whether the function was too slow.
    """

    def __init__(self) -> None:
        self.line = Plot("", say("the input"), say("the output"), height=220)
        self.errors = Plot(say("How wrong a slope by differences is"), "h", say("error"), log=(True, True), height=230)
        self.note = widgets.HTML()
        self.given_up = False
        self._measured: Any = None
        super().__init__([self.line, self.note])
        self.add_class("gv-curves")

    def follow(
        self, function: Callable[..., Any], values: Mapping[str, Any], place: Place, found: Nudged, h: float
    ) -> None:
        """Show another push."""
        slope, x = found.slopes[-1], _number_at(values, place)
        here = number(found.recording.frame().values[-1])
        there = slope is not None and all(map(math.isfinite, (number(slope), x, here)))
        if there and not self.given_up:
            try:
                self._draw(_guarded(function, time.perf_counter() + PATIENCE), values, place, found, h)
            except TooSlow:
                self.given_up = True
        for plot in (self.line, self.errors):
            plot.layout.display = "" if there and not self.given_up else "none"
        why = say("The function takes long, so the curves, which run it often, are left out.")
        self.note.value = why if self.given_up else ""

    def _draw(
        self, function: Callable[..., Any], values: Mapping[str, Any], place: Place, found: Nudged, h: float
    ) -> None:
        slope = number(found.slopes[-1])
        self._line(function, values, place, found, h)
        if self._measured != (values, place):
            done = slope_errors(function, values, place, slope)
            self._measured = (dict(values), place)
            self.errors.lines({
                say("forward difference"): _known(done.steps, done.forward),
                say("central difference"): _known(done.steps, done.central),
            })  # fmt: skip
        self.errors.marker(abs(h), say("h now"))

    def _line(
        self, function: Callable[..., Any], values: Mapping[str, Any], place: Place, found: Nudged, h: float
    ) -> None:
        x, slope = _number_at(values, place), number(found.slopes[-1])
        here = number(found.recording.frame().values[-1])
        reach = max(1.5 * abs(h), 1e-6 * max(abs(x), 1.0))
        steps = [reach * (2 * k / (POINTS - 1) - 1) for k in range(POINTS)]
        with unsaid():
            ys = [number(run(function, pushed(values, place, step))._value) for step in steps]
        last = names(found.recording.graph)[-1] if found.recording.graph.nodes[-1].name else say("the output")
        self.line.title = say("{last} over {name}, and its tangent", last=last, name=place)
        self.line.lines({
            say("the output"): _known([x + step for step in steps], ys),
            say("the tangent"): ([x - reach, x + reach], [here - slope * reach, here + slope * reach]),
        })  # fmt: skip
        self.line.points({
            say("true"): _known([x + h], [here + found.output]),
            say("predicted"): ([x + h], [here + slope * h]),
            say("before"): ([x], [here]),
        })  # fmt: skip


def _guarded(function: Callable[..., Any], until: float) -> Callable[..., Any]:
    """The learner's function for points of a curve: where it fails there is no point, and when it is late no curve.

    Raises:
        TooSlow: when it is called after the time is up.
    """

    def point(**leaves: Any) -> Tensor:
        if time.perf_counter() > until:
            raise TooSlow
        try:
            result = function(**leaves)
        except Exception:
            return tensor(math.nan)
        return result if isinstance(result, Tensor) else tensor(math.nan)

    return point


def _number_at(values: Mapping[str, Any], place: Place) -> float:
    value = values[place.name]
    for k in place.element:
        value = value[k]
    return float(value)


def _known(xs: Iterable[float], ys: Iterable[float]) -> tuple[list[float], list[float]]:
    """The points that are numbers; an error of 0 has no place on a logarithmic axis, and stands in the plot's table."""
    known = [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(y)]
    return [x for x, _ in known], [y for _, y in known]
