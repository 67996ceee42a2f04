"""The figure that `paths` returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from ...language import mark, say
from ...pictures.addresses import node_of
from ...pictures.labels import names
from ...pictures.numbers import short
from ...pictures.wording import many
from ...recording import Graph, Recording
from ...recording.events import Contributed, Seeded
from ..frame.as_code import valued
from ..frame.controlled import COPY_KEY
from ..frame.scrubber import Scrubber
from .path_choice import WIDE, Chosen
from .path_structures import Structure
from .ways import Ways, list_panel, list_texts, race_panel, race_texts

LIST, RACE = "list", "race"


class Paths(Chosen):
    """The figure that `paths` returns.

    Attributes:
        structure: chooses what is computed; `formula` is the text of one's own, `count` how many doublings.
        leaf: chooses where the paths begin.
        mode: "list" for the paths, "race" for one sweep beside walking them.
        scrubber: the path, or in the race the edge, that is shown.
        controls: these of them that are to move, and the control of every input, by name.
        ways: the paths; None until a run has succeeded.
    """

    title = mark("Paths")
    idea = mark("An edge is a local gradient, a path is their product, a node adds up its paths.")
    own_keys = (
        (mark("Left, Right"), mark("a path back or on; in the race, an edge")),
        (mark("Home, End"), mark("the first path, the sum")),
        (mark("Space"), mark("play or stop")), COPY_KEY,
    )  # fmt: skip

    copies = True
    back = mark("Back to how the cell had it")
    apart = {"scrubber": "it only goes along the paths and changes nothing", "path": "it only says which path is lit"}

    def __init__(
        self, structures: list[Structure], chosen: str, first: list[str], given: Mapping[str, Any], wrt: str | None,
        **options: Any,
    ) -> None:  # fmt: skip
        """Make it. `first` is what was given, as Python, and `given` its inputs."""
        self._first, self._wish, self._what = wrt, wrt, first
        self.ways: Ways | None = None
        self._turn: tuple[str | None, str] = (None, LIST)
        self._panelled: tuple[Graph, int, str] | None = None  # what the panel on the page is of
        self._quiet = False
        self.leaf = widgets.Dropdown(description=say("from"), **WIDE)
        modes = [(say("path by path"), LIST), (say("race: one sweep"), RACE)]
        tips = [say("each path, its product, their sum"), say("edges visited once beside every path walked")]
        self.mode = widgets.ToggleButtons(options=modes, tooltips=tips, style={"button_width": "auto"})
        self.scrubber = Scrubber(1, told=self._place, name=say("path"))
        super().__init__(
            "paths", structures, chosen, {"wrt": self.leaf, "mode": self.mode}, given=valued(given), **options
        )
        self.scrubber.observe(lambda _: self._render(), "index")
        self._choose()
        if wrt is not None and self.recording is not None:
            self._check(self.recording.graph, wrt)

    def _arranged(self, shown: list[Any], back: list[Any], last: list[Any]) -> list[Any]:
        """What is computed, its inputs, what is shown of it, and where the figure stands."""
        shape = [each for each in (self.structure, self.formula, self.count) if each in shown]
        turns = [each for each in (self.leaf, self.mode) if each in shown]
        copying, line = last
        buttons = widgets.HBox([*back, copying], layout={"flex_flow": "row wrap"})
        return [*shape, self.inputs, *turns, self.scrubber, buttons, line]

    @staticmethod
    def _check(graph: Graph, wrt: str) -> None:
        if not graph.nodes[node_of(graph, wrt)].needs_gradient:
            able = [name for name, node in zip(names(graph), graph.nodes, strict=True) if node.needs_gradient]
            raise ValueError(f"no gradient flows to {wrt}, so no path carries one. Choose one of {', '.join(able)}.")

    def ran(self, recording: Recording, moved: str | None) -> None:
        """The numbers are new; and where the structure is, so are the leaves and the paths."""
        self.recording = recording
        if self.leaf.value != self._turn[0]:
            self._wish = self.leaf.value
        if self.ways is None or self.ways.graph != recording.graph:
            self._offer_leaves(recording.graph)
            self._begin(recording.graph)
        elif (self.leaf.value, self.mode.value) != self._turn:
            self._begin(recording.graph)
        self._render(moved)

    def _offer_leaves(self, graph: Graph) -> None:
        """The nodes where paths can begin, leaves first; what was chosen stays chosen if it is still there."""
        called, output = names(graph), graph.output
        able = [k for k, node in enumerate(graph.nodes) if node.needs_gradient and k != output] or [output]
        able.sort(key=lambda k: not graph.nodes[k].is_leaf)
        offered = [called[k] for k in able]
        with self.controls.quiet():
            self.leaf.options = offered
            self.leaf.value = self._wish if self._wish in offered else offered[0]
        self.controls.start["wrt"] = self._first if self._first in offered else offered[0]
        self._tell_values()

    def _begin(self, graph: Graph) -> None:
        """Go to the first path, or to the beginning of the race."""
        ways = Ways(graph, names(graph).index(self.leaf.value))
        self._turn = self.leaf.value, self.mode.value
        self.ways, self._quiet = ways, True
        race = self.mode.value == RACE
        self.scrubber.playing = False
        self.scrubber.slider.description = say("edge") if race else say("path")
        self.scrubber.index = 0
        self.scrubber.count = (max(ways.swept, len(ways.visits)) if race else len(ways.paths)) + 1
        self.scrubber.label.value = self._place(0, self.scrubber.count)
        self._quiet = False

    # -- what is shown ------------------------------------------------------------------------------------

    def _render(self, moved: str | None = None) -> None:
        """Show the path or the moment of the race that the scrubber is at."""
        if self._quiet or self.ways is None or self.recording is None or self.failed:
            return
        ways, end, place = self.ways, self.recording.frame(), self.scrubber.index
        told = say("{name} is {value}.", name=moved, value=_told(self.controls[moved].value)) + " " if moved else ""

        def made() -> str:
            slot = self.extra_slot(0)
            return race_panel(ways, slot) if self.mode.value == RACE else list_panel(ways, end, slot)

        key = ways.graph, ways.source, self.mode.value
        stale, same = key != self._panelled, self._panelled is not None and key[0] == self._panelled[0]
        self._panelled = key
        # A new drawing has other slots: its panel is made once they are there.
        given: dict[str, Any] = {"panel": made() if stale and same else made}
        if self.mode.value == RACE:
            self._show_race(ways, place, told, given)
            return
        path = ways.paths[place] if place < len(ways.paths) else None
        lit = ways.all_lit if path is None else ways.lit(path)
        self.show(self.recording, caption=told + self._caption(place), extra=list_texts(ways, end, place),
                  highlight=lit, **given)  # fmt: skip

    def _caption(self, place: int) -> str:
        """The path that is lit in words, formula first, numbers second; or the sum."""
        assert self.ways is not None and self.recording is not None
        ways, end = self.ways, self.recording.frame()
        if place >= len(ways.paths):
            count = ways.walk.paths
            name = ways.called(ways.source)
            added = (say("{name} has one path, so nothing is added.", name=name) if count == 1 else
                     say("{name} adds up what its {count} paths bring.", name=name, count=many(count)))  # fmt: skip
            return f"{ways.derivative} = {ways.total(end)}. {added}"
        path = ways.paths[place]
        (symbol,) = ways.symbols(end, [path])
        numbers = ways.numbers(end, path)
        product = f"{symbol} = {numbers}" if symbol and symbol != numbers else numbers
        return say("Path {number} of {count}: {path}. {product}.", number=place + 1, count=many(ways.walk.paths),
                   path=ways.told(path), product=product)  # fmt: skip

    def _show_race(self, ways: Ways, step: int, told: str, given: dict[str, Any]) -> None:
        assert self.recording is not None
        events = self.recording.events
        start = max((k for k, event in enumerate(events) if isinstance(event, Seeded)), default=0)  # of the last pass
        passed = [k for k, event in enumerate(events) if k > start and isinstance(event, Contributed)]
        moments = [passed[0] - 1 if passed else len(events) - 1, *passed]
        index = moments[min(step, len(moments) - 1)]
        visit = ways.visits[min(step, len(ways.visits)) - 1] if step and ways.visits else None
        texts = race_texts(ways, self.recording.frame(index), self.recording.frame(), step)
        caption = say("The sweep has visited {swept} of {edges} edges. Walking: {walked}.", swept=texts[0],
                      edges=many(ways.swept), walked=texts[3])  # fmt: skip
        self.show(self.recording, index, caption=told + caption, extra=texts,
                  highlight=ways.lit(visit.walked[::-1]) if visit else None, **given)  # fmt: skip

    def _place(self, index: int, count: int) -> str:
        """What the scrubber says of where it is."""
        if self.mode.value == RACE:
            return say("edge {now} of {count}", now=index, count=count - 1)
        return say("the sum") if index == count - 1 else say("path {now} of {count}", now=index + 1, count=count - 1)

    @property
    def products(self) -> list[str]:
        """The product along each listed path, in numbers."""
        if self.ways is None or self.recording is None:
            return []
        return [self.ways.numbers(self.recording.frame(), path) for path in self.ways.paths]

    @property
    def total(self) -> str:
        """What the paths add up to, in numbers."""
        return "" if self.ways is None or self.recording is None else self.ways.total(self.recording.frame())

    # -- what a learner does ----------------------------------------------------------------------------------

    def pressed(self, key: str) -> None:
        """Left and Right, Home and End, Space: as on the scrubber."""
        if not self.scrubber.press(key):
            super().pressed(key)

    def did(self, what: str, value: str) -> None:
        """A path's button in the panel."""
        if what == "path" and value.isdecimal():
            self.scrubber.playing = False
            self.scrubber.index = int(value)

    def picked(self, node: int | None) -> None:
        """A node was clicked: its paths are shown, if any lead on from it."""
        if node is not None and self._view is not None:  # what is drawn is a large graph's groups
            members = self._view.members[node]
            node = members[0] if len(members) == 1 else -1
        name = None if node is None or node < 0 or self.ways is None else self.ways.names[node]
        if name in self.leaf.options and self.is_free("wrt"):
            self.leaf.value = name
        elif node is not None and self.is_free("wrt"):
            self.announce(say("No path to multiply begins there: choose an input or a value on the way."))

    def reset(self) -> None:
        """Put structure, inputs and path back to where the cell had them."""
        self._wish, self.ways, self._turn = self._first, None, (self.controls.start["wrt"], LIST)
        super().reset()

    # -- as code ----------------------------------------------------------------------------------------------

    def to(self, place: int) -> Paths:
        """The same figure at another path, or edge of the race: `gv.paths(f, x=2).to(1)`."""
        self.scrubber.playing, self.scrubber.index = False, place
        return self

    def first(self) -> list[str]:
        """What was given, as Python."""
        return self._what

    def chosen(self) -> dict[str, Any]:
        """The node where the paths begin, if the cell names one."""
        return {} if self._first is None else {"wrt": self._first}

    @property
    def code(self) -> str:
        """The line of Python that makes this figure as it stands now, at the path that is lit."""
        return super().code + (f".to({self.scrubber.index})" if self.scrubber.index else "")

    def fallback_text(self) -> str:
        """The picture's table, and under it the paths with their products and the sum."""
        text = super().fallback_text()
        if self.ways is None or self.recording is None:
            return text
        told = [f"{self.ways.told(p)}: {product}" for p, product in zip(self.ways.paths, self.products, strict=True)]
        if not self.ways.all_listed:
            told.append(say("and {count} more paths", count=many(self.ways.walk.paths - len(told))))
        return "\n".join([text, "", *told, f"{self.ways.derivative} = {self.total}"])


def _told(value: Any) -> str:
    return short(float(value)) if isinstance(value, (int, float)) else str(value)
