"""The drawing of a plot: bqplot's figure, axes and marks, built once and then only given other numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from .plot_axes import drawable, limits, ticks

MOST_MARKERS = 40
"""A line with more points than this is drawn without markers, which would cover it."""

HEAT = ("#4393C3", "#F7F7F7", "#D6604D")
"""A heat map's colours for below, at and above the middle: an image, so it does not follow the theme."""


class Look(NamedTuple):
    """How one series differs from the others: the theme's colour, the dashes, the marker."""

    ink: str
    dashes: str
    marker: str
    line: str
    point: str

    def sign(self, kind: str) -> str:
        """The look in the legend's letters."""
        if kind == "bars":
            return "▇"
        return self.point if kind == "points" else self.line if kind == "steps" else self.line + self.point + self.line


LOOKS = (
    Look("value", "solid", "circle", "━", "●"),
    Look("gradient", "dashed", "square", "╍", "■"),
    Look("local", "dotted", "triangle-up", "┈", "▲"),
    Look("ink", "dash_dotted", "diamond", "╌", "◆"),
    Look("alarm", "solid", "cross", "━", "✚"),
    Look("line", "dashed", "triangle-down", "╍", "▼"),
)


class Series(NamedTuple):
    """One set of numbers in a plot: "line", "steps", "points" or "bars"."""

    kind: str
    xs: list[float]
    ys: list[float]
    look: int


TINTS = ("#A8DDBC", "#F6BDB7", "#D6C4F3", "#C9CED4", "#F3C59F", "#E6E9EC")
"""What lies under points of each look, in the same order: pale, so that the points stand out."""


