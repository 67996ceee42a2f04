"""A Graph as an SVG with open places: laid out once per structure, filled once per frame."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import lru_cache

from .. import options
from ..recording import Graph
from .dot import to_dot
from .engines import EngineError, lay_out
from .labels import (
    GRADIENT_SIGN,
    NOT_ASKED,
    gradient_slot,
    local_slot,
    note_slot,
    state_slot,
    titles,
    value_slot,
)
from .legend import ROW as LEGEND_ROW
from .legend import legend
from .legend import rows as legend_rows

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
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
    return _Builder(graph, ET.fromstring(_without_doctype(lay_out(to_dot(graph))))).layout()


def layout(graph: Graph) -> Layout:
    """The layout of a graph; remembered, because a slider moves numbers and rarely the structure.

    Raises:
        EngineError: if no engine could lay it out; nothing is remembered then.
    """
    try:
        return _cached(graph, options.engine or os.environ.get("GRADVIZ_ENGINE"))
    except (ET.ParseError, KeyError, ValueError) as error:  # no XML, or not what the DOT asked for
        raise EngineError(f"the layout engine wrote an SVG that cannot be read: {error}") from None


def _without_doctype(svg: str) -> str:
    """The SVG without its document type, which names a file on the net that nobody needs."""
    return re.sub(r"<!DOCTYPE[^>]*>", "", svg, count=1)


class _Builder:
    """Turns an engine's SVG into a Layout. Engines differ in coordinates and comments, not in ids and order."""

    def __init__(self, graph: Graph, root: ET.Element) -> None:
        self.graph, self.root = graph, root

    def layout(self) -> Layout:
        groups = {g.get("id", ""): g for g in self.root.iter(f"{{{SVG}}}g")}
        for position in range(len(self.graph.nodes)):
            self._node(groups[f"n{position}"], position)
        for number, edge in enumerate(self.graph.edges):
            group = groups[f"e{edge.target}.{edge.argument}"]
            group.set("data-edge", str(number))
            for text in group.iter(f"{{{SVG}}}text"):
                _open_place(text, local_slot(self.graph, number), "l")
        for parent in list(self.root.iter()):
            for child in [c for c in parent if c.tag == f"{{{SVG}}}title" or _is_ground(c)]:
                parent.remove(child)
        return self._framed()

    def _node(self, group: ET.Element, position: int) -> None:
        group.set("data-mark", str(state_slot(self.graph, position)))
        group.set("data-node", str(position))
        name, value, gradient = group.iter(f"{{{SVG}}}text")
        name.text = titles(self.graph)[position]
        _open_place(value, value_slot(position), "v")
        gradient.set("class", "g")
        if self.graph.nodes[position].needs_gradient:
            gradient.text = GRADIENT_SIGN
            _open_place(ET.SubElement(gradient, "tspan"), gradient_slot(self.graph, position), "")
        else:
            gradient.text = NOT_ASKED

    def _framed(self) -> Layout:
        """The drawing with a margin, the legend and a place for the note under it, and words for screen readers."""
        x, y, width, drawn = (float(n) for n in self.root.get("viewBox", "0 0 100 100").split())
        width = max(width + 2 * MARGIN, LEAST_WIDTH)
        below = y + drawn + MARGIN  # where the drawing ends
        height = drawn + 2 * MARGIN + legend_rows(width) * LEGEND_ROW + NOTE_HEIGHT
        box = f"{x - MARGIN:.2f} {y - MARGIN:.2f} {width:.2f} {height:.2f}"
        size = {"width": f"{width:.0f}pt", "height": f"{height:.0f}pt"}
        svg = ET.Element("svg", {"class": "gv", "viewBox": box, "role": "img", **size})
        ET.SubElement(svg, "title").text = "Computational graph"
        ET.SubElement(svg, "desc", {"class": "gv-description"})
        svg.extend(list(self.root))
        svg.append(legend(x, below, width))
        place = {"x": f"{x:.2f}", "y": f"{y - MARGIN + height - 7:.2f}", "font-size": "11.00"}
        ET.SubElement(svg, "text", {"class": "note", "data-slot": str(note_slot(self.graph)), **place})
        return Layout(_plain_svg(svg), width, height)


def _open_place(text: ET.Element, slot: int, line_class: str) -> None:
    text.set("data-slot", str(slot))
    text.text = ""
    if line_class:
        text.set("class", line_class)


def _is_ground(element: ET.Element) -> bool:
    """Whether this is the white rectangle that some engines draw behind a transparent graph."""
    return element.get("stroke") in ("none", "transparent") and element.get("fill") in ("white", "transparent")


def _plain_svg(svg: ET.Element) -> str:
    """The SVG as text with its namespace declared once and none of Graphviz's own paint."""
    for element in svg.iter():
        element.tag = str(element.tag).removeprefix(f"{{{SVG}}}")
        for attribute in list(element.attrib):
            painted = attribute in ("fill", "stroke", "font-family") and element.tag in ("polygon", "path", "text")
            if painted or attribute.startswith("{"):
                del element.attrib[attribute]
    svg.set("xmlns", SVG)
    return ET.tostring(svg, encoding="unicode")
