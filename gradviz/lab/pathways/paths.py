"""`paths`: every path from a leaf to the output, its product, their sum, and what the sweep saves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from ...core import Tensor
from ...language import mark, say
from ...pictures.addresses import node_of
from ...pictures.labels import names
from ...pictures.numbers import short
from ...pictures.wording import many
from ...recording import Graph, Recording, watch
from ...recording.events import Contributed, Seeded
from ...recording.running import Program, merged, program, without_name
from ..frame.inputs import check_inputs, refuse_clash, refuse_misspelt
from ..frame.scrubber import Scrubber
from .path_choice import WIDE, Chosen
from .path_structures import OWN, Structure, offered
from .ways import Ways, list_panel, list_texts, race_panel, race_texts

LIST, RACE = "list", "race"


def paths(
    f: Program | Recording | Tensor | None = None,
    /,
    *unnamed: Any,
    wrt: str | None = None,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Paths:
    """Show every path from a leaf to the output: its product of local gradients, and the sum over all paths.

    The derivative of the output for a leaf is the sum over all paths between them of the product of the local
    gradients along each. One backward sweep finds it with one visit to each edge; walking path by path passes an edge
    as often as paths lead over it. The figure multiplies, adds and counts both.

    Args:
        f: a function of Tensors, a formula as text, a Recording or a computed Tensor. Without it the figure begins with
            x² + x³. It always offers a single path, several paths, a layer, doublings and a formula of one's own.
        *unnamed: nothing: every input is given by its name, `x=3`.
        wrt: the name of the node where the paths begin; the first leaf without it.
        inputs: inputs by name, for names that cannot be keywords here (`wrt`, `inputs`).
        **variables: inputs by name: numbers, ranges (lo, hi), arrays or controls.

    Returns:
        A widget; Jupyter shows it. `.ways` are the paths: `.ways.walk` counts them.

    Raises:
        FormulaError: if the text is not a formula.
        KeyError: if no node is called `wrt`.
        TypeError, ValueError: if the inputs do not fit, or no gradient flows to `wrt`.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.paths("f = x**2 * (3*x)", x=2)
        >>> figure.products, figure.total
        (['6 × 4 = 24', '4 × 3 = 12'], '24 + 12 = 36')
        >>> figure = gv.paths("b = a + a; c = b + b; d = c + c", a=1)
        >>> figure.ways.swept, figure.ways.walk.paths
        (6, 8)
    """
    if f is None:
        if inputs or variables or unnamed:
            raise TypeError("paths() was given inputs and no function. Write gv.paths(f, x=3), or gv.paths() alone.")
        return Paths(offered(), "several", wrt)
    if isinstance(f, (Recording, Tensor)):
        if inputs or variables or unnamed:
            raise TypeError("what was computed already takes no inputs. Give paths() the function: gv.paths(f, x=3).")
        recorded = Structure("recording", say("what was recorded"), watch(f) if isinstance(f, Tensor) else f, {})
        return Paths([recorded, *offered()], "recording", wrt)
    if unnamed:
        raise without_name("paths", f, unnamed)
    function, given = program(f), merged(inputs, variables)
    refuse_clash("paths", function, ["wrt"] if wrt is not None else [], inputs or {})
    refuse_misspelt("paths", function, given)
    check_inputs(function, given)
    if isinstance(f, str):
        own = Structure(OWN, say("your own formula"), function, given)
        return Paths([*offered()[:-1], own], OWN, wrt)
    yours = Structure("function", say("your function {name}", name=getattr(f, "__name__", "")), function, given)
    return Paths([yours, *offered()], "function", wrt)


class Paths(Chosen):
    """The figure that `paths` returns.

    Attributes:
        structure: chooses what is computed; `formula` is the text of one's own, `count` how many doublings.
        leaf: chooses where the paths begin.
        mode: "list" for the paths, "race" for one sweep beside walking them.
        scrubber: the path, or in the race the edge, that is shown.
        controls: the control of every input, by name.
        ways: the paths; None until a run has succeeded.
    """

    title = mark("Paths")
    idea = mark("An edge is a local gradient, a path is their product, a node adds up its paths.")
    own_keys = (
        (mark("Left, Right"), mark("a path back or on; in the race, an edge")),
        (mark("Home, End"), mark("the first path, the sum")),
        (mark("Space"), mark("play or stop")),
    )

    def __init__(self, structures: list[Structure], chosen: str, wrt: str | None = None) -> None:
        self._first, self._wish, self._quiet = wrt, wrt, False
        self.ways: Ways | None = None
        self._panelled: tuple[Graph, int, str] | None = None  # what the panel on the page is of
        self.leaf = widgets.Dropdown(description=say("from"), **WIDE)
        modes = [(say("path by path"), LIST), (say("race: one sweep"), RACE)]
        tips = [say("each path, its product, their sum"), say("edges visited once beside every path walked")]
        self.mode = widgets.ToggleButtons(options=modes, tooltips=tips, style={"button_width": "auto"})
        self.scrubber = Scrubber(1, told=self._place, name=say("path"))
        super().__init__("paths", structures, chosen, [self.leaf, self.mode, self.scrubber])
        self.leaf.observe(lambda _: self._turned(leaf=True), "value")
        self.mode.observe(lambda _: self._turned(), "value")
        self.scrubber.observe(lambda _: self._render(), "index")
        self._choose()
        if wrt is not None and self.recording is not None:
            self._check(self.recording.graph, wrt)

    @staticmethod
    def _check(graph: Graph, wrt: str) -> None:
        if not graph.nodes[node_of(graph, wrt)].needs_gradient:
            able = [name for name, node in zip(names(graph), graph.nodes, strict=True) if node.needs_gradient]
            raise ValueError(f"no gradient flows to {wrt}, so no path carries one. Choose one of {', '.join(able)}.")

    def ran(self, recording: Recording, moved: str | None) -> None:
        """The numbers are new; and where the structure is, so are the leaves and the paths."""
        self.recording = recording
        if self.ways is None or self.ways.graph != recording.graph:
            self._offer_leaves(recording.graph)
            self._begin(Ways(recording.graph, self.leaf.value))
        self._render(moved)

    def _offer_leaves(self, graph: Graph) -> None:
        """The nodes where paths can begin, leaves first; what was chosen stays chosen if it is still there."""
        called, output = names(graph), graph.output
        able = [k for k, node in enumerate(graph.nodes) if node.needs_gradient and k != output] or [output]
        able.sort(key=lambda k: not graph.nodes[k].is_leaf)
        wished = self._wish if self._wish in called else None
        self._quiet = True
        self.leaf.options = [(called[k], k) for k in able]
        self.leaf.value = called.index(wished) if wished and called.index(wished) in able else able[0]
        self._quiet = False

    def _begin(self, ways: Ways) -> None:
        """Go to the first path, or to the beginning of the race."""
        self.ways, self._quiet = ways, True
        race = self.mode.value == RACE
        self.scrubber.playing = False
        self.scrubber.slider.description = say("edge") if race else say("path")
        self.scrubber.index = 0
        self.scrubber.count = (max(ways.swept, len(ways.visits)) if race else len(ways.paths)) + 1
        self.scrubber.label.value = self._place(0, self.scrubber.count)
        self._quiet = False

    def _turned(self, leaf: bool = False) -> None:
        """Another leaf, or the other mode."""
        if self._quiet or self.ways is None or self.failed:
            return
        if leaf:
            self._wish = names(self.ways.graph)[self.leaf.value]
        self._begin(Ways(self.ways.graph, self.leaf.value))
        self._render()

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
        lit = ways.source if path is None else ways.lit(path)
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
        product = f"{symbol} = {ways.numbers(end, path)}" if symbol else ways.numbers(end, path)
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
        self.scrubber.press(key)

    def did(self, what: str, value: str) -> None:
        """A path's button in the panel."""
        if what == "path" and value.isdecimal():
            self.scrubber.playing = False
            self.scrubber.index = int(value)

    def picked(self, node: int | None) -> None:
        """A node was clicked: its paths are shown, if any lead on from it."""
        able = [position for _, position in self.leaf.options]
        if node is not None and self._view is not None:  # what is drawn is a large graph's groups
            members = self._view.members[node]
            node = members[0] if len(members) == 1 else -1
        if node in able:
            self.leaf.value = node
        elif node is not None:
            self.announce(say("No path to multiply begins there: choose an input or a value on the way."))

    def reset(self) -> None:
        """Put structure, inputs and path back to where the cell had them."""
        self._wish, self.ways, self.failed, self.mode.value = self._first, None, True, LIST
        super().reset()

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
