"""The figure that `build` returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from ...core import OPS
from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.look import Look
from ...recording import Formula, Graph, Recording, watch
from ...recording.isomorphism import isomorphism
from ...recording.running import run
from ..frame.controlled import Controlled
from .as_formula import formula
from .build_controls import CheckButton, Palette, known
from .build_panel import panel
from .comparing import Finding, compare
from .drafts import INPUT, Draft, forward_recording, refuse_unbuildable

PALETTE = ("add", "subtract", "multiply", "divide", "power", "exp", "log", "sin", "sigmoid", "tanh", "relu")
"""The operations that every palette offers, beside those of the formula."""

BEGIN = mark("Choose an operation and its inputs, then add the node.")
CHECK = mark("Is this the formula's graph? Check says what is missing or too much.")


class Build(Controlled):
    """The figure that `build` returns.

    Attributes:
        wanted: the recording of the formula.
        draft: the nodes that the learner has added, in order.
    """

    title = mark("Build")
    idea = mark("An operation is a node, a value that is used is an edge, and a value may be used more than once.")
    own_keys = (
        (mark("A"), mark("add the node")),
        (mark("U"), mark("undo")),
        (mark("D"), mark("delete the selected node and what was computed from it")),
        (mark("C"), mark("check")),
    )

    copies = True

    def __init__(self, function: Any, given: Mapping[str, Any], palette: Iterable[str], **options: Any) -> None:
        with unsaid():
            self.wanted = watch(run(function, dict(given)))
        refuse_unbuildable(self.wanted.graph)
        offered = {*known(palette), *(node.op for node in self.wanted.graph.nodes)}
        self.leaves = [node.name for node in self.wanted.graph.nodes if node.is_leaf and node.name]
        self.apart = dict.fromkeys(self.leaves, "an input of build is a number of the formula and has no control")
        self._palette = tuple(palette)
        self.draft, self._past, self._findings = Draft(), list[Draft](), list[Finding]()

        def held(nodes: Any) -> Any:
            draft = Draft.of(nodes, self.leaves)
            draft.run(given)
            return draft.nodes

        self.palette = Palette([name for name in OPS if name in offered], self.leaves, held)
        self.palette.value = self._bare.nodes
        self._check = CheckButton()
        controls = {"nodes": self.palette, "check": self._check}
        super().__init__("build", function, given, controls=controls, look=Look(unfinished=True), **options)
        self.tick()

    @property
    def _beginning(self) -> str:
        """What is said before anything was done."""
        return say(BEGIN) if self.is_free("nodes") else say(CHECK) if self.is_free("check") else ""

    @property
    def _bare(self) -> Draft:
        """The inputs of the formula alone."""
        draft = Draft()
        for name in self.leaves:
            draft = draft.with_input(name)
        return draft

    def _arranged(self, shown: list[Any], back: list[Any], last: list[Any]) -> list[Any]:
        """The palette, and the buttons in a row."""
        self.buttons = {"check": self._check.button}
        for key, label, tip, icon, work in [
            ("add", say("Add node"), say("Add this node to the graph"), "plus", self._add_chosen),
            ("undo", say("Undo"), say("Take the last step back"), "undo", self.undo),
            ("clear", say("Clear"), say("Begin again, with the inputs alone"), "eraser", self.clear),
        ]:
            self.buttons[key] = button = widgets.Button(description=label, tooltip=tip, icon=icon)
            button.layout.width, button.disabled = "auto", not self.is_free("nodes")
            button.on_click(lambda _, work=work: work())
        self._check.button.on_click(lambda _: self.check())
        copying, line = last
        copying.layout.width = "auto"
        changing = [self.buttons[key] for key in ("add", "undo", "clear")] if self.palette in shown else []
        row = [*changing, *(each for each in [self._check] if each in shown), copying]
        buttons = widgets.HBox(row, layout={"flex_flow": "row wrap"})
        return [*(each for each in [self.palette] if each in shown), buttons, line]

    # -- the learner's graph ---------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph | None:
        """The learner's graph; None while there is not one node."""
        return self.recording.graph if self.draft.parts and self.recording is not None else None

    @property
    def correct(self) -> bool:
        """Whether it is the formula's graph, up to isomorphism."""
        return self.graph is not None and isomorphism(self.wanted.graph, self.graph) is not None

    def add(self, op: str, *given: str | float, name: str | None = None) -> str:
        """Add a node: an operation on nodes (by name) and numbers, or `add("input", "x")`.

        Returns:
            The name of the new node.

        Raises:
            KeyError, TypeError, ValueError: if there is no such operation or node, the number of inputs does not fit,
                or the name is taken.
        """
        if op == INPUT:
            if not given or given[0] not in self.leaves:
                raise KeyError(f"the formula has no input {given[0] if given else ''!r}. Its inputs: {self.leaves}.")
            draft = self.draft.with_input(str(given[0]))
        else:
            (kind,) = known([op])
            numbers = tuple(x if isinstance(x, str) else float(x) for x in given)
            draft = self.draft.with_operation(kind, numbers, name)
        new = next(part.name for part in draft.parts if part not in self.draft.parts)
        self._go(draft, say("Added {name}.", name=new))
        return new

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self._take(self._past.pop(), say("The last step is undone."))
        else:
            self.announce(say("There is nothing to undo."))

    def delete(self, name: str) -> None:
        """Delete a node, and all that was computed from it.

        Raises:
            KeyError: if there is no such node.
        """
        draft = self.draft.without(name)
        gone = [part.name for part in self.draft.parts if part not in draft.parts]
        self._go(draft, say("Deleted {names}.", names=", ".join(gone)))

    def clear(self) -> None:
        """Begin again, with the inputs of the formula alone."""
        self._go(self._bare, self._beginning)

    def reset(self) -> None:
        """Begin again."""
        self.clear()

    def check(self) -> list[str]:
        """What is missing, too much or wrong, in sentences by name; nothing if the graph is right."""
        with self.controls.quiet():
            self._check.value = True
        self._tell_values()
        self._show(self._compared())
        return [finding.text for finding in self._findings]

    def _compared(self) -> str:
        """Hold the graph against the formula's; says what came of it."""
        self._findings = compare(self.wanted.graph, self.graph)
        if not self._findings:
            return say("Right: it is the formula's graph, with {nodes} nodes and {edges} edges. The backward pass "
                       "has run on it.", nodes=len(self.wanted.graph.nodes), edges=len(self.wanted.graph.edges),
                      )  # fmt: skip
        count = len(self._findings)
        return self._findings[0].text + (say(" And {count} more.", count=count - 1) if count > 1 else "")

    def _go(self, draft: Draft, caption: str) -> None:
        """Take another draft, if it can be run; what it was before can be had back."""
        draft.run(self.given)
        if self.draft.parts:
            self._past.append(self.draft)
        self._take(draft, caption)

    def _take(self, draft: Draft, caption: str) -> None:
        with self.controls.quiet():
            self.palette.value, self._check.value = draft.nodes, False
        self._tell_values()
        self.draft = draft
        self._show(caption)

    def tick(self, moved: str | None = None) -> None:
        """Show the nodes as they were put, checked where that is asked for."""
        draft = Draft.of(self.palette.value, self.leaves)
        if self.draft.parts and draft != self.draft:
            self._past.append(self.draft)
        self.draft = draft
        self._show(self._beginning)
        if self._check.value:
            self._show(self._compared())

    def chosen(self) -> dict[str, Any]:
        """The palette, where it is not the usual one."""
        return {} if self._palette == PALETTE else {"palette": list(self._palette)}

    def _run(self) -> Recording:
        """The learner's nodes, computed; with the backward pass once the graph was found to be right."""
        tensors = list(self.draft.run(self.given).values())
        forward = forward_recording(tensors)
        if not self._check.value or isomorphism(self.wanted.graph, forward.graph) is None:
            return forward
        with unsaid():
            return watch(tensors[-1])

    # -- by hand ------------------------------------------------------------------------------------------

    def _add_chosen(self) -> None:
        """Add what the palette says; what is wrong with it is said in the caption."""
        try:
            op, given, name = self.palette.taken()
            self.add(op, *given, name=name)
        except (KeyError, TypeError, ValueError) as error:
            self.announce(str(error.args[0]))
        else:
            self.palette.clear()

    def picked(self, node: int | None) -> None:
        """A node of the picture is taken as the next input."""
        if node is None or node >= len(self.draft.parts) or not self.is_free("nodes"):
            return
        if not self.palette.fill(self.draft.order[node]):
            self.announce(say("{name} is selected.", name=self.draft.order[node]))

    def pressed(self, key: str) -> None:
        """A adds the node, U undoes, D deletes the selected node, C checks."""
        work = {"a": self._add_chosen, "u": self.undo, "c": self.check}.get(key)
        if not self.is_free("check" if key == "c" else "nodes"):
            return
        if work is not None:
            work()
        elif key == "d" and 0 <= self.diagram.picked < len(self.draft.parts):
            self.delete(self.draft.order[self.diagram.picked])

    def did(self, what: str, value: str) -> None:
        """The delete button of a node in the list."""
        if what == "delete" and self.is_free("nodes") and any(part.name == value for part in self.draft.parts):
            self.delete(value)

    # -- what is shown ------------------------------------------------------------------------------------

    def _show(self, caption: str) -> None:
        if not self._check.value:
            self._findings = []
        self.palette.offer([part.name for part in self.draft.parts])
        text = panel(self.formula, self.draft, self._findings, self._check.value, self.is_free("nodes"))
        if not self.draft.parts:
            self.recording, self.diagram.panel = None, text
            self.diagram.error = say("There is no node yet. Add an input.")
            return
        recording = self._run()
        lit = next((finding.nodes[-1] for finding in self._findings if finding.nodes), None)
        self.show(recording, caption=caption, panel=text, highlight=lit)

    @property
    def formula(self) -> str:
        """The formula as it is given, or as it is read off its graph."""
        return self.function.text if isinstance(self.function, Formula) else formula(self.wanted.graph)
