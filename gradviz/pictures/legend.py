"""The legend under a picture: what the shapes, the kinds of numbers and the marks mean."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import lru_cache
from typing import NamedTuple

from ..language import mark, remembered, say
from ..recording import Graph
from .labels import is_group
from .look import Look
from .marks import PARALLEL_SIGN, parallel_marks

ROW = 18.0
CHARACTER = 6.1  # the width of a character at 10 points
GAP = 12.0
KEY_WIDTH, KEY_HEIGHT = 22.0, 11.0
TOTAL_CHARACTERS = 24  # "12345 values, 123.4 MB"

Item = tuple[str, str]
"""A class and a text; the classes of SHAPES have a small drawing before the text."""

SHAPES: tuple[Item, ...] = (("leaf", mark("input")), ("op", mark("operation")), ("op out", mark("output")))
ROUND_SHAPES: tuple[Item, ...] = (
    ("leaf", mark("input")), ("op", mark("value")), ("operation", mark("operation")), ("op out", mark("output")),
)  # fmt: skip
WORDS: tuple[Item, ...] = (("v", mark("value")), ("g", mark("∂ gradient")))
LOCAL: Item = ("l", mark("×local gradient"))
CONTRIBUTION: Item = ("c", mark("→ contribution"))
PARALLEL: Item = ("parallel", mark("same depth: may run in parallel"))
KEPT: Item = ("kept", mark("kept for the backward pass:"))
FOLDED: Item = ("op group", mark("▣ n: n operations folded"))


class Marks(NamedTuple):
    """What is in some pictures of a look and not in others.

    Attributes:
        parallel: whether a node carries the mark of its depth.
        folded: whether a node is a folded group.
    """

    parallel: bool = False
    folded: bool = False


NO_MARKS = Marks()


@lru_cache(maxsize=64)
def marks_of(graph: Graph, look: Look) -> Marks:
    """What a picture of this graph has."""
    return Marks(look.parallel and any(parallel_marks(graph)), any(map(is_group, graph.nodes)))


def groups(look: Look, marks: Marks = NO_MARKS) -> list[tuple[Item, ...]]:
    """What the legend has to explain, in the reader's language and in groups that stay together."""
    edges = (LOCAL,) * look.local + (CONTRIBUTION,) * look.contribution
    shapes = [ROUND_SHAPES if look.rounds else SHAPES, *[(FOLDED,)] * marks.folded]
    said = [*shapes, (*WORDS, *edges), *[(PARALLEL,)] * marks.parallel, *[(KEPT,)] * look.saved]
    return [tuple((kind, say(text)) for kind, text in group) for group in said]


@remembered(maxsize=64)
def _widths(look: Look, marks: Marks) -> tuple[float, ...]:
    return tuple(sum(map(_step, group)) for group in groups(look, marks))


def arranged(look: Look, width: float, marks: Marks = NO_MARKS) -> tuple[tuple[Item, ...], ...]:
    """The rows of a legend in a picture of this width: a group that has no room left begins a row."""
    rows: list[list[Item]] = [[]]
    x = 0.0
    for group, wide in zip(groups(look, marks), _widths(look, marks), strict=True):
        if x and x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1] += group
        x += wide
    return tuple(map(tuple, rows))


@lru_cache(maxsize=32)
def legend_text(rows: tuple[tuple[Item, ...], ...]) -> str:
    """The legend as SVG text with its upper left corner at (0, 0)."""
    return ET.tostring(legend(rows), encoding="unicode", short_empty_elements=False)


def legend(rows: tuple[tuple[Item, ...], ...]) -> ET.Element:
    """The legend with its upper left corner at (0, 0); the place of the kept total is marked data-total."""
    group = ET.Element("g", {"class": "legend"})
    for number, row in enumerate(rows):
        x, y = 0.0, number * ROW
        for item in row:
            _draw(group, item, x, y)
            x += _step(item)
    return group


def _step(item: Item) -> float:
    """How far the next item is."""
    kind, text = item
    total = TOTAL_CHARACTERS if kind == "kept" else 0
    return (len(text) + total) * CHARACTER + GAP + (KEY_WIDTH + 4 if _has_shape(kind) else 0)


def _has_shape(kind: str) -> bool:
    return kind.split()[0] in ("leaf", "op", "operation", "parallel", "kept")


def _draw(group: ET.Element, item: Item, x: float, y: float) -> None:
    kind, text = item
    if not _has_shape(kind):
        _text(group, kind, text, x, y)
        return
    _shape(group, kind, x, y)
    _text(group, "", text, x + KEY_WIDTH + 4, y)
    if kind == "kept":
        place = _text(group, "total", "", x + KEY_WIDTH + 4 + (len(text) + 1) * CHARACTER, y)
        place.set("data-total", "")


def _shape(group: ET.Element, kind: str, x: float, y: float) -> None:
    """A small picture of a node or mark: rounded for an input, round for an operation, two borders for an output."""
    mark = {"parallel": PARALLEL_SIGN + "2", "kept": "8 B"}.get(kind)
    key = ET.SubElement(group, "g", {"class": f"mark {kind}" if mark else f"key {kind}"})
    if kind == "operation":
        middle, half = (x + KEY_WIDTH / 2, y + KEY_HEIGHT / 2), KEY_HEIGHT / 2
        ET.SubElement(key, "circle", {"cx": f"{middle[0]:.2f}", "cy": f"{middle[1]:.2f}", "r": f"{half:.2f}"})
        return
    corner = {"rx": "4"} if kind == "leaf" else {"rx": "3"} if mark else {}
    for inset in (0.0, 3.0) if "out" in kind else (0.0,):
        box = {"x": x + inset, "y": y + inset, "width": KEY_WIDTH - 2 * inset, "height": KEY_HEIGHT - 2 * inset}
        ET.SubElement(key, "rect", {name: f"{value:.2f}" for name, value in box.items()} | corner)
    if mark:
        place = {"text-anchor": "middle", "x": f"{x + KEY_WIDTH / 2:.2f}", "y": f"{y + KEY_HEIGHT - 2.5:.2f}"}
        ET.SubElement(key, "text", place | {"font-size": "8.50"}).text = mark


def _text(group: ET.Element, kind: str, text: str, x: float, y: float) -> ET.Element:
    place = {"x": f"{x:.2f}", "y": f"{y + KEY_HEIGHT - 2:.2f}", "font-size": "10.00"}
    element = ET.SubElement(group, "text", {"class": kind, **place} if kind else place)
    element.text = text
    return element
