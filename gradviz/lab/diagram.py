"""The live diagram: the one widget of our own; everything else in a figure is plain ipywidgets."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from ..pictures.themes import live_style

_HERE = Path(__file__).parent


class Diagram(anywidget.AnyWidget):
    """A picture with open places, a panel with open places, and the texts that fill them.

    The drawing travels once per structure. A tick sends the whole list of texts: small (1.4 kB at 48 nodes),
    and unlike a list of changes it is right for a second view and in a saved notebook.
    """

    _esm = _HERE / "diagram.js"
    _css = live_style() + (_HERE / "diagram.css").read_text(encoding="utf-8")

    svg = traitlets.Unicode().tag(sync=True)
    panel = traitlets.Unicode().tag(sync=True)
    # The texts of all slots and last the caption: a list of str. Any, as List would check every one on every tick.
    texts = traitlets.Any([""]).tag(sync=True)
    words = traitlets.Any([]).tag(sync=True)  # the description: sentences, with slot numbers between them
    twin = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
