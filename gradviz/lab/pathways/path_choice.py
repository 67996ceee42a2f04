"""The left half of the figure `paths`: which computation it is about, and the inputs of that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from ...language import say
from ...recording import Formula, Recording
from ..frame.controls import Controls, reset_button
from ..frame.figure import Figure
from ..frame.live import forward_and_backward
from .path_structures import DOUBLINGS, OWN, Structure, doublings

WIDE: dict[str, Any] = {"layout": {"width": "calc(100% - 4px)"}, "style": {"description_width": "5em"}}


class Chosen(Figure):
    """A figure that offers structures, and runs the one that is chosen. A subclass says in `ran` what it shows.

    Attributes:
        structure: chooses what is computed; `formula` is the text of one's own, `count` how many doublings.
        controls: the control of every input, by name.
    """

    def __init__(self, name: str, structures: Sequence[Structure], chosen: str, more: Sequence[widgets.Widget]) -> None:
        self._offered = {structure.key: structure for structure in structures}
        self.structures, self._chosen = dict(self._offered), chosen
        self.controls = Controls({}, self.tick)
        self.failed = False
        self._resetting = False
        options = [(structure.label, key) for key, structure in self.structures.items()]
        self.structure = widgets.Dropdown(options=options, value=chosen, description=say("structure"), **WIDE)
        self.formula = widgets.Text(self._text(), continuous_update=False, description=say("formula"), **WIDE)
        self.count = widgets.IntSlider(10, 1, 20, description=say("doublings"), **WIDE)
        self.inputs = widgets.VBox(layout={"overflow": "hidden"})
        reset = reset_button(self.reset, say("Back to how the cell had it"))
        super().__init__(name, [self.structure, self.formula, self.count, self.inputs, *more, reset])
        self.structure.observe(lambda _: self._choose(), "value")
        self.formula.observe(lambda _: self._retyped(), "value")
        self.count.observe(lambda _: self._choose(), "value")

    def _text(self) -> str:
        function = self.structures[OWN].function
        return function.text if isinstance(function, Formula) else ""

    def _choose(self) -> None:
        """Take another structure: its inputs become controls, and it runs."""
        if self._resetting:
            return
        key = self.structure.value
        self.formula.layout.display = "" if key == OWN else "none"
        self.count.layout.display = "" if key == DOUBLINGS else "none"
        if key == DOUBLINGS:
            self.structures[key] = self.structures[key]._replace(function=doublings(self.count.value))
        self.function, given = self.structures[key].function, self.structures[key].given
        before, self.controls = self.controls, Controls(given, self.tick)
        self.inputs.children = list(self.controls.values())
        before.let_go()  # or each choice would leave some behind
        self.tick()

    def _retyped(self) -> None:
        """Take the learner's text as the formula; inputs that it had before keep their numbers."""
        if self._resetting:
            return
        function = self.attempt(lambda: Formula(self.formula.value))
        self.failed = function is None
        if function is not None:
            own = self.structures[OWN]
            known = {**own.given, **self.controls.now}
            given = {name: known.get(name, 2.0) for name in function.inputs}
            self.structures[OWN] = own._replace(function=function, given=given)
            self._choose()

    def tick(self, moved: str | None = None) -> None:
        """Run the function forward and backward on the inputs as they are, and show what happened."""
        function, recording = self.function, self.function
        if not isinstance(function, Recording):
            done = self.attempt(lambda: forward_and_backward(function, self.controls.now), function)
            recording = None if done is None else done[1]
        self.failed = recording is None
        if recording is not None:
            self.ran(recording, moved)

    def ran(self, recording: Recording, moved: str | None) -> None:
        """Show a run. `moved` is the input whose move it was, or None."""

    def reset(self) -> None:
        """Put structure, formula and inputs back to where the cell had them."""
        self._resetting = True
        try:
            self.structures = dict(self._offered)
            self.structure.value, self.formula.value, self.count.value = self._chosen, self._text(), 10
        finally:
            self._resetting = False
        self._choose()
