"""`build`: the learner puts the graph of a formula together, node by node, and is told what is missing by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from ...core import OPS
from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.expression import definitions
from ...pictures.labels import names
from ...pictures.look import Look
from ...recording import Formula, Graph, Recording, watch
from ...recording.isomorphism import isomorphism
from ...recording.running import Program, merged, program, run, without_name
from ..frame.figure import Figure
from ..frame.inputs import check_inputs, names_of, refuse_clash, refuse_misspelt
from .build_controls import INPUT, Palette, known
from .build_panel import panel
from .comparing import Finding, compare
from .drafts import Draft, forward_recording, refuse_unbuildable

PALETTE = ("add", "subtract", "multiply", "divide", "power", "exp", "log", "sin", "sigmoid", "tanh", "relu")
"""The operations that every palette offers, beside those of the formula."""


def build(
    formula: Program,
    /,
    *unnamed: Any,
    palette: Iterable[str] = PALETTE,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Build:
    """Let a learner build the graph of a formula out of operations, and say what is missing or too much.

    A graph is right if it is the formula's up to isomorphism: in any order, under any names, with the inputs of + and
    × either way round. A value that is used twice is one node with two edges; computing it twice is another graph.

    Args:
        formula: text, or a function of Tensors, of which the graph is to be built.
        *unnamed: nothing: every input is given by its name, `x=3`.
        palette: the names of the operations that are offered; those of the formula are always among them.
        inputs: values of inputs by name, for names that cannot be keywords here (`palette`, `inputs`).
        **variables: values of the inputs by name; 2, 3, 4 and so on for those that are not given.

    Returns:
        A widget; Jupyter shows it. `.correct` says whether the graph is right, `.graph` is the learner's.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs do not fit, the palette names no operation, or the formula has operations
            with options.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.build("L = log(sigmoid(w*x + b))", w=0.5, x=2, b=-1)
        >>> figure.add("multiply", "x", "w"), figure.add("add", "v1", "b"), figure.add("sigmoid", "v2")
        ('v1', 'v2', 'v3')
        >>> figure.correct, figure.check()
        (False, ['Missing: log, for log(σ(w·x + b)).'])
        >>> figure.add("log", "v3", name="mine"), figure.correct, figure.check()
        ('mine', True, [])
        >>> figure.recording.gradient("w")
        1.0
    """
    if unnamed:
        raise without_name("build", formula, unnamed)
    function, given = program(formula), merged(inputs, variables)
    chosen = tuple(palette)
    refuse_clash("build", function, ["palette"] if chosen != PALETTE else [], inputs or {})
    for k, name in enumerate(names_of(function)):
        given.setdefault(name, 2.0 + k)
    refuse_misspelt("build", function, given)
    check_inputs(function, given)
    return Build(function, given, chosen)


class Build(Figure):
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

    def __init__(self, function: Any, given: Mapping[str, Any], palette: Iterable[str]) -> None:
        self.function, self.given = function, dict(given)
        with unsaid():
            self.wanted = watch(run(function, self.given))
        refuse_unbuildable(self.wanted.graph)
        offered = {*known(palette), *(node.op for node in self.wanted.graph.nodes)}
        self.leaves = [node.name for node in self.wanted.graph.nodes if node.is_leaf and node.name]
        self.palette = Palette([name for name in OPS if name in offered], self.leaves)
        self.draft, self._past, self._findings = Draft(), list[Draft](), list[Finding]()
        self._checked = False
        super().__init__("build", [self.palette, self._buttons()], look=Look(unfinished=True))
        self.clear()

    def _buttons(self) -> widgets.Widget:
        self.buttons = {}
        for key, label, tip, icon, work in [
            ("add", say("Add node"), say("Add this node to the graph"), "plus", self._add_chosen),
            ("undo", say("Undo"), say("Take the last step back"), "undo", self.undo),
            ("clear", say("Clear"), say("Begin again, with the inputs alone"), "eraser", self.clear),
            ("check", say("Check"), say("Say what is missing or too much"), "check", self.check),
        ]:
            self.buttons[key] = button = widgets.Button(description=label, tooltip=tip, icon=icon)
            button.layout.width = "auto"
            button.on_click(lambda _, work=work: work())
        return widgets.HBox(list(self.buttons.values()), layout={"flex_flow": "row wrap"})

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
            self.draft = self._past.pop()
            self._show(say("The last step is undone."))
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
        draft = Draft()
        for name in self.leaves:
            draft = draft.with_input(name)
        self._go(draft, say("Choose an operation and its inputs, then add the node."))

    def reset(self) -> None:
        """Begin again."""
        self.clear()

    def check(self) -> list[str]:
        """What is missing, too much or wrong, in sentences by name; nothing if the graph is right."""
        self._findings, self._checked = compare(self.wanted.graph, self.graph), True
        if self._findings:
            count = len(self._findings)
            caption = self._findings[0].text + (say(" And {count} more.", count=count - 1) if count > 1 else "")
        else:
            caption = say("Right: it is the formula's graph, with {nodes} nodes and {edges} edges. The backward pass "
                          "has run on it.", nodes=len(self.wanted.graph.nodes),
                          edges=len(self.wanted.graph.edges))  # fmt: skip
        self._show(caption, checked=True)
        return [finding.text for finding in self._findings]

    def _go(self, draft: Draft, caption: str) -> None:
        """Take another draft, if it can be run; what it was before can be had back."""
        draft.run(self.given)
        if self.draft.parts:
            self._past.append(self.draft)
        self.draft = draft
        self._show(caption)

    def _run(self) -> Recording:
        """The learner's nodes, computed; with the backward pass once the graph was found to be right."""
        tensors = list(self.draft.run(self.given).values())
        forward = forward_recording(tensors)
        if not self._checked or isomorphism(self.wanted.graph, forward.graph) is None:
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
        if node is not None and node < len(self.draft.parts) and not self.palette.fill(self.draft.order[node]):
            self.announce(say("{name} is selected.", name=self.draft.order[node]))

    def pressed(self, key: str) -> None:
        """A adds the node, U undoes, D deletes the selected node, C checks."""
        work = {"a": self._add_chosen, "u": self.undo, "c": self.check}.get(key)
        if work is not None:
            work()
        elif key == "d" and 0 <= self.diagram.picked < len(self.draft.parts):
            self.delete(self.draft.order[self.diagram.picked])

    def did(self, what: str, value: str) -> None:
        """The delete button of a node in the list."""
        if what == "delete" and any(part.name == value for part in self.draft.parts):
            self.delete(value)

    # -- what is shown ------------------------------------------------------------------------------------

    def _show(self, caption: str, checked: bool = False) -> None:
        if not checked:
            self._findings, self._checked = [], False
        self.palette.offer([part.name for part in self.draft.parts])
        text = panel(self.formula, self.draft, self._findings, self._checked)
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
        if isinstance(self.function, Formula):
            return self.function.text
        graph = self.wanted.graph
        written = definitions(graph, unfold=True)[-1]
        return f"{names(graph)[-1]} = {written.text()}" if written else names(graph)[-1]
