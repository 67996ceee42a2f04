"""The scrubber: back and on through a row of moments, by slider, buttons, keys or by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import traitlets

from ...language import say

PACE = 800
"""How long a moment stays while it plays, in milliseconds."""


def _event_of(index: int, count: int) -> str:
    return say("event {now} of {count}", now=index + 1, count=count)


class Scrubber(widgets.VBox):
    """First, back, play, on, last, and a slider over all moments.

    Attributes:
        index: the moment, from 0; a number outside is brought to the nearest end.
        count: how many moments there are; at least 1.
        playing: whether it moves on by itself, one moment every `PACE` milliseconds, up to the last.

    Example:
        >>> scrubber = Scrubber(13)
        >>> scrubber.index = 5
        >>> scrubber.press("ArrowRight"), scrubber.index, scrubber.label.value
        (True, 6, 'event 7 of 13')
    """

    index = traitlets.Int(0)
    count = traitlets.Int(1)
    playing = traitlets.Bool(False)

    def __init__(self, count: int = 1, *, told: Callable[[int, int], str] = _event_of, name: str = "") -> None:
        """Make one.

        Args:
            count: how many moments there are.
            told: what the label says of an index and a count.
            name: the label of the slider, which a screen reader says.
        """
        self._told = told
        self.slider = widgets.IntSlider(
            0, 0, 1, description=name or say("event"), readout=False,
            layout={"width": "auto"}, style={"description_width": "4em"},
        )  # fmt: skip
        self.label = widgets.Label()
        # ipywidgets' own buttons of Play have no names for a screen reader: here it is only the clock, out of sight.
        self.clock = widgets.Play(interval=PACE, show_repeat=False, layout={"display": "none"})
        self.play = widgets.ToggleButton(icon="play", tooltip=say("Play"), layout={"width": "34px"})
        self.buttons = [
            _button("fast-backward", say("First"), self.first),
            _button("step-backward", say("Back"), lambda: self.move(-1)),
            _button("step-forward", say("On"), lambda: self.move(1)),
            _button("fast-forward", say("Last"), self.last),
        ]
        row = [*self.buttons[:2], self.play, *self.buttons[2:], self.label]
        super().__init__(
            [widgets.HBox(row, layout={"flex_flow": "row wrap", "align_items": "center"}), self.slider, self.clock]
        )
        self.add_class("gv-scrubber")
        self.slider.observe(self._slid, "value")
        self.clock.observe(self._ticked, "value")
        traitlets.link((self, "playing"), (self.clock, "playing"))
        traitlets.link((self, "playing"), (self.play, "value"))
        self.count = count
        self._count_changed()

    def move(self, by: int) -> None:
        """Go on by some moments, back where `by` is negative; what plays stops."""
        self.playing = False
        self.index += by

    def first(self) -> None:
        """Go to the first moment."""
        self.move(-self.count)

    def last(self) -> None:
        """Go to the last moment."""
        self.move(self.count)

    def press(self, key: str) -> bool:
        """Do what a key does: Left, Right, Home, End, Space. Any key stops what plays; says whether it was one."""
        was_playing, self.playing = self.playing, False
        actions = {
            "ArrowLeft": lambda: self.move(-1), "ArrowRight": lambda: self.move(1), "Home": self.first,
            "End": self.last, " ": lambda: setattr(self, "playing", not was_playing),
        }  # fmt: skip
        if key in actions:
            actions[key]()
        return key in actions

    @traitlets.validate("index")
    def _within(self, proposal: dict[str, Any]) -> int:
        return max(0, min(int(proposal["value"]), self.count - 1))

    @traitlets.validate("count")
    def _at_least_one(self, proposal: dict[str, Any]) -> int:
        return max(1, int(proposal["value"]))

    @traitlets.observe("count")
    def _count_changed(self, _change: Any = None) -> None:
        self.index = min(self.index, self.count - 1)
        self.slider.max = self.clock.max = max(1, self.count - 1)  # the page's slider refuses a range of one number
        self.slider.disabled = self.play.disabled = self.count == 1
        self._index_changed()

    @traitlets.observe("index")
    def _index_changed(self, _change: Any = None) -> None:
        self.slider.value = self.clock.value = self.index
        self.label.value = self._told(self.index, self.count)

    @traitlets.observe("playing")
    def _playing_changed(self, change: dict[str, Any]) -> None:
        self.play.icon, self.play.tooltip = ("pause", say("Pause")) if change["new"] else ("play", say("Play"))

    def _slid(self, change: dict[str, Any]) -> None:
        """The student's hand on the slider stops what plays."""
        if change["new"] != self.index:
            self.playing = False
            self.index = change["new"]

    def _ticked(self, change: dict[str, Any]) -> None:
        if self.playing:
            self.index = change["new"]


def _button(icon: str, name: str, work: Callable[[], None]) -> widgets.Button:
    made = widgets.Button(icon=icon, tooltip=name, layout={"width": "34px"})
    made.on_click(lambda _: work())
    return made
