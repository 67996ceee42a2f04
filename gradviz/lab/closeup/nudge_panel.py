"""The two changes of every node: as ghosts in the picture, as a table, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from ...language import say
from ...pictures.labels import NODE_CHARACTERS, names
from ...pictures.limits import MOST_NODES
from ...pictures.numbers import MINUS, short, value_text
from ...pictures.wording import bracketed, sizes
from ...recording import Graph
from ...recording.nudging import Nudged, Place, number

PREDICTED, TRUE = "≈", "Δ"
"""The signs before a predicted and a true change, in the picture."""

MOST_ROWS = 40

MOST_DIGITS = 11
"""So many digits are written at the most."""

NOT_KNOWN = "—"

ROUNDING = 8 * 2.0**-52
"""A difference of two numbers that is no larger than this part of them is rounding."""

COLUMNS = 6
"""Texts of a node: predicted and true with their signs, the slope, predicted and true without, the difference."""

_NODE = re.compile(r'(<g id="n\d+"[^>]*data-node="(\d+)"[^>]*>)(.*?)(</g>)', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# What stands under the drawing goes down, and the whole gets as much higher: the last row of ghosts needs room.
_BELOW = re.compile(
    r'( viewBox="\S+ \S+ \S+ | height="(?=[-\d.]+pt)|</g>\s*<g transform="translate\(\S+ |class="note"[^>]* y="|'
    r'<rect x="\S+" y="\S+" width="\S+" height="(?=[-\d.]+" fill="))'
    r"([-\d.]+)"
)
ROOM = 12.0


def ghost_texts(found: Nudged) -> list[str]:
    """For every node what COLUMNS says."""
    texts = []
    for k in rows_of(found.recording.graph):
        slope = found.slopes[k]
        predicted, true = found.predicted[k], _true(found, k)
        small = PREDICTED + _change(predicted), TRUE + _change(true)
        texts += [*small, _text(slope), *_apart(found, k, predicted, true), _off(found, k, predicted, true)]
    return texts


def rows_of(graph: Graph) -> range:
    """The nodes that have a row and ghosts: all, or of a graph too large to draw the last ones."""
    count = len(graph.nodes)
    return range(0 if count <= MOST_NODES else count - MOST_ROWS, count)


def _off(found: Nudged, k: int, predicted: Any, true: Any) -> str:
    """How far the prediction is off: 0 where both are written alike and rounding alone makes a difference."""
    if predicted is None or true is None:
        return NOT_KNOWN
    off, value = true - predicted, found.recording.frame().values[k]
    rounded = abs(off) <= ROUNDING * (abs(value) + abs(true))
    alike = _change(predicted) == _change(true) and (rounded.all() if sizes(off) else rounded)
    return "0" if alike else _text(off) if sizes(off) else _change(off)


def _apart(found: Nudged, k: int, predicted: Any, true: Any) -> tuple[str, str]:
    """Both changes of a node, with so many digits that their difference can be seen in them."""
    texts = _change(predicted), _change(true)
    if predicted is None or true is None or sizes(predicted) or _off(found, k, predicted, true) == "0":
        return texts
    off, size = abs(true - predicted), max(abs(predicted), abs(true))
    written = [float(text.replace(MINUS, "-")) for text in texts]
    if not math.isfinite(size) or max(abs(written[0] - predicted), abs(written[1] - true)) <= off / 10:
        return texts
    digits = 2 + math.floor(math.log10(size / off)) if off > size * 1e-9 else MOST_DIGITS
    return _digits(predicted, digits), _digits(true, digits)


def _digits(number: float, digits: int) -> str:
    """A change with its sign and so many digits; zeros at their end only where something was rounded away."""
    text = f"{number:+#.{digits}g}"
    exact = math.isclose(float(text), number, rel_tol=1e-10)
    mantissa, e, power = (f"{number:+.{digits}g}" if exact else text.rstrip(".")).partition("e")
    return (mantissa + (f"e{int(power)}" if e else "")).replace("-", MINUS)


def _true(found: Nudged, k: int) -> Any:
    if found.changes is not None:
        return found.changes[k]
    if found.failure is not None:
        return None
    return found.output if k == len(found.slopes) - 1 else None


def _text(value: Any) -> str:
    if value is None:
        return NOT_KNOWN
    return value_text(value, NODE_CHARACTERS) if sizes(value) else short(float(value))


def _change(value: Any) -> str:
    """A change with its sign."""
    if value is None or sizes(value):
        return _text(value)
    text = short(float(value))
    return text if text.startswith(MINUS) or text in ("0", "nan") else f"+{text}"


# --- in the picture ---


def ghosts_in(svg: str, slot: int) -> str:
    """A drawing with two small texts under the box of every node, for the slots from `slot` on."""

    def haunted(match: re.Match[str]) -> str:
        start, node, inside, end = match.groups()
        return start + inside + _ghosts(inside, slot + COLUMNS * int(node)) + end

    lowered = _BELOW.sub(lambda match: f"{match[1]}{float(match[2]) + ROOM:.2f}", svg)
    return _NODE.sub(haunted, lowered)


def haunted_picture(svg: str, texts: list[str]) -> str:
    """A picture that stands alone with the ghosts written in it."""
    places = re.compile(r'(<text class="\w gv-ghost" data-slot="(\d+)"[^>]*>)')
    return places.sub(lambda match: match[1] + escape(texts[int(match[2])]), ghosts_in(svg, 0))


def _ghosts(inside: str, slot: int) -> str:
    """Two texts under a box: its lowest line and its two sides are read off its outline."""
    outlines = [_NUMBER.findall(outline) for outline in re.findall(r'(?: points| d)="([^"]+)"', inside)]
    across, down = ([float(n) for numbers in outlines for n in numbers[start::2]] for start in (0, 1))
    if not across or not down:
        return ""
    left, right, bottom = min(across), max(across), max(down)
    return (
        f'<text class="g gv-ghost" data-slot="{slot}" text-anchor="start" x="{left:.2f}" y="{bottom + 11:.2f}" '
        f'font-size="10.00"></text><text class="v gv-ghost" data-slot="{slot + 1}" text-anchor="end" '
        f'x="{right:.2f}" y="{bottom + 11:.2f}" font-size="10.00"></text>'
    )


# --- in words ---


def told(found: Nudged, place: Place, h: float, values: Mapping[str, Any]) -> str:
    """The push and what came of it."""
    last = names(found.recording.graph)[-1] if found.recording.graph.nodes[-1].name else say("output")
    way = say("up") if h > 0 else say("down")
    slope, true = found.slopes[-1], found.output
    if slope is None:
        return say("No gradient flows to {last}, so nothing is predicted.", last=last)
    slope = number(slope)
    push = say("Push {name} {way} by {size}.", name=place, way=way, size=short(abs(h)))
    last_row = len(found.slopes) - 1
    both = _apart(found, last_row, slope * h, None if found.failure is not None else true)
    expected, came = (text.removeprefix("+") for text in both)
    predicted = say(
        "Predicted: ∂{last}/∂{name} · h = {slope} × {h} = {result}.", last=last, name=place, slope=short(slope),
        h=bracketed(short(h)), result=expected,
    )  # fmt: skip
    if found.failure is not None:
        left = say("The push has left the domain of the function: at {name} {sign} {size} it fails, {why}.",
                   name=place, sign="+" if h > 0 else MINUS, size=short(abs(h)), why=_why(found.failure))  # fmt: skip
        return f"{push} {predicted} {left}"
    said = f"{push} {predicted} {say('True: {change}.', change=came)}"
    if found.changes is None:
        branch = say("The push changed the graph: the function took another branch, and no slope knows of it.")
        return f"{said} {branch}"
    off = true - slope * h
    if not math.isfinite(off):
        return f"{said} {say('These are not both finite numbers.')}"
    if _off(found, last_row, slope * h, true) == "0":
        return f"{said} {say('Both agree.')}"
    return f"{said} {say('The straight line is off by {off}.', off=short(off))}"


def _why(failure: Exception) -> str:
    """The first line of an error, short enough for a caption."""
    kind, text = type(failure).__name__, next(iter(str(failure).splitlines()), "").rstrip(".")
    return f"{kind}: {text:.120}" if text else kind


def rows_as_text(found: Nudged) -> str:
    """The table as plain text."""
    heads = (say("node"), say("slope"), say("slope × h"), say("true"), say("off by"))
    graph = found.recording.graph
    texts, called = ghost_texts(found), names(graph)
    rows = [heads]
    for row, k in enumerate(rows_of(graph)):
        rows.append((called[k], *texts[COLUMNS * row + 2 : COLUMNS * (row + 1)]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    return "\n".join("  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def table_html(graph: Graph, slot: int) -> str:
    """The table of a structure with open places for `ghost_texts`."""
    predicted, true = (f"{sign} {text}" for sign, text in ((PREDICTED, say("slope × h")), (TRUE, say("true"))))
    heads = (say("node"), say("slope"), predicted, true, say("off by"))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows, called = [], names(graph)
    for row, k in enumerate(rows_of(graph)):
        base = slot + COLUMNS * row
        cells = "".join(
            f'<td class="number {style}" data-slot="{base + column}"></td>'
            for column, style in ((2, "l"), (3, "g"), (4, "v"), (5, ""))
        )
        rows.append(f'<tr data-node="{k}"><th scope="row">{escape(called[k])}</th>{cells}</tr>')
    label = escape(say("predicted and true changes"))
    body = f'<table aria-label="{label}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f'<div class="gv-scroll" tabindex="0">{body}</div>'
