"""The legend under a picture: what the shapes and the three kinds of numbers mean."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import lru_cache

ROW = 18.0
CHARACTER = 6.1  # the width of a character at 10 points
GAP = 12.0
KEY_WIDTH, KEY_HEIGHT = 22.0, 11.0

SHAPES = (("leaf", "input"), ("op", "operation"), ("op out", "output"))
WORDS = (("v", "value"), ("g", "∂ gradient"), ("l", "×local gradient"))


def rows(width: float) -> int:
    """How many rows a legend takes in a picture of this width."""
    return 1 if width >= _shapes_width() + sum(_step(text) for _, text in WORDS) else 2


@lru_cache(maxsize=2)
def legend_text(count: int) -> str:
    """The legend as SVG text with its upper left corner at (0, 0), in one row or two."""
    return ET.tostring(legend(count), encoding="unicode")


def legend(count: int) -> ET.Element:
    """The legend with its upper left corner at (0, 0), in one row or two."""
    x = y = 0.0
    group = ET.Element("g", {"class": "legend"})
    for kind, text in SHAPES:
        _shape(group, kind, x, y)
        _text(group, "", text, x + KEY_WIDTH + 4, y)
        x += KEY_WIDTH + 4 + _step(text)
    if count == 2:
        x, y = x - _shapes_width(), y + ROW
    for kind, text in WORDS:
        _text(group, kind, text, x, y)
        x += _step(text)
    return group


def _step(text: str) -> float:
    return len(text) * CHARACTER + GAP


def _shapes_width() -> float:
    return sum(KEY_WIDTH + 4 + _step(text) for _, text in SHAPES)


def _shape(group: ET.Element, kind: str, x: float, y: float) -> None:
    """A small box as the nodes of this kind have it: rounded for an input, with a second border for an output."""
    key = ET.SubElement(group, "g", {"class": f"key {kind}"})
    round_corner = {"rx": "4"} if kind == "leaf" else {}
    edges = (0.0, 2.0) if "out" in kind else (0.0,)
    for inset in edges:
        box = {"x": x + inset, "y": y + inset, "width": KEY_WIDTH - 2 * inset, "height": KEY_HEIGHT - 2 * inset}
        ET.SubElement(key, "rect", {name: f"{value:.2f}" for name, value in box.items()} | round_corner)


def _text(group: ET.Element, kind: str, text: str, x: float, y: float) -> None:
    place = {"x": f"{x:.2f}", "y": f"{y + KEY_HEIGHT - 2:.2f}", "font-size": "10.00"}
    ET.SubElement(group, "text", {"class": kind, **place} if kind else place).text = text
