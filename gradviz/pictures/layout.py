"""A Graph as an SVG with open places: laid out once per structure, filled once per frame."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from .. import options
from ..recording import Graph
from .dot import to_dot
from .engines import EngineError, lay_out
from .labels import (
    GRADIENT_SIGN,
    NOT_ASKED,
    PLACEHOLDER,
    gradient_slot,
    local_slot,
    note_slot,
    state_slot,
    titles,
    value_slot,
)
from .legend import ROW as LEGEND_ROW
from .legend import legend_text
from .legend import rows as legend_rows

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


@lru_cache(maxsize=128)
def _cached(graph: Graph, engine: str | None) -> Layout:
    return _Builder(graph, lay_out(to_dot(graph))).layout()


def layout(graph: Graph) -> Layout:
    """The layout of a graph; remembered, because a slider moves numbers and rarely the structure.

    Raises:
        EngineError: if no engine could lay it out; nothing is remembered then.
    """
    try:
        return _cached(graph, options.engine or os.environ.get("GRADVIZ_ENGINE"))
    except ValueError as error:  # not what the DOT asked for
        raise EngineError(f"the layout engine wrote an SVG that cannot be read: {error}") from None


_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')
# What an engine adds and nobody needs: titles, comments, a white ground, all of Graphviz's own paint and links.
_LEFT_OUT = re.compile(
    r"<title>[^<]*</title>\n?|<!--.*?-->\n?"
    r'|<polygon fill="(?:white|transparent)" stroke="(?:none|transparent)"[^>]*/>\n?'
    r'| (?:fill|stroke|font-family|xml:space)="[^"]*"',
    re.DOTALL,
)
_GROUP = re.compile(r'<g id="(?:n(\d+)|e(\d+)\.(\d+))"([^>]*)>(.*?)</g>', re.DOTALL)
_TEXT = f">{PLACEHOLDER}</text>"


class _Builder:
    """Turns an engine's SVG into a Layout.

    Every text in it is a placeholder, so nothing in it is the learner's, and it can be treated as text, which
    takes a quarter of the time of parsing and writing it. Engines differ in coordinates and comments, not in
    ids and order; the result is parsed by a test, for every engine.
    """

    def __init__(self, graph: Graph, svg: str) -> None:
        self.graph, self.svg = graph, svg
        self.edges = {(str(e.target), str(e.argument)): number for number, e in enumerate(graph.edges)}
        self.found = 0

    def layout(self) -> Layout:
        """The drawing with a margin, the legend and a place for the note under it, and words for screen readers."""
        box, start, end = _BOX.search(self.svg), self.svg.find("<g "), self.svg.rfind("</svg>")
        if box is None or not 0 <= start < end:
            raise ValueError("it has no viewBox or no drawing")
        drawing = _GROUP.sub(self._group, _LEFT_OUT.sub("", self.svg[start:end]))
        if self.found != len(self.graph.nodes) + len(self.graph.edges):
            raise ValueError(f"it shows {self.found} nodes and edges")
        x, y, width, drawn = map(float, box.groups())
        width = max(width + 2 * MARGIN, LEAST_WIDTH)
        height = drawn + 2 * MARGIN + legend_rows(width) * LEGEND_ROW + NOTE_HEIGHT
        key = f'<g transform="translate({x:.2f} {y + drawn + MARGIN:.2f})">{legend_text(legend_rows(width))}</g>'
        svg = (
            f'<svg xmlns="{SVG}" class="gv" viewBox="{x - MARGIN:.2f} {y - MARGIN:.2f} {width:.2f} {height:.2f}" '
            f'role="img" width="{width:.0f}pt" height="{height:.0f}pt"><title>Computational graph</title>'
            f'<desc class="gv-description"></desc>{drawing}{key}<text class="note" '
            f'data-slot="{note_slot(self.graph)}" x="{x:.2f}" y="{y - MARGIN + height - 7:.2f}" font-size="11.00">'
            "</text></svg>"
        )
        return Layout(svg, width, height)

    def _group(self, match: re.Match[str]) -> str:
        """One node or edge with its texts as open places."""
        node, target, argument, attributes, inside = match.groups()
        self.found += 1
        if node is None:
            number = self.edges[target, argument]
            start = f'<g id="e{target}.{argument}"{attributes} data-edge="{number}">'
            texts = [f' data-slot="{local_slot(self.graph, number)}" class="l"></text>']
        else:
            mark = state_slot(self.graph, int(node))
            start = f'<g id="n{node}"{attributes} data-mark="{mark}" data-node="{node}">'
            texts = self._lines(int(node))
        parts = inside.split(_TEXT)
        if len(parts) != len(texts) + 1:
            raise ValueError(f"{start} has {len(parts) - 1} texts")
        return start + "".join(part + text for part, text in zip(parts, [*texts, "</g>"], strict=True))

    def _lines(self, position: int) -> list[str]:
        """What stands in the three lines of a node: its title, and two open places."""
        graph = self.graph
        gradient = f'{GRADIENT_SIGN}<tspan data-slot="{gradient_slot(graph, position)}"></tspan>'
        return [
            f">{escape(titles(graph)[position])}</text>",
            f' data-slot="{value_slot(position)}" class="v"></text>',
            f' class="g">{gradient if graph.nodes[position].needs_gradient else NOT_ASKED}</text>',
        ]
