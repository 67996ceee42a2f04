"""The left half of the figure `paths`: which computation it is about, and the inputs of that."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import ipywidgets as widgets

from ...core.advice.anomaly import unsaid
from ...language import say
from ...recording import Formula, Recording, watch
from ...recording.running import run
from ..frame.controls import close, control
from ..frame.figure import Figure
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
        self.controls: dict[str, Any] = {}
        self.failed = False
        self._resetting = False
        self._let_go = ExitStack()
        options = [(structure.label, key) for key, structure in self.structures.items()]
        self.structure = widgets.Dropdown(options=options, value=chosen, description=say("structure"), **WIDE)
        self.formula = widgets.Text(self._text(), continuous_update=False, description=say("formula"), **WIDE)
        self.count = widgets.IntSlider(10, 1, 20, description=say("doublings"), **WIDE)
        self.inputs = widgets.VBox(layout={"overflow": "hidden"})
        reset = widgets.Button(description=say("Reset"), tooltip=say("Back to how the cell had it"), icon="undo")
        reset.on_click(lambda _: self.reset())
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
        before, self._let_go = self._let_go, ExitStack()
        self.controls = {name: self._control(name, value) for name, value in given.items()}
        self.inputs.children = list(self.controls.values())
        before.close()
        self.tick()

    def _control(self, name: str, value: Any) -> Any:
        """The control of an input; with the next structure it is let go, or each choice would leave some behind."""
        made = control(name, value)

        def follow(_change: Any) -> None:
            self.tick(name)

        made.observe(follow, "value")
        self._let_go.callback(made.unobserve, follow, "value")
        if made is not value:  # a widget of the learner's own goes on living
            self._let_go.callback(close, made)
        return made

    def _retyped(self) -> None:
        """Take the learner's text as the formula; inputs that it had before keep their numbers."""
        if self._resetting:
            return
        function = self.attempt(lambda: Formula(self.formula.value))
        self.failed = function is None
        if function is not None:
            own = self.structures[OWN]
            known = {**own.given, **{name: each.value for name, each in self.controls.items()}}
            given = {name: known.get(name, 2.0) for name in function.inputs}
            self.structures[OWN] = own._replace(function=function, given=given)
            self._choose()

    def tick(self, moved: str | None = None) -> None:
        """Run the function forward and backward on the inputs as they are, and show what happened."""
        values = {name: each.value for name, each in self.controls.items()}

        def forward_and_backward() -> Recording:
            if isinstance(self.function, Recording):
                return self.function
            with unsaid():  # the picture names the node in which inf or nan was born
                return watch(run(self.function, values))

        learners = None if isinstance(self.function, Recording) else self.function
        recording = self.attempt(forward_and_backward, learners)
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
