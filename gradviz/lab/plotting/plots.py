"""Plots: the one door to the plotting library, which is loaded when the first plot is made.

`Plot` is a widget with a title, a drawing by bqplot, and its text twin: the numbers as a table. Where bqplot is not
installed the table stands alone. Colours are the theme's, as CSS variables; lines also differ in dashes and markers.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets

from ...language import say
from ...pictures.numbers import short
from ...pictures.themes import LIGHT, live_style, variables
from .plot_drawing import LOOKS, TINTS, Drawing, Heat, Series
from .plot_table import described, grid_table, series_table

_HERE = Path(__file__).parent

Numbers = Iterable[float]
Given = Mapping[str, tuple[Numbers, Numbers]]


def bqplot() -> tuple[ModuleType | None, str]:
    """The plotting library, or None and why it is not there."""
    try:
        return importlib.import_module("bqplot"), ""
    except ImportError as error:
        missing = str(error) or type(error).__name__
        return None, say(
            "Plots need bqplot ({missing}). Install it: {command}. The numbers are here:",
            missing=missing, command="pip install 'gradviz[plots]'",
        )  # fmt: skip


class PlotTwin(anywidget.AnyWidget):
    """The text twin of a plot: a table that opens, and the name that screen readers read for the drawing."""

    _esm = _HERE / "plots.js"
    # What lies on a heat map lies on light colours in every theme.
    _on_heat = f".gv-plot-mapped .svg-figure {{ {variables(LIGHT)} }}\n"
    _css = live_style() + _on_heat + (_HERE / "plots.css").read_text(encoding="utf-8")

    label = traitlets.Unicode().tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    alone = traitlets.Unicode().tag(sync=True)  # why there is no drawing; "" where there is one


class Plot(widgets.VBox):
    """A plot of numbers that change: it is built once, and then only its data move.

    Args:
        title: what the plot shows, in a few words.
        x: what the horizontal axis counts.
        y: what the vertical axis counts.
        log: whether each axis is logarithmic: (horizontal, vertical). Numbers that have no place on such an axis,
            0 and below, are left out of the drawing and stand in the table.
        height: the height in pixels; the width is that of the place it is put in.

    Attributes:
        series: what is plotted, by name.
        twin: the text twin's widget.
    """

    def __init__(
        self, title: str, x: str, y: str, *, log: tuple[bool, bool] = (False, False), height: int = 300
    ) -> None:
        self.title, self.x, self.y = title, x, y
        self.series: dict[str, Series] = {}
        self.map: Heat | None = None
        self.upright: tuple[float, str] | None = None
        library, missing = bqplot()
        self.head = widgets.HTML()
        self.twin = PlotTwin(alone=missing, summary=say("The numbers as a table"))
        self.drawing = Drawing(library, x, y, log, height) if library else None
        shown = [widgets.Box([self.drawing.figure]).add_class("gv-plot-drawing")] if self.drawing else []
        super().__init__([self.head, *shown, self.twin])
        self.add_class("gv-root").add_class("gv-plot")
        self._redraw()

    # --- what is plotted ---

    def lines(self, series: Given, *, steps: bool = False) -> None:
        """Plot lines, or steps that hold each value until the next; a name that is there already is moved.

        Args:
            series: by name, the horizontal and the vertical numbers.
            steps: whether each value holds until the next.
        """
        self._put("steps" if steps else "line", series)

    def points(self, series: Given) -> None:
        """Plot points without lines; a name that is there already is moved."""
        self._put("points", series)

    def bars(self, series: Given) -> None:
        """Plot bars, those of several names side by side over the same horizontal numbers."""
        self._put("bars", series)

    def move(self, name: str, xs: Numbers, ys: Numbers) -> None:
        """Give a series other numbers, in place.

        Raises:
            KeyError: if no series has this name.
            ValueError: if there are not as many vertical numbers as horizontal ones.
        """
        if name not in self.series:
            names = ", ".join(self.series) or "none"
            raise KeyError(f"the plot {self.title!r} has no series {name!r}; its series are: {names}")
        self._put(self.series[name].kind, {name: (xs, ys)})

    def remove(self, name: str) -> None:
        """Take a series out."""
        self.series.pop(name)
        self._redraw()

    def heat(
        self, rows: Numbers, columns: Numbers, values: Any, *, middle: float | None = None, names: Iterable[str] = ()
    ) -> None:
        """Plot a matrix as colours, under everything else; again with other numbers it is updated in place.

        Args:
            rows: the vertical place of each row.
            columns: the horizontal place of each column.
            values: the matrix, rows × columns. Where it is not finite the last colour is drawn, and the legend says so.
            middle: the value that gets the neutral colour; without it, the middle of the values.
            names: for values that say which region a place belongs to, 0, 1, 2 ..., what the regions are called: they
                get pale colours, in the order of the series' looks. With a middle, what its two sides are called.
        """
        values = np.asarray(values, dtype=float)
        heat = Heat(_plain(columns), _plain(rows), values, middle, tuple(names))
        if values.shape != (len(heat.rows), len(heat.columns)) or min(values.shape) < 2:
            raise ValueError(
                f"a heat map of {len(heat.rows)} rows and {len(heat.columns)} columns was given values of shape "
                f"{values.shape}. Give one value for each row and column, and at least two of both."
            )
        self.map = heat
        self.add_class("gv-plot-mapped")
        self._redraw()

    def flat(self) -> None:
        """Take the heat map out."""
        self.map = None
        self.remove_class("gv-plot-mapped")
        self._redraw()

    def marker(self, x: float | None, label: str = "") -> None:
        """Mark one horizontal place with an upright line; None takes it away."""
        self.upright = None if x is None else (float(x), label)
        self._redraw()

    def limits(self, *, x: tuple[float, float] | None = None, y: tuple[float, float] | None = None) -> None:
        """Hold the axes at these limits; None lets an axis follow its numbers."""
        if self.drawing:
            self.drawing.fixed = [x, y]
            self._redraw()

    # --- the text twin ---

    @property
    def table(self) -> str:
        """The numbers as an HTML table."""
        if self.map is not None:
            names = self.map.names if self.map.regions else ()
            return grid_table(self.title, self.y, self.x, self.map.rows, self.map.columns, self.map.values, names)
        return series_table(self.title, self.x, {name: (s.xs, s.ys) for name, s in self.series.items()})

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live plot, and its text twin where no widget can live."""
        bundle: Any = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle["text/plain"] = self.description
            bundle["text/html"] = f"<p>{escape(self.description)}</p>{self.table}"
        return bundle

    @property
    def description(self) -> str:
        """The plot in sentences."""
        return described(self.title, self.x, self.y, {n: (s.xs, s.ys) for n, s in self.series.items()}, self.upright)

    def _put(self, kind: str, series: Given) -> None:
        for name, (xs, ys) in series.items():
            one, other = _plain(xs), _plain(ys)
            if len(one) != len(other):
                raise ValueError(
                    f"{name}: {len(one)} horizontal and {len(other)} vertical numbers. Each point needs one of both."
                )
            look = self.series[name].look if name in self.series else self._free_look()
            self.series[name] = Series(kind, one, other, look)
        self._redraw()

    def _free_look(self) -> int:
        """The first look that the fewest series have."""
        taken = [s.look for s in self.series.values()]
        return min(range(len(LOOKS)), key=lambda look: (taken.count(look), look))

    def _redraw(self) -> None:
        """Bring head, drawing and text twin to what is plotted now."""
        head = f'<p class="gv-plot-title">{escape(self.title)}</p><p class="gv-plot-legend">{self._legend()}</p>'
        if head != self.head.value:
            self.head.value = head
        with self.twin.hold_sync():
            self.twin.label, self.twin.table = self.description, self.table
        if self.drawing:
            self.drawing.show(self.series, self.map, self.upright)

    def _legend(self) -> str:
        """What is what: the sign of every series with its name, the marked place, the colours of the heat map."""
        entries = [(LOOKS[s.look].ink, LOOKS[s.look].sign(s.kind), name) for name, s in self.series.items()]
        if self.upright and self.upright[1]:
            entries.append(("ink", "┆", self.upright[1]))
        legend = " ".join(
            f'<span class="gv-plot-{ink}"><span aria-hidden="true">{sign}</span> {escape(name)}</span>'
            for ink, sign, name in entries
        )
        return legend if self.map is None else f"{legend} {legend_of(self.map)}"


def legend_of(heat: Heat) -> str:
    """What the colours of a heat map stand for."""
    if heat.regions:
        return f"<span>{escape(say('The model says:'))}</span> " + " ".join(
            f'<span><span class="gv-plot-region" aria-hidden="true" style="background: {colour}"></span> '
            f"{escape(name)}</span>"
            for name, colour in zip(heat.names, TINTS, strict=False)
        )
    low, middle, high = map(short, heat.range)
    if heat.names:
        low, high = heat.names
        text = say("The model says: blue {low}, white undecided, red {high}", low=low, high=high)
    else:
        text = say("blue {low}, white {middle}, red {high}", low=low, middle=middle, high=high)
        text = say("{colours} or no number", colours=text) if heat.has_gaps else text
    return f'<span class="gv-plot-ink">{escape(text)}</span>'


def _plain(numbers: Numbers) -> list[float]:
    """The numbers as plain floats, whatever they were in."""
    return [float(n) for n in (numbers.tolist() if hasattr(numbers, "tolist") else numbers)]
