"""Where things stand that no layout engine placed: marks on nodes, and the texts of edges in a large graph."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from .dot import LINE_HEIGHT, NODE_HEIGHT, NODE_WIDTH, POINTS_PER_INCH
from .labels import edge_columns
from .look import Look

BADGE_HEIGHT = 13.0
BADGE_CHARACTER = 6.0  # the width of a character at 10 points
EDGE_CHARACTER = 6.6  # at 11 points
EDGE_LINE = 11.0
ASIDE = 7.0  # how far the middle of a text is from its line
STEPS = 10  # points of one piece of a spline that are tried

_NUMBERS = re.compile(r"-?[\d.]+(?:e[-+]?\d+)?")
_TEXT_AT = re.compile(r'<text[^>]* x="([-\d.]+)" y="([-\d.]+)"')
_BOX = re.compile(r'<g id="[no]\d+".*?(?:<(?:path|polygon)[^>]*(?: d| points)="([^"]+)"|<ellipse([^>]+))', re.DOTALL)
_PATH = re.compile(r'<path[^>]* d="([^"]+)"')

Point = tuple[float, float]


def badge(node: str, kind: str, text: str, characters: int) -> str:
    """A small box with a text over the border of a node: the depth at its upper right, the size at its lower right.

    Args:
        node: the node's group as the engine wrote it; its texts say where it is.
        kind: "parallel" or "kept".
        text: what follows the attributes of the text element, ">" included.
        characters: for how many characters there is room.
    """
    places = [(float(x), float(y)) for x, y in _TEXT_AT.findall(node)]
    if not places:
        raise ValueError("a node has no text")
    middle = sum(y for _, y in places) / len(places) - 4  # of its box; a text's own y is that of its baseline
    height = (NODE_HEIGHT + LINE_HEIGHT * (len(places) - 3)) * POINTS_PER_INCH
    width = characters * BADGE_CHARACTER + 6
    right = places[0][0] + NODE_WIDTH * POINTS_PER_INCH / 2 - 4
    y = middle + (height / 2 + 2) * (-1 if kind == "parallel" else 1)
    return (
        f'<g class="mark {kind}"><rect x="{right - width:.2f}" y="{y - BADGE_HEIGHT / 2:.2f}" width="{width:.2f}" '
        f'height="{BADGE_HEIGHT:.2f}" rx="3"/><text text-anchor="middle" x="{right - width / 2:.2f}" '
        f'y="{y + 3.5:.2f}" font-size="10.00"{text}</text></g>'
    )


class Places:
    """Finds a place for the text of every edge: on its line, between columns of nodes, as near its middle as is free.

    Args:
        drawing: the engine's SVG.
        look: says how wide the texts are.
    """

    def __init__(self, drawing: str, look: Look) -> None:
        self.width = edge_columns(look) * EDGE_CHARACTER
        self.taken: dict[tuple[int, int], list[Point]] = {}
        self.gaps = self._gaps(drawing)

    def _gaps(self, drawing: str) -> list[Point]:
        """The spaces between columns of nodes, from left to right."""
        spans = sorted(self._span(points, ellipse) for points, ellipse in _BOX.findall(drawing))
        found, reach = [], spans[0][1]
        for left, right in spans:
            if left > reach:
                found.append((reach, left))
            reach = max(reach, right)
        return found

    @staticmethod
    def _span(points: str, ellipse: str) -> Point:
        """From where to where a node reaches, from its outline or the attributes of its ellipse."""
        if ellipse:
            cx, rx = (float(re.search(rf' {name}="([-\d.]+)"', ellipse)[1]) for name in ("cx", "rx"))  # type: ignore[index]
            return cx - rx, cx + rx
        xs = [float(x) for x in _NUMBERS.findall(points)[::2]]
        return min(xs), max(xs)

    def text(self, edge: str) -> str:
        """The beginning of the text element of an edge, from the engine's group of it."""
        path = _PATH.search(edge)
        if path is None:
            raise ValueError("an edge has no line")
        x, y = self._chosen(path[1])
        self.taken.setdefault(self._cell((x, y)), []).append((x, y))
        return f'<text text-anchor="middle" x="{x:.2f}" y="{y + 4:.2f}" font-size="11.00"'

    def _chosen(self, path: str) -> Point:
        """Where the middle of a text stands: above or below its line, where it covers nothing; else at the middle."""
        backup = None
        for x, y in _from_the_middle(path):
            if not self._clear(x):
                continue
            for place in ((x, y - ASIDE), (x, y + ASIDE)):
                if self._free(place):
                    return place
                backup = backup or place
        return backup or next(_from_the_middle(path))

    def _clear(self, x: float) -> bool:
        """Whether a text here lies between two columns."""
        place = bisect(self.gaps, (x, float("inf"))) - 1
        left, right = self.gaps[place] if place >= 0 else (0.0, 0.0)
        return left <= x - self.width / 2 and x + self.width / 2 <= right

    def _free(self, point: Point) -> bool:
        """Whether a text here would cover no other one."""
        column, row = self._cell(point)
        around = ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        return all(
            abs(x - point[0]) >= self.width or abs(y - point[1]) >= EDGE_LINE
            for cell in around
            for x, y in self.taken.get(cell, ())
        )

    def _cell(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self.width), int(point[1] // EDGE_LINE)


def _from_the_middle(path: str) -> Iterator[Point]:
    """Points along a spline of cubic pieces, beginning at its middle and going to both ends."""
    numbers = [float(n) for n in _NUMBERS.findall(path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    steps = (len(points) - 1) // 3 * STEPS
    for step in sorted(range(1, steps), key=lambda step: abs(2 * step - steps)):
        piece, rest = divmod(step, STEPS)
        t, s = rest / STEPS, 1 - rest / STEPS
        weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
        near = points[3 * piece : 3 * piece + 4]
        yield sum(w * p[0] for w, p in zip(weights, near, strict=False)), \
            sum(w * p[1] for w, p in zip(weights, near, strict=False))  # fmt: skip
