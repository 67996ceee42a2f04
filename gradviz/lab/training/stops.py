"""Where the scrubber stops: the events of a run, told as the lines of the loop that caused them."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from ...recording import Recording
from ...recording.events import Event, Resumed, Seeded, Started, Updated, Zeroed
from .loop import Run

LOOP, ZERO, FORWARD, BACKWARD, STEP = range(5)
"""The lines of the loop."""

GRAINS = ("event", "line", "epoch")
"""How far one press of the scrubber goes."""


class Stop(NamedTuple):
    """One moment of a run.

    Attributes:
        turn: the turn of the loop, from 0: an epoch, or with mini-batches one batch of it.
        line: the line of the loop that is running.
        event: the last event that has happened, a position in the recording; None where events were not kept.
        after: whether the turn's step is over, so that the parameters are those of the next one.
    """

    turn: int
    line: int
    event: int | None
    after: bool = False

    @property
    def state(self) -> int:
        """Which of the run's states holds."""
        return self.turn + self.after


def stops(run: Run, grain: str) -> list[Stop]:
    """The moments of a run, in order.

    Args:
        run: the run, with as many epochs as there are.
        grain: "event" for every event, "line" for the end of each line of the loop, "epoch" for the end of each epoch.
    """
    start = Stop(0, LOOP, 0 if run.kept else None)
    found = [] if run.recording is None else told(run.recording, run.kept)
    if found and run.settings.zeroing:
        found.insert(0, Stop(0, ZERO, 0))  # the first zero_grad finds nothing to forget, so no event tells of it
    found += [Stop(turn, STEP, None, True) for turn in range(run.kept, run.turns)]
    if grain == "line":
        found = [list(same)[-1] for _, same in groupby(found, key=lambda s: (s.turn, s.line))]
    elif grain == "epoch":
        found = [list(same)[-1] for _, same in groupby(found, key=lambda s: s.turn // run.batches.count)]
    return [start, *found]


def told(recording: Recording, turns: int) -> list[Stop]:
    """A stop for every event of the first `turns` passes but the `Started` of the first."""
    events = recording.events
    found: list[Stop] = []
    turn, swept = -1, False
    for position, event in enumerate(events):
        told = events[position + 1] if isinstance(event, Resumed) and position + 1 < len(events) else event
        if isinstance(told, Started):
            turn, swept = turn + 1, False
        swept = swept or isinstance(told, Seeded)
        found.append(Stop(turn + isinstance(told, Zeroed), line_of(told, swept), position))
    found = [stop for stop in found if stop.turn < turns]
    last = {stop.turn: i for i, stop in enumerate(found)}
    for i in last.values():
        found[i] = found[i]._replace(after=True)
    return found[1:]


def line_of(event: Event, swept: bool) -> int:
    """The line of the loop that caused an event; `swept` says whether this turn's backward pass has begun."""
    if isinstance(event, Zeroed):
        return ZERO
    if isinstance(event, Updated):
        return STEP
    return BACKWARD if swept else FORWARD
