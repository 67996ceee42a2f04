"""The left half of the figure `paths`: which computation it is about, and the inputs of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from ...language import say
from ...recording import Formula, Recording
from ..frame.controlled import Controlled
from ..frame.controls import close
from ..frame.live import forward_and_backward
from .path_structures import DOUBLINGS, OWN, Structure, doublings

WIDE: dict[str, Any] = {"layout": {"width": "calc(100% - 4px)"}, "style": {"description_width": "5em"}}

SHAPE = ("structure", "formula", "doublings")
"""The controls that say what is computed: others come with each."""


class Chosen(Controlled):
    """A figure that offers structures, and runs the one that is chosen. A subclass says in `ran` what it shows.

    Attributes:
        structure: chooses what is computed; `formula` is the text of one's own, `count` how many doublings.
        controls: these, and the control of every input of what is chosen, by name.
    """

    def __init__(
        self, name: str, structures: Sequence[Structure], chosen: str, turns: Mapping[str, widgets.Widget],
        **options: Any,
    ) -> None:  # fmt: skip
        """Make it.

        Args:
            name: the figure's name.
            structures: those that are offered.
            chosen: the key of the first.
            turns: the figure's own controls that choose what is shown of a run, by name.
            **options: what Controlled takes besides.
        """
        self._offered = {structure.key: structure for structure in structures}
        self.structures, self._turns = dict(self._offered), tuple(turns)
        self._mistyped = False
        labels = [(structure.label, key) for key, structure in self.structures.items()]
        self.structure = widgets.Dropdown(options=labels, value=chosen, description=say("structure"), **WIDE)
        self.formula = widgets.Text(self._text(), continuous_update=False, description=say("formula"), **WIDE)
        self.count = widgets.IntSlider(10, 1, 20, description=say("doublings"), **WIDE)
        self.inputs = widgets.VBox(layout={"overflow": "hidden"})
        self._typed, self._standing = self.formula.value, None
        own = dict(zip(SHAPE, (self.structure, self.formula, self.count), strict=True))
        taken = (*own, *turns)
        self._inputs = {_key(name, taken): name for name in self.structures[chosen].given}
        self.later = frozenset(_key(name, taken) for each in structures for name in each.given)
        given = {key: self.structures[chosen].given[name] for key, name in self._inputs.items()}
        super().__init__(name, None, options.pop("given"), controls={**own, **turns, **given}, **options)

    def _text(self) -> str:
        function = self.structures[OWN].function
        return function.text if isinstance(function, Formula) else ""

    def _choose(self) -> None:
        """Take another structure: its inputs become controls, and it runs."""
        kept = self._retype() if self.formula.value != self._typed or self._mistyped else {}
        key, self._standing = self.structure.value, self._asked
        if self._mistyped and key == OWN:
            self.failed = True
            return
        self.formula.layout.display = "" if key == OWN else "none"
        self.count.layout.display = "" if key == DOUBLINGS else "none"
        if key == DOUBLINGS:
            self.structures[key] = self.structures[key]._replace(function=doublings(self.count.value))
        self.function, given = self.structures[key].function, self.structures[key].given
        own = (*SHAPE, *self._turns)
        before, self._inputs = self._inputs, {_key(name, own): name for name in given}
        gone = self.controls.exchange(before, {called: given[name] for called, name in self._inputs.items()})
        with self.controls.quiet():
            for name in kept:
                if name in self._inputs:
                    self.controls[name].value = kept[name]
        for name in self.options["lock"].intersection(self._inputs):
            self.controls[name].disabled = True
        self.inputs.children = [self.controls[name] for name in self._inputs if name not in self.options["hide"]]
        for each in gone:
            close(each)  # or each choice would leave some behind
        self._run()

    @property
    def _asked(self) -> tuple[Any, ...]:
        """What the controls say is computed."""
        key = self.structure.value
        return key, self.formula.value, self.count.value if key == DOUBLINGS else 0

    def _retype(self) -> dict[str, Any]:
        """Take the learner's text as the formula; says the numbers of inputs that it had before, for they stay."""
        self._typed = self.formula.value
        function = self.attempt(lambda: Formula(self._typed))
        self._mistyped = function is None
        if function is None:
            return {}
        first = self._offered[OWN].given
        given = {name: first.get(name, 2.0) for name in function.inputs}
        self.structures[OWN] = self.structures[OWN]._replace(function=function, given=given)
        was_own = self._standing is not None and self._standing[0] == OWN
        return {name: self.controls[name].value for name in self._inputs} if was_own else {}

    def _moved(self, name: str | None) -> None:
        """What is computed comes with inputs of its own: all of it is told together, once it is there."""
        self.tick(name)
        self._tell_values()

    def tick(self, moved: str | None = None) -> None:
        """Take what the controls say is computed, run it, and show what happened."""
        if self._asked != self._standing:
            self._choose()
        elif not (self._mistyped and self.structure.value == OWN):  # else what is wrong with the text stays
            self._run(moved if moved in self._inputs else None)

    def _run(self, moved: str | None = None) -> None:
        """Run the function forward and backward on the inputs as they are."""
        function, recording = self.function, self.function
        if not isinstance(function, Recording):
            now = {name: self.controls[key].value for key, name in self._inputs.items()}
            done = self.attempt(lambda: forward_and_backward(function, now), function)
            recording = None if done is None else done[1]
        self.failed = recording is None
        if recording is not None:
            self.ran(recording, moved)

    def ran(self, recording: Recording, moved: str | None) -> None:
        """Show a run. `moved` is the input whose move it was, or None."""

    def _move(self, values: Mapping[str, Any], exactly: bool) -> None:
        """What is computed first, for its inputs come with it; then these, for nodes come with them; then the rest."""
        before = self.controls.now
        try:
            self._in_turn(values, exactly)
        except ValueError:
            self._in_turn(before, exactly=False)
            raise

    def _in_turn(self, values: Mapping[str, Any], exactly: bool) -> None:
        stages = (
            {name: value for name, value in values.items() if name in SHAPE},
            {name: value for name, value in values.items() if name not in (*SHAPE, *self._turns)},
            {name: value for name, value in values.items() if name in self._turns},
        )
        for stage in stages:
            if stage:
                self.controls.move(stage, exactly=exactly)

    def reset(self) -> None:
        """Put structure, formula and inputs back to where the cell had them."""
        self.structures, self._standing = dict(self._offered), None
        self._typed, self._mistyped = self._text(), False
        super().reset()


def _key(name: str, own: Sequence[str]) -> str:
    """What the control of an input is called: as the input, unless the figure has one of that name."""
    return f"input {name}" if name in own else name
