"""A figure whose picture is a plot or a table of numbers, not a graph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any

import ipywidgets as widgets
import traitlets

from ...language import say
from ...recording import Recording
from ..frame.figure import Figure
from ..frame.live import Live

SLOT = re.compile(r'data-slot="(\d+)"[^>]*>')
TAG = re.compile(r"<[^>]+>")
ROW = re.compile(r"</(tr|p|caption|li)>")


class Chart(Figure):
    """What figures of numbers share: controls that are put back together, and texts for the panel.

    Attributes:
        controls: the control of every quantity, by name.
        values: the controls as they are, by name: to read, to set, to observe and to link with another figure.
    """

    values = traitlets.Dict()
    link = Live.link

    def __init__(self, name: str, controls: Mapping[str, widgets.Widget], *more: widgets.Widget, **frame: Any) -> None:
        self.controls = dict(controls)
        self._start = {key: each.value for key, each in self.controls.items()}
        self._moving = False
        reset = widgets.Button(
            description=say("Reset"), tooltip=say("Everything back to where it started"), icon="undo"
        )
        reset.on_click(lambda _: self.reset())
        super().__init__(name, [*self.controls.values(), *more, *([reset] if self.controls else [])], **frame)
        self.add_class("gv-chart")
        for key, each in self.controls.items():
            each.observe(lambda _, moved=key: self._moved(moved), "value")
        self.values = self.now()
        self.observe(self._set_from_outside, "values")

    def tick(self, moved: str | None = None) -> None:
        """Run everything again with the controls as they are. `moved` is the control that was moved, or None."""
        raise NotImplementedError

    def _moved(self, name: str) -> None:
        before = self.values
        if not self._moving:
            self._tell_values()
            if _rounded(before) != _rounded(self.values):  # the page sends 0.30000000000000004 back for 0.3
                self.tick(name)

    def _tell_values(self) -> None:
        """Let `values` follow the controls."""
        self._moving = True  # they are not to move the controls again
        try:
            self.values = self.now()
        finally:
            self._moving = False

    def _set_from_outside(self, change: dict[str, Any]) -> None:
        if not self._moving:
            self.move(**change["new"])

    def move(self, **values: Any) -> None:
        """Put several controls to new values, and run once.

        Raises:
            ValueError: if there is no such control.
        """
        unknown = sorted(set(values) - set(self.controls))
        if unknown:
            there = ", ".join(self.controls) or "none"
            raise ValueError(f"{', '.join(unknown)}: this figure has no such control. Its controls are: {there}.")
        self._moving = True
        try:
            for key, value in values.items():
                self.controls[key].value = value
        finally:
            self._moving = False
        self._tell_values()
        self.tick()

    def reset(self) -> None:
        """Put every control back to where it started."""
        self.move(**self._start)

    def now(self) -> dict[str, Any]:
        """The controls as they are."""
        return {key: each.value for key, each in self.controls.items()}

    def tell(self, recording: Recording | None, texts: Sequence[str], caption: str, panel: str) -> None:
        """Send the panel, where it is new, and the texts of its slots (numbered from 0) with the caption."""
        self.recording = recording
        with self.diagram.hold_sync():
            self.diagram.texts, self.diagram.panel, self.diagram.error = [*texts, caption], panel, ""

    def fallback_html(self) -> str:
        """The caption and the panel with its numbers in place."""
        if self.diagram.error or not self.diagram.panel:
            return ""
        texts = self.diagram.texts
        panel = SLOT.sub(lambda found: found[0] + escape(texts[int(found[1])]), self.diagram.panel)
        return f"<p>{escape(texts[-1])}</p>{panel}"

    def fallback_text(self) -> str:
        """The caption and the panel's rows as plain text."""
        if self.diagram.error or not self.diagram.panel:
            return self.diagram.error
        rows = ROW.sub("\n", re.sub(r"</t[dh]>", " | ", self.fallback_html()))
        lines = (TAG.sub("", row).strip(" |") for row in rows.splitlines())
        return unescape("\n".join(line for line in lines if line))


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without what binary fractions put behind them."""
    return {key: round(value, 9) if isinstance(value, float) else value for key, value in values.items()}


def slot(number: int, state: int | None = None, tag: str = "td") -> str:
    """A cell whose text is that of a slot, and whose look, if asked for, the text of another."""
    mark = "" if state is None else f' data-mark="{state}"'
    return f'<{tag}{mark}><span data-slot="{number}"></span></{tag}>'


def level(share: float, steps: int = 10) -> int:
    """A share from 0 to 1 as one of some steps, for a look of the style sheet; what is not 0 is never step 0."""
    if not share > 0:
        return 0
    return min(steps, max(1, round(share * steps)))


def wide(label: str, inside: str, look: str = "") -> str:
    """A table that may be wider than a narrow page: it scrolls by itself, and can be reached with Tab for that."""
    name = escape(label)
    table = f'<table class="{look}" aria-label="{name}">{inside}</table>'
    return f'<div class="gv-wide" role="region" tabindex="0" aria-label="{name}">{table}</div>'
