"""A Graph as an SVG with open places: laid out once per structure, filled once per frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from ..language import remembered, say
from ..recording import Graph
from .dot import crowded, round_text, to_dot
from .engines import choice, lay_out
from .labels import (
    GRADIENT_SIGN,
    NOT_ASKED,
    contribution_slot,
    edge_state_slot,
    gradient_slot,
    local_slot,
    note_slot,
    shape_text,
    size_slot,
    state_slot,
    titles,
    value_slot,
)
from .legend import ROW as LEGEND_ROW
from .legend import arranged, legend_text, marks_of
from .look import PLAIN, Look
from .marks import keepers, parallel_marks
from .places import Places, badge

SVG = "http://www.w3.org/2000/svg"
NOTE_HEIGHT = 20.0
MARGIN = 8.0
LEAST_WIDTH = 390.0  # room for a note of one line and for the legend in two rows


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid out Graph without any number in it.

    Attributes:
        svg: the drawing. An element with data-slot="k" holds the k-th text of `labels.slot_texts`; one with
            data-mark="k" shows it as its data-state.
        width: in points.
        height: in points.
    """

    svg: str
    width: float
    height: float


@remembered(maxsize=128)
def _cached(graph: Graph, look: Look, engine: str | None) -> Layout:
    return lay_out(to_dot(graph, look=look), lambda svg: read(svg, graph, look))


def layout(graph: Graph, look: Look = PLAIN) -> Layout:
    """The layout of a graph; remembered, because a slider moves numbers and rarely the structure.

    Raises:
        EngineError: if no engine could lay it out; nothing is remembered then.
    """
    return _cached(graph, look, choice())


def read(svg: str, graph: Graph, look: Look) -> Layout:
    """The layout that an engine's SVG is.

    Raises:
        ValueError: if it does not show exactly what the DOT asked for, or is not well-formed.
    """
    try:
        made = _Builder(graph, look, svg).layout()
        expat.ParserCreate(namespace_separator=" ").Parse(made.svg, True)
    except (LookupError, TypeError, ArithmeticError, StopIteration, expat.ExpatError) as error:
        raise ValueError(f"it is broken ({error or type(error).__name__})") from None
    return made


_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')
# What an engine adds and nobody needs: titles, comments, a white ground, all of Graphviz's own paint and links.
# One pattern for each: with a beginning of its own each is found at twice the speed of all in one.
_LEFT_OUT = [
    re.compile(r'<polygon fill="(?:white|transparent)" stroke="(?:none|transparent)"[^>]*/>\n?'),
    re.compile(r"<!--[^>]*-->\n?"),
    re.compile(r"<title>[^<]*</title>\n?"),
    re.compile(r' (?:fill|stroke|font-family|xml:space)="[^"]*"'),
]
_GROUP = re.compile(r'<g id="(n(\d+)|e(\d+)\.(\d+)|o(\d+)|r(\d+))"([^>]*)>([^<]*(?:<(?!/g>)[^<]*)*)</g>')
_TEXT = re.compile(r">0+</text>")


