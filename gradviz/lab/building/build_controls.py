"""The palette of the figure `build`: an operation, a node or a number for each of its inputs, a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import ipywidgets as widgets
import traitlets

from ...core import OPS
from ...language import say
from ..frame.fields import in_time
from .drafts import INPUT

NUMBER = "#"
WIDE: dict[str, Any] = {"layout": {"width": "calc(100% - 4px)"}, "style": {"description_width": "5em"}}


def known(names: Iterable[str]) -> tuple[str, ...]:
    """The names, if all of them are operations that a palette can offer.

    Raises:
        ValueError: if one is not.
    """
    found = tuple(names)
    for name in found:
        if name not in OPS or OPS[name].variadic:
            begins = [each for each in OPS if each.startswith(str(name)) and not OPS[each].variadic]
            near = begins or get_close_matches(str(name), OPS, 1)
            raise ValueError(
                f"there is no operation {name!r:.40} for a palette. "
                f"{f'Did you mean {near[0]!r}?' if near else 'Their names are those of the functions: add, exp, relu.'}"
            )
    return found


def called(op: str) -> str:
    """An operation's sign and name: "× multiply", and "log" for what is its own sign."""
    sign = OPS[op].symbol
    return op if sign == op else f"{sign} {op}"


class Chooser(widgets.HBox):
    """One input: a node, or a number that is typed."""

    def __init__(self) -> None:
        self.node = widgets.Dropdown(options=[("", "")], **WIDE)
        self.number = widgets.FloatText(2.0, layout={"width": "6em", "display": "none"}, description_allow_html=False)
        self.number.tooltip = say("the number")
        super().__init__([self.node, self.number])
        self.node.observe(self._turned, "value")

    def _turned(self, _change: Any = None) -> None:
        self.number.layout.display = "" if self.node.value == NUMBER else "none"

    def offer(self, nodes: Sequence[str], numbers: bool) -> None:
        """Offer these nodes; what was chosen stays chosen."""
        chosen = self.node.value
        more = [(say("a number"), NUMBER)] if numbers else []
        self.node.options = [(say("choose"), ""), *((name, f"={name}") for name in nodes), *more]
        values = [value for _, value in self.node.options]
        self.node.value = chosen if chosen in values else ""

    @property
    def given(self) -> str | float | None:
        """The name of the node, or the number; None while nothing is chosen."""
        if self.node.value == NUMBER:
            return float(self.number.value)
        return self.node.value[1:] if self.node.value else None


class Palette(widgets.VBox):
    """The operations as buttons, and under them what the chosen one takes.

    Attributes:
        operation: the chosen operation, or "input".
        choosers: one for each input.
        name: the learner's own name for the node; empty for the next free one.
        value: the learner's nodes, as `Draft.nodes` has them.
    """

    value = traitlets.List()
    disabled = traitlets.Bool(False)

    def __init__(self, palette: Sequence[str], leaves: Sequence[str], held: Callable[[Any], Any]) -> None:
        """Make it. `held` says what it holds for nodes that it is given, and raises where they are none."""
        self._held = held
        self.leaves, self._nodes = list(leaves), list[str]()
        options = [*((called(name), name) for name in palette), (say("input"), INPUT)]
        sentences = [OPS[name].doc.splitlines()[0] for name in palette]  # collected with the operations
        tips = [*(say(sentence) for sentence in sentences), say("another node for an input of the formula")]
        self.operation = widgets.ToggleButtons(options=options, tooltips=tips, style={"button_width": "auto"})
        self.choosers = [Chooser() for _ in range(3)]
        self.name = in_time(widgets.Text(description=say("name"), placeholder=say("yours, if you like"), **WIDE))
        super().__init__([self.operation, *self.choosers, self.name])
        self.operation.observe(lambda _: self._turned(), "value")
        self._turned()

    @traitlets.validate("value")
    def _buildable(self, proposal: dict[str, Any]) -> Any:
        try:
            return self._held(proposal["value"])
        except (KeyError, TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error.args[0])) from None

    @traitlets.observe("disabled")
    def _locked(self, change: dict[str, Any]) -> None:
        for each in (self.operation, self.name, *(part for one in self.choosers for part in (one.node, one.number))):
            each.disabled = change["new"]

    @property
    def count(self) -> int:
        """How many inputs the chosen operation takes."""
        return 1 if self.operation.value == INPUT else len(OPS[self.operation.value].inputs)

    def offer(self, nodes: Sequence[str]) -> None:
        """Offer these nodes as inputs."""
        self._nodes = list(nodes)
        self._turned()

    def _turned(self) -> None:
        place = self.operation.value == INPUT
        heads = [say("which")] if place else [say("input")] if self.count == 1 else [
            say("input 1"), say("input 2"), say("input 3")]  # fmt: skip
        for k, chooser in enumerate(self.choosers):
            chooser.layout.display = "" if k < self.count else "none"
            chooser.node.description = heads[k] if k < len(heads) else ""
            chooser.offer(self.leaves if place else self._nodes, numbers=not place and self.count > 1)
        self.name.layout.display = "none" if place else ""

    def fill(self, name: str) -> bool:
        """Take a node for the first input that has none; says whether there was one."""
        for chooser in self.choosers[: self.count]:
            if not chooser.node.value and f"={name}" in [value for _, value in chooser.node.options]:
                chooser.node.value = f"={name}"
                return True
        return False

    def taken(self) -> tuple[str, tuple[str | float, ...], str | None]:
        """The operation, its inputs and the name.

        Raises:
            ValueError: if an input has not been chosen.
        """
        given = [chooser.given for chooser in self.choosers[: self.count]]
        if None in given:
            raise ValueError(say("Choose {what} first.", what=self.choosers[given.index(None)].node.description))
        return self.operation.value, tuple(x for x in given if x is not None), self.name.value.strip() or None

    def clear(self) -> None:
        """Forget what was chosen, for the next node."""
        self.name.value = ""
        for chooser in self.choosers:
            chooser.node.value = ""


class CheckButton(widgets.HBox):
    """The button that checks; its value says whether the graph as it stands was checked."""

    value = traitlets.Bool(False)
    disabled = traitlets.Bool(False)

    def __init__(self) -> None:
        tip = say("Say what is missing or too much")
        self.button = widgets.Button(description=say("Check"), tooltip=tip, icon="check", layout={"width": "auto"})
        super().__init__([self.button])
        traitlets.dlink((self, "disabled"), (self.button, "disabled"))
