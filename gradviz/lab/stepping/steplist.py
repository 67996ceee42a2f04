"""The list of steps in a stepper's panel: as many rows as a reader can take in, around the current one."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from ...language import say

ROWS = 12
"""So many steps are listed; of more, those around the current one: the page holds no more, however long it goes on."""


class StepList:
    """A window on a list that may be very long: its HTML is the same for every recording, its texts move.

    Attributes:
        start: the step in the first row.
    """

    size = 2 * ROWS + 3
    """How many texts it has."""

    def __init__(self) -> None:
        self.start = 0

    def html(self, slot: int) -> str:
        """The list, whose texts stand in the slots from `slot` on."""
        rows = "".join(
            f'<li><button type="button" data-do="row" data-value="{row}" data-mark="{slot + 3 + ROWS + row}" '
            f'data-slot="{slot + 3 + row}"></button></li>'
            for row in range(ROWS)
        )
        heading, earlier, later = (f'<p class="{name}" data-slot="{slot + k}"></p>' for k, name in enumerate(_PARTS))
        return (
            f'<nav class="gv-steps" aria-label="{escape(say("steps"))}">{heading}{earlier}<ol>{rows}</ol>{later}</nav>'
        )

    def texts(self, heading: str, current: int, count: int, title: Callable[[int], str], open_: int) -> list[str]:
        """The texts: heading, how many are above and below, the rows, their states.

        Args:
            heading: what stands above.
            current: the current step.
            count: how many there are.
            title: the title of a step.
            open_: how many of them can be gone to.
        """
        self.start = max(0, min(current - ROWS // 2, count - ROWS))
        shown = range(self.start, min(self.start + ROWS, count))
        rows = [f"{k + 1}. {title(k)}" + (f" {say('(yours)')}" if k >= open_ else "") for k in shown]
        states = ["current" if k == current else "closed" if k >= open_ else "done" if k < current else "ahead"
                  for k in shown]  # fmt: skip
        spare = ROWS - len(rows)
        below = count - self.start - ROWS
        earlier = say("… {count} before", count=self.start) if self.start else ""
        later = say("… {count} after", count=below) if below > 0 else ""
        return [heading, earlier, later, *rows, *[""] * spare, *states, *["gone"] * spare]


_PARTS = ("gv-steps-now", "gv-steps-more", "gv-steps-more")
