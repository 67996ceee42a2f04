"""A figure whose picture is a plot or a table of numbers, not a graph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any

from ...recording import Recording
from ..frame.controlled import COPY_KEY, Controlled

SLOT = re.compile(r'data-slot="(\d+)"[^>]*>')
TAG = re.compile(r"<[^>]+>")
ROW = re.compile(r"</(tr|p|caption|li)>")


class Chart(Controlled):
    """What figures of numbers share: controls whose moves are looked at closely, and texts for the panel."""

    own_keys = (COPY_KEY,)
    copies = True

    def __init__(self, name: str, *given: Any, **frame: Any) -> None:
        super().__init__(name, *given, **frame)
        self.add_class("gv-chart")

    def _moved(self, name: str | None) -> None:
        before = self.values
        self._tell_values()
        if name is None or not _same(self.controls[name], before[name]):
            self.tick(name)

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


def _same(control: Any, before: Any) -> bool:
    """Whether a control stands where it stood: the page sends 0.30000000000000004 back for 0.3."""
    now, step = control.value, getattr(control, "step", 0.0)
    if not isinstance(now, float) or not isinstance(step, float):
        return bool(now == before)
    return abs(now - before) <= 1e-6 * step


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
