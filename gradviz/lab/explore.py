"""`explore`: sliders that rerun the forward and the backward pass."""

from __future__ import annotations

import difflib
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from ..core import Tensor
from ..core.advice.anomaly import unsaid
from ..pictures import EngineError, Picture
from ..pictures.labels import slot_texts
from ..pictures.layout import layout
from ..pictures.limits import MOST_NODES, refuse, shortened
from ..pictures.numbers import MINUS, Texts, short
from ..pictures.picture import image
from ..pictures.twin import text_twin, words
from ..recording import Formula, Graph, Recording, watch
from ..recording.running import Program, merged, program, run, without_name
from .controls import control
from .diagram import Diagram
from .explain import explain
from .summary import name_of, summary


def explore(f: Program, /, *unnamed: Any, inputs: Mapping[str, Any] | None = None, **variables: Any) -> Explore:
    """Show a computation as a graph whose numbers and gradients follow sliders.

    Args:
        f: a function of Tensors, or a formula as text: "z = w*x; y = z + b; d = y - t; L = d**2".
        *unnamed: nothing: every input is given by its name, `x=3`.
        inputs: inputs by name, for names that cannot be keywords here (`inputs`, Python's own such as
            `lambda`).
        **variables: inputs by name. Each is a number, a range (lo, hi) or (lo, hi, step), an array, or any
            ipywidgets control.

    Returns:
        A widget; Jupyter shows it. `.recording` is what its picture shows now.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs do not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.explore("L = (w*x - t)**2", w=3, x=2, t=(0, 10))
        >>> figure.recording.gradient("w")
        4.0
    """
    if unnamed:
        raise without_name("explore", f, unnamed)
    return Explore(program(f), merged(inputs, variables))


