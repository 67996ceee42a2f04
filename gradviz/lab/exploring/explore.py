"""`explore`: sliders that rerun the forward and the backward pass."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ...core import Tensor
from ...language import mark, say
from ...pictures.numbers import MINUS, short
from ...recording import Recording
from ...recording.running import Program, merged, program, without_name
from ..frame.controlled import COPY_KEY
from ..frame.inputs import refuse_clash
from ..frame.live import Live
from .summary import name_of, summary


def explore(
    f: Program,
    /,
    *unnamed: Any,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    **variables: Any,
) -> Explore:
    """Show a computation as a graph whose numbers and gradients follow sliders.

    Args:
        f: a function of Tensors, or a formula as text: "z = w*x; y = z + b; d = y - t; L = d**2".
        *unnamed: nothing: every input is given by its name, `x=3`.
        inputs: inputs by name, for names that cannot be keywords here (`inputs`, `lock`, `hide`, Python's own such as
            `lambda`).
        lock: the names of inputs whose controls are shown and cannot be moved.
        hide: the names of inputs whose controls are not shown.
        **variables: inputs by name. Each is a number, a range (lo, hi) or (lo, hi, step), an array, or any
            ipywidgets control.

    Returns:
        A widget; Jupyter shows it. `.recording` is what its picture shows now, `.values` are the inputs, `.at(x=3)`
        moves them, `.link(other)` lets two figures move together, `.code` is the line that makes the figure as it is.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs do not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.explore("L = (w*x - t)**2", w=3, x=2, t=(0, 10))
        >>> figure.recording.gradient("w")
        4.0
        >>> figure.at(w=4).code
        "gv.explore('L = (w*x - t)**2', w=3, x=2, t=(0, 10)).at(w=4.0)"
    """
    if unnamed:
        raise without_name("explore", f, unnamed)
    function, given, options = program(f), merged(inputs, variables), {"lock": lock, "hide": hide}
    refuse_clash("explore", function, [name for name, chosen in options.items() if chosen], inputs or {})
    return Explore(function, given, **options)


class Explore(Live):
    """The figure that `explore` returns: controls, picture, caption and summary panel.

    Attributes:
        controls: the control of every input, by name.
        values: the inputs as they are.
        diagram: the live picture.
        recording: what the picture shows; None until a run has succeeded.
    """

    title = mark("Explore")
    idea = mark("Each gradient says how much the output moves when that number moves a little.")
    ids = False  # it speaks of inputs and of what has a name
    own_keys = (COPY_KEY,)
    copies = True

    def __init__(self, function: Any, given: Mapping[str, Any], **options: Any) -> None:
        super().__init__("explore", function, given, **options)
        self.tick()

    def ran(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Show a run with its sentence and its summary."""
        self.show(recording, caption=caption(recording, moved), panel=lambda: summary(output, recording.graph))


def caption(recording: Recording, moved: str | None) -> str:
    """One sentence on what the last move did, formula first."""
    graph, frame = recording.graph, recording.frame()
    last, output = name_of(graph, graph.output), frame.values[graph.output]
    if not isinstance(output, float):
        return ""
    now = say("{name} = {number}.", name=last, number=short(output))
    position = next((i for i, node in enumerate(graph.nodes) if moved and node.is_leaf and node.name == moved), None)
    if not math.isfinite(output):
        return f"{now} {say('The picture says where that came from.')}"
    if position is None or not isinstance(frame.gradients[position], float):
        return now if moved is not None else f"{now} {say('Move an input: values and gradients follow.')}"
    slope, moved = frame.gradients[position], name_of(graph, position)
    numbers = {"now": now, "last": last, "moved": moved, "slope": short(slope), "size": short(slope).lstrip(MINUS)}
    if not math.isfinite(slope):
        return say("{now} ∂{last}/∂{moved} = {slope}: no slope to speak of here.", **numbers)
    if slope == 0:
        return say("{now} ∂{last}/∂{moved} = 0: a little change of {moved} does not change {last}.", **numbers)
    way = say("up") if slope > 0 else say("down")
    lesson = mark(
        "{now} ∂{last}/∂{moved} = {slope}: move {moved} up a little, and {last} goes {way} {size} times as much."
    )
    return say(lesson, way=way, **numbers)