class Heat(NamedTuple):
    """The numbers of a heat map.

    Attributes:
        names: what the numbers 0, 1, 2 ... stand for, where they are regions; what the ends are, where there is a
            middle between two names; or nothing.
    """

    columns: list[float]
    rows: list[float]
    values: Any
    middle: float | None
    names: tuple[str, ...] = ()

    @property
    def regions(self) -> bool:
        """Whether the numbers only say which region a place belongs to."""
        return bool(self.names) and self.middle is None

    @property
    def range(self) -> tuple[float, float, float]:
        """The values that get the first, the neutral and the last colour: as far below the middle as above it."""
        finite = self.values[np.isfinite(self.values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        middle = (low + high) / 2 if self.middle is None else self.middle
        reach = max(abs(low - middle), abs(high - middle)) or 1.0
        return middle - reach, middle, middle + reach

    @property
    def drawn(self) -> Any:
        """The values as they are drawn: what is not finite has the last colour, −inf the first."""
        low, _, high = self.range
        return np.nan_to_num(self.values, nan=high, posinf=high, neginf=low)

    @property
    def has_gaps(self) -> bool:
        """Whether some of the values are no finite numbers."""
        return not bool(np.isfinite(self.values).all())


class Drawing:
    """What bqplot draws.

    Attributes:
        figure: the widget.
        fixed: limits that the axes hold, horizontal and vertical; None where an axis follows its numbers.
    """

    def __init__(self, library: Any, x: str, y: str, log: tuple[bool, bool], height: int) -> None:
        self._bq, self._log = library, log
        self.fixed: list[tuple[float, float] | None] = [None, None]
        self._marks: dict[str, Any] = {}
        self._scales = [(library.LogScale if log_ else library.LinearScale)() for log_ in log]
        self._axes = [
            library.Axis(scale=scale, label=label, side=side, grid_lines="solid", label_offset=offset)
            for scale, label, side, offset in zip(
                self._scales, (x, y), ("bottom", "left"), ("2.6em", "4em"), strict=True)
        ]  # fmt: skip
        self.figure = library.Figure(
            axes=self._axes, fig_margin={"top": 12, "bottom": 52, "left": 76, "right": 16}, display_toolbar=False,
            padding_y=0.0, layout={"width": "100%", "min_width": "0", "height": f"{height}px"},
        )  # fmt: skip

    def show(self, series: Mapping[str, Series], heat: Heat | None, upright: tuple[float, str] | None) -> None:
        """Show these numbers."""
        self._scale(series, heat)
        marks = [self._heat(heat)] if heat is not None else []
        bars = [s for s in series.values() if s.kind == "bars" and s.xs]
        marks += [self._bars(bars)] if bars else []
        marks += [mark for name, s in series.items() if s.kind != "bars" for mark in self._series(name, s)]
        marks += [self._upright(upright[0])] if upright else []
        self.figure.marks = marks  # the same ones are no change
        for key in [key for key in self._marks if key.partition(" ")[2] not in ("", *series)]:
            self._marks.pop(key).close()  # a mark that only has nothing to show now is kept: it comes back

    def _scale(self, series: Mapping[str, Series], heat: Heat | None) -> None:
        """Limits and ticks of both axes, for all numbers that are drawn."""
        bars = any(s.kind == "bars" for s in series.values())
        for way, (scale, axis) in enumerate(zip(self._scales, self._axes, strict=True)):
            numbers = [n for s in series.values() for n in (s.ys if way else s.xs)]
            numbers += (heat.rows if way else heat.columns) if heat is not None else []
            numbers += [0.0] if way and bars else []
            low, high = self.fixed[way] or limits(numbers, log=self._log[way], room=bool(way) and heat is None)
            found = ticks(low, high, log=self._log[way], whole=all(n % 1 == 0 for n in numbers), across=not way)
            with scale.hold_sync():
                scale.min, scale.max = low, high
            with axis.hold_sync():  # in a message before the ticks': these are written in what came last
                axis.tick_format, axis.tick_labels = found.format, found.labels
            axis.tick_values = np.asarray(found.values)

    def _made(self, key: str, make: Any, data: dict[str, Any], **style: Any) -> Any:
        """The mark of this key: made once, then given other data."""
        mark = self._marks.get(key)
        if mark is None:
            mark = self._marks[key] = make(**data, **style)
            return mark
        with mark.hold_sync():
            for name, value in data.items():
                setattr(mark, name, value)
        return mark

    def _series(self, name: str, series: Series) -> list[Any]:
        """A line, its points, or both: a line has a gap where a number has no place, and points are left out there."""
        look, found = LOOKS[series.look], []
        xs, ys = drawable(series.xs, self._log[0]), drawable(series.ys, self._log[1])
        style = {"scales": dict(zip("xy", self._scales, strict=True)), "colors": [f"var(--gv-{look.ink})"]}
        there = ~np.isnan(xs) & ~np.isnan(ys)
        if series.kind != "points" and there.any():
            span = slice(
                there.argmax(), there.size - there[::-1].argmax()
            )  # the library sets a label at the last point
            way = "step-after" if series.kind == "steps" else "linear"
            found.append(self._made(
                f"line {name}", self._bq.Lines, {"x": xs[span], "y": ys[span]}, line_style=look.dashes,
                stroke_width=2.5, interpolation=way, **style,
            ))  # fmt: skip
        if series.kind == "points" or (series.kind == "line" and len(series.xs) <= MOST_MARKERS):
            found.append(self._made(
                f"points {name}", self._bq.Scatter, {"x": xs[there], "y": ys[there]}, marker=look.marker,
                default_size=80, **style,
            ))  # fmt: skip
        return found

    def _bars(self, bars: list[Series]) -> Any:
        data = {"x": drawable(bars[0].xs, False), "y": np.array([drawable(s.ys, False) for s in bars])}
        colors = [f"var(--gv-{LOOKS[s.look].ink})" for s in bars]
        both = dict(zip("xy", self._scales, strict=True))
        return self._made("bars", self._bq.Bars, data | {"colors": colors}, type="grouped", scales=both, padding=0.2)

    def _heat(self, heat: Heat) -> Any:
        data = {"x": np.array(heat.columns), "y": np.array(heat.rows), "color": heat.drawn}
        if "heat" not in self._marks:
            self._colours = self._scale_of(heat)
        if not heat.regions:
            with self._colours.hold_sync():
                self._colours.min, self._colours.mid, self._colours.max = heat.range
        both = dict(zip("xy", self._scales, strict=True))
        return self._made("heat", self._bq.HeatMap, data, scales=both | {"color": self._colours})

    def _scale_of(self, heat: Heat) -> Any:
        """The scale of colours: from blue to red, or one pale colour for each region."""
        if not heat.regions:
            return self._bq.ColorScale(colors=list(HEAT))
        places = range(len(heat.names))
        return self._bq.OrdinalColorScale(domain=list(places), colors=[TINTS[k % len(TINTS)] for k in places])

    def _upright(self, x: float) -> Any:
        if "upright" not in self._marks:
            self._whole = self._bq.LinearScale(min=0.0, max=1.0)
        scales = {"x": self._scales[0], "y": self._whole}
        return self._made(
            "upright", self._bq.Lines, {"x": np.array([x, x]), "y": np.array([0.0, 1.0])}, scales=scales,
            colors=["var(--gv-ink)"], stroke_width=2.0, line_style="dashed",
        )  # fmt: skip
