"""The figure that `stepper` returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets as widgets
import traitlets

from ...core import Tensor
from ...language import mark, say
from ...pictures.folding import fold_view
from ...pictures.look import EDGES, looked
from ...pictures.views import View
from ...recording import Graph, Recording
from ...recording.events import Contributed
from ...recording.stages import node_events
from ..frame.live import Live
from ..frame.scrubber import Scrubber
from .ledger import ledger, rows_shown
from .steplist import StepList
from .story import Story

HALVES = ("forward", "backward")
USUAL = {"single": False, "fade": 0, "edges": "local"}


class Stepper(Live):
    """The figure that `stepper` returns.

    Attributes:
        index: the event after which things are shown, to read, set, observe and link. Where several events are one
            step it is the last of these.
        scrubber: its buttons and slider; `.scrubber.index` is the step.
        story: the steps of what is shown; None until a run has succeeded.
        recording: what happened; None until a run has succeeded.
    """

    title = mark("Stepper")
    idea = mark("Forward, each operation computes its value; backward, it multiplies what arrives by its own slope.")
    own_keys = (
        ("← →", mark("a step back, a step on")),
        (mark("Home End"), mark("the first, the last")),
        (mark("Space"), mark("play and stop")),
        ("F B", mark("to the forward pass, to the backward pass")),
        ("L", mark("on the edges: local gradient, contribution, both")),
    )

    index = traitlets.Int(0)

    def __init__(
        self,
        function: Callable[..., Any] | None,
        given: Mapping[str, Any],
        *,
        recording: Recording | None = None,
        lock: Iterable[str] = (),
        hide: Iterable[str] = (),
        **at_first: Any,
    ) -> None:
        """Make it. `at_first` is what `single`, `fade` and `edges` are, now and after Reset."""
        self.story: Story | None = None
        self._given_recording, self._at_first, self._fade, self._busy = recording, at_first, at_first["fade"], False
        self._list, self._visit = StepList(), (-1, 0)
        self._shape: tuple[Graph | None, View | None] = (None, None)
        super().__init__(  # the inputs have their place under "Inputs"
            "stepper", function or (lambda: None), given, lock=lock, hide=given, more=self._column(),
            look=looked(at_first["edges"]),
        )  # fmt: skip
        hidden = self.options["hide"] = self.controls.chosen("stepper", "hide", hide, self.apart)
        self.inputs.children = tuple(each for name, each in self.controls.items() if name not in hidden)
        self.open_inputs.layout.display = "" if self.inputs.children else "none"
        self._listen()
        self.tick()

    def _column(self) -> list[widgets.Widget]:
        """What the student touches, the inputs' own controls apart."""
        self.scrubber = Scrubber(
            told=lambda step, _count: self.story.counted(step) if self.story else "", name=say("step")
        )
        self.half = widgets.ToggleButtons(
            options=[(say("Forward"), "forward"), (say("Backward"), "backward")], style={"button_width": "110px"}
        )
        self.single = widgets.Checkbox(self._at_first["single"], description=say("one edge at a time"), indent=False)
        self.edges = widgets.Dropdown(
            options=[(say("local gradient"), "local"), (say("contribution"), "contribution"), (say("both"), "both")],
            value=self._at_first["edges"], description=say("edges"),
            layout={"width": "auto"}, style={"description_width": "4em"},
        )  # fmt: skip
        self.reveal = widgets.Button(tooltip="", layout={"width": "auto", "display": "" if self._fade else "none"})
        self.open_inputs = widgets.ToggleButton(
            description=say("Inputs"), tooltip=say("Show the inputs, or hide them"), icon="sliders",
            layout={"width": "110px"},
        )  # fmt: skip
        self.inputs = widgets.VBox(layout={"display": "none"})
        self.again = widgets.Button(
            description=say("Reset"),
            tooltip=say("Back to where the cell had it"),
            icon="undo",
            layout={"width": "110px"},
        )
        first = [self.half, self.scrubber, self.reveal, self.single, self.edges]
        return [*first, widgets.HBox([self.open_inputs, self.again]), self.inputs]

    def _listen(self) -> None:
        """Let what the student touches act."""
        self.scrubber.observe(lambda change: self._go(change["new"]), "index")
        self.half.observe(lambda change: None if self._busy else self.to_half(change["new"]), "value")
        self.single.observe(lambda _: self._tell(self.recording), "value")
        self.edges.observe(lambda _: self._draw(), "value")
        self.reveal.on_click(lambda _: self.show_rest())
        self.again.on_click(lambda _: self.reset())
        self.open_inputs.observe(
            lambda change: setattr(self.inputs.layout, "display", "" if change["new"] else "none"), "value"
        )

    # --- what is shown ---

    def tick(self, moved: str | None = None) -> None:
        """Run the function on the inputs as they are, and show the same step of the new run."""
        if self._given_recording is None:
            super().tick(moved)
        else:
            self._tell(self._given_recording, self.scrubber.index)

    def ran(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Show a run at the step that was shown before."""
        self._tell(recording, self.scrubber.index)

    def _tell(self, recording: Recording | None, step: int | None = None) -> None:
        """Tell a recording in steps, from a step on; None is where it is already."""
        if recording is None:
            return
        self.recording, self.story = recording, Story(recording, self.single.value, self._fade)
        step = self.story.step_at(self.index) if step is None else step
        self._busy = True  # a shorter scrubber moves by itself
        self.scrubber.count = self.story.open
        self._busy = False
        self._go(step)

    def _go(self, step: int) -> None:
        """Go to a step."""
        if self._busy or self.story is None:
            return
        event = self.story.last(step)
        if event == self.index:
            self._follow()
        else:
            self.index = event

    @traitlets.validate("index")
    def _whole_step(self, proposal: dict[str, Any]) -> int:
        return int(proposal["value"]) if self.story is None else self.story.whole(int(proposal["value"]))

    @traitlets.observe("index")
    def _follow(self, _change: Any = None) -> None:
        """The scrubber and the half switch say what is shown, and the picture shows it."""
        if self.story is None:
            return
        step = self.story.step_at(self.index)
        half = self.story.stages[step].half
        self._busy = True
        self.scrubber.index = step
        self.scrubber.label.value = self.story.counted(step)
        self.half.value = half if half in HALVES else None
        self._busy = False
        self._draw()

    def _draw(self) -> None:
        """Show the step: what has happened up to its last event, what changed, and its sentence."""
        if self.recording is None or self.story is None:
            return
        story, step = self.story, self.story.step_at(self.index)
        graph, now = self.recording.graph_at(self.index), story.happened(step)
        if graph is not self._shape[0]:
            self._shape = graph, fold_view(graph)
        texts = self._list.texts(story.heading(step), step, len(story.stages), story.title, story.open)
        self.show(
            self.recording, self.index, caption=story.caption(step), panel=self._panel, highlight=now or None,
            extra=[*texts, *self._marks(graph, now)], look=looked(self.edges.value),
        )  # fmt: skip
        # It stays where it is when it was pressed: a button that goes takes the focus, and with it the keys, away.
        shown = say("All is shown")
        self.reveal.description = say("Show the rest ({count})", count=story.closed) if story.closed else shown

    def _marks(self, graph: Graph, now: list[Any]) -> list[str]:
        """The states of the rows of the ledger: which of their nodes have changed."""
        view = self._shape[1]
        changed = {graph.edges[e.edge].source if isinstance(e, Contributed) else e.node for e in now}
        if view is None:
            return ["lit" if row in changed else "" for row in rows_shown(graph)]
        return ["lit" if changed & set(view.members[row]) else "" for row in rows_shown(view.graph)]

    def _panel(self) -> str:
        """The panel of a structure: the list of steps beside the ledger."""
        graph, view = self._shape
        assert self.recording is not None and graph is not None
        ends = [start - 1 for start in self.recording.starts if start > self.index]
        frame = self.recording.frame(ends[0] if ends else -1)
        drawn, shown = (graph, frame) if view is None else (view.graph, view.frame_of(frame))
        table = ledger(drawn, shown, self.extra_slot(self._list.size), rules=not self._fade)
        return f'<div class="gv-beside">{self._list.html(self.extra_slot(0))}{table}</div>'

    def chosen(self) -> dict[str, Any]:
        """Its options as they are, where they are not the usual ones."""
        now = {"single": self.single.value, "fade": self._fade, "edges": self.edges.value}
        return {name: chosen for name, chosen in now.items() if chosen != USUAL[name]}

    @property
    def code(self) -> str:
        """The line of Python that makes this figure; of what has run already it says `recording`."""
        line = super().code
        if self.story is not None and self.index != self.story.last(0):
            line += f".to({self.index})"
        return line if self._given_recording is None else line.replace("(f", "(recording", 1)

    def fallback_text(self) -> str:
        """The picture's text twin, and under it every step that is open, with its sentence."""
        told = "" if self.story is None else f"\n\n{self.story.text(self.index)}"
        return super().fallback_text() + told

    # --- what the student does ---

    def to(self, index: int) -> Stepper:
        """The same figure after an event: `gv.stepper(f, x=3).to(5)`."""
        self.scrubber.playing, self.index = False, index
        return self

    def to_half(self, half: str) -> None:
        """Go to the first step of the "forward" or the "backward" half of this pass."""
        step = None if self.story is None else self.story.half(half, self.index)
        self.scrubber.playing = False
        if step is None:
            self.announce(say("There is nothing of that half in this pass."))
        else:
            self._go(step)

    def show_rest(self) -> None:
        """Open the steps that were left to the student."""
        self._fade = 0
        self._drawn = (None, self.look)  # the ledger gets its rules
        self._tell(self.recording)

    def pressed(self, key: str) -> None:
        """A key: those of the scrubber, F and B, L."""
        if self.scrubber.press(key):
            return
        if key in ("f", "b"):
            self.to_half("forward" if key == "f" else "backward")
        elif key == "l":
            self.edges.value = EDGES[(EDGES.index(self.edges.value) + 1) % len(EDGES)]

    def picked(self, node: int | None) -> None:
        """A node was selected: show where it got its value."""
        self._visit = (-1, 0)
        if node is not None:
            self._jump(node)

    def did(self, what: str, value: str) -> None:
        """A step of the list was chosen; or a selected node once more: then where its gradient was complete."""
        if not value.isdecimal():
            return
        self.scrubber.playing = False
        if what == "row":
            self._go(self._list.start + int(value))
        elif what == "again":
            self._jump(int(value))

    def _jump(self, node: int) -> None:
        """Go to where a node got its value, and the next time to where its gradient was complete."""
        graph, view = self._shape
        if self.recording is None or graph is None or node >= len((graph if view is None else view.graph).nodes):
            return
        those = node_events(self.recording, node if view is None else view.members[node][-1], self.index)
        self._visit = (node, self._visit[1] + 1 if self._visit[0] == node else 0)
        self.scrubber.playing = False
        if those:
            self.index = those[self._visit[1] % len(those)]

    def reset(self) -> None:
        """Everything as the cell had it: inputs, first step, choices."""
        self.scrubber.playing, self.diagram.picked, self._fade = False, -1, self._at_first["fade"]
        self.single.value, self.edges.value = self._at_first["single"], self._at_first["edges"]
        super().reset()
        self._go(0)
