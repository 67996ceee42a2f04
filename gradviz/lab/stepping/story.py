"""The story that a stepper tells: a recording in steps, how many of them are open, and where in it things are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...language import say
from ...recording import Recording
from ...recording.events import Resumed, Started
from ...recording.stages import Stage, stage_at, stages
from .telling import Teller

FADES = (0, 1, 2, 3, 4)
"""How much is left to the student: nothing, the last step, the last two, the backward pass but its seed, all of it."""

MOST_LINES = 60
"""More steps than this are not written out where only text can be shown."""


class Story:
    """A recording in steps.

    Attributes:
        recording: what happened.
        stages: the steps.
        single: whether each event is a step of its own.
        open: how many of the steps can be gone to.
    """

    def __init__(self, recording: Recording, single: bool = False, fade: int = 0) -> None:
        self.recording, self.single = recording, single
        self.stages = stages(recording, joined=not single)
        self.open = opened(recording, self.stages, fade)
        self._teller = Teller(recording, self.stages)
        self.sentence = self._teller.sentence

    @property
    def closed(self) -> int:
        """How many steps are left to the student."""
        return len(self.stages) - self.open

    def title(self, step: int) -> str:
        """What is done in a step; of a closed one no number."""
        return self._teller.title(step, told=step < self.open)

    def last(self, step: int) -> int:
        """The last event of a step, or of the last open one."""
        return self.stages[max(0, min(step, self.open - 1))].last

    def step_at(self, event: int) -> int:
        """The step that an event is in."""
        return stage_at(self.stages, event)

    def whole(self, event: int) -> int:
        """The last event of the step that an event is in; the nearest one where there is none."""
        return self.last(self.step_at(max(0, event)))

    def happened(self, step: int) -> list[Any]:
        """The events of a step that are about a node or an edge."""
        stage = self.stages[step]
        events = self.recording.events[stage.first : stage.last + 1]
        return [event for event in events if not isinstance(event, (Started, Resumed))]

    def half(self, half: str, event: int) -> int | None:
        """The first step of a half of the pass that an event is in; None where it has no such half."""
        starts = set(self.recording.starts)
        first = self.step_at(max((start for start in starts if start <= event), default=0))
        for step in range(first, len(self.stages)):
            if step > first and self.stages[step].first in starts:
                return None
            if self.stages[step].half == half:
                return step
        return None

    def counted(self, step: int) -> str:
        """Which step of how many."""
        text = {"now": step + 1, "count": len(self.stages)}
        return say("event {now} of {count}", **text) if self.single else say("step {now} of {count}", **text)

    def heading(self, step: int) -> str:
        """Which half a step belongs to, and its title."""
        halves = {"forward": say("Forward"), "backward": say("Backward"), "update": say("Update")}
        return f"{halves[self.stages[step].half]}: {self.title(step)}"

    def caption(self, step: int) -> str:
        """The sentence of a step; of the last open one also what is left to the student."""
        told = self.sentence(step)
        if not self.closed or step != self.open - 1:
            return told
        return f"{told} {say('What comes next is yours: {count} more. Work it out, then show it.', count=self.closed)}"

    def text(self, event: int) -> str:
        """Every open step with its sentence; the current one is marked."""
        now = self.step_at(event)
        steps = range(min(self.open, MOST_LINES))
        lines = [f"{'>' if k == now else ' '} {self.counted(k)}: {self.sentence(k)}" for k in steps]
        more = self.open - len(lines)
        return "\n".join([*lines, *([say("and {count} more", count=more)] if more else [])])


def opened(recording: Recording, those: Sequence[Stage], fade: int) -> int:
    """How many steps are open at a level of fading; at least the first."""
    if not fade:
        return len(those)
    whole = stages(recording)
    seed = next((k for k, stage in enumerate(whole) if stage.kind == "seeded"), len(whole))
    first_closed = {1: len(whole) - 1, 2: len(whole) - 2, 3: seed + 1, 4: seed}[fade]
    if first_closed >= len(whole):
        return len(those)
    return max(1, sum(stage.first < whole[max(0, first_closed)].first for stage in those))
