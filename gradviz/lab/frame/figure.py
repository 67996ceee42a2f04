"""The frame that every figure has: head, controls, picture, caption and panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, ClassVar

import ipywidgets as widgets

from ...language import say
from ...pictures import EngineError, Picture
from ...pictures.folding import fold_view
from ...pictures.highlight import Lit, lit
from ...pictures.labels import slot_count, slot_texts, state_slot
from ...pictures.layout import layout
from ...pictures.limits import MOST_NODES, ROWS, refuse, shortened
from ...pictures.look import PLAIN, Look
from ...pictures.numbers import Texts
from ...pictures.picture import image
from ...pictures.twin import NO_NUMBER, text_twin, words
from ...pictures.views import View, lit_through
from ...recording import Frame, Graph, Recording
from .diagram import Diagram
from .explain import explain
from .fields import take_over
from .help import help_html, room_words, tools_html
from .main_thread import on_main_thread

Panel = str | Callable[[], str] | None


class Figure(widgets.VBox):
    """A figure to touch. A subclass gives it controls, records something, and calls `show`.

    Attributes:
        title: the figure's name for a reader.
        idea: its key idea, one sentence.
        ids: whether what it says calls nodes by ids where they have no names, so that the picture shows them.
        own_keys: the keys of this kind of figure beside those that all have, each with what it does.
        diagram: the live picture with its caption and panel.
        recording: what the picture shows; None until a run has succeeded.
        index: the event after which it is shown.
        failed: whether the last run has failed: then what went wrong stays said, whatever of the one before is shown.
        roles: leaves that are marked, by name, each with a word that figure.css knows, such as "parameter".
    """

    title: ClassVar[str] = ""
    idea: ClassVar[str] = ""
    own_keys: ClassVar[Sequence[tuple[str, str]]] = ()
    ids: ClassVar[bool] = True

    def __init__(
        self,
        name: str,
        controls: Sequence[widgets.Widget] = (),
        *,
        above: Sequence[widgets.Widget] = (),
        beside: Sequence[widgets.Widget] = (),
        below: Sequence[widgets.Widget] = (),
        look: Look = PLAIN,
    ) -> None:
        self.diagram = Diagram(
            lacking=say(NO_NUMBER), still=say("To move this picture, run its cell."), room=room_words(),
            layout={"flex": "1 1 480px", "min_width": "0"},
        )  # fmt: skip
        self.recording: Recording | None = None
        self.index, self.failed = -1, False
        self.look, self.lit = look._replace(ids=self.ids), None
        self.roles: dict[str, str] = {}
        self._drawn: tuple[Graph | None, Look] = (None, self.look)
        self._view: View | None = None
        self._texts, self._missing = Texts(), ""
        self._head = widgets.HTML()
        self.say_idea(self.idea)
        self.diagram.observe(lambda change: self._chosen(change["new"]), "picked")
        self.diagram.on_msg(self._told)
        super().__init__([self._head, self._body(controls, above, beside), *below])
        self.add_class("gv-figure")
        self.add_class(f"gv-{name}")

    def _body(self, controls: Sequence[widgets.Widget], above: Sequence[widgets.Widget],
              beside: Sequence[widgets.Widget]) -> widgets.Widget:  # fmt: skip
        """The controls, left on a wide page and on top on a narrow one; the picture with what is above and below."""
        picture: widgets.Widget = self.diagram
        if above or beside:
            picture = widgets.VBox([*above, self.diagram, *beside], layout={"flex": "1 1 480px", "min_width": "0"})
            picture.add_class("gv-right")
        left = [widgets.VBox(list(controls), layout={"flex": "0 1 300px", "min_width": "240px"})] if controls else []
        body = widgets.Box(
            [*left, picture], layout={"display": "flex", "flex_flow": "row wrap", "align_items": "flex-start"}
        )
        body.add_class("gv-body")
        return body

    # --- what a subclass may answer ---

    def pressed(self, key: str) -> None:
        """A key was pressed in the figure, outside of its text fields and not one of a slider's own."""

    def picked(self, node: int | None) -> None:
        """A node was selected, or none is any more."""

    def did(self, what: str, value: str) -> None:
        """A button of the panel was pressed: its data-do and its data-value."""

    def handled(self) -> None:
        """The hand is on a slider that else follows a number."""

    def reset(self) -> None:
        """Put everything back to where the cell had it."""

    def fallback_text(self) -> str:
        """What stands in for the figure where only text can be shown."""
        if self.recording is None:
            return self.diagram.error
        return self.picture.text if self.diagram.svg else self.diagram.twin

    def _chosen(self, node: int) -> None:
        """The page says which node was selected; it may be one of a picture that is no longer there."""
        drawn = self._drawn[0] if self._view is None else self._view.graph
        if drawn is None or node < len(drawn.nodes):
            self.picked(None if node < 0 else node)

    def _told(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """A message from the page: plain data that anything may have sent."""
        if not isinstance(content, dict):
            return
        if isinstance(content.get("fields"), dict):
            take_over(content["fields"])
        elif content.get("hand") is True:
            self.handled()
        elif isinstance(content.get("key"), str):
            self.pressed(content["key"])
        elif isinstance(content.get("do"), str):
            self.did(content["do"], str(content.get("value", "")))

    # --- what a subclass calls ---

    def say_idea(self, idea: str) -> None:
        """Another key idea in the head and in the help, where what is shown asks for one."""
        self._head.value = tools_html(say(self.title), say(idea))
        self.diagram.help = help_html(idea, self.own_keys)

    def attempt(self, work: Callable[[], Any], function: Callable[..., Any] | None = None) -> Any:
        """Run what may fail, for it is the learner's: say what went wrong in the picture's place, and stay alive.

        Args:
            work: what to run.
            function: the learner's function, whose line is named where it failed.

        Returns:
            What `work` returned; None where it failed.
        """
        try:
            return on_main_thread(work)
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            self.diagram.error = explain(error, work if function is None else function)
            return None

    def announce(self, caption: str) -> None:
        """Change the caption alone."""
        self.diagram.texts = [*self.diagram.texts[:-1], caption]

    def extra_slot(self, number: int) -> int:
        """The slot of the `number`-th of the `extra` texts that `show` is given."""
        graph, look = self._drawn
        graph = graph if self._view is None else self._view.graph
        return (slot_count(graph, look) if graph is not None else 0) + number

    def show(
        self,
        recording: Recording,
        index: int = -1,
        *,
        caption: str = "",
        panel: Panel = None,
        extra: Sequence[str] = (),
        highlight: Any = None,
        look: Look | None = None,
    ) -> None:
        """Show a moment: send the new texts; and with a new structure, in the same message, its drawing.

        Args:
            recording: what happened.
            index: the moment, the frame after this event.
            caption: what just changed, in words.
            panel: the panel as HTML with the slots of the picture and of `extra`, sent where it is new. A function is
                called only for a new structure; None leaves the panel as it is.
            extra: texts of the figure's own, for the slots from `extra_slot(0)` on.
            highlight: what is lit, as in `draw`; an event of the recording is shown as the active one.
            look: what stands on the edges, if that is to change.
        """
        self.recording, self.index, diagram = recording, index, self.diagram
        self.look = (look or self.look)._replace(ids=self.ids)
        recorded = recording.graph if index == -1 else recording.graph_at(index)
        new = (recorded, self.look) != self._drawn
        if new:
            self._view = fold_view(recorded)
        graph, frame = self._seen(recorded, recording.frame(index))
        self.lit = None if highlight is None else self._lit(recorded, highlight)
        texts = [*self._with_roles(graph, slot_texts(graph, frame, self.look, self.lit, self._texts)), *extra, caption]
        if not new and not isinstance(panel, str) and diagram.svg and not diagram.error:
            diagram.texts = texts
            return
        with diagram.hold_sync():
            diagram.texts, diagram.error = texts, diagram.error if self.failed else ""
            if new:
                self._drawn = recorded, self.look
                diagram.words, diagram.svg = sentences(words(graph, self.look), self.look), self._drawing(graph)
            self._put(panel, new)
            diagram.twin = "" if diagram.svg else self._twin(graph, frame)

    def _twin(self, graph: Graph, frame: Frame) -> str:
        """The table that stands in the picture's place, and why."""
        rows = len(graph.nodes) if len(graph.nodes) > MOST_NODES else 0
        only = [*range(ROWS), *range(rows - ROWS, rows)] if rows else None
        return f"{shortened(text_twin(graph, frame, self.look, only=only), rows)}\n\n{self._missing}"

    def _put(self, panel: Panel, new: bool) -> None:
        """Send the panel: HTML as it is, and what a function makes once for a structure."""
        if isinstance(panel, str):
            self.diagram.panel = panel
        elif new and panel is not None:
            self.diagram.panel = panel()

    def _with_roles(self, graph: Graph, texts: list[str]) -> list[str]:
        """The texts, in which the leaves that have a role say so beside the other words of their state."""
        for position, node in enumerate(graph.nodes if self.roles else ()):
            if node.is_leaf and node.name in self.roles:
                slot = state_slot(graph, position)
                texts[slot] = f"{texts[slot]} {self.roles[node.name]}".strip()
        return texts

    def _seen(self, graph: Graph, frame: Frame) -> tuple[Graph, Frame]:
        """What is drawn of a recorded graph and frame: themselves, or a large graph's groups."""
        return (graph, frame) if self._view is None else (self._view.graph, self._view.frame_of(frame))

    def _lit(self, graph: Graph, what: Any) -> Lit:
        if self._view is None:
            return lit(graph, what)
        return lit_through(self._view, graph, what)

    def _drawing(self, graph: Graph) -> str:
        """The laid out drawing; "" where no engine works, and then the reason is kept for the text twin."""
        try:
            refuse(graph)
            return layout(graph, self.look).svg
        except EngineError as error:
            self._missing = str(error)
            return ""

    # --- where no widget can live ---

    @property
    def picture(self) -> Picture:
        """What the figure shows now, as a static Picture.

        Raises:
            RuntimeError: if no run has succeeded yet.
        """
        if self.recording is None:
            raise RuntimeError(f"there is no picture yet: {self.diagram.error}")
        picture = Picture(self.recording, index=self.index, look=self.look, view=self._view)
        picture.lit = self.lit
        return picture

    def fallback_html(self) -> str:
        """The image that stands in for the figure; "" where nothing was drawn."""
        if self.recording is None or not self.diagram.svg:
            return ""
        picture = self.picture
        return image(picture.svg, picture.description)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, and what stands in for it where none can live: an image and the text twin."""
        bundle: Any = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        bundle["text/plain"] = self.fallback_text()
        html = self.fallback_html()
        if html:
            bundle["text/html"] = html
        return bundle


def sentences(said: Sequence[str | int], look: Look) -> list[list[str | int]]:
    """The words of a description in lists: first what is said of the whole picture, then the sentence of every node."""
    first = 1 + look.rounds
    found: list[list[str | int]] = [list(said[:first]), []]
    for word in said[first:]:
        found[-1].append(word)
        if word == ".":
            found.append([])
    return found[:-1]


def cell(text: Any) -> str:
    """Text as HTML: what comes from a learner is never markup."""
    return escape(str(text))
