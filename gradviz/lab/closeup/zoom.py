"""`zoom`: one node large, with all that it needs to hand gradients back: its own slopes and what arrives from above."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from ...core import Tensor
from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.labels import names, operation_text
from ...pictures.look import looked
from ...pictures.wording import told_as
from ...recording import Graph, Recording
from ...recording.running import Program, merged, program, without_name
from ...recording.tape import tape
from ...recording.upstream import alone
from ..frame.inputs import refuse_clash
from ..frame.live import Live
from ..frame.sliders import Follower
from .tangent import Tangent
from .zoom_nodes import checked, found, sources
from .zoom_panel import called_inputs, called_nodes, panel_html, row_texts, rows_as_text, told


def zoom(
    f: Program,
    /,
    *unnamed: Any,
    node: str | int | None = None,
    upstream: float | None = None,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    **variables: Any,
) -> Zoom:
    """Show one node of a computation large: inputs, local gradients, what arrives from above and what it hands back.

    On each edge downstream = upstream × local (R44). The upstream gradient can be set by hand: the operation is run by
    itself with it, for it needs nothing else of the graph. Beside it stand the card of the operation, as declared, and
    a plot of its function with the tangent at this point.

    Args:
        f: a function of Tensors, or a formula as text.
        *unnamed: nothing: every input is given by its name, `x=3`.
        node: the name of the node to begin with, or its number in the tape; without it the first operation.
        upstream: the upstream gradient, set by hand, of a node that is one number; without it what is recorded.
        inputs: inputs by name, for names that cannot be keywords here.
        lock: the names of inputs whose controls cannot be moved.
        hide: the names of inputs whose controls are not shown.
        **variables: inputs by name, as in `explore`.

    Returns:
        A widget; Jupyter shows it. `.recording` is the record of that one operation, `.whole` that of the function.

    Raises:
        FormulaError: if the text is not a formula.
        KeyError: if no node has that name or number.
        TypeError, ValueError: if the inputs do not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.zoom("z = w*x; y = z + b; d = y - t; L = d**2", node="z", w=3, x=2, b=1, t=5)
        >>> figure.recording.gradient("w")
        8.0
        >>> figure.set_upstream(10)
        >>> figure.recording.gradient("w")
        20.0
    """
    if unnamed:
        raise without_name("zoom", f, unnamed)
    function, given = program(f), merged(inputs, variables)
    options = {"node": node is not None, "upstream": upstream is not None, "lock": bool(lock), "hide": bool(hide)}
    refuse_clash("zoom", function, [name for name, chosen in options.items() if chosen], inputs or {})
    return Zoom(function, given, node, upstream=checked(upstream), lock=lock, hide=hide)


class Zoom(Live):
    """The figure that `zoom` returns.

    Attributes:
        whole: the record of the whole function.
        position: the node that is shown, its number in the tape.
        by_hand: whether the upstream gradient was set by hand.
        chooser: the list of nodes.
        upstream: the slider of the upstream gradient.
    """

    title = mark("One node, close up")
    idea = mark("To hand gradients back, an operation needs only its own local gradients and what arrives from above.")
    own_keys = (
        ("← →", mark("the node before, the node after")),
        (mark("Home End"), mark("the first node, the output")),
        ("Enter", mark("on an input in the picture: go to that node")),
    )

    def __init__(
        self, function: Any, given: Mapping[str, Any], node: str | int | None, upstream: float | None, **options: Any
    ) -> None:
        self.whole: Recording | None = None
        self.by_hand, self._asked, self._following, self._first = upstream is not None, node, False, upstream
        self._tensors: list[Tensor] = []
        self._listed: Graph | None = None
        self._at_first: frozenset[str] = frozenset()  # the nodes that the cell's own inputs bring
        self._shown: Any = None
        self._called: tuple[Graph | None, int, list[str]] = (None, 0, [])
        self.chooser = widgets.Dropdown(options=[("", 0)], description=say("node"), layout={"width": "auto"})
        self.upstream = Follower(
            0.0, min=-10.0, max=10.0, step=0.1, description=say("upstream"), readout_format=".6",
            tooltip=say("The gradient that arrives from above: move it to set it by hand"),
            layout={"width": "100%", "min_width": "220px"}, style={"description_width": "5em"},
        )  # fmt: skip
        back = widgets.Button(
            description=say("As recorded"), tooltip=say("The upstream gradient of the backward pass again"), icon="undo"
        )
        back.on_click(lambda _: self.set_upstream(None))
        self.tangent = Tangent()
        super().__init__(
            "zoom", function, given, more=[self.chooser, self.upstream, back], beside=[self.tangent],
            look=looked(edges="both"), **options,
        )  # fmt: skip
        self.chooser.observe(lambda _: self._following or self.go(self.chooser.value), "value")
        self.upstream.observe(lambda change: self._following or self.set_upstream(change["new"]), "value")
        self._follow(upstream=upstream)
        self.tick()

    @property
    def position(self) -> int:
        """The node that is shown."""
        return int(self.chooser.value or 0)

    # --- what the learner does ---

    def go(self, position: int) -> None:
        """Show another node, with its recorded upstream gradient."""
        if not self._tensors:
            return
        self.by_hand = False
        self._follow(position=min(max(position, 0), len(self._tensors) - 1))
        self._look()

    def set_upstream(self, gradient: float | None) -> None:
        """Set the upstream gradient by hand; None is what the backward pass has brought."""
        self.by_hand = gradient is not None
        if gradient is not None:
            self._follow(upstream=float(gradient))
        self._look()

    def handled(self) -> None:
        """The hand is on the slider of the upstream gradient."""
        self.upstream.in_hand = True

    def pressed(self, key: str) -> None:
        """Left and Right go along the tape."""
        steps = {"ArrowLeft": self.position - 1, "ArrowRight": self.position + 1, "Home": 0, "End": 10**9}
        if key in steps:
            self.go(steps[key])

    def picked(self, node: int | None) -> None:
        """An input in the picture was selected: go to that node."""
        if node is not None and self.whole is not None:
            there = sources(self.whole.graph, self.position)
            if node < len(there):
                self.diagram.picked = -1
                self.go(there[node])

    def did(self, what: str, value: str) -> None:
        """A node was chosen in the panel."""
        if what == "node" and value.isdigit():
            self.go(int(value))

    def reset(self) -> None:
        """Inputs, node and upstream gradient as the cell had them."""
        self.by_hand, self._listed = self._first is not None, None
        self._follow(upstream=self._first)
        super().reset()

    def to(self, node: str | int, upstream: float | None = None) -> Zoom:
        """The same figure at another node: `gv.zoom(f, x=(-2, 2)).at(x=-1).to("z")`.

        Raises:
            KeyError: if no node has that name or number as things are now.
            ValueError: if the upstream gradient is no finite number.
        """
        if self._listed is not None:
            self.go(found(self._listed, node, strict=True))
        if checked(upstream) is not None:
            self.set_upstream(upstream)
        return self

    def chosen(self) -> dict[str, Any]:
        """The node, and an upstream gradient set by hand, for the line of code that makes this figure."""
        if self._listed is None or self._appeared:
            return {}
        return {"node": names(self._listed)[self.position]} | self._set_by_hand()

    def _set_by_hand(self) -> dict[str, float]:
        return {"upstream": float(f"{self.upstream.value:.12g}")} if self.by_hand else {}

    @property
    def _appeared(self) -> bool:
        """Whether the node came with a branch that the cell's own inputs do not take."""
        return self._listed is not None and names(self._listed)[self.position] not in self._at_first

    @property
    def code(self) -> str:
        """The line of Python that makes this figure as it stands now: a node of another branch is gone to at last."""
        if not self._appeared or self._listed is None:
            return super().code
        given = [repr(names(self._listed)[self.position]), *(f"{k}={v!r}" for k, v in self._set_by_hand().items())]
        return f"{super().code}.to({', '.join(given)})"

    # --- what is shown ---

    def ran(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Show the node of a run."""
        if recording.graph is not self._listed:
            self._list(recording.graph)
        self.whole, self._tensors = recording, tape(output)
        self._look()

    def _list(self, graph: Graph) -> None:
        """A new structure: its nodes with their operations, and the one shown before if it is there under its name."""
        signs = [operation_text(node) for node in graph.nodes]
        titles = [f"{name} = {sign}" if sign else name for name, sign in zip(called_nodes(graph), signs, strict=True)]
        kept = self._asked if self._listed is None else names(self._listed)[self.position]
        position = found(graph, kept, strict=self.whole is None)
        self._at_first = self._at_first or frozenset(names(graph))
        self._listed, self._following = graph, True
        try:
            self.chooser.options = [(title, k) for k, title in enumerate(titles)]
            self.chooser.value = position
        finally:
            self._following = False

    def _follow(self, position: int | None = None, upstream: float | None = None) -> None:
        """Bring the controls to what is shown, without taking that for the learner's wish."""
        self._following = True
        try:
            if position is not None:
                self.chooser.value = position
            if upstream is not None and math.isfinite(upstream):
                reach = 10.0 ** math.ceil(math.log10(max(abs(upstream), 10.0)))
                if reach > self.upstream.max:
                    self.upstream.max, self.upstream.min = reach, -reach
                (self.upstream.put if self.by_hand else self.upstream.follow)(upstream)
        finally:
            self._following = False

    def _look(self) -> None:
        """Run the one operation by itself, and show it."""
        whole = self.whole
        if whole is None:
            return
        graph, node = whole.graph, self._tensors[self.position]
        recorded = whole.frame().gradients[self.position]
        single = recorded.__class__ is float
        self.by_hand = self.by_hand and single
        if single and not self.by_hand:
            self._follow(upstream=recorded)
        self.upstream.disabled = not single
        upstream = self.upstream.value if self.by_hand else recorded
        if self._called[:2] != (graph, self.position):
            self._called = graph, self.position, called_inputs(graph, self.position)
        called = self._called[2]
        with unsaid():  # the picture names what is not finite
            one = self.attempt(lambda: alone(node, upstream, called), self.function)
        if one is not None:
            self._put_up(graph, node, one, called, upstream, recorded)

    def _put_up(
        self, graph: Graph, node: Tensor, one: Recording, called: list[str], upstream: Any, recorded: Any
    ) -> None:
        new = (graph, self.position, one.graph) != self._shown
        self._shown = graph, self.position, one.graph
        caption = told(one, upstream)
        if self.by_hand:
            was = say("You set the upstream gradient to {now}; recorded is {was}.", now=told_as(upstream),
                      was=told_as(recorded))  # fmt: skip
            caption = f"{was} {caption}"
        self.show(
            one, caption=caption, extra=row_texts(one), panel=panel_html(graph, self.position, one) if new else None
        )
        self.tangent.follow(node, called, one.graph.nodes[-1].name or "")

    def fallback_text(self) -> str:
        """The picture's table and the products on its edges."""
        text = super().fallback_text()
        return text if self.recording is None else f"{text}\n\n{rows_as_text(self.recording)}"