class _Builder:
    """Turns an engine's SVG into a Layout.

    Every text in it is a placeholder, so nothing in it is the learner's, and it can be treated as text, which
    takes a quarter of the time of parsing and writing it. Engines differ in coordinates and comments, not in
    ids and order; that the result is well-formed is looked at once, and what it is, by a test for every engine.
    """

    def __init__(self, graph: Graph, look: Look, svg: str) -> None:
        self.graph, self.look, self.svg = graph, look, svg
        self.edges = {(str(e.target), str(e.argument)): number for number, e in enumerate(graph.edges)}
        # Taken once: they are remembered by graph, and to find a graph is to look at all of it.
        self.titles = titles(graph, look)
        self.depths, self.kept = look.parallel and parallel_marks(graph), look.saved and keepers(graph)
        self.places: Places | None = None
        self.awaited = {f"n{k}" for k in range(len(graph.nodes))} | {f"e{e.target}.{e.argument}" for e in graph.edges}
        if look.rounds:
            self.awaited |= {f"{kind}{k}" for kind in "or" for k, node in enumerate(graph.nodes) if not node.is_leaf}

    def layout(self) -> Layout:
        """The drawing with a margin, the legend and a place for the note under it, and words for screen readers."""
        box, start, end = _BOX.search(self.svg), self.svg.find("<g "), self.svg.rfind("</svg>")
        if box is None or not 0 <= start < end:
            raise ValueError("it has no viewBox or no drawing")
        drawing = self.svg[start:end]
        for superfluous in _LEFT_OUT:
            drawing = superfluous.sub("", drawing)
        if crowded(self.graph):
            self.places = Places(drawing, self.look)
        drawing = _GROUP.sub(self._group, drawing)
        if self.awaited:
            raise ValueError(f"{len(self.awaited)} of its nodes and edges are missing")
        x, y, width, drawn = map(float, box.groups())
        width = max(width + 2 * MARGIN, LEAST_WIDTH)
        rows = arranged(self.look, width, marks_of(self.graph, self.look))
        height = drawn + 2 * MARGIN + len(rows) * LEGEND_ROW + NOTE_HEIGHT
        total = size_slot(self.graph, self.look, len(self.graph.nodes))
        key = legend_text(rows).replace('data-total=""', f'data-slot="{total}"')
        title = escape(say("Computational graph"))
        svg = (
            f'<svg xmlns="{SVG}" class="gv" viewBox="{x - MARGIN:.2f} {y - MARGIN:.2f} {width:.2f} {height:.2f}" '
            f'role="img" width="{width:.0f}pt" height="{height:.0f}pt"><title>{title}</title>'
            f'<desc class="gv-description"></desc>{drawing}'
            f'<g transform="translate({x:.2f} {y + drawn + MARGIN:.2f})">{key}</g><text class="note" '
            f'data-slot="{note_slot(self.graph)}" x="{x:.2f}" y="{y - MARGIN + height - 7:.2f}" font-size="11.00">'
            "</text></svg>"
        )
        return Layout(svg, width, height)

    def _group(self, match: re.Match[str]) -> str:
        """One node or edge with its texts as open places."""
        name, node, target, argument, operation, result, attributes, inside = match.groups()
        if name not in self.awaited:
            raise ValueError(f"it shows {name} twice, or unasked")
        self.awaited.remove(name)
        if target is not None:
            return self._edge(self.edges[target, argument], f'"e{target}.{argument}"{attributes}', inside)
        if node is not None:
            return self._node(int(node), attributes, inside)
        # the round node of an operation and the edge from it to its value are lit and dimmed with the value
        kind, of = ("o", int(operation)) if operation is not None else ("r", int(result))
        start = f'<g id="{kind}{of}"{attributes} data-mark="{state_slot(self.graph, of)}">'
        texts = [f">{escape(round_text(self.graph, of))}</text>"] if kind == "o" else []
        return start + _filled(inside, texts) + "</g>"

    def _node(self, position: int, attributes: str, inside: str) -> str:
        mark = state_slot(self.graph, position)
        marks = ""
        if self.depths and (text := self.depths[position]):
            marks += badge(inside, "parallel", f">{text}", len(text))
        if self.kept and position in self.kept:
            marks += badge(inside, "kept", f' data-slot="{size_slot(self.graph, self.look, position)}">', 6)
        start = f'<g id="n{position}"{attributes} data-mark="{mark}" data-node="{position}">'
        return f"{start}{_filled(inside, self._lines(position))}{marks}</g>"

    def _edge(self, number: int, attributes: str, inside: str) -> str:
        local = f'class="l" data-slot="{local_slot(self.graph, number)}"' if self.look.local else ""
        sent = f'class="c" data-slot="{contribution_slot(self.graph, number)}"' if self.look.contribution else ""
        both = f"><tspan {local}></tspan> <tspan {sent}></tspan></text>"
        text = both if local and sent else f" {local or sent}></text>"
        start = f'<g id={attributes} data-mark="{edge_state_slot(self.graph, number)}" data-edge="{number}">'
        if self.places is not None:
            return f"{start}{inside}{self.places.text(inside)}{text}</g>"
        return start + _filled(inside, [text]) + "</g>"

    def _lines(self, position: int) -> list[str]:
        """What stands in the lines of a node: its title, the shape of an array, and two open places."""
        graph, node = self.graph, self.graph.nodes[position]
        gradient = f'{GRADIENT_SIGN}<tspan data-slot="{gradient_slot(graph, position)}"></tspan>'
        return [
            f">{escape(self.titles[position])}</text>",
            *([f' class="shape">{escape(shape_text(node))}</text>'] if node.shape else []),
            f' data-slot="{value_slot(position)}" class="v"></text>',
            f' class="g">{gradient if node.needs_gradient else escape(say(NOT_ASKED))}</text>',
        ]


def _filled(inside: str, texts: list[str]) -> str:
    """A group with its placeholders replaced.

    Raises:
        ValueError: if it has another number of them.
    """
    parts = _TEXT.split(inside)
    if len(parts) != len(texts) + 1:
        raise ValueError(f"a node or edge has {len(parts) - 1} texts in place of {len(texts)}")
    return "".join(part + text for part, text in zip(parts, [*texts, ""], strict=True))
