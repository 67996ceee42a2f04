"""The live diagram: the one widget of our own; everything else in a figure is plain ipywidgets."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from ...pictures.themes import live_style

_HERE = Path(__file__).parent
STYLES = ("diagram", "figure", "../taping/tape", "../plotting/charts", "projector")


def _as_lines(texts: list[str], _widget: object) -> str:
    return "\n".join(texts)


def _from_lines(lines: str, _widget: object) -> list[str]:
    return lines.split("\n")


class Diagram(anywidget.AnyWidget):
    """A picture with open places, a panel with open places, and the texts that fill them.

    The drawing travels once per structure. A tick sends the whole list of texts: small (1.4 kB at 48 nodes),
    and unlike a list of changes it is right for a second view and in a saved notebook.
    """

    # One module for the page: what serves the whole figure (tools, keys), the picture's place, and the picture.
    _esm = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("figure.js", "room.js", "diagram.js"))
    _css = live_style() + "".join((_HERE / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)

    svg = traitlets.Unicode().tag(sync=True)
    panel = traitlets.Unicode().tag(sync=True)
    # The texts of all slots and last the caption. A list of str here; one text of lines on the way, because
    # ipywidgets looks through every member of a list for binary data, on every tick.
    texts = traitlets.Any([""]).tag(sync=True, to_json=_as_lines, from_json=_from_lines)
    words = traitlets.Any([]).tag(sync=True)  # the description: a list for every node, slot numbers between words
    picked = traitlets.Int(-1).tag(sync=True)  # the selected node, or -1
    help = traitlets.Unicode().tag(sync=True)
    lacking = traitlets.Unicode("not computed").tag(sync=True)  # what is read out where a number is not there
    room = traitlets.List(traitlets.Unicode(), ["", "", "", ""]).tag(sync=True)  # what is said of a wide picture
    still = traitlets.Unicode().tag(sync=True)  # what stands above the figure where no kernel can move it
    copied = traitlets.Unicode().tag(sync=True)  # what the page is to put on the clipboard
    twin = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