class Explore(widgets.Box):
    """The figure that `explore` returns: controls, picture, caption and summary panel.

    Attributes:
        controls: the control of every input, by name.
        diagram: the live picture.
        recording: what the picture shows; None until a run has succeeded.
    """

    def __init__(self, function: Callable[..., Any], given: Mapping[str, Any]) -> None:
        check_inputs(function, given)
        self.function = function
        self.controls = {name: control(name, value) for name, value in given.items()}
        self.diagram = Diagram(layout={"flex": "1 1 480px", "min_width": "0"})
        self.recording: Recording | None = None
        self._graph: Graph | None = None
        self._texts = Texts()
        self._missing = ""  # why there is no drawing
        self._start = {name: c.value for name, c in self.controls.items()}
        self._resetting = False
        reset = widgets.Button(description="Reset", tooltip="All inputs back to where they started", icon="undo")
        reset.on_click(lambda _: self.reset())
        panel = widgets.VBox([*self.controls.values(), reset], layout={"flex": "0 1 300px", "min_width": "240px"})
        super().__init__(
            [panel, self.diagram], layout={"display": "flex", "flex_flow": "row wrap", "align_items": "flex-start"}
        )
        self.add_class("gv-explore")
        for name, each in self.controls.items():
            each.observe(lambda _, moved=name: self.tick(moved), "value")
        self.tick()

    def reset(self) -> None:
        """Put every input back to where it started."""
        self._resetting = True
        try:
            for name, each in self.controls.items():
                each.value = self._start[name]
        finally:
            self._resetting = False
        self.tick()

    def tick(self, moved: str | None = None) -> None:
        """Run the function forward and backward on the inputs as they are, and show what happened."""
        if self._resetting:
            return
        try:
            with unsaid():  # the picture names the node in which inf or nan was born
                output = run(self.function, {name: each.value for name, each in self.controls.items()})
                recording = watch(output)
        except (
            Exception,
            KeyboardInterrupt,
            SystemExit,
        ) as error:  # the learner's code may raise anything: say it, stay alive
            self.diagram.error = explain(error, self.function)
        else:
            self.recording = recording
            self._show(output, recording, moved)

    def _show(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Send the new texts; and with a new structure, in the same message, the drawing they belong to."""
        graph, frame, diagram = recording.graph, recording.frame(), self.diagram
        texts = [*slot_texts(graph, frame, known=self._texts), caption(recording, moved)]
        if graph is self._graph and diagram.svg and not diagram.error:
            diagram.texts = texts
            return
        with diagram.hold_sync():
            diagram.texts, diagram.error = texts, ""
            if graph != self._graph:
                self._graph = graph
                diagram.words, diagram.panel = list(words(graph)), summary(output, graph)
                diagram.svg = self._drawing(graph)
            if not diagram.svg:
                rows = len(graph.nodes) if len(graph.nodes) > MOST_NODES else 0
                diagram.twin = f"{shortened(text_twin(graph, frame), rows)}\n\n{self._missing}"

    def _drawing(self, graph: Graph) -> str:
        """The laid out drawing; "" where no engine works, and then the reason is kept for the text twin."""
        try:
            refuse(graph)
            return layout(graph).svg
        except EngineError as error:
            self._missing = str(error)
            return ""

    @property
    def picture(self) -> Picture:
        """What the figure shows now, as a static Picture.

        Raises:
            RuntimeError: if no run has succeeded yet.
        """
        if self.recording is None:
            raise RuntimeError(f"there is no picture yet: {self.diagram.error}")
        return Picture(self.recording)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, and what stands in for it where none can live: an image and the text twin."""
        bundle: Any = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        if self.recording is None:
            bundle["text/plain"] = self.diagram.error
            return bundle
        picture = self.picture
        bundle["text/plain"] = picture.text if self.diagram.svg else self.diagram.twin
        if self.diagram.svg:
            bundle["text/html"] = image(picture.svg, picture.description)
        return bundle


def caption(recording: Recording, moved: str | None) -> str:
    """One sentence on what the last move did, formula first."""
    graph, frame = recording.graph, recording.frame()
    last, output = name_of(graph, graph.output), frame.values[graph.output]
    if not isinstance(output, float):
        return ""
    now = f"{last} = {short(output)}."
    position = next((i for i, node in enumerate(graph.nodes) if moved and node.is_leaf and node.name == moved), None)
    if not math.isfinite(output):
        return f"{now} The picture says where that came from."
    if position is None or not isinstance(frame.gradients[position], float):
        return f"{now} Move an input: values and gradients follow." if moved is None else now
    slope, moved = frame.gradients[position], name_of(graph, position)
    if not math.isfinite(slope):
        return f"{now} ∂{last}/∂{moved} = {short(slope)}: no slope to speak of here."
    if slope == 0:
        return f"{now} ∂{last}/∂{moved} = 0: a little change of {moved} does not change {last}."
    way = "up" if slope > 0 else "down"
    times = f"{last} goes {way} {short(slope).lstrip(MINUS)} times as much"
    return f"{now} ∂{last}/∂{moved} = {short(slope)}: move {moved} up a little, and {times}."


def check_inputs(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Hold the given inputs against what the function takes.

    Raises:
        FormulaError, TypeError: if an input is missing or not known; the message names it and what there is.
    """
    if isinstance(function, Formula):
        return function.check(given)
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL) for p in parameters):
        raise TypeError("inputs are given by name, and this function takes some by place. Leave out its / or *args.")
    named = [p for p in parameters if p.kind is not p.VAR_KEYWORD]
    missing = [p.name for p in named if p.default is p.empty and p.name not in given]
    if missing:
        advice = ", ".join(f"{name}=1.0" for name in missing)
        raise TypeError(f"no value for {', '.join(missing)}. Give each input one: {advice}.")
    names = [p.name for p in named]
    unknown = [name for name in given if name not in names]
    if unknown and len(named) == len(parameters):
        near = difflib.get_close_matches(unknown[0], names, n=1) or names
        raise TypeError(
            f"{', '.join(unknown)}: no such input. The nearest is {near[0]}." if near else "it has no inputs"
        )
