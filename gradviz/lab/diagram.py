"""The live diagram: the one widget of our own; everything else in a figure is plain ipywidgets."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from ..pictures.themes import live_style

_HERE = Path(__file__).parent


def _as_lines(texts: list[str], _widget: object) -> str:
    return "\n".join(texts)


def _from_lines(lines: str, _widget: object) -> list[str]:
    return lines.split("\n")


class Diagram(anywidget.AnyWidget):
    """A picture with open places, a panel with open places, and the texts that fill them.

    The drawing travels once per structure. A tick sends the whole list of texts: small (1.4 kB at 48 nodes),
    and unlike a list of changes it is right for a second view and in a saved notebook.
    """

    _esm = _HERE / "diagram.js"
    _css = live_style() + (_HERE / "diagram.css").read_text(encoding="utf-8")

    svg = traitlets.Unicode().tag(sync=True)
    panel = traitlets.Unicode().tag(sync=True)
    # The texts of all slots and last the caption. A list of str here; one text of lines on the way, because
    # ipywidgets looks through every member of a list for binary data, on every tick.
    texts = traitlets.Any([""]).tag(sync=True, to_json=_as_lines, from_json=_from_lines)
    words = traitlets.Any([]).tag(sync=True)  # the description: sentences, with slot numbers between them
    twin = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
